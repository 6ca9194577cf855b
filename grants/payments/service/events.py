"""What the provider tells: kept once by its own id, with the question that it makes us ask."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from grants.kit.ids import new_id
from grants.kit.orm import insert_missing
from grants.outbox.service import enqueue
from grants.payments.models import Oddity, OnlinePayment, ProviderEvent
from grants.payments.provider import Told
from grants.payments.rules.online import id_in
from grants.payments.service.differing import unheard

ASKED = "asked"
NOTHING = "nothing"  # of a kind that says nothing about money
STRANGE = "strange"  # not ours, or of another account or mode


def hear(session: Session, told: Told, *, live: bool, account: str, at: datetime) -> bool:
    """Keep the event and what it causes in this transaction. False: it was here before.

    Nothing in it is believed: the true state is asked by a job that stands or falls with it.
    """
    payment = payment_of(session, told)
    event_id = new_id(session, at)
    insert_missing(
        session,
        ProviderEvent,
        id=event_id,
        their_ref=told.ref,
        kind=told.kind,
        about=told.about,
        payment_id=payment.id if payment else None,
        live=told.live,
        said_at=told.said_at,
        received_at=at,
        outcome="",
    )
    event = session.scalars(select(ProviderEvent).where(ProviderEvent.id == event_id)).one_or_none()
    if event is None:
        return False
    if told.live != live or told.account not in ("", account):
        unheard(session, told.about, Oddity.MODE, at=at)
        handled(session, event, STRANGE, at=at)
    elif not told.about:
        handled(session, event, NOTHING, at=at)
    elif payment is None:
        unheard(session, told.about, Oddity.UNKNOWN, at=at)
        handled(session, event, STRANGE, at=at)
    else:
        enqueue(session, "payments.event", f"payments.event:{event.id}", at=at, event=event.id)
    return True


def handled(session: Session, event: ProviderEvent, outcome: str, *, at: datetime) -> None:
    """What it caused is done, in this same transaction."""
    event.handled_at, event.outcome = at, outcome
    session.flush()


def payment_of(session: Session, told: Told) -> OnlinePayment | None:
    """Our payment that it is about: by our own id, else by the provider's names for it."""
    ours = id_in(told.payment)
    found = session.get(OnlinePayment, ours) if ours else None
    if found is not None:
        return found
    refs = [ref for ref in (told.about, told.intent_ref) if ref]
    which = select(OnlinePayment).where(
        or_(OnlinePayment.session_ref.in_(refs), OnlinePayment.intent_ref.in_(refs))
    )
    return session.scalars(which.limit(1)).one_or_none() if refs else None
