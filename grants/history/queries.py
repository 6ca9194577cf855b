"""Reading history: of one thing, of one owner, and whether a chain still holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history.models import Event
from grants.history.rules import Fault, faults
from grants.kit.acts import Act
from grants.kit.orm import Ref

PAGE = 30


def events_of(session: Session, thing: Ref, *, page: int = 1) -> Sequence[Event]:
    """Newest first, ``PAGE`` at a time and one more, which says that there is a next page."""
    return session.scalars(
        select(Event)
        .where(Event.thing_id == thing.id, Event.thing_kind == thing.kind)
        .order_by(Event.no.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()


def happened(session: Session, thing: Ref, act: Act) -> bool:
    """Was this ever done with it? What was done is never taken out of the chain."""
    which = select(Event.no).where(
        Event.thing_id == thing.id, Event.thing_kind == thing.kind, Event.act == str(act)
    )
    return session.scalar(which.limit(1)) is not None


def chain(session: Session, owner_id: UUID) -> Iterator[Event]:
    """All events of an owner, oldest first, streamed."""
    yield from session.scalars(
        select(Event)
        .where(Event.owner_id == owner_id)
        .order_by(Event.no)
        .execution_options(yield_per=500)
    )


def owners(session: Session) -> Sequence[UUID]:
    """Everybody who has a chain."""
    return session.scalars(
        select(Event.owner_id).where(Event.no == 1).order_by(Event.owner_id)
    ).all()


def verify(session: Session, owner_id: UUID) -> list[Fault]:
    """The faults in this owner's chain; an empty list means that it holds."""
    return list(faults(chain(session, owner_id)))
