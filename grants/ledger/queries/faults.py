"""What cannot be in a book, and is: for the check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.kit.acts import Act
from grants.kit.orm import Ref
from grants.ledger.models import Account, Book, Entry, Posting
from grants.ledger.queries.entries import with_lines
from grants.ledger.rules import (
    Sealing,
    is_balanced,
    seal,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a book that cannot be: which check, in whose book, at which number."""

    code: str
    owner_id: UUID
    no: int | None = None


def check(session: Session) -> list[Fault]:
    """Name what cannot be: unbalanced entries, wrong balances, broken chains."""
    faults: list[Fault] = []
    for book in session.scalars(select(Book).order_by(Book.owner_id)):
        faults += _chain_faults(session, book)
        faults += _balance_faults(session, book.owner_id)
    return faults


def _chain_faults(session: Session, book: Book) -> Iterator[Fault]:
    entries = session.scalars(
        select(Entry).where(Entry.owner_id == book.owner_id).order_by(Entry.no)
    ).all()
    previous, expected = "", 1
    for entry, booking in zip(entries, with_lines(session, list(entries)), strict=True):
        if not is_balanced(booking.lines):
            yield Fault("entry-unbalanced", book.owner_id, entry.no)
        if entry.no != expected:
            yield Fault("number-missing", book.owner_id, entry.no)
        if entry.previous != previous or entry.hash != seal(_sealing(entry), booking.lines):
            yield Fault("chain-broken", book.owner_id, entry.no)
        previous, expected = entry.hash, entry.no + 1
    if (book.last_no, book.last_hash) != (expected - 1, previous):
        yield Fault("head-wrong", book.owner_id, book.last_no)


def _balance_faults(session: Session, owner_id: UUID) -> Iterator[Fault]:
    sums = (
        select(Account, func.coalesce(func.sum(Posting.amount_minor), 0))  # type: ignore[attr-defined]
        .outerjoin(Posting, Posting.account_id == Account.id)
        .where(Account.owner_id == owner_id)
        .group_by(Account.id)
    )
    for account, minor in session.execute(sums):
        if account.balance.minor != int(minor):
            yield Fault("balance-wrong", owner_id)


def _sealing(entry: Entry) -> Sealing:
    return Sealing(
        owner_id=entry.owner_id,
        no=entry.no,
        on=entry.on,
        at=entry.at,
        act=Act(entry.act),
        source=Ref(entry.source_kind, entry.source_id),
        reverses_id=entry.reverses_id,
        by_id=entry.by_id,
        previous=entry.previous,
    )
