"""Writing history: one verb."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history.models import Event
from grants.history.rules import hash_of
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.asking import an_id
from grants.kit.canon import canonical
from grants.kit.orm import Owned
from grants.owners.service import lock

_LAST = (
    select(Event.no, Event.hash)
    .where(Event.owner_id == an_id("owner_id"))
    .order_by(Event.no.desc())
    .limit(1)
)


def record(
    session: Session,
    act: Act,
    thing: Owned,
    *,
    by: Actor,
    at: datetime,
    why: str | None = None,
    owner_id: UUID | None = None,
    **facts: object,
) -> Event:
    """Add one row to the chain of the thing's owner, in this transaction.

    Facts hold ids, whole numbers and codes, never names or free text; ``why`` is a person's
    own words. Takes the owner's lock.
    """
    owner = owner_id or thing.owner_id
    lock(session, owner)
    last = session.execute(_LAST, {"owner_id": owner}).first()
    event = Event(
        owner_id=owner,
        no=last.no + 1 if last else 1,
        at=at.astimezone(UTC),
        actor_id=by.person_id,
        capacity=by.capacity(owner),
        act=str(act),
        thing_kind=thing.ref.kind,
        thing_id=thing.ref.id,
        facts=canonical(facts),
        why=why,
        previous=last.hash if last else "",
    )
    event.hash = hash_of(event)
    session.add(event)
    session.flush()
    return event
