"""What was booked: entries with their lines, by page, newest, or all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session

from grants.kit.acts import Act
from grants.kit.asking import an_id
from grants.kit.money import Money
from grants.kit.orm import Owned, Ref
from grants.kit.paging import Page, page_within
from grants.ledger.models import PLACES, Account, AccountKind, Entry, Posting
from grants.ledger.rules import (
    Line,
)

PAGE = 50
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Filter:
    """Which bookings: days from ``since`` up to and with ``until``, kinds of account, a plan."""

    since: date | None = None
    until: date | None = None
    kinds: frozenset[AccountKind] = frozenset()
    plan_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """One entry with its lines, as pages and exports show it."""

    no: int
    on: date
    act: Act
    source: Ref
    is_mirror: bool
    lines: tuple[Line, ...]

    @property
    def moved(self) -> Money:
        """What came into (above nothing) or went out of bank and cash together."""
        result = Money.zero(self.lines[0].amount.currency)
        for line in self.lines:
            if line.kind in PLACES:
                result += line.amount
        return result

    @property
    def size(self) -> Money:
        """How much it is about: the debit side."""
        result = Money.zero(self.lines[0].amount.currency)
        for line in self.lines:
            if line.amount.is_positive:
                result += line.amount
        return result

    @property
    def kinds(self) -> frozenset[AccountKind]:
        """Which kinds of account it touches."""
        return frozenset(line.kind for line in self.lines)


def entries_of(session: Session, source: Owned) -> list[Entry]:
    """The entries that one document caused, oldest first."""
    which = select(Entry).where(
        Entry.source_kind == source.ref.kind, Entry.source_id == source.ref.id
    )
    return list(session.scalars(which.order_by(Entry.no)))


def bookings(session: Session, owner_id: UUID, which: Filter, page: int = 1) -> Page[Booking]:
    """One page of a book, newest first. Three statements."""
    entries = _filtered(owner_id, which)
    count = session.scalar(select(func.count()).select_from(entries.subquery())) or 0
    page, pages = page_within(page, count, PAGE)
    rows = entries.order_by(Entry.no.desc()).limit(PAGE).offset((page - 1) * PAGE)
    found = list(session.scalars(rows))
    return Page(tuple(with_lines(session, found)), page, pages, count)


def recent(session: Session, owner_id: UUID, plan_id: UUID, most: int) -> list[Booking]:
    """The newest bookings that moved money of a plan, so many at most. One statement."""
    asked = {"owner_id": owner_id, "plan_id": plan_id, "most": most}
    lines: dict[Entry, list[Line]] = {}
    for found, posting, account in session.execute(_recent(), asked):
        lines.setdefault(found, []).append(_line(posting, account))
    return [_booking(found, several) for found, several in lines.items()]


def export(session: Session, owner_id: UUID, which: Filter) -> Iterator[list[Booking]]:
    """All bookings that a filter keeps, oldest first, some hundreds at a time: books are long."""
    entries = _filtered(owner_id, which).order_by(Entry.no)
    found = session.scalars(entries, execution_options={"yield_per": AT_ONCE})
    for several in found.partitions():
        yield with_lines(session, list(several))


def with_lines(session: Session, entries: list[Entry]) -> list[Booking]:
    """These entries as bookings, in their order. One statement."""
    lines: dict[UUID, list[Line]] = {entry.id: [] for entry in entries}
    if entries:
        rows = session.execute(
            select(Posting, Account)
            .join(Account, Account.id == Posting.account_id)
            .where(Posting.entry_id.in_(lines))
        )
        for posting, account in rows:
            lines[posting.entry_id].append(_line(posting, account))
    return [_booking(entry, lines[entry.id]) for entry in entries]


@cache
def _recent() -> Select[Entry, Posting, Account]:
    newest = (
        _filtered(an_id("owner_id"), Filter(kinds=PLACES), an_id("plan_id"))
        .with_only_columns(Entry.id)
        .order_by(Entry.no.desc())
        .limit(bindparam("most"))
    )
    return (
        select(Entry, Posting, Account)
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(Entry.id.in_(newest))
        .order_by(Entry.no.desc())
    )


def _filtered(
    owner_id: UUID | BindParameter[UUID],
    which: Filter,
    plan_id: UUID | BindParameter[UUID] | None = None,
) -> Select[Entry]:
    plan_id = which.plan_id if plan_id is None else plan_id
    entries = select(Entry).where(Entry.owner_id == owner_id)
    if which.since is not None:
        entries = entries.where(Entry.on >= which.since)
    if which.until is not None:
        entries = entries.where(Entry.on <= which.until)
    if not which.kinds and plan_id is None:
        return entries
    # Its own accounts only: without the owner, every book's postings would be gone through.
    touching = (
        select(Posting.entry_id)
        .join(Account, Account.id == Posting.account_id)
        .where(Account.owner_id == owner_id)
    )
    if which.kinds:
        touching = touching.where(Account.kind.in_(which.kinds))
    if plan_id is not None:
        touching = touching.where(Account.plan_id == plan_id)
    return entries.where(Entry.id.in_(touching))


def _line(posting: Posting, account: Account) -> Line:
    return Line(account.kind, posting.amount, account.plan_id, account.ref_id)


def _booking(entry: Entry, lines: list[Line]) -> Booking:
    return Booking(
        no=entry.no,
        on=entry.on,
        act=Act(entry.act),
        source=Ref(entry.source_kind, entry.source_id),
        is_mirror=entry.reverses_id is not None,
        lines=tuple(sorted(lines, key=lambda line: (line.kind, str(line.ref_id)))),
    )
