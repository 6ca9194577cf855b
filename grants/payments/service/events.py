"""What the provider tells: kept once by its own id, with the question that it makes us ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, bindparam, or_, select, update
from sqlalchemy.orm import Session

from grants.kit.asking import an_id
from grants.kit.ids import new_id
from grants.kit.orm import insert_new
from grants.outbox.service import enqueue, unneeded
from grants.payments.models import Oddity, OnlinePayment, ProviderEvent
from grants.payments.provider import Told
from grants.payments.rules.online import id_in
from grants.payments.service.differing import unheard

ASKED = "asked"
NOTHING = "nothing"  # of a kind that says nothing about money
STRANGE = "strange"  # not ours, or of another account or mode
_OURS = select(OnlinePayment.id).where(OnlinePayment.id == an_id("payment_id"))
_REFS = bindparam("refs", type_=String(), expanding=True)
_THEIRS = (
    select(OnlinePayment.id)
    .where(or_(OnlinePayment.session_ref.in_(_REFS), OnlinePayment.intent_ref.in_(_REFS)))
    .limit(1)
)


def hear(session: Session, told: Told, *, live: bool, account: str, at: datetime) -> bool:
    """Keep the event and what it causes in this transaction. False: it was here before.

    Nothing in it is believed: the true state is asked by a job that stands or falls with it.
    """
    payment_id = payment_of(session, told)
    odd = _odd(told, payment_id, live=live, account=account)
    outcome = STRANGE if odd else "" if told.about else NOTHING
    event_id = new_id(session, at)
    fresh = insert_new(
        session,
        ProviderEvent,
        id=event_id,
        their_ref=told.ref,
        kind=told.kind,
        about=told.about,
        payment_id=payment_id,
        live=told.live,
        said_at=told.said_at,
        received_at=at,
        handled_at=at if outcome else None,
        outcome=outcome,
    )
    if fresh and odd:
        unheard(session, told.about, odd, at=at)
    elif fresh and not outcome:
        enqueue(session, "payments.event", _key(event_id), at=at, event=event_id)
    return fresh


def open_of(session: Session, payment_id: UUID) -> list[UUID]:
    """What was told of a payment and is not done with."""
    which = select(ProviderEvent.id).where(
        ProviderEvent.payment_id == payment_id, ProviderEvent.handled_at.is_(None)
    )
    return list(session.scalars(which.order_by(ProviderEvent.id)))


def handled(session: Session, event_ids: Sequence[UUID], *, at: datetime) -> None:
    """We asked after these had come in: they are done with, and so are their jobs that wait."""
    session.execute(
        update(ProviderEvent)
        .where(ProviderEvent.id.in_(event_ids), ProviderEvent.handled_at.is_(None))
        .values(handled_at=at, outcome=ASKED)
    )
    unneeded(session, [_key(one) for one in event_ids], at=at)


def payment_of(session: Session, told: Told) -> UUID | None:
    """Our payment that it is about: by our own id, else by the provider's names for it."""
    ours = id_in(told.payment)
    found = session.scalar(_OURS, {"payment_id": ours}) if ours else None
    refs = [ref for ref in (told.about, told.intent_ref) if ref]
    if found is None and refs:
        return session.scalar(_THEIRS, {"refs": refs})
    return found


def _odd(told: Told, payment_id: UUID | None, *, live: bool, account: str) -> Oddity | None:
    """Why it is none of ours."""
    if told.live != live or told.account not in ("", account):
        return Oddity.MODE
    return Oddity.UNKNOWN if told.about and payment_id is None else None


def _key(event_id: UUID) -> str:
    return f"payments.event:{event_id}"
