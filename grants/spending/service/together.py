"""One receipt over two lines of the plan: two expenses that go on their own, or together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from grants.kit.access import Actor
from grants.kit.errors import Invalid
from grants.ledger import service as ledger
from grants.proposals.models import Proposal
from grants.spending import queries
from grants.spending.models import Expense
from grants.spending.rules import Noting, Second, rest_of
from grants.spending.service.deciding import approve
from grants.spending.service.noting import ask, note
from grants.spending.service.paying import Paying, correct, pay
from grants.spending.states import ExpenseState


def note_both(
    session: Session,
    proposal: Proposal,
    data: Noting,
    second: Second,
    *,
    by: Actor,
    at: datetime,
) -> tuple[Expense, Expense]:
    """Two expenses out of one receipt, and ask for both. ``data.amount`` is the whole receipt.

    Refuses ``part-not-a-part``, ``same-line``, ``over-room`` for the whole, and what noting and
    asking refuse.
    """
    rest = rest_of(data.amount, second.amount)
    if second.line_id == data.line_id:
        raise Invalid("same-line", field="second_line")
    ledger.lock(session, proposal.owner_id)
    standing = queries.standing(session, proposal, data.line_id)
    standing.refuse_over(data.amount, data.who_paid)
    first = note(session, proposal, replace(data, amount=rest), by=by, at=at)
    part = replace(
        data, line_id=second.line_id, amount=second.amount, why=second.why or data.why, same=True
    )
    other = note(session, proposal, part, by=by, at=at)
    # Both are there before the first is asked, so that the limit sees the whole receipt.
    return ask(session, first, by=by, at=at), ask(session, other, by=by, at=at)


def parts_of(session: Session, expense: Expense) -> list[Expense]:
    """The other expenses on the same receipt, by the same person in the same plan."""
    return [
        one
        for one in queries.on_one_receipt(session, expense)
        if one.proposal_id == expense.proposal_id and one.spender_id == expense.spender_id
    ]


def approve_both(session: Session, expense: Expense, *, by: Actor, at: datetime) -> Expense:
    """Yes to this one and to the other parts of its receipt that wait for one."""
    for one in _in_state(session, expense, ExpenseState.ASKING):
        approve(session, one, by=by, at=at)
    return expense


def pay_both(
    session: Session, expense: Expense, data: Paying, *, by: Actor, at: datetime
) -> Expense:
    """Paid, with the other parts of its receipt that were approved: one payment, all of it."""
    for one in _in_state(session, expense, ExpenseState.APPROVED):
        pay(session, one, data, by=by, at=at)
    return expense


def correct_both(
    session: Session, expense: Expense, why: str, *, by: Actor, at: datetime
) -> Expense:
    """Undo this one and the other parts of its receipt that are in the book as it is."""
    for one in _in_state(session, expense, expense.state):
        correct(session, one, why, by=by, at=at)
    return expense


def _in_state(session: Session, expense: Expense, state: ExpenseState) -> list[Expense]:
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    others = parts_of(session, expense)
    return [expense, *(one for one in others if one.state is state)]
