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
from grants.kit.locks import known
from grants.kit.orm import Owned, write
from grants.owners.service import lock

_EVENT = Event.__table__  # its rows are written at once: nothing of them waits to be
_LAST = (
    select(_EVENT.c.no, _EVENT.c.hash)
    .where(_EVENT.c.owner_id == an_id("owner_id"))
    .order_by(_EVENT.c.no.desc())
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
    no, previous = _head(session, owner)
    event = Event(
        owner_id=owner,
        no=no + 1,
        at=at.astimezone(UTC),
        actor_id=by.person_id,
        capacity=by.capacity(owner),
        act=str(act),
        thing_kind=thing.ref.kind,
        thing_id=thing.ref.id,
        facts=canonical(facts),
        why=why,
        previous=previous,
    )
    event.hash = hash_of(event)
    write(session, event)
    known(session)[Event, owner] = event.no, event.hash
    return event


def _head(session: Session, owner_id: UUID) -> tuple[int, str]:
    """Number and hash of the last row in the owner's chain, whose lock is taken."""
    here: tuple[int, str] | None = known(session).get((Event, owner_id))
    if here is not None:
        return here
    last = session.connection().execute(_LAST, {"owner_id": owner_id}).first()
    return (last.no, last.hash) if last else (0, "")
