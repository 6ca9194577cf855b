"""Who paid what: lines of a bank tied to things, each once; and undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.kit.orm import Owned
from grants.ledger import service as ledger
from grants.payments.access import may_bank
from grants.payments.models import (
    Arrival,
    BankAccount,
    MatchedLine,
    MatchedThing,
    Matching,
    MatchKind,
    Payment,
    StatementLine,
)
from grants.payments.queries.shown import Source, stands, ties_of
from grants.payments.service import arrivals
from grants.payments.service.bank_accounts import lock_account
from grants.payments.states import LINE, ArrivalState, PaymentState
from grants.proposals.models import Proposal as Plan
from grants.spending import service as spending
from grants.spending.models import Expense
from grants.spending.states import ExpenseState

_STANDING = (ExpenseState.PAID, AllowanceState.PAID, ArrivalState.ENTERED)
# Why a match stands no more, when what it showed was undone elsewhere.
_WHY = "De boeking is ongedaan gemaakt."


@dataclass(frozen=True, slots=True)
class Undoing:
    """Why a match was wrong. ``mirror``: what it booked was wrong too, and is mirrored."""

    why: str
    mirror: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """What stands in the book now for one thing."""

    kind: MatchKind
    thing_id: UUID
    plan_id: UUID
    amount: Money
    booked: bool


def tie(
    session: Session,
    account: BankAccount,
    lines: Sequence[StatementLine],
    things: Sequence[Booked],
    *,
    by: Actor,
    at: datetime,
) -> Matching:
    """Write down who paid what. The database refuses a line, and a thing, a second time."""
    matching = Matching(
        id=new_id(session, at),
        owner_id=account.owner_id,
        account_id=account.id,
        confirmed_by_id=by.person_id,
        confirmed_at=at,
        undone_why="",
    )
    session.add(matching)
    session.flush()
    for line in lines:
        line.state = LINE.after(line.state, Act.PAYMENTS_LINE_MATCH)
        line.settled_by_id, line.settled_at = by.person_id, at
        session.add(MatchedLine(matching_id=matching.id, line_id=line.id))
    for one in things:
        session.add(
            MatchedThing(
                matching_id=matching.id,
                kind=one.kind,
                thing_id=one.thing_id,
                proposal_id=one.plan_id,
                amount=one.amount,
                booked=one.booked,
            )
        )
    session.flush()
    record(session, Act.PAYMENTS_LINE_MATCH, account, by=by, at=at, lines=len(lines))
    return matching


def undo(
    session: Session, matching: Matching, data: Undoing, *, by: Actor, at: datetime
) -> Matching:
    """It was confirmed in error: its lines wait again. Refuses ``why-missing``, ``undone-before``."""
    account = session.get_one(BankAccount, matching.account_id)
    may_bank(by, Act.PAYMENTS_LINE_REOPEN, account).check()
    lock_account(session, account)
    things = _things(session, matching)
    for group_id in _groups(session, things):
        ledger.lock(session, group_id)
    session.refresh(matching, with_for_update={"key_share": True})
    if matching.undone_at is not None:
        raise NotNow("undone-before")
    why = data.why.strip()
    if not why:
        raise Invalid("why-missing", field="why")
    _open_again(session, matching, why, by=by, at=at)
    record(session, Act.PAYMENTS_LINE_REOPEN, account, by=by, at=at, why=why)
    for thing in things:
        if thing.booked and data.mirror:
            _mirror(session, thing, why, by=by, at=at)
        elif thing.kind is MatchKind.PAYMENT_BACK:
            _back_no_more(session, thing, by=by, at=at)
    return matching


def wait_again(session: Session, source: Owned, by: Actor, at: datetime) -> None:
    """What this booked was undone: the lines that showed it wait again, whatever else they paid.

    Under the lock of its book, not of the account: who confirms or undoes a match takes both.
    """
    if not isinstance(source, Expense | Allowance | Arrival) or source.state in _STANDING:
        return
    # What came back at the bank is on two lines together: those stay.
    undone = (Payment.state == PaymentState.PAID) & ~stands()
    _untie(session, source, ties_of(source, undone), by=by, at=at)


def _back_no_more(session: Session, back: MatchedThing, *, by: Actor, at: datetime) -> None:
    """It did not come back after all: the line on which it went is of what is due again now."""
    payment = session.get_one(Payment, back.thing_id)
    if payment.state is not PaymentState.WAITING:
        went = (MatchedThing.kind == MatchKind.PAYMENT) & (MatchedThing.thing_id == payment.id)
        _untie(session, payment, went, by=by, at=at)


def _untie(
    session: Session, of: Owned, which: ColumnElement[bool], *, by: Actor, at: datetime
) -> None:
    tied = select(MatchedThing.matching_id).where(which, MatchedThing.undone_at.is_(None))
    found = session.scalars(
        select(Matching)
        .where(Matching.id.in_(tied), Matching.undone_at.is_(None))
        .order_by(Matching.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for matching in found.all():
        _open_again(session, matching, _WHY, by=by, at=at)
        record(session, Act.PAYMENTS_LINE_REOPEN, of, by=by, at=at, matching=matching.id)


def _open_again(session: Session, matching: Matching, why: str, *, by: Actor, at: datetime) -> None:
    """Its lines wait, and what they paid is to be seen on a line again."""
    matching.undone_at, matching.undone_why, matching.undone_by_id = at, why, by.person_id
    for thing in _things(session, matching):
        thing.undone_at = at
    of_lines = select(MatchedLine).where(MatchedLine.matching_id == matching.id)
    for tie in session.scalars(of_lines):
        tie.undone_at = at
        line = session.get_one(StatementLine, tie.line_id)
        line.state = LINE.after(line.state, Act.PAYMENTS_LINE_REOPEN)
        line.settled_by_id, line.settled_at = None, None
    session.flush()


def _things(session: Session, matching: Matching) -> Sequence[MatchedThing]:
    which = select(MatchedThing).where(MatchedThing.matching_id == matching.id)
    return session.scalars(which.order_by(MatchedThing.kind, MatchedThing.thing_id)).all()


def _groups(session: Session, things: Sequence[MatchedThing]) -> Sequence[UUID]:
    """Whose books these things stand in, always in the same order."""
    plans = {one.proposal_id for one in things}
    which = select(Plan.owner_id).where(Plan.id.in_(plans)).distinct()
    return session.scalars(which.order_by(Plan.owner_id)).all()


def _mirror(session: Session, thing: MatchedThing, why: str, *, by: Actor, at: datetime) -> None:
    source = _booked(session, thing)
    if source.state not in _STANDING:
        return  # somebody undid it by hand before: what is left to undo is the match alone
    if isinstance(source, Arrival):
        # The line is not of this: nothing of it went.
        arrivals.mirror(session, source, why, by=by, at=at, whole=True)
    elif isinstance(source, Expense):
        spending.correct(session, source, why, by=by, at=at)
    else:
        allowances.correct(session, source, why, by=by, at=at)


def _booked(session: Session, thing: MatchedThing) -> Source:
    if thing.kind is MatchKind.ARRIVAL:
        return session.get_one(Arrival, thing.thing_id, populate_existing=True)
    if thing.kind is MatchKind.EXPENSE:
        return session.get_one(Expense, thing.thing_id, populate_existing=True)
    if thing.kind is MatchKind.ALLOWANCE:
        return session.get_one(Allowance, thing.thing_id, populate_existing=True)
    raise NotNow("undo-by-hand")
