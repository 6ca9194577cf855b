"""After another key the account numbers that are kept are known by the marks of that one."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.world import KeyedSecrets
from grants.kit.errors import Invalid
from grants.payments import service
from grants.payments.models import BankAccount, Payee
from grants.payments.rules import PayeeData, Vault
from grants.payments.rules.statements import NewAccount
from tests.ground import NOON
from tests.payments.paying import HOLDER, IBANS, VAULT, Paying, paying

ANOTHER = Vault(VAULT.cipher, KeyedSecrets(b"another key"))


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


def added(one: Paying, iban: str) -> BankAccount:
    new, holder = NewAccount(iban, "Nog eens"), one.plan.one.ground.holder
    hans = one.actor("Hans")
    return service.add_account(one.session, holder, new, vault=ANOTHER, by=hans, at=NOON)


def a_shop(one: Paying) -> Payee:
    data = PayeeData(IBANS["Ina"], "Bouwmarkt", shop="Bouwmarkt")
    hans = one.actor("Hans")
    return service.save_payee(one.session, one.owner_id, data, vault=VAULT, by=hans, at=NOON)


def test_an_account_that_is_read_is_known_again(one: Paying) -> None:
    assert service.mark_numbers(one.session, ANOTHER) == []

    with pytest.raises(Invalid, match="account-known"):
        added(one, HOLDER)


def test_an_account_that_was_added_once_more_meanwhile_stays_as_it_is(one: Paying) -> None:
    twice = added(one, HOLDER)
    [first] = one.session.scalars(select(BankAccount).where(BankAccount.id != twice.id))
    before = first.iban_digest

    assert service.mark_numbers(one.session, ANOTHER) == []

    assert (first.iban_digest, twice.iban_digest) == (before, ANOTHER.mark(HOLDER))


def test_a_shop_is_known_by_the_new_key_too(one: Paying) -> None:
    shop = a_shop(one)

    service.mark_numbers(one.session, ANOTHER)

    assert shop.mark == ANOTHER.mark(IBANS["Ina"])


def test_what_does_not_open_is_named_and_stays_as_it_was(one: Paying) -> None:
    shop, [account] = a_shop(one), one.session.scalars(select(BankAccount)).all()
    before = (shop.mark, account.iban_digest)
    shop.sealed = account.iban_sealed = b"sealed with another key"
    one.session.flush()

    shut = service.mark_numbers(one.session, ANOTHER)

    assert shut == [account.id, shop.id]
    assert (shop.mark, account.iban_digest) == before
