"""Accounts at banks whose statements are read here: each one row, with how its bank writes CSV."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from grants.history.models import Event
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid
from grants.kit.ids import new_id
from grants.owners import service as owners
from grants.payments.access import may_bank
from grants.payments.models import BankAccount, Statement
from grants.payments.rules.columns import Columns
from grants.payments.rules.statements import NewAccount
from grants.people.cipher import Vault
from grants.people.rules import iban_as_kept


class Owner(Protocol):
    """Whose account it is: an organisation or a workgroup."""

    id: UUID

    @property
    def owner_id(self) -> UUID:
        """Its own id."""


def add_account(
    session: Session, owner: Owner, data: NewAccount, *, vault: Vault, by: Actor, at: datetime
) -> BankAccount:
    """A bank account whose statements are read here.

    Refuses ``account-known``, ``name-missing`` and what ``people.rules.iban_as_kept`` refuses.
    """
    may_bank(by, Act.PAYMENTS_STATEMENT_ACCOUNT, owner).check()
    owners.lock(session, owner.id)
    account = bank_account(session, owner.id, data, vault, by=by, at=at)
    if account not in session.new:
        raise Invalid("account-known", field="iban")
    session.flush()
    record(session, Act.PAYMENTS_STATEMENT_ACCOUNT, account, by=by, at=at)
    return account


def bank_account(
    session: Session, owner_id: UUID, data: NewAccount, vault: Vault, *, by: Actor, at: datetime
) -> BankAccount:
    """The owner's account of this number: the row that stands, or a new one. Under its lock."""
    iban, name = iban_as_kept(data.iban), data.name.strip()
    if not name:
        raise Invalid("name-missing", field="name")
    mark = vault.mark(iban)
    same = select(BankAccount).where(
        BankAccount.owner_id == owner_id, BankAccount.iban_digest == mark
    )
    known = session.scalars(same).one_or_none()
    if known is not None:
        return known
    account = BankAccount(id=new_id(session, at), owner_id=owner_id, columns="", name=name)
    account.iban_sealed = vault.cipher.seal(iban, about=account.id.bytes)
    account.iban_last4, account.iban_digest = iban[-4:], mark
    account.added_by_id, account.added_at = by.person_id, at
    session.add(account)
    return account


def forget_unread(session: Session, account_id: UUID) -> None:
    """Nothing is paid from it any more: unless it is read here, its number is not kept.

    Read is what has statements, or was added to have them.
    """
    read = exists().where(Statement.account_id == account_id)
    added = exists().where(
        Event.act == Act.PAYMENTS_STATEMENT_ACCOUNT, Event.thing_id == account_id
    )
    session.execute(delete(BankAccount).where(BankAccount.id == account_id, ~read, ~added))


def lock_account(session: Session, account: BankAccount) -> None:
    """Take its owner's lock until the end of the transaction: one reads and matches at a time.

    It comes before the locks of the groups whose money lies there.
    """
    owners.lock(session, account.owner_id)


def remember(session: Session, account: BankAccount, columns: Columns, *, by: Actor) -> BankAccount:
    """How this account's bank writes CSV, for the next time."""
    may_bank(by, Act.PAYMENTS_STATEMENT, account).check()
    account.columns = columns.text
    session.flush()
    return account


def columns_of(account: BankAccount) -> Columns | None:
    """How its bank writes CSV, when somebody said so.

    What was kept before heads were fits no file: it is asked again.
    """
    if not account.columns:
        return None
    columns = Columns.of(json.loads(account.columns))
    return columns if columns.heads is not None else replace(columns, heads=())
