"""Coming in again without a mail address: by a code that somebody of her group shows her."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.kit.access import Actor
from grants.kit.errors import NotNow
from grants.kit.ids import new_id
from grants.people.models import Person, WayBack
from grants.people.queries import address_of
from grants.people.rules import WAY_BACK_LIFE, WAY_BACK_WATCH, Secrets, id_in, token_for

_PURPOSE = "people.way-back"


def make_way_back(
    session: Session, person_id: UUID, owner_id: UUID, *, by: Actor, at: datetime
) -> WayBack:
    """A code for one use, now. Who may show it to whom is the room's above that knows groups.

    Refuses ``has-address``: she gets her codes by mail.
    """
    if address_of(session, person_id) is not None:
        raise NotNow("has-address")
    way = WayBack(
        id=new_id(session, at),
        owner_id=owner_id,
        person_id=person_id,
        made_by_id=by.person_id,
        until=at + WAY_BACK_LIFE,
        created_at=at,
    )
    session.add(way)
    session.flush()
    return way


def way_back_token(way: WayBack, secrets: Secrets) -> str:
    """What stands in its QR code."""
    return token_for(_PURPOSE, way.id, secrets)


def way_back_for(session: Session, token: str, *, secrets: Secrets, at: datetime) -> WayBack | None:
    """The way back of this token, None unless it was made here.

    Refuses ``way-back-old`` and ``way-back-used``.
    """
    found = id_in(_PURPOSE, token, secrets)
    way = session.get(WayBack, found) if found else None
    if way is not None:
        _check(way, at)
    return way


def take_way_back(session: Session, way: WayBack, *, at: datetime) -> Person:
    """Use it up, under its lock, and give whom it lets in. Refuses as ``way_back_for`` does."""
    locked = session.scalars(
        select(WayBack)
        .where(WayBack.id == way.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    _check(locked, at)
    locked.used_at = at
    session.flush()
    return session.get_one(Person, locked.person_id)


def refuse_watched(session: Session, person_id: UUID, *, at: datetime) -> None:
    """Refuse ``came-back-today``: who was let in a day ago or less gives no address of her own.

    With an address come codes, and with a code an account number: first her group must have had
    time to say that it was not her.
    """
    which = select(WayBack.id).where(
        WayBack.person_id == person_id, WayBack.used_at > at - WAY_BACK_WATCH
    )
    if session.scalars(which.limit(1)).first() is not None:
        raise NotNow("came-back-today")


def _check(way: WayBack, at: datetime) -> None:
    if way.used_at is not None:
        raise NotNow("way-back-used")
    if way.until <= at:
        raise NotNow("way-back-old")
