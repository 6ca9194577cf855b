"""Whose book is asked for, and how its bookings and lines read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import formats
from app.access import me, refuse
from app.extensions import db
from app.messages.ledger import Papers, note_of, row_of
from app.who import who
from grants.awards.models import Award
from grants.awards.queries import Granted, awards_by_id
from grants.kit.acts import Act
from grants.ledger.access import may
from grants.ledger.models import Book
from grants.ledger.queries import Booking
from grants.payments.queries import arrivals_by_id
from grants.proposals.access import may as sees_plan
from grants.proposals.models import Proposal
from grants.proposals.queries import agreed_plans
from grants.spending.models import Expense
from grants.spending.queries import SPENDABLE, Proof, ProvedLine, expenses_by_id
from grants.spending.rules import LineStanding
from grants.workgroups.models import Workgroup


def group_asked() -> Workgroup:
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


def plans_seen(group: Workgroup) -> list[Proposal]:
    """The plans that were ever agreed, those whose money moves now first."""
    plans = agreed_plans(db.session(), group.id)
    seen = [plan for plan in plans if sees_plan(me(), Act.PROPOSALS_SEE, plan)]
    return sorted(seen, key=lambda plan: plan.state not in SPENDABLE)


def sources(rows: Iterable[Booking]) -> dict[str, set[UUID]]:
    """The documents behind bookings, by kind."""
    ids: dict[str, set[UUID]] = {"expense": set(), "arrival": set(), "award": set()}
    for row in rows:
        ids.setdefault(row.source.kind, set()).add(row.source.id)
    return ids


def papers_of(
    ids: dict[str, set[UUID]],
    expenses: dict[UUID, Expense] | None = None,
    awards: Iterable[Award] = (),
) -> Papers:
    """The documents themselves: a statement for each kind, but for what is known."""
    known = {award.id: award for award in awards}
    unknown = ids["award"] - set(known)
    return Papers(
        expenses_by_id(db.session(), ids["expense"]) if expenses is None else expenses,
        arrivals_by_id(db.session(), ids["arrival"]),
        known | awards_by_id(db.session(), unknown),
    )


def days(bookings: Iterable[Booking], papers: Papers) -> list[dict[str, Any]]:
    """What happened, day by day."""
    return [
        {"day": formats.day_year(on), "rows": [_row(one, papers) for one in several]}
        for on, several in groupby(bookings, key=lambda booking: booking.on)
    ]


def line_row(proved: ProvedLine, granted: Granted) -> dict[str, Any]:
    """A cost line as a bar: planned, paid, and what is approved; below it the rest in words."""
    line, proof = proved.line, proved.proof
    over = -line.left
    return {
        "name": line.words,
        "planned": line.planned,
        "real": line.spent,
        "held_to": line.booked if line.reserved.is_positive else None,
        "over": over if over.is_positive else None,
        "note": " · ".join(_told(line, granted, proof)),
    }


def _told(line: LineStanding, granted: Granted, proof: Proof | None) -> Iterable[str]:
    awarded = granted.per_line.get(line.line_id)
    if awarded is not None:
        yield _("Granted %(money)s", money=formats.money(awarded))
    if line.reserved.is_positive:
        yield _("Reserved %(money)s", money=formats.money(line.reserved))
    if proof is None:
        return
    yield ngettext(
        "%(receipts)s of %(num)s cost has a receipt",
        "%(receipts)s of %(num)s costs have a receipt",
        proof.costs,
        receipts=proof.receipts,
    )
    if proof.lost:
        yield ngettext("%(num)s receipt lost", "%(num)s receipts lost", proof.lost)


def _row(booking: Booking, papers: Papers) -> dict[str, Any]:
    row = row_of(booking, papers, note_of(booking, papers))
    if booking.source.kind == "expense":
        row["href"] = url_for("spending.show", expense_id=booking.source.id)
    return row
