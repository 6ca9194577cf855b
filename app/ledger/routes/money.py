"""Geld: what there is, what each line costs, and what happened, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app import formats, messages
from app.access import me
from app.extensions import db
from app.ledger.forms import ALL, Asked, asked
from app.ledger.routes import bp
from app.ledger.routes.rows import days, group_asked, line_row, papers_of, plans_seen, sources
from app.messages.ledger import Shelf
from grants.audits.queries import last_looks
from grants.awards.queries import Granted, granted_for
from grants.kit.acts import Act
from grants.ledger import queries
from grants.ledger.rules import Amounts, LineAmounts
from grants.payments.access import may_count
from grants.proposals.models import Proposal
from grants.spending.models import Expense
from grants.spending.queries import proved_lines, reserved_and
from grants.workgroups.models import Workgroup


@bp.get("/")
def index() -> ResponseReturnValue:
    """Our money, whole: of one plan, or with ``plan=all`` of all together."""
    group = group_asked()
    plans, wish = plans_seen(group), asked()
    plan = None if wish.all_plans else _chosen(plans, wish)
    if plan is None and not (wish.all_plans and plans):
        return render_template("ledger/index.html", plan=None, group=group, plans=plans), 200
    wish = wish.of(plan)
    session = db.session()
    five, booked = _amounts(group, plan)
    counted, audited = last_looks(session, group.id)
    granted = granted_for(session, plan.id) if plan else Granted((), {}, five.promised)
    found = queries.bookings(session, group.id, wish.filter_of(group.id), wish.page)
    ids = sources(found.rows)
    held, expenses = _held(plan, wish, ids["expense"]) if plan else ([], None)
    papers = papers_of(ids, expenses, granted.awards)
    return render_template(
        "ledger/index.html",
        plan=plan,
        plans=plans,
        group=group,
        five=five,
        bars=formats.kas_bars(five),
        lines=_lines(plan, granted, booked),
        granted=granted,
        counted=counted,
        audited=audited,
        can_count=bool(may_count(me(), Act.PAYMENTS_COUNT, group)),
        held=held,
        wish=wish,
        choices=_choices(plans, group),
        found=found,
        days=days(found.rows, papers),
        newer=_page(wish, group, found.page - 1) if found.has_prev else None,
        older=_page(wish, group, found.page + 1) if found.has_next else None,
        table=url_for("ledger.book_file", **wish.address(group=group.id)),
        workbook=url_for("ledger.workbook_file", **wish.address(group=group.id)),
        journal=url_for("ledger.journal_file", **wish.address(group=group.id)),
    ), 200


def _chosen(plans: Sequence[Proposal], wish: Asked) -> Proposal | None:
    if wish.plan_id is None:
        return next(iter(plans), None)
    found = next((plan for plan in plans if plan.id == wish.plan_id), None)
    if found is None:
        abort(404)
    return found


def _amounts(group: Workgroup, plan: Proposal | None) -> tuple[Amounts, dict[UUID, LineAmounts]]:
    """The five amounts, and of one plan what each line has cost."""
    if plan is None:
        return queries.amounts(db.session(), group.id), {}
    return queries.amounts_and_lines(db.session(), plan.id)


def _lines(
    plan: Proposal | None, granted: Granted, booked: dict[UUID, LineAmounts]
) -> list[dict[str, Any]]:
    if plan is None:
        return []
    return [line_row(one, granted) for one in proved_lines(db.session(), plan, booked)]


def _held(
    plan: Proposal, wish: Asked, ids: set[Any]
) -> tuple[list[dict[str, Any]], dict[Any, Expense]]:
    """What was approved and is not paid yet, above the first page of what came in and went out."""
    held, expenses = reserved_and(db.session(), plan.id, ids)
    if wish.is_narrow or wish.page > 1:
        held = []
    rows = [
        {
            "title": one.shop,
            "note": messages.label(one.state),
            "amount": one.amount,
            "held": True,
            "href": url_for("spending.show", expense_id=one.id),
        }
        for one in held
    ]
    return rows, expenses


def _choices(plans: Sequence[Proposal], group: Workgroup) -> dict[str, list[tuple[str, Any]]]:
    """What can be chosen in the filter, as value and words."""
    return {
        "plan": [*((str(one.id), one.title) for one in plans), (ALL, None)],
        "shelf": [(str(shelf), messages.label(shelf)) for shelf in Shelf],
        "place": [("", None), *((str(kind), messages.label(kind)) for kind in group.places)],
    }


def _page(wish: Asked, group: Workgroup, page: int) -> str:
    return url_for("ledger.index", **wish.address(group=group.id, page=page), _anchor="book")
