"""A person's year: its lock, its test against the caps, and what she had elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import queries
from grants.allowances.access import may_year
from grants.allowances.models import Allowance, AllowanceYear, Cap, Elsewhere
from grants.allowances.rules import Had, refuse_over
from grants.allowances.states import AllowanceState
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.kit.orm import insert_missing
from grants.kit.periods import day_of
from grants.owners import service as owners
from grants.people.access import as_herself

# What fills a year besides what was paid, when somebody …
NOTES = frozenset({AllowanceState.NOTED, AllowanceState.AGREED, AllowanceState.IN_RUN})
AGREES = frozenset({AllowanceState.AGREED, AllowanceState.IN_RUN})
PAYS = frozenset({AllowanceState.IN_RUN})


@dataclass(frozen=True, slots=True)
class Filled:
    """The caps of a day, and what fills the person's year besides this allowance."""

    cap: Cap
    had: Had


def lock_year(session: Session, person_id: UUID, year: int, *, at: datetime) -> AllowanceYear:
    """Take this person's year until the end of the transaction: two groups wait for each other.

    Always after the lock of the book, so that nobody waits in a ring.
    """
    insert_missing(session, AllowanceYear, id=new_id(session, at), person_id=person_id, year=year)
    return session.scalars(
        select(AllowanceYear)
        .where(AllowanceYear.person_id == person_id, AllowanceYear.year == year)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def filled(
    session: Session,
    allowance: Allowance,
    on: date,
    coming: frozenset[AllowanceState],
    *,
    at: datetime,
) -> Filled:
    """What fills her year on that day, under its lock. Refuses a year without a row: ``no-cap``."""
    lock_year(session, allowance.person_id, on.year, at=at)
    cap = queries.cap_on(session, on)
    if cap is None:
        raise NotNow("no-cap", year=on.year)
    without = allowance.id
    had = queries.had(session, allowance.person_id, on, coming=coming, without=without)
    return Filled(cap, had)


def refuse_passing(
    session: Session,
    allowance: Allowance,
    on: date,
    coming: frozenset[AllowanceState],
    *,
    at: datetime,
) -> Filled:
    """Refuse what would pass a cap when paid on this day; ``over-year``, ``over-month``, …"""
    found = filled(session, allowance, on, coming, at=at)
    refuse_over(queries.limits_of(found.cap), found.had, allowance.kind, allowance.amount, on)
    return found


def say_elsewhere(
    session: Session, person_id: UUID, month: date, amount: Money, *, by: Actor, at: datetime
) -> AllowanceYear:
    """She says what she had elsewhere in this month; writing it again replaces it.

    It is always taken: it is the truth about her, whatever the caps say.
    """
    if amount.is_negative:
        raise Invalid("amount-below-nothing", field="amount")
    if month > day_of(at):
        raise Invalid("month-to-come", field="month")
    may_year(by, Act.ALLOWANCES_ELSEWHERE, AllowanceYear(person_id=person_id)).check()
    owners.lock(session, owners.installation(session))
    year = lock_year(session, person_id, month.year, at=at)
    row = session.scalars(
        select(Elsewhere).where(Elsewhere.year_id == year.id, Elsewhere.month == month.month)
    ).one_or_none()
    if row is None:
        row = Elsewhere(id=new_id(session, at), year_id=year.id, month=month.month)
        session.add(row)
    row.amount, row.said_at = amount, at
    session.flush()
    whose = as_herself(by.person_id)
    record(session, Act.ALLOWANCES_ELSEWHERE, year, by=whose, at=at, month=month.month)
    return year
