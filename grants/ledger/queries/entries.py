"""What was booked: entries with their lines, by page, newest, or all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from grants.kit.acts import Act
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
    """Which bookings: days from ``since`` up to and with ``until``, kinds of account, a plan.

    ``place``: what touched this place. ``sources``: a question for the ids of the documents.
    """

    since: date | None = None
    until: date | None = None
    kinds: frozenset[AccountKind] = frozenset()
    plan_id: UUID | None = None
    place: AccountKind | None = None
    sources: Select[UUID] | None = None


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
        """What came into (above nothing) or went out of all places together."""
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


def standing(session: Session, source: Owned) -> list[Entry]:
    """Of the entries that one document caused: those that nothing undid, oldest first.

    What undid one and was undone itself leaves the later one: paid, sent back, paid again.
    """
    found = entries_of(session, source)
    undone = {one.reverses_id for one in found}
    by_id = {one.id: one for one in found}
    return [one for one in found if one.id not in undone and _adds(one, by_id)]


def _adds(entry: Entry, by_id: dict[UUID, Entry]) -> bool:
    """Does it do something, or undo what was done? The mirror of a mirror does again."""
    turns, one = 0, entry
    while one.reverses_id is not None and one.reverses_id in by_id:
        turns, one = turns + 1, by_id[one.reverses_id]
    return turns % 2 == 0


def came_back(session: Session, source: Owned, act: Act) -> Entry | None:
    """The last entry of a document, when this act undid with it what was done before."""
    found = entries_of(session, source)
    return found[-1] if found and found[-1].act == act else None


def bookings(session: Session, owner_id: UUID, which: Filter, page: int = 1) -> Page[Booking]:
    """One page of a book: the newest day first, in it the newest booking. One statement.

    A page beyond the last is the last one, and costs two statements more.
    """
    found, count = _page(session, owner_id, which, page)
    if not found and page > 1:
        entries = _filtered(owner_id, which)
        count = session.scalar(select(func.count()).select_from(entries.subquery())) or 0
        found, _ = _page(session, owner_id, which, page_within(page, count, PAGE)[0])
    page, pages = page_within(page, count, PAGE)
    return Page(tuple(found), page, pages, count)


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


def _page(session: Session, owner_id: UUID, which: Filter, page: int) -> tuple[list[Booking], int]:
    """The bookings of one page with their lines, and how many there are on all pages."""
    order = (Entry.on.desc(), Entry.no.desc())
    first = (max(1, page) - 1) * PAGE
    entries = _filtered(owner_id, which).order_by(*order).limit(PAGE).offset(first)
    shown = entries.with_only_columns(Entry.id, func.count().over().label("count")).subquery()
    rows = session.execute(
        select(Entry, shown.c.count, Posting, Account)
        .join(shown, shown.c.id == Entry.id)
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .order_by(*order)
    )
    count, lines = 0, dict[Entry, list[Line]]()
    for entry, count, posting, account in rows:  # noqa: B007  the same on each row
        lines.setdefault(entry, []).append(_line(posting, account))
    return [_booking(entry, several) for entry, several in lines.items()], count


def _filtered(owner_id: UUID, which: Filter) -> Select[Entry]:
    entries = select(Entry).where(Entry.owner_id == owner_id)
    if which.since is not None:
        entries = entries.where(Entry.on >= which.since)
    if which.until is not None:
        entries = entries.where(Entry.on <= which.until)
    if which.sources is not None:
        entries = entries.where(Entry.source_id.in_(which.sources))
    if which.place is not None:
        entries = entries.where(Entry.id.in_(_touching(owner_id, frozenset({which.place}))))
    if not which.kinds and which.plan_id is None:
        return entries
    return entries.where(Entry.id.in_(_touching(owner_id, which.kinds, which.plan_id)))


def _touching(
    owner_id: UUID, kinds: frozenset[AccountKind], plan_id: UUID | None = None
) -> Select[UUID]:
    """The entries that moved something on such accounts.

    Its own accounts only: without the owner, every book's postings would be gone through.
    """
    touching = (
        select(Posting.entry_id)
        .join(Account, Account.id == Posting.account_id)
        .where(Account.owner_id == owner_id)
    )
    if kinds:
        touching = touching.where(Account.kind.in_(kinds))
    return touching if plan_id is None else touching.where(Account.plan_id == plan_id)


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
