"""The group's money: the kas, plan beside real, the cash book, and the book as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import formats, messages
from app.access import me, refuse
from app.documents import send_lines
from app.extensions import db
from app.ledger.forms import Asked, asked
from app.ledger.papers import book_csv
from app.messages.ledger import Papers, Shelf, note_of, row_of, title_of
from app.who import who
from grants.awards.queries import awards_by_id
from grants.kit.acts import Act
from grants.ledger import queries
from grants.ledger.access import may
from grants.ledger.models import Book
from grants.ledger.queries import Booking
from grants.payments.queries import arrivals_by_id
from grants.proposals.access import may as sees_plan
from grants.proposals.models import Proposal
from grants.proposals.queries import plans_of
from grants.spending.models import Expense
from grants.spending.queries import SPENDABLE, expenses_by_id, lines_of, reserved_and
from grants.spending.rules import LineStanding
from grants.workgroups.models import Workgroup

bp = Blueprint("ledger", __name__, url_prefix="/ledger")

RECENT = 6


@bp.get("/")
def index() -> ResponseReturnValue:
    """Our money: what there is, what each line costs, and what was booked last."""
    group = _group()
    plans = _plans(group)
    plan = _chosen(plans)
    if plan is None:
        return render_template("ledger/index.html", plan=None, group=group), 200
    five = queries.amounts(db.session(), group.id, plan.id)
    recent = queries.recent(db.session(), group.id, plan.id, RECENT)
    ids = _ids(recent)
    reserved, expenses = reserved_and(db.session(), plan.id, ids["expense"])
    papers = _papers(ids, expenses)
    return render_template(
        "ledger/index.html",
        plan=plan,
        group=group,
        others=[one for one in plans if one.id != plan.id],
        five=five,
        bars=formats.kas_bars(five),
        lines=[_line(line) for line in lines_of(db.session(), plan)],
        rows=[
            *(_reserved(one) for one in reserved),
            *(_row(one, papers) for one in recent),
        ],
    ), 200


@bp.get("/book")
def book() -> ResponseReturnValue:
    """All bookings, by day and kind, fifty at a time."""
    group = _group()
    wish = asked()
    plans = _plans(group)
    found = queries.bookings(db.session(), group.id, wish.filter, wish.page)
    papers = _papers(_ids(found.rows))
    return render_template(
        "ledger/book.html",
        group=group,
        plan=next((one for one in plans if one.id == wish.plan_id), None),
        wish=wish,
        found=found,
        rows=[_row(one, papers) for one in found.rows],
        shelves=_shelves(wish, group),
        newer=_page(wish, group, found.page - 1) if found.page > 1 else None,
        older=_page(wish, group, found.page + 1) if found.page < found.pages else None,
        file=url_for("ledger.book_file", **_address(wish, group)),
    )


@bp.get("/book.csv")
def book_file() -> ResponseReturnValue:
    """The same bookings as a file for a spreadsheet."""
    group = _group()
    wish = asked()
    names = {plan.id: plan.title for plan in _plans(group)}
    lines = book_csv(_titled(group, wish), names)
    return send_lines(lines, "text/csv; charset=utf-8", "kasboek.csv")


def _titled(group: Workgroup, wish: Asked) -> Iterator[tuple[Booking, str]]:
    """All that is asked for, each with what it is about: some hundreds at a time."""
    for found in queries.export(db.session(), group.id, wish.filter):
        papers = _papers(_ids(found))
        yield from ((booking, title_of(booking, papers)) for booking in found)


def _group() -> Workgroup:
    """The group whose book is asked for: the one in the address, or mine."""
    found = who()
    wanted = request.args.get("group", type=UUID)
    if wanted is None and found is not None and found.workgroup is not None:
        wanted = found.workgroup.id
    group = db.session.get(Workgroup, wanted) if wanted else None
    if group is None:
        abort(404)
    verdict = may(me(), Act.LEDGER_SEE, Book(owner_id=group.id))
    if not verdict:
        refuse(verdict)
    return group


def _plans(group: Workgroup) -> list[Proposal]:
    """The plans that were ever agreed, those whose money moves now first."""
    plans = plans_of(db.session(), [group.id])
    agreed = [
        plan
        for plan in plans
        if plan.agreed_version_id is not None and sees_plan(me(), Act.PROPOSALS_SEE, plan)
    ]
    return sorted(agreed, key=lambda plan: plan.state not in SPENDABLE)


def _chosen(plans: Sequence[Proposal]) -> Proposal | None:
    wanted = request.args.get("plan", type=UUID)
    if wanted is None:
        return next(iter(plans), None)
    found = next((plan for plan in plans if plan.id == wanted), None)
    if found is None:
        abort(404)
    return found


def _reserved(expense: Expense) -> dict[str, Any]:
    """What was approved and not paid yet: no money moved, but it counts."""
    return {
        "title": expense.shop,
        "note": messages.label(expense.state),
        "amount": expense.amount,
        "held": True,
        "href": url_for("spending.show", expense_id=expense.id),
    }


def _line(line: LineStanding) -> dict[str, Any]:
    """A cost line as a bar: planned, paid, and what is approved."""
    over = -line.left
    return {
        "name": line.words,
        "planned": line.planned,
        "real": line.spent,
        "held_to": line.booked if line.reserved.is_positive else None,
        "over": over if over.is_positive else None,
    }


def _ids(rows: Iterable[Booking]) -> dict[str, set[UUID]]:
    ids: dict[str, set[UUID]] = {"expense": set(), "arrival": set(), "award": set()}
    for row in rows:
        ids.setdefault(row.source.kind, set()).add(row.source.id)
    return ids


def _papers(ids: dict[str, set[UUID]], expenses: dict[UUID, Expense] | None = None) -> Papers:
    """The documents behind bookings: a statement for each kind, but for what is known."""
    return Papers(
        expenses_by_id(db.session(), ids["expense"]) if expenses is None else expenses,
        arrivals_by_id(db.session(), ids["arrival"]),
        awards_by_id(db.session(), ids["award"]),
    )


def _row(booking: Booking, papers: Papers) -> dict[str, Any]:
    words = [formats.day(booking.on), note_of(booking, papers)]
    row = row_of(booking, papers, " · ".join(word for word in words if word))
    if booking.source.kind == "expense":
        row["href"] = url_for("spending.show", expense_id=booking.source.id)
    return row


def _shelves(wish: Asked, group: Workgroup) -> list[dict[str, Any]]:
    return [
        {
            "name": messages.label(shelf),
            "href": url_for("ledger.book", **_address(wish, group, shelf=str(shelf))),
            "current": shelf is wish.shelf,
        }
        for shelf in Shelf
    ]


def _page(wish: Asked, group: Workgroup, page: int) -> str:
    return url_for("ledger.book", **_address(wish, group, page=page))


def _address(wish: Asked, group: Workgroup, **changed: Any) -> dict[str, Any]:
    return wish.address(group=group.id, **changed)
