"""Where an owner pays from, and where shops and organisations are paid: sealed, never shown whole."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor, Verdict
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.owners import service as owners
from grants.payments import queries
from grants.payments.access import may_count, pays_for
from grants.payments.models import PayAccount, Payee
from grants.payments.rules.runs import (
    AccountData,
    Details,
    Due,
    PayeeData,
    folded,
    name_for_bank,
)
from grants.payments.rules.statements import NewAccount
from grants.payments.service.bank_accounts import bank_account, forget_unread
from grants.payments.service.reminding import remind_tomorrow
from grants.people.cipher import Vault
from grants.people.models import Person
from grants.people.rules import iban_as_kept
from grants.workgroups.models import Workgroup

TERMS = range(1, 91)


def save_account(
    session: Session, owner_id: UUID, data: AccountData, *, vault: Vault, by: Actor, at: datetime
) -> PayAccount:
    """Say from which account runs are paid; of a group: where its own money lies, too.

    Refuses as account numbers do, and ``term-odd``.
    """
    group = session.get(Workgroup, owner_id)
    _may_change(by, owner_id, group).check()
    owners.lock(session, owner_id)
    if data.term_days not in TERMS:
        raise Invalid("term-odd", field="term_days")
    name = name_for_bank(data.name)
    account = queries.account_of(session, owner_id)
    before = account.bank if account is not None else None
    if account is None or data.iban.strip():
        account = account or PayAccount(owner_id=owner_id)
        new = NewAccount(data.iban, name)
        account.bank = bank_account(session, owner_id, new, vault, by=by, at=at)
    account.name, account.file_kind = name, data.file_kind
    account.term_days = data.term_days
    account.changed_by_id, account.changed_at = _person(by), at
    session.add(account)
    if group is not None:
        group.has_account = True
    session.flush()
    if before is not None and before is not account.bank:
        forget_unread(session, before.id)
    if pays_for(by, owner_id):
        remind_tomorrow(session, owner_id, at=at)
    if group is None:
        record(session, Act.PAYMENTS_ACCOUNT, account, by=by, at=at, term_days=data.term_days)
    else:
        record(session, Act.PAYMENTS_OWN_ACCOUNT, group, by=by, at=at, has=1)
    return account


def drop_account(session: Session, workgroup: Workgroup, *, by: Actor, at: datetime) -> Workgroup:
    """The group has none any more. Refuses ``account-holds`` (with ``left``).

    What waits in a run still lies there.
    """
    may_count(by, Act.PAYMENTS_OWN_ACCOUNT, workgroup).check()
    ledger.lock(session, workgroup.id)
    session.refresh(workgroup)
    left = book.place(session, workgroup.id, AccountKind.OWN_BANK)
    if not left.is_zero:
        raise NotNow("account-holds", left=left)
    account = queries.account_of(session, workgroup.id)
    if account is not None:
        session.delete(account)
        session.flush()
        forget_unread(session, account.bank_account_id)
    workgroup.has_account = False
    session.flush()
    record(session, Act.PAYMENTS_OWN_ACCOUNT, workgroup, by=by, at=at, has=0)
    return workgroup


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
        # Anew: a page may have read her before the lock, with another number on her card.
        person = session.get_one(Person, due.person_id, populate_existing=True)
        return details_of_person(person, vault)
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


def _may_change(by: Actor, owner_id: UUID, group: Workgroup | None) -> Verdict:
    """Who pays at an organisation; a resident of the group whose account it is."""
    if group is None:
        return pays_for(by, owner_id)
    return may_count(by, Act.PAYMENTS_OWN_ACCOUNT, group)


def _person(by: Actor) -> UUID:
    if by.person_id is None:
        raise Invalid("people-only")
    return by.person_id
