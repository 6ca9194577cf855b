"""Persons: coming, their name, language, address and account number."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history import service as history
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid
from grants.kit.ids import new_id
from grants.outbox import service as outbox
from grants.owners import service as owners
from grants.people.access import as_herself, may
from grants.people.cipher import Cipher, Vault
from grants.people.models import Contact, Person
from grants.people.rules import address_as_kept, bank_name, iban_as_kept, name_as_typed
from grants.people.service.returning import refuse_watched


def register(
    session: Session, *, name: str, email: str | None, language: str, by: Actor, at: datetime
) -> Person:
    """A new person. Refuses ``address-taken`` and what rules say of names and addresses."""
    person = Person(
        id=new_id(session, at), name=name_as_typed(name), language=language, created_at=at
    )
    session.add(person)
    session.flush()
    if email is not None:
        _put_contact(session, person, email, at=at)
    owners.installation(session)
    history.record(session, Act.PEOPLE_JOIN, person, by=by, at=at)
    return person


def make_operator(session: Session, person: Person, *, by: Actor, at: datetime) -> None:
    """Let her run the installation: only an invitation that was used leads here."""
    person.operator = True
    _note(session, person, by, at, "operator")


def rename(session: Session, person: Person, name: str, *, by: Actor, at: datetime) -> None:
    """Another name on all pages from now on."""
    may(by, Act.PEOPLE_CHANGE, person).check()
    kept = name_as_typed(name)
    if kept != person.name:
        person.name = kept
        _note(session, person, by, at, "name")


def change_language(
    session: Session, person: Person, language: str, *, by: Actor, at: datetime
) -> None:
    """The language of her pages and mails."""
    may(by, Act.PEOPLE_CHANGE, person).check()
    if language != person.language:
        person.language = language
        _note(session, person, by, at, "language")


def add_contact(
    session: Session, person: Person, address: str, *, by: Actor, at: datetime
) -> Contact:
    """A mail address for who had none, after its code was typed.

    Refuses ``address-there``, ``address-taken``, ``came-back-today``.
    """
    may(by, Act.PEOPLE_CHANGE, person).check()
    if session.scalars(select(Contact.id).where(Contact.person_id == person.id)).first():
        raise Invalid("address-there", field="email")
    refuse_watched(session, person.id, at=at)
    contact = _put_contact(session, person, address, at=at)
    _note(session, person, by, at, "address")
    return contact


def set_iban(
    session: Session,
    person: Person,
    iban: str,
    name_on_card: str,
    *,
    vault: Vault,
    by: Actor,
    at: datetime,
) -> None:
    """Keep where she is paid, sealed for her; she is told by mail. Refuses as the rules say."""
    may(by, Act.PEOPLE_CHANGE, person).check()
    kept, name = iban_as_kept(iban), bank_name(name_on_card)
    person.iban_sealed = vault.cipher.seal(kept, about=person.id.bytes)
    person.iban_mark = vault.mark(kept)
    person.iban_last4 = kept[-4:]
    person.iban_name = name
    person.iban_at = at
    _note(session, person, by, at, "iban")
    key = f"people.iban-changed:{person.id}:{at.isoformat()}"
    outbox.enqueue(session, "people.iban-changed", key, at=at, person_id=person.id)


def iban_of(person: Person, cipher: Cipher) -> str | None:
    """The whole number, for the one who pays her; None when she gave none."""
    if person.iban_sealed is None:
        return None
    return cipher.open(person.iban_sealed, about=person.id.bytes)


def mark_numbers(session: Session, vault: Vault) -> list[UUID]:
    """Give each number the mark that this key gives it: those without, and after another key all.

    Twice is nothing. Gives whose number does not open; hers stays as it was.
    """
    shut = []
    which = select(Person).where(Person.iban_sealed.is_not(None)).order_by(Person.id)
    for person in session.scalars(which):
        try:
            iban = iban_of(person, vault.cipher)
        except ValueError:
            shut.append(person.id)
            continue
        mark = vault.mark(iban) if iban is not None else None
        if person.iban_mark != mark:
            person.iban_mark = mark
    session.flush()
    return shut


def _put_contact(session: Session, person: Person, address: str, *, at: datetime) -> Contact:
    kept = address_as_kept(address)
    if session.scalars(select(Contact.id).where(Contact.address == kept)).first():
        raise Invalid("address-taken", field="email")
    contact = Contact(id=new_id(session, at), person_id=person.id, address=kept, created_at=at)
    session.add(contact)
    session.flush()
    return contact


def _note(session: Session, person: Person, by: Actor, at: datetime, what: str) -> None:
    history.record(
        session, Act.PEOPLE_CHANGE, person, by=as_herself(by.person_id), at=at, what=what
    )
