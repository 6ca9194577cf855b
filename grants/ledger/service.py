"""Writing in a book: under its lock, balanced, chained, once for each source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.asking import an_id
from grants.kit.errors import NotNow
from grants.kit.ids import new_id
from grants.kit.locks import known
from grants.kit.money import Money
from grants.kit.orm import Owned, write
from grants.ledger.models import Account, AccountKind, Book, Entry, Posting
from grants.ledger.rules import Line, Sealing, merged, seal
from grants.owners import service as owners
from grants.owners.models import Owner

# What a room above does when something that a document booked was undone, under the book's lock;
# filled by grants.outcomes.wire().
UNDONE: dict[str, Callable[[Session, Owned, Actor, datetime], None]] = {}

_HEAD = (
    select(Book)
    .where(Book.owner_id == an_id("owner_id"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def lock(session: Session, owner_id: UUID) -> Book:
    """Take this book's lock until the end of the transaction, and give its head as it is now.

    The owner's lock comes first: history chains lie under it too, so all verbs wait in one row.
    """
    owners.lock(session, owner_id)
    book: Book | None = known(session).get((Book, owner_id))
    if book is not None:
        return book
    book = session.scalars(_HEAD, {"owner_id": owner_id}).one_or_none()
    if book is None:  # nobody else makes it meanwhile: the owner is locked
        book = Book(owner_id=owner_id, last_no=0, last_hash="")
        session.add(book)
        session.flush()
    known(session)[Book, owner_id] = book
    return book


def post(
    session: Session,
    owner_id: UUID,
    *,
    on: date,
    act: Act,
    source: Owned,
    lines: Sequence[Line],
    by: Actor,
    at: datetime,
    reverses: Entry | None = None,
) -> Entry:
    """Add one entry. Lines on the same account are taken together.

    Refuses: ``amount-nothing``, ``entry-unbalanced``, ``already-booked`` (same source and act),
    ``already-mirrored``.
    """
    book = lock(session, owner_id)
    _refuse_twice(session, source, act, reverses)
    whole = merged(lines)
    sealing = Sealing(
        owner_id=owner_id,
        no=book.last_no + 1,
        on=on,
        at=at,
        act=act,
        source=source.ref,
        reverses_id=reverses.id if reverses else None,
        by_id=by.person_id,
        previous=book.last_hash,
    )
    entry = _entry(new_id(session, at), sealing, seal(sealing, whole))
    accounts = _accounts(session, owner_id, whole, at)
    for line, account in zip(whole, accounts, strict=True):
        account.balance = account.balance + line.amount
    # The postings stand before the entry that closes them.
    write(session, *(_posting(entry, *pair) for pair in zip(whole, accounts, strict=True)))
    book.last_no, book.last_hash = entry.no, entry.hash
    write(session, entry)
    if reverses is not None:
        for undone in UNDONE.values():
            undone(session, source, by, at)
    return entry


def mirror(
    session: Session,
    entry: Entry,
    *,
    on: date,
    act: Act,
    source: Owned,
    by: Actor,
    at: datetime,
) -> Entry:
    """Undo an entry by adding its opposite."""
    lines = [line.mirrored for line in lines_of(session, entry)]
    return post(
        session,
        entry.owner_id,
        on=on,
        act=act,
        source=source,
        lines=lines,
        by=by,
        at=at,
        reverses=entry,
    )


def lines_of(session: Session, entry: Entry) -> list[Line]:
    """The lines of an entry, as they could be posted again."""
    rows = session.execute(
        select(Posting, Account)
        .join(Account, Account.id == Posting.account_id)
        .where(Posting.entry_id == entry.id)
    )
    return [
        Line(account.kind, posting.amount, account.plan_id, account.ref_id)
        for posting, account in rows
    ]


def _entry(entry_id: UUID, sealing: Sealing, hash_: str) -> Entry:
    return Entry(
        id=entry_id,
        owner_id=sealing.owner_id,
        no=sealing.no,
        on=sealing.on,
        at=sealing.at,
        act=sealing.act,
        source_kind=sealing.source.kind,
        source_id=sealing.source.id,
        reverses_id=sealing.reverses_id,
        by_id=sealing.by_id,
        previous=sealing.previous,
        hash=hash_,
    )


def _refuse_twice(session: Session, source: Owned, act: Act, reverses: Entry | None) -> None:
    if reverses is not None:
        same = select(Entry.id).where(Entry.reverses_id == reverses.id)
        code = "already-mirrored"
    else:
        same = select(Entry.id).where(
            Entry.source_kind == source.ref.kind,
            Entry.source_id == source.ref.id,
            Entry.act == act,
            Entry.reverses_id.is_(None),
        )
        code = "already-booked"
    if session.scalar(same.limit(1)) is not None:
        raise NotNow(code)


def _posting(entry: Entry, line: Line, account: Account) -> Posting:
    return Posting(
        entry_id=entry.id, account_id=account.id, owner_id=entry.owner_id, amount=line.amount
    )


def _accounts(
    session: Session, owner_id: UUID, lines: Sequence[Line], at: datetime
) -> list[Account]:
    """The account of each line, as it is now; made where there is none."""
    key = tuple_(Account.plan_id, Account.kind, Account.ref_id)
    which = select(Account).where(key.in_([line.account for line in lines]))
    rows = session.scalars(which.execution_options(populate_existing=True))
    there = {(row.plan_id, row.kind, row.ref_id): row for row in rows}
    if any(row.owner_id != owner_id for row in there.values()):
        raise ValueError("a plan is in one book")
    return [there.get(line.account) or _new(session, owner_id, line, at) for line in lines]


def _new(session: Session, owner_id: UUID, line: Line, at: datetime) -> Account:
    plan_id, kind, ref_id = line.account
    if kind is AccountKind.OWED and session.get(Owner, ref_id) is not None:
        raise ValueError("what is owed to an organisation is BACK, not OWED")
    account = Account(
        id=new_id(session, at),
        owner_id=owner_id,
        plan_id=plan_id,
        kind=kind,
        ref_id=ref_id,
        balance=Money.zero(line.amount.currency),
    )
    session.add(account)
    return account
