"""Once a day: everything that the provider has, beside everything that we have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.payments.models import Oddity, OnlinePayment
from grants.payments.provider import Truth
from grants.payments.rules.online import id_in
from grants.payments.service.backs import of_payment
from grants.payments.service.differing import differ, gone, is_same, missing
from grants.payments.service.online import oddity
from grants.payments.states import OnlineState


def compare(
    session: Session, truths: Iterable[Truth], *, since: datetime, asked_at: datetime, at: datetime
) -> int:
    """Write down every difference; says how many there are. Books nothing: a person decides.

    What moved here after ``asked_at`` is left for the next day.
    """
    count, met = 0, set()
    for truth in truths:
        payment = _ours(session, truth)
        if payment is None:
            differ(session, Oddity.UNKNOWN, None, truth, at=at)
            count += 1
            continue
        met.add(payment.id)
        if payment.changed_at > asked_at:
            continue
        odd = oddity(payment, truth)
        if odd is None and is_same(payment, of_payment(session, payment), truth):
            gone(session, payment, at=at)
            continue
        differ(session, odd or Oddity.BEHIND, payment, truth, at=at)
        count += 1
    for payment in _known(session, since):
        if payment.id not in met and payment.changed_at <= asked_at:
            missing(session, payment, at=at)
            count += 1
    return count


def _ours(session: Session, truth: Truth) -> OnlinePayment | None:
    ours = id_in(truth.payment)
    return session.get(OnlinePayment, ours) if ours else None


def _known(session: Session, since: datetime) -> Iterable[OnlinePayment]:
    which = select(OnlinePayment).where(
        OnlinePayment.made_at >= since, OnlinePayment.state != OnlineState.MADE
    )
    return session.scalars(which.order_by(OnlinePayment.made_at, OnlinePayment.id))
