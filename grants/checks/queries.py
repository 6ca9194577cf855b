"""Looking: at chains and books of given owners, at kept files, at rows that lost their parent.

Ask in one snapshot (``database.snapshot()``), or under the owners' locks; else what is booked
meanwhile looks like a fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Column, Table, and_, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from grants.checks.models import Anchor, Audit, Chain
from grants.checks.rules import DOCUMENTS_AT_ONCE, Finding, Head
from grants.documents.models import Document
from grants.documents.store import Store
from grants.history import queries as history
from grants.history.models import Event
from grants.kit.orm import Base
from grants.ledger import queries as ledger
from grants.ledger.models import Account, Book, Entry
from grants.owners.models import Owner
from grants.people.cipher import Cipher
from grants.people.models import Person

SEALED = (("person", "iban_sealed"), ("bank_account", "iban_sealed"), ("payee", "sealed"))


def faults_of(session: Session, owner_ids: Collection[UUID]) -> list[Finding]:
    """Everything in these owners' books and histories that does not hold; before and after money."""
    return [finding for owner_id in sorted(owner_ids) for finding in _of_one(session, owner_id)]


def everything(session: Session, store: Store) -> Iterator[Finding]:
    """All that does not hold anywhere, as it is found."""
    yield from damage(session)
    for owner_id in session.scalars(select(Owner.id).order_by(Owner.id)).all():
        yield from _of_one(session, owner_id)
    after: UUID | None = None
    while rows := documents_after(session, after, DOCUMENTS_AT_ONCE):
        yield from files(rows, store)
        after = rows[-1].id
    yield from orphans(session)


def owners_after(session: Session, after: UUID | None, most: int) -> Sequence[UUID]:
    """The next owners, so many at most."""
    rows = select(Owner.id).order_by(Owner.id).limit(most)
    return session.scalars(rows if after is None else rows.where(Owner.id > after)).all()


class Kept(NamedTuple):
    """A document's row, as far as its bytes can show it wrong."""

    id: UUID
    hash: str
    size: int


def documents_after(session: Session, after: UUID | None, most: int) -> list[Kept]:
    """The next documents, so many at most."""
    rows = select(Document.id, Document.hash, Document.size).order_by(Document.id).limit(most)
    found = session.execute(rows if after is None else rows.where(Document.id > after))
    return [Kept(*row) for row in found]


def files(rows: Iterable[Kept], store: Store) -> Iterator[Finding]:
    """Each of these whose bytes are gone, changed, or not as many as its row says."""
    for row in rows:
        code = _file_fault(store, row.hash, row.size)
        if code:
            yield Finding(code, "document", row.id)


def _file_fault(store: Store, hash_: str, size: int) -> str | None:
    try:
        return None if len(store.open(hash_)) == size else "size-wrong"
    except KeyError:
        return "bytes-changed" if store.has(hash_) else "bytes-missing"


def _of_one(session: Session, owner_id: UUID) -> Iterator[Finding]:
    try:
        for fault in ledger.faults_in(session, owner_id):
            yield Finding(fault.code, "book", owner_id, fault.no, fault.thing_id)
        yield from _of_history(session, owner_id)
        yield from _behind_anchors(session, owner_id)
    except DatabaseError as fault:
        if type(fault) is not DatabaseError:  # a lock, a lost connection: not a fault of the file
            raise
        yield Finding("unreadable", "owner", owner_id)


def _of_history(session: Session, owner_id: UUID) -> Iterator[Finding]:
    try:
        for fault in history.verify(session, owner_id):
            yield Finding(fault.code, "history", owner_id, fault.no)
    except (ValueError, LookupError):  # a moment, an id or a capacity that is none any more
        yield Finding("unreadable", "history", owner_id)


def _behind_anchors(session: Session, owner_id: UUID) -> Iterator[Finding]:
    """What stood there when the chain was last whole has to stand there still."""
    for anchor in session.scalars(select(Anchor).where(Anchor.owner_id == owner_id)):
        hash_ = _hash_at(session, Head(owner_id, anchor.chain, anchor.no, anchor.hash))
        if hash_ is None:
            yield Finding("cut-off", anchor.chain, owner_id, anchor.no)
        elif hash_ != anchor.hash:
            yield Finding("rewritten", anchor.chain, owner_id, anchor.no)


def against(session: Session, heads: Iterable[Head]) -> Iterator[Finding]:
    """The same, beside heads that were kept elsewhere: those of a backup."""
    for head in heads:
        hash_ = _hash_at(session, head)
        if hash_ is None:
            yield Finding("cut-off", head.chain, head.owner_id, head.no)
        elif hash_ != head.hash:
            yield Finding("rewritten", head.chain, head.owner_id, head.no)


