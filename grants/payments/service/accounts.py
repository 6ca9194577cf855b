"""Where an owner pays from, and where shops and organisations are paid: sealed, never shown whole."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid
from grants.kit.ids import new_id
from grants.owners import service as owners
from grants.payments import queries
from grants.payments.access import pays_for
from grants.payments.models import PayAccount, Payee
from grants.payments.rules.runs import (
    AccountData,
    Details,
    Due,
    PayeeData,
    Vault,
    folded,
    name_for_bank,
)
from grants.payments.service.reminding import remind_tomorrow
from grants.people.models import Person
from grants.people.rules import iban_as_kept

TERMS = range(1, 91)


def save_account(
    session: Session, owner_id: UUID, data: AccountData, *, vault: Vault, by: Actor, at: datetime
) -> PayAccount:
    """Say from which account runs are paid. Refuses as account numbers do, and ``term-odd``."""
    pays_for(by, owner_id).check()
    owners.lock(session, owner_id)
    if data.term_days not in TERMS:
        raise Invalid("term-odd", field="term_days")
    name = name_for_bank(data.name)
    account = queries.account_of(session, owner_id)
    if account is None or data.iban.strip():
        kept = iban_as_kept(data.iban)
        account = account or PayAccount(owner_id=owner_id)
        account.sealed = vault.cipher.seal(kept, about=owner_id.bytes)
        account.last4, account.mark = kept[-4:], vault.mark(kept)
    account.name, account.file_kind = name, data.file_kind
    account.term_days = data.term_days
    account.changed_by_id, account.changed_at = _person(by), at
    session.add(account)
    session.flush()
    remind_tomorrow(session, owner_id, at=at)
    record(session, Act.PAYMENTS_ACCOUNT, account, by=by, at=at, term_days=data.term_days)
    return account


def save_payee(
    session: Session, owner_id: UUID, data: PayeeData, *, vault: Vault, by: Actor, at: datetime
) -> Payee:
    """Say where an organisation or a shop is paid, as this payer knows it."""
    pays_for(by, owner_id).check()
    owners.lock(session, owner_id)
    kept, name = iban_as_kept(data.iban), name_for_bank(data.name)
    shop = folded(data.shop) if data.organisation_id is None else ""
    if data.organisation_id is None and not shop:
        raise Invalid("payee-unknown")
    payee = session.scalars(
        select(Payee).where(
            Payee.owner_id == owner_id,
            Payee.shop == shop,
            Payee.organisation_id == data.organisation_id
            if data.organisation_id is not None
            else Payee.organisation_id.is_(None),
        )
    ).one_or_none() or Payee(
        id=new_id(session, at), owner_id=owner_id, shop=shop, organisation_id=data.organisation_id
    )
    payee.name, payee.last4, payee.mark = name, kept[-4:], vault.mark(kept)
    payee.sealed = vault.cipher.seal(kept, about=payee.id.bytes)
    payee.changed_by_id, payee.changed_at = _person(by), at
    session.add(payee)
    session.flush()
    record(session, Act.PAYMENTS_PAYEE, payee, by=by, at=at)
    return payee


def details_of(session: Session, owner_id: UUID, due: Due, vault: Vault) -> Details:
    """Where this is paid, opened. Refuses ``no-account``, and names that no bank takes."""
    if due.person_id is not None:
        return details_of_person(session.get_one(Person, due.person_id), vault)
    shop = folded(due.shop)
    for payee in queries.payees_of(session, owner_id):
        if payee.organisation_id == due.organisation_id and payee.shop == shop:
            return details_of_payee(payee, vault)
    raise Invalid("no-account")


def details_of_person(person: Person, vault: Vault) -> Details:
    """As on her card. Refuses ``no-account``."""
    if person.iban_sealed is None or person.iban_name is None:
        raise Invalid("no-account")
    iban = vault.cipher.open(person.iban_sealed, about=person.id.bytes)
    return Details(name_for_bank(person.iban_name), iban, vault.mark(iban), person_id=person.id)


def details_of_payee(payee: Payee, vault: Vault) -> Details:
    """As this payer knows it."""
    iban = vault.cipher.open(payee.sealed, about=payee.id.bytes)
    return Details(payee.name, iban, payee.mark, payee_id=payee.id)


def _person(by: Actor) -> UUID:
    if by.person_id is None:
        raise Invalid("people-only")
    return by.person_id
