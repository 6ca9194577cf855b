"""Two persons with one account number are found by its keyed mark, without opening it."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.gateways.cipher import FakeCipher
from app.world import KeyedSecrets
from grants.kit.access import SYSTEM, Actor
from grants.people import queries, service
from grants.people.cipher import Vault
from grants.people.models import Person
from grants.people.rules import iban_as_kept

IBAN = "NL91 ABNA 0417 1643 00"
VAULT = Vault(FakeCipher(), KeyedSecrets(b"a key for tests alone"))


def test_two_persons_with_one_account_number_are_found_without_opening_it(
    session: Session, samira: Person, as_samira: Actor, noon: datetime
) -> None:
    nadia = service.register(session, name="Nadia", email=None, language="nl", by=SYSTEM, at=noon)
    service.set_iban(session, samira, IBAN, "S", vault=VAULT, by=as_samira, at=noon)
    other = "NL44RABO0123456789"
    service.set_iban(session, nadia, other, "N", vault=VAULT, by=Actor(nadia.id), at=noon)
    assert queries.sharing(session, samira.id) == []

    service.set_iban(session, nadia, IBAN, "N", vault=VAULT, by=Actor(nadia.id), at=noon)

    assert queries.sharing(session, samira.id) == [nadia.id]
    assert queries.sharing(session, nadia.id) == [samira.id]
    assert "0417164300" not in str(samira.iban_mark)


def test_who_gave_no_account_number_shares_none(session: Session, noon: datetime) -> None:
    several = [
        service.register(session, name=name, email=None, language="nl", by=SYSTEM, at=noon)
        for name in ("Nadia", "Rosa")
    ]

    assert [queries.sharing(session, one.id) for one in several] == [[], []]


def test_a_number_that_was_kept_before_there_were_marks_gets_its_own(
    session: Session, samira: Person, as_samira: Actor, noon: datetime
) -> None:
    service.set_iban(session, samira, IBAN, "S", vault=VAULT, by=as_samira, at=noon)
    marked, samira.iban_mark = samira.iban_mark, None
    session.flush()

    service.mark_numbers(session, VAULT)
    service.mark_numbers(session, VAULT)

    assert samira.iban_mark == marked


def test_after_another_key_all_numbers_are_compared_by_that_one(
    session: Session, samira: Person, as_samira: Actor, noon: datetime
) -> None:
    nadia = service.register(session, name="Nadia", email=None, language="nl", by=SYSTEM, at=noon)
    service.set_iban(session, samira, IBAN, "S", vault=VAULT, by=as_samira, at=noon)
    another = Vault(VAULT.cipher, KeyedSecrets(b"another key"))

    service.mark_numbers(session, another)
    service.set_iban(session, nadia, IBAN, "N", vault=another, by=Actor(nadia.id), at=noon)

    assert queries.sharing(session, nadia.id) == [samira.id]


def test_a_number_that_does_not_open_is_named_and_the_others_get_their_mark(
    session: Session, samira: Person, as_samira: Actor, noon: datetime
) -> None:
    nadia = service.register(session, name="Nadia", email=None, language="nl", by=SYSTEM, at=noon)
    for person, by in ((samira, as_samira), (nadia, Actor(nadia.id))):
        service.set_iban(session, person, IBAN, "S", vault=VAULT, by=by, at=noon)
        person.iban_mark = None
    samira.iban_sealed = b"sealed with another key"
    session.flush()

    shut = service.mark_numbers(session, VAULT)

    assert (shut, samira.iban_mark) == ([samira.id], None)
    assert nadia.iban_mark == VAULT.mark(iban_as_kept(IBAN))


def test_a_mark_of_no_account_number_is_refused_by_the_database(
    session: Session, samira: Person
) -> None:
    with pytest.raises(IntegrityError, match="iban_marked"):
        session.execute(update(Person).values(iban_mark="0" * 64))
