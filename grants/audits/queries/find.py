"""Which audits there are, and finding one by its fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, or_, select
from sqlalchemy.orm import Session, aliased, lazyload

from grants.audits.models import CashAudit
from grants.audits.states import AuditState
from grants.kit.asking import an_id
from grants.payments.models import CashCount
from grants.payments.queries import LastCount
from grants.payments.states import CountState
from grants.people.models import Person

LAST = 20
SHORTEST_MARK, LONGEST_MARK = 16, 64


def living(session: Session, owner_id: UUID, number: int) -> CashAudit | None:
    """The audit of this year that was not withdrawn."""
    return session.scalars(
        select(CashAudit).where(
            CashAudit.owner_id == owner_id,
            CashAudit.year == number,
            CashAudit.state != AuditState.WITHDRAWN,
        )
    ).one_or_none()


def audits_of(session: Session, owner_id: UUID) -> Sequence[CashAudit]:
    """The audits of a group, the last first."""
    which = select(CashAudit).where(CashAudit.owner_id == owner_id)
    which = which.options(lazyload(CashAudit.items))
    order = (CashAudit.year.desc(), CashAudit.opened_at.desc(), CashAudit.id.desc())
    return session.scalars(which.order_by(*order).limit(LAST)).unique().all()


@dataclass(frozen=True, slots=True)
class Last:
    """The audit that a group's page tells of, and who did it."""

    audit: CashAudit
    first: str
    second: str


def last_looks(session: Session, owner_id: UUID) -> tuple[LastCount | None, Last | None]:
    """The newest count that two people stand for, the newest audit that both signed.

    One statement: Geld tells both, and most groups have neither.
    """
    row = session.execute(_looks(), {"owner_id": owner_id}).one()
    counted: tuple[Any, ...] = tuple(row[:3])
    audited: tuple[Any, ...] = tuple(row[3:])
    return (
        None if counted[0] is None else LastCount(*counted),
        None if audited[0] is None else Last(*audited),
    )


@cache
def _looks() -> Select[CashCount, str, str, CashAudit, str, str]:
    """Asked for every page of Geld, so it is put together once."""
    counter, vouched, first, second = (aliased(Person) for _ in range(4))
    count = (
        select(CashCount.id)
        .where(CashCount.owner_id == an_id("owner_id"), CashCount.state == CountState.CONFIRMED)
        .order_by(CashCount.counted_at.desc(), CashCount.id.desc())
        .limit(1)
    )
    audit = (
        select(CashAudit.id)
        .where(CashAudit.owner_id == an_id("owner_id"), CashAudit.state == AuditState.SEALED)
        .order_by(CashAudit.year.desc())
        .limit(1)
    )
    return (
        select(CashCount, counter.name, vouched.name, CashAudit, first.name, second.name)
        .select_from(select(literal(1)).subquery())
        .outerjoin(CashCount, CashCount.id == count.scalar_subquery())
        .outerjoin(counter, counter.id == CashCount.counter_id)
        .outerjoin(vouched, vouched.id == CashCount.second_id)
        .outerjoin(CashAudit, CashAudit.id == audit.scalar_subquery())
        .outerjoin(first, first.id == CashAudit.first_id)
        .outerjoin(second, second.id == CashAudit.second_id)
        .options(lazyload(CashAudit.items))
    )


def audit_by_mark(session: Session, mark: str) -> CashAudit | None:
    """The sealed audit with this fingerprint: of its facts or of its file, at least 16 letters."""
    plain = "".join(mark.split()).replace("-", "").lower()
    if not SHORTEST_MARK <= len(plain) <= LONGEST_MARK or set(plain) - set("0123456789abcdef"):
        return None
    above = plain + "g"
    return session.scalars(
        select(CashAudit)
        .where(
            CashAudit.sealed_at.is_not(None),
            or_(
                CashAudit.hash.between(plain, above), CashAudit.document_hash.between(plain, above)
            ),
        )
        .limit(1)
    ).first()
