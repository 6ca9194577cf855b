"""What a page read before the lock is not what a run is made of: where is paid from and to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.writing import turn_to_writing
from grants.kit.access import Actor
from grants.kit.database import set_reading
from grants.payments import queries, service
from grants.payments.models import PayRun
from grants.payments.rules import Choosing
from grants.people import service as people
from grants.people.models import Person
from tests.ground import NOON
from tests.payments.paying import HOLDER, VAULT, account, paying
from tests.spending.story import DAY

OTHER = "NL20KNAB0123456780"


@contextmanager
def page(engine: Engine) -> Iterator[Session]:
    """A request that only reads until it turns to writing, as the web floor does it."""
    set_reading(only=True)
    try:
        with Session(engine) as session:
            yield session
    finally:
        set_reading(only=False)


@contextmanager
def meanwhile(engine: Engine) -> Iterator[Session]:
    """Somebody else, in a request of her own."""
    set_reading(only=False)
    with Session(engine) as session:
        yield session
        session.commit()
    set_reading(only=True)


def collected(session: Session, owner_id: UUID, by: Actor) -> PayRun:
    groups = queries.groups_of(session, owner_id)
    data = Choosing([one.key for one in queries.due(session, groups)], DAY)
    return service.collect(session, owner_id, data, vault=VAULT, by=by, at=NOON).run


def number(sealed: bytes, about: UUID) -> str:
    return VAULT.cipher.open(sealed, about=about.bytes)


@pytest.mark.parametrize("iban", [OTHER, ""])
def test_a_run_is_paid_from_the_account_as_it_stands_under_the_lock(
    open_engine: Engine, iban: str
) -> None:
    with Session(open_engine) as session:
        one = paying(session)
        one.approved("30")
        owner_id, hans, ina = one.owner_id, one.actor("Hans"), one.actor("Ina")
        session.commit()

    with page(open_engine) as session:
        read = queries.account_of(session, owner_id)
        assert read is not None
        assert read.bank.iban_last4 == HOLDER[-4:]
        turn_to_writing(session)
        with meanwhile(open_engine) as other:
            data = account(iban, "Stichting Anders")
            service.save_account(other, owner_id, data, vault=VAULT, by=ina, at=NOON)
        set_reading(only=False)
        run = collected(session, owner_id, hans)

        assert (run.debtor_name, run.debtor_last4) == ("Stichting Anders", (iban or HOLDER)[-4:])
        assert number(run.debtor_sealed, run.id) == (iban or HOLDER)


def test_who_is_paid_is_paid_where_her_card_says_under_the_lock(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        one = paying(session)
        one.approved("30")
        owner_id, hans, ada_id = one.owner_id, one.actor("Hans"), one.plan.id_of("Ada")
        session.commit()

    with page(open_engine) as session:
        read = session.get_one(Person, ada_id)
        assert read.iban_last4 != OTHER[-4:]
        turn_to_writing(session)
        with meanwhile(open_engine) as other:
            ada = other.get_one(Person, ada_id)
            people.set_iban(other, ada, OTHER, "Ada", vault=VAULT, by=Actor(ada_id), at=NOON)
        set_reading(only=False)
        [payment] = collected(session, owner_id, hans).payments

        assert payment.last4 == OTHER[-4:]
        assert number(payment.sealed, payment.id) == OTHER
