"""The cash box as the two who look at the book counted it: one counted, the other says so herself."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from grants.audits.models import CashAudit
from grants.kit.periods import day_of
from grants.payments.models import CashCount
from grants.payments.states import CountState

_OWN_PHONE = or_(CashCount.at_table.is_(False), CashCount.vouched_at.is_not(None))


def count_of(session: Session, audit: CashAudit) -> CashCount | None:
    """The last count of these two, which the second one stood for from her own phone.

    Of the day on which it was opened, or later; once somebody signed, the one that she saw.
    """
    if audit.count_id is not None:
        return session.get_one(CashCount, audit.count_id)
    return _last(session, audit, own_phone=True)


def waits_for(session: Session, audit: CashAudit) -> tuple[UUID, UUID] | None:
    """The count that only one of these two stands for by now, and who has to say so still."""
    if audit.count_id is not None:
        return None
    last = _last(session, audit, own_phone=False)
    return None if last is None else (last.id, last.second_id)


def _last(session: Session, audit: CashAudit, *, own_phone: bool) -> CashCount | None:
    """With ``own_phone``: that two stand for. Without: that waits for the second one's own yes."""
    confirmed = CashCount.state == CountState.CONFIRMED
    waits = or_(CashCount.state == CountState.COUNTED, confirmed & ~_OWN_PHONE)
    last = session.scalars(
        select(CashCount)
        .where(
            CashCount.owner_id == audit.owner_id,
            CashCount.counter_id.in_(audit.auditors),
            CashCount.second_id.in_(audit.auditors),
            confirmed & _OWN_PHONE if own_phone else waits,
        )
        .order_by(CashCount.counted_at.desc(), CashCount.id.desc())
        .limit(1)
    ).first()
    is_of_now = last is not None and day_of(last.counted_at) >= day_of(audit.opened_at)
    return last if is_of_now else None
