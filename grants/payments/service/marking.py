"""The marks of account numbers that are kept here, written anew where the key became another one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.payments.models import BankAccount, Payee
from grants.payments.rules import Vault


def mark_numbers(session: Session, vault: Vault) -> list[UUID]:
    """Give each account and payee the mark that this key gives its number. Twice is nothing.

    Gives which do not open; theirs stay as they were.
    """
    accounts = session.scalars(select(BankAccount).order_by(BankAccount.id)).all()
    shut = []
    taken = {(one.owner_id, one.iban_digest) for one in accounts}
    for one in accounts:
        mark = _mark(vault, one.iban_sealed, one.id)
        if mark is None:
            shut.append(one.id)
        elif (one.owner_id, mark) not in taken:  # else it was added once more under the new key
            taken.add((one.owner_id, mark))
            one.iban_digest = mark
    for payee in session.scalars(select(Payee).order_by(Payee.id)):
        mark = _mark(vault, payee.sealed, payee.id)
        if mark is None:
            shut.append(payee.id)
        else:
            payee.mark = mark
    session.flush()
    return shut


def _mark(vault: Vault, sealed: bytes, about: UUID) -> str | None:
    try:
        return vault.mark(vault.cipher.open(sealed, about=about.bytes))
    except ValueError:
        return None
