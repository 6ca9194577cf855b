"""What a bank paid is never refused for a cap: marked, or tested later when nobody wrote the amounts."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from grants.allowances import queries
from grants.allowances.models import Allowance, AllowanceYear, Cap
from grants.allowances.rules import Had, passes
from grants.allowances.service.years import PAYS, filled, lock_year
from grants.allowances.states import AllowanceState
from grants.kit.acts import Act
from grants.owners import service as owners
from grants.people.queries import operators
from grants.waiting import service as waiting
from grants.waiting.models import Waiting


def as_the_bank_did(
    session: Session, allowance: Allowance, on: date, *, at: datetime
) -> Cap | None:
    """The row that holds on the day of payment, with a mark when that passes it.

    None when nobody wrote the amounts of that year: whoever runs the installation is asked.
    """
    if _amounts_of(session, on) is None:
        _ask_for_amounts(session, lock_year(session, allowance.person_id, on.year, at=at), at=at)
        return None
    found = filled(session, allowance, on, PAYS, at=at)
    limits = queries.limits_of(found.cap)
    allowance.passed_cap = passes(limits, found.had, allowance.kind, allowance.amount, on)
    return found.cap


def hold_against(session: Session, cap: Cap, *, at: datetime) -> None:
    """Test what was paid without amounts by those that are known now, in the order of payment.

    What passes them is marked: it was paid, so nobody can refuse it any more.
    """
    limits = queries.limits_of(cap)
    for person_id, several in groupby(_untested(session, cap), key=lambda one: one.person_id):
        lock_year(session, person_id, cap.year, at=at)
        had = Had(flat=queries.elsewhere_of(session, person_id, cap.year))
        for one in several:
            assert one.paid_on is not None  # noqa: S101  it was asked by that day
            one.cap_id = cap.id
            one.passed_cap = passes(limits, had, one.kind, one.amount, one.paid_on)
            had = had.with_(one.kind, one.paid_on.month, one.amount)
    session.flush()
    waiting.all_done(session, _years_of(cap.year), act=Act.ALLOWANCES_CAP, at=at)


def _amounts_of(session: Session, on: date) -> Cap | None:
    """The row for this day, also when somebody adds it right now.

    The installation's lock comes before that of a year, as for who adds a row.
    """
    cap = queries.cap_on(session, on)
    if cap is None:
        owners.lock(session, owners.installation(session))
        cap = queries.cap_on(session, on)
    return cap


def _ask_for_amounts(session: Session, year: AllowanceYear, *, at: datetime) -> None:
    """Ask once, under the installation's lock: not again for each person who was paid."""
    act, label = Act.ALLOWANCES_CAP, str(year.year)
    which = select(Waiting.id).where(
        Waiting.act == str(act),
        Waiting.thing_id.in_(_years_of(year.year)),
        Waiting.done_at.is_(None),
    )
    if session.scalars(which.limit(1)).first() is None:
        waiting.ask(session, act, year, who=operators(session), label=label, at=at)


def _years_of(year: int) -> Select[UUID]:
    return select(AllowanceYear.id).where(AllowanceYear.year == year)


def _untested(session: Session, cap: Cap) -> list[Allowance]:
    """Paid in these days without a row: then nothing else was paid, for all else was refused."""
    which = select(Allowance).where(
        Allowance.state == AllowanceState.PAID,
        Allowance.cap_id.is_(None),
        Allowance.paid_on >= cap.from_on,
        Allowance.paid_on < cap.until_on,
    )
    order = (Allowance.person_id, Allowance.paid_on, Allowance.paid_at, Allowance.reference)
    return list(session.scalars(which.order_by(*order)))
