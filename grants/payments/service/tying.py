"""Who paid what: lines of a bank tied to things, each once; and undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.payments.access import may_bank
from grants.payments.models import (
    Arrival,
    BankAccount,
    MatchedLine,
    MatchedThing,
    Matching,
    MatchKind,
    StatementLine,
)
from grants.payments.service import arrivals
from grants.payments.service.statements import lock_account
from grants.payments.states import LINE, ArrivalState
from grants.spending import service as spending
from grants.spending.models import Expense


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
    session.refresh(matching)
    if matching.undone_at is not None:
        raise NotNow("undone-before")
    why = data.why.strip()
    if not why:
        raise Invalid("why-missing", field="why")
    matching.undone_at, matching.undone_why, matching.undone_by_id = at, why, by.person_id
    of_things = select(MatchedThing).where(MatchedThing.matching_id == matching.id)
    for thing in session.scalars(of_things):
        if thing.booked and data.mirror:
            _mirror(session, thing, why, by=by, at=at)
        thing.undone_at = at
    of_lines = select(MatchedLine).where(MatchedLine.matching_id == matching.id)
    for tie in session.scalars(of_lines):
        tie.undone_at = at
        line = session.get_one(StatementLine, tie.line_id)
        line.state = LINE.after(line.state, Act.PAYMENTS_LINE_REOPEN)
        line.settled_by_id, line.settled_at = None, None
    session.flush()
    record(session, Act.PAYMENTS_LINE_REOPEN, account, by=by, at=at, why=why)
    return matching


def _mirror(session: Session, thing: MatchedThing, why: str, *, by: Actor, at: datetime) -> None:
    if thing.kind is MatchKind.ARRIVAL:
        arrival = session.get_one(Arrival, thing.thing_id)
        if arrival.state is ArrivalState.ENTERED:  # somebody may have undone it by hand
            # The line is not of this: nothing of it went.
            arrivals.mirror(session, arrival, why, by=by, at=at, whole=True)
    elif thing.kind is MatchKind.EXPENSE:
        spending.correct(session, session.get_one(Expense, thing.thing_id), why, by=by, at=at)
    elif thing.kind is not MatchKind.ALLOWANCE:
        raise NotNow("undo-by-hand")
    else:
        allowance = session.get_one(Allowance, thing.thing_id)
        allowances.correct(session, allowance, why, by=by, at=at)
