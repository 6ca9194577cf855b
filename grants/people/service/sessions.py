"""Sessions: letting a browser in, and ending that."""

from __future__ import annotations

import base64
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history import service as history
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.ids import new_id, random_bytes
from grants.owners import service as owners
from grants.people.access import as_herself, may
from grants.people.models import Person
from grants.people.models import Session as SignedIn
from grants.people.rules import hash_of

_DEVICE_LENGTH = 20


def begin_session(
    session: Session, person: Person, *, device: str = "", fresh: bool, at: datetime
) -> tuple[SignedIn, str]:
    """Let a browser in as this person; gives the row and the token, which is kept nowhere.

    ``fresh``: she came in by a mailed code just now. Always a new token, whatever was before.
    """
    token = base64.urlsafe_b64encode(random_bytes(session, 32)).decode().rstrip("=")
    signed_in = SignedIn(
        id=new_id(session, at),
        person_id=person.id,
        token_hash=hash_of(token),
        device=device[:_DEVICE_LENGTH],
        fresh_at=at if fresh else None,
        created_at=at,
    )
    session.add(signed_in)
    session.flush()
    owners.installation(session)
    history.record(session, Act.PEOPLE_SIGN_IN, signed_in, by=as_herself(person.id), at=at)
    return signed_in, token


def freshen(session: Session, signed_in: SignedIn, *, at: datetime) -> None:
    """A mailed code was typed here just now."""
    signed_in.fresh_at = at
    session.flush()


def end_session(session: Session, signed_in: SignedIn, *, by: Actor, at: datetime) -> None:
    """This browser is out; ended twice is nothing."""
    may(by, Act.PEOPLE_SIGN_OUT, signed_in).check()
    if signed_in.ended_at is None:
        signed_in.ended_at = at
        history.record(session, Act.PEOPLE_SIGN_OUT, signed_in, by=as_herself(by.person_id), at=at)


def end_others(session: Session, but: SignedIn, *, by: Actor, at: datetime) -> int:
    """All her other browsers are out; says how many that were."""
    others = _living(session, but.person_id, but)
    for signed_in in others:
        end_session(session, signed_in, by=by, at=at)
    return len(others)


def end_all(session: Session, person: Person, *, by: Actor, at: datetime) -> int:
    """All her browsers are out."""
    living = _living(session, person.id, None)
    for signed_in in living:
        end_session(session, signed_in, by=by, at=at)
    return len(living)


def _living(session: Session, person_id: object, but: SignedIn | None) -> list[SignedIn]:
    rows = session.scalars(
        select(SignedIn)
        .where(SignedIn.person_id == person_id, SignedIn.ended_at.is_(None))
        .order_by(SignedIn.created_at, SignedIn.id)
        .with_for_update()
    )
    return [row for row in rows if but is None or row.id != but.id]
