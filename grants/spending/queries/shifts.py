"""Money shifted between lines: what it does to each line, and which funds are asked first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards.models import Award, AwardState
from grants.funds.models import Fund
from grants.kit.asking import an_id, look_up
from grants.kit.money import Money, total
from grants.requests.models import Request
from grants.spending.models import Shift
from grants.spending.states import ShiftState

SHOWN = 50
AGREED = select(
    Shift.from_line_id,
    Shift.to_line_id,
    Shift.amount_minor,  # type: ignore[attr-defined]
    Shift.amount_currency,  # type: ignore[attr-defined]
).where(Shift.proposal_id == an_id("proposal_id"), Shift.state == ShiftState.AGREED)


def shifts_of(session: Session, proposal_id: UUID) -> Sequence[Shift]:
    """All shifts of a plan, newest first."""
    which = select(Shift).where(Shift.proposal_id == proposal_id)
    return session.scalars(which.order_by(Shift.asked_at.desc(), Shift.id.desc())).all()


def shifted(session: Session, proposal_id: UUID) -> dict[UUID, Money]:
    """By line: how much more (or less) it has now than the agreed plan says."""
    return by_line(look_up(session, AGREED, {"proposal_id": proposal_id}))


def by_line(moves: Iterable[Any]) -> dict[UUID, Money]:
    """What moves of money from a line to another come to, for each line."""
    found: dict[UUID, Money] = {}
    for from_id, to_id, minor, currency in moves:
        amount = Money(minor, currency)
        found[from_id] = found.get(from_id, Money.zero(currency)) - amount
        found[to_id] = found.get(to_id, Money.zero(currency)) + amount
    return found


def asks_first(session: Session, shift: Shift) -> list[Award]:
    """The awards whose fund wants to be asked: all that was shifted passes what it leaves free."""
    before = session.scalars(
        select(Shift).where(
            Shift.proposal_id == shift.proposal_id,
            Shift.state == ShiftState.AGREED,
            Shift.id != shift.id,
        )
    )
    moved = total([shift.amount, *(one.amount for one in before)], shift.amount.currency)
    rows = session.execute(
        select(Award, Fund)
        .join(Request, Request.id == Award.request_id)
        .join(Fund, Fund.id == Request.fund_id)
        .where(Award.proposal_id == shift.proposal_id, Award.state == AwardState.ACTIVE)
        .order_by(Award.reference)
    )
    return [
        award for award, fund in rows if fund.shift_free is not None and fund.shift_free < moved
    ]
