"""What cannot be in a book, and is: for the check. Streamed, so that a long book costs no memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from grants.kit.acts import Act
from grants.kit.money import Money
from grants.kit.orm import Ref
from grants.ledger.models import PLACES, Account, Book, Entry, Posting
from grants.ledger.rules import (
    Line,
    Sealing,
    is_balanced,
    seal,
)

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a book that cannot be: which check, in whose book, at which number.

    ``thing_id`` is the account, or the plan, that it is about.
    """

    code: str
    owner_id: UUID
    no: int | None = None
    thing_id: UUID | None = None


def check(session: Session, owner_ids: Collection[UUID] | None = None) -> list[Fault]:
    """Name what cannot be, in these books or in all: entries, chains, heads, balances, places."""
    if owner_ids is None:
        owner_ids = _with_a_book(session)
    return [fault for owner_id in owner_ids for fault in faults_in(session, owner_id)]


def faults_in(session: Session, owner_id: UUID) -> Iterator[Fault]:
    """What cannot be in one book. Ask it under the owner's lock or in a snapshot."""
    try:
        found = list(_chain_faults(session, owner_id))
    except ValueError:  # a day, an id or an act that was changed into what is none
        found = list(_unreadable(session, owner_id))
    yield from found
    yield from _balance_faults(session, owner_id)
    yield from _plan_faults(session, owner_id)


def _with_a_book(session: Session) -> list[UUID]:
    books, entries = set(session.scalars(select(Book.owner_id))), select(Entry.owner_id).distinct()
    return sorted(books | set(session.scalars(entries)))


def _chain_faults(session: Session, owner_id: UUID) -> Iterator[Fault]:
    which = _entries().where(Entry.owner_id == owner_id).order_by(Entry.no, Entry.id)
    previous, expected = "", 1
    # Closed also when a row cannot be read: the database keeps an open cursor until then.
    with session.execute(which, execution_options={"yield_per": _AT_ONCE}) as rows:
        for _, group in groupby(rows, key=lambda row: row.id):
            several = list(group)
            entry = several[0]
            lines = list(_lines(several))
            if len(lines) < 2 or not is_balanced(lines):  # noqa: PLR2004  from one place to another
                yield Fault("entry-unbalanced", owner_id, entry.no)
            held = [row for row in several if row.minor is not None]
            if any({row.of_posting, row.of_account} != {owner_id} for row in held):
                yield Fault("of-another", owner_id, entry.no)
            if entry.no != expected:
                yield Fault("number-missing", owner_id, entry.no)
            if entry.previous != previous or entry.hash != seal(_sealing(entry), lines):
                yield Fault("chain-broken", owner_id, entry.no)
            previous, expected = entry.hash, entry.no + 1
    head = session.execute(
        select(Book.last_no, Book.last_hash).where(Book.owner_id == owner_id)
    ).one_or_none()
    if (tuple(head) if head else (0, "")) != (expected - 1, previous):
        yield Fault("head-wrong", owner_id, head.last_no if head else None)


def _entries() -> Select[Any]:
    """Each entry as often as it has postings; once, with nothing beside it, when it has none."""
    rows: Select[Any] = (
        select(  # type: ignore[assignment]
            *(Entry.id, Entry.owner_id, Entry.no, Entry.on, Entry.at, Entry.act),
            *(Entry.source_kind, Entry.source_id, Entry.reverses_id, Entry.by_id),
            *(Entry.previous, Entry.hash),
            Posting.amount_minor.label("minor"),  # type: ignore[attr-defined]
            Posting.amount_currency.label("currency"),  # type: ignore[attr-defined]
            Posting.owner_id.label("of_posting"),
            Account.owner_id.label("of_account"),
            *(Account.plan_id, Account.kind, Account.ref_id),
        )
        .outerjoin(Posting, Posting.entry_id == Entry.id)
        .outerjoin(Account, Account.id == Posting.account_id)
    )
    return rows


def _lines(rows: Iterable[Any]) -> Iterator[Line]:
    for row in rows:
        if row.minor is not None and row.plan_id is not None:
            yield Line(row.kind, Money(row.minor, row.currency), row.plan_id, row.ref_id)


def _unreadable(session: Session, owner_id: UUID) -> Iterator[Fault]:
    """The numbers of the entries that cannot even be read, one by one."""
    numbers = select(Entry.no).where(Entry.owner_id == owner_id).order_by(Entry.no)
    for no in session.scalars(numbers).all():
        try:
            one = session.execute(_entries().where(Entry.owner_id == owner_id, Entry.no == no))
            for row in one.all():
                Act(row.act)
        except ValueError:
            yield Fault("unreadable", owner_id, no)


def _balance_faults(session: Session, owner_id: UUID) -> Iterator[Fault]:
    """What is stored, added up anew; and a place never holds less than nothing."""
    minor = func.coalesce(func.sum(Posting.amount_minor), 0)  # type: ignore[attr-defined]
    stored = Account.balance_minor  # type: ignore[attr-defined]
    sums = (
        select(Account.id, Account.kind, stored.label("stored"), minor.label("minor"))
        .outerjoin(
            Posting,
            (Posting.account_id == Account.id)
            & (Posting.amount_currency == Account.balance_currency),  # type: ignore[attr-defined]
        )
        .where(Account.owner_id == owner_id)
        .group_by(Account.id, Account.kind, stored)
    )
    for row in session.execute(sums, execution_options={"yield_per": _AT_ONCE}):
        if row.stored != int(row.minor):
            yield Fault("balance-wrong", owner_id, thing_id=row.id)
        if row.kind in PLACES and row.stored < 0:
            yield Fault("place-below-nothing", owner_id, thing_id=row.id)


def _plan_faults(session: Session, owner_id: UUID) -> Iterator[Fault]:
    """Of each plan: what its accounts hold together is nothing, in each currency."""
    held = func.sum(Account.balance_minor)  # type: ignore[attr-defined]
    plans = (
        select(Account.plan_id)
        .where(Account.owner_id == owner_id)
        .group_by(Account.plan_id, Account.balance_currency)  # type: ignore[attr-defined]
        .having(held != 0)
    )
    for plan_id in session.scalars(plans):
        yield Fault("plan-unbalanced", owner_id, thing_id=plan_id)


def _sealing(row: Any) -> Sealing:
    return Sealing(
        owner_id=row.owner_id,
        no=row.no,
        on=row.on,
        at=row.at,
        act=Act(row.act),
        source=Ref(row.source_kind, row.source_id),
        reverses_id=row.reverses_id,
        by_id=row.by_id,
        previous=row.previous,
    )
