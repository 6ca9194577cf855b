"""Once a day: everything that the provider has, beside everything that we have.

What differs is found by reading, without a lock. Each difference is then looked at anew and
written under the lock of its owner, in a transaction of its own: nobody waits meanwhile, and
whoever locks several owners never meets us the other way round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.owners import service as owners
from grants.payments.models import Difference, Oddity, OnlinePayment, OnlineReturn
from grants.payments.provider import Truth
from grants.payments.rules.online import id_in
from grants.payments.service.backs import of_payment
from grants.payments.service.differing import differ, gone, is_same, missing
from grants.payments.service.online import oddity
from grants.payments.states import OnlineState

TOGETHER = 500  # so many are asked in one statement


@dataclass(frozen=True, slots=True)
class Doubt:
    """One payment to look at under its owner's lock: ours by its id, theirs as it was told."""

    owner_id: UUID
    payment_id: UUID | None
    truth: Truth | None


def doubts(session: Session, truths: Sequence[Truth], *, since: datetime) -> list[Doubt]:
    """What differs, or differed and may be the same by now; owner by owner. Only reads."""
    return sorted(_doubts(session, truths, since), key=lambda one: one.owner_id)


def look(session: Session, doubt: Doubt, *, asked_at: datetime, at: datetime) -> bool:
    """Look anew and write down what differs; is it open? Books nothing: a person decides.

    What moved here after ``asked_at`` is left for the next day.
    """
    if doubt.payment_id is None or doubt.truth is None:
        return _one_sided(session, doubt, asked_at=asked_at, at=at)
    payment = _held(session, doubt.payment_id, doubt.owner_id)
    if payment.changed_at > asked_at:
        return False
    odd = oddity(payment, doubt.truth)
    if odd is None and is_same(payment, of_payment(session, payment), doubt.truth):
        gone(session, payment, at=at)
        return False
    return _is_open(differ(session, odd or Oddity.BEHIND, payment, doubt.truth, at=at))


def _one_sided(session: Session, doubt: Doubt, *, asked_at: datetime, at: datetime) -> bool:
    if doubt.truth is not None:
        return _is_open(differ(session, Oddity.UNKNOWN, None, doubt.truth, at=at))
    payment = _held(session, doubt.payment_id, doubt.owner_id)
    return payment.changed_at <= asked_at and _is_open(missing(session, payment, at=at))


def _held(session: Session, payment_id: UUID | None, owner_id: UUID) -> OnlinePayment:
    owners.lock(session, owner_id)
    return session.get_one(OnlinePayment, payment_id, populate_existing=True)


def _is_open(difference: Difference) -> bool:
    return difference.settled_at is None


def _doubts(session: Session, truths: Sequence[Truth], since: datetime) -> Iterator[Doubt]:
    named = {id_in(truth.payment) for truth in truths} - {None}
    ours = {one.id: one for one in _payments(session, sorted(filter(None, named)))}
    returned = _returns(session, sorted(ours))
    open_ = select(Difference.payment_id).where(Difference.settled_at.is_(None))
    doubted = set(session.scalars(open_))
    for truth in truths:
        payment = ours.get(id_in(truth.payment) or owners.INSTALLATION)
        if payment is None:
            yield Doubt(owners.INSTALLATION, None, truth)
        elif (
            payment.id in doubted
            or oddity(payment, truth) is not None
            or not is_same(payment, returned[payment.id], truth)
        ):
            yield Doubt(payment.owner_id, payment.id, truth)
    for payment in _known(session, since):
        if payment.id not in ours:
            yield Doubt(payment.owner_id, payment.id, None)


def _payments(session: Session, ids: list[UUID]) -> Iterator[OnlinePayment]:
    for first in range(0, len(ids), TOGETHER):
        these = ids[first : first + TOGETHER]
        yield from session.scalars(select(OnlinePayment).where(OnlinePayment.id.in_(these)))


def _returns(session: Session, ids: list[UUID]) -> dict[UUID, list[OnlineReturn]]:
    found: dict[UUID, list[OnlineReturn]] = defaultdict(list)
    for first in range(0, len(ids), TOGETHER):
        these = ids[first : first + TOGETHER]
        for one in session.scalars(select(OnlineReturn).where(OnlineReturn.payment_id.in_(these))):
            found[one.payment_id].append(one)
    return found


def _known(session: Session, since: datetime) -> list[OnlinePayment]:
    which = select(OnlinePayment).where(
        OnlinePayment.made_at >= since, OnlinePayment.state != OnlineState.MADE
    )
    return list(session.scalars(which.order_by(OnlinePayment.made_at, OnlinePayment.id)))
