"""Reading persons, sessions and invitations for pages and mails."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from grants.kit.asking import an_id
from grants.people.models import Contact, Invitation, Person
from grants.people.models import Session as SignedIn
from grants.people.rules import address_as_kept, hash_of

# Asked for every page, so it is put together once.
_SIGNED_IN = (
    select(SignedIn, Person)
    .join(Person, Person.id == SignedIn.person_id)
    .where(SignedIn.token_hash == bindparam("token_hash"), SignedIn.ended_at.is_(None))
)
_SHE, _OTHER = aliased(Person), aliased(Person)
_SHARING = (
    select(_OTHER.id)
    .join(_SHE, (_SHE.iban_mark == _OTHER.iban_mark) & (_SHE.id != _OTHER.id))
    .where(_SHE.id == an_id("person_id"))
    .order_by(_OTHER.id)
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a mail goes to, and in which language."""

    person_id: UUID
    name: str
    language: str
    address: str


def names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these persons; one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def readers(session: Session, ids: Iterable[UUID]) -> list[Reader]:
    """Those of these persons who have a mail address; one statement."""
    wanted = set(ids)
    if not wanted:
        return []
    rows = session.execute(
        select(Person.id, Person.name, Person.language, Contact.address)
        .join(Contact, Contact.person_id == Person.id)
        .where(Person.id.in_(wanted))
        .order_by(Person.id)
    )
    return [Reader(*row) for row in rows]


def address_of(session: Session, person_id: UUID) -> str | None:
    """Her mail address, when she has one."""
    return session.scalars(select(Contact.address).where(Contact.person_id == person_id)).first()


def without_address(session: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Who of these has no mail address, and so gets no code."""
    asked = set(ids)
    if not asked:
        return set()
    return asked - set(
        session.scalars(select(Contact.person_id).where(Contact.person_id.in_(asked)))
    )


def person_at(session: Session, address: str) -> Person | None:
    """Whose address it is."""
    return session.scalars(
        select(Person)
        .join(Contact, Contact.person_id == Person.id)
        .where(Contact.address == address_as_kept(address))
    ).first()


def signed_in(session: Session, token: str) -> tuple[SignedIn, Person] | None:
    """The living session of this token and whose it is. Idle time is judged by who holds it."""
    row = session.execute(_SIGNED_IN, {"token_hash": hash_of(token)}).first()
    return None if row is None else (row[0], row[1])


def whose(session: Session, token: str) -> UUID | None:
    """Whom this token let in once, also when that has ended: to keep what she typed for her."""
    return session.scalars(
        select(SignedIn.person_id).where(SignedIn.token_hash == hash_of(token))
    ).first()


def sessions_of(session: Session, person_id: UUID, *, since: datetime) -> Sequence[SignedIn]:
    """Her sessions that are not ended and began after this moment, newest first."""
    return session.scalars(
        select(SignedIn)
        .where(
            SignedIn.person_id == person_id,
            SignedIn.ended_at.is_(None),
            SignedIn.created_at > since,
        )
        .order_by(SignedIn.created_at.desc(), SignedIn.id.desc())
    ).all()


def open_invitations(session: Session, owner_id: UUID, *, at: datetime) -> Sequence[Invitation]:
    """Invitations of this owner that still work, newest first."""
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.owner_id == owner_id,
            Invitation.revoked_at.is_(None),
            Invitation.uses_left > 0,
            Invitation.until > at,
        )
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
    ).all()


def has_operator(session: Session) -> bool:
    """Is there anybody yet who runs the installation?"""
    return (
        session.scalars(select(Person.id).where(Person.operator.is_(True)).limit(1)).first()
        is not None
    )


def operators(session: Session) -> list[UUID]:
    """Who runs the installation."""
    rows = select(Person.id).where(Person.operator.is_(True)).order_by(Person.id)
    return list(session.scalars(rows))


def numbers_of(session: Session, marks: Collection[str]) -> dict[str, set[UUID]]:
    """Of each of these marks the persons who gave that account number as their own."""
    found: dict[str, set[UUID]] = {mark: set() for mark in marks}
    which = select(Person.iban_mark, Person.id).where(Person.iban_mark.in_(found))
    for mark, person_id in session.execute(which):
        found[str(mark)].add(person_id)
    return found


def sharing(session: Session, person_id: UUID) -> list[UUID]:
    """Who else gave the same account number: no second pair of eyes on money that goes there."""
    return list(session.scalars(_SHARING, {"person_id": person_id}))