def _hash_at(session: Session, head: Head) -> str | None:
    of = Entry if head.chain is Chain.BOOK else Event
    return session.scalar(select(of.hash).where(of.owner_id == head.owner_id, of.no == head.no))


def heads(session: Session, owner_ids: Collection[UUID] | None = None) -> Iterator[Head]:
    """Where the chains of these owners stand, or of all."""
    books = select(Book.owner_id, Book.last_no, Book.last_hash).where(Book.last_no > 0)
    last = select(Event.owner_id, func.max(Event.no).label("no")).group_by(Event.owner_id)
    if owner_ids is not None:
        books = books.where(Book.owner_id.in_(owner_ids))
        last = last.where(Event.owner_id.in_(owner_ids))
    ends = last.subquery()
    events = select(Event.owner_id, Event.no, Event.hash).join(
        ends, and_(ends.c.owner_id == Event.owner_id, ends.c.no == Event.no)
    )
    for chain, rows in ((Chain.BOOK, books), (Chain.HISTORY, events)):
        for row in session.execute(rows, execution_options={"yield_per": 500}):
            yield Head(row[0], chain, row[1], row[2])


def damage(session: Session) -> Iterator[Finding]:
    """What SQLite itself finds wrong in its file; PostgreSQL watches its own pages."""
    if session.get_bind().dialect.name != "sqlite":
        return
    try:
        said = session.scalars(text("PRAGMA integrity_check(20)")).all()
    except DatabaseError:
        said = ["unreadable"]
    if list(said) != ["ok"]:
        yield Finding("file-damaged", "database")


def orphans(session: Session) -> Iterator[Finding]:
    """Rows that point at a row that is not there: by every foreign key, and where there is none."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            pairs = [(one.parent, one.column) for one in key.elements]
            yield from _astray(session, table, pairs, key.referred_table)
    yield from _without_plan(session)
    yield from _without_source(session)


def _astray(
    session: Session, table: Table, pairs: list[tuple[Column[object], Column[object]]], to: Table
) -> Iterator[Finding]:
    parent = to.alias()
    points = and_(*(parent.c[there.name] == here for here, there in pairs))
    row = select(next(iter(table.primary_key))).where(
        *(here.is_not(None) for here, _ in pairs), ~select(1).where(points).exists()
    )
    for found in session.scalars(row, execution_options={"yield_per": 200}):
        yield Finding(f"no-{to.name}", table.name, found if isinstance(found, UUID) else None)


def _without_plan(session: Session) -> Iterator[Finding]:
    """An account is of a plan, or of the group's own money."""
    plan = Base.metadata.tables["proposal"]
    rows = select(Account.id).where(
        Account.plan_id != Account.owner_id,
        ~select(1).where(plan.c.id == Account.plan_id).exists(),
    )
    for account_id in session.scalars(rows):
        yield Finding("no-proposal", "account", account_id)


def _without_source(session: Session) -> Iterator[Finding]:
    """An entry comes from a document that is still there."""
    for kind in session.scalars(select(Entry.source_kind).distinct()).all():
        table = Base.metadata.tables.get(kind)
        rows = select(Entry.owner_id, Entry.no).where(Entry.source_kind == kind)
        if table is not None:
            rows = rows.where(~select(1).where(table.c.id == Entry.source_id).exists())
        for owner_id, no in session.execute(rows):
            yield Finding("no-source", "book", owner_id, no)


def unopened(session: Session, cipher: Cipher) -> Iterator[Finding]:
    """Account numbers that this key does not open: they are paid nowhere, and compared with none."""
    for kind, column in SEALED:
        table = Base.metadata.tables[kind]
        rows = select(table.c.id, table.c[column]).where(table.c[column].is_not(None))
        for id_, sealed in session.execute(rows, execution_options={"yield_per": 200}):
            try:
                cipher.open(sealed, about=id_.bytes)
            except ValueError:
                yield Finding("does-not-open", kind, id_)


def last_audit(session: Session) -> Audit | None:
    """The newest look that came to its end."""
    ended = select(Audit).where(Audit.ended_at.is_not(None))
    return session.scalars(ended.order_by(Audit.ended_at.desc(), Audit.id.desc()).limit(1)).first()


def operators(session: Session) -> Sequence[UUID]:
    """Who looks after this installation."""
    return session.scalars(select(Person.id).where(Person.operator.is_(True))).all()
