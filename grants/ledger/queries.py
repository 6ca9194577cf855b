"""What pages and checks ask of a book, each in a number of statements that does not grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from grants.kit.acts import Act
from grants.kit.asking import an_id
from grants.kit.money import Money
from grants.kit.orm import Owned, Ref
from grants.kit.paging import Page, page_within
from grants.ledger.models import PLACES, Account, AccountKind, Book, Entry, Posting
from grants.ledger.rules import (
    Amounts,
    Line,
    LineAmounts,
    Sealing,
    figures,
    is_balanced,
    is_settled,
    seal,
)

PAGE = 50


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


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a book that cannot be: which check, in whose book, at which number."""

    code: str
    owner_id: UUID
    no: int | None = None


def amounts(session: Session, owner_id: UUID, plan_id: UUID | None = None) -> Amounts:
    """The five amounts of a group, or of one of its plans."""
    return figures(_balances(session, owner_id, plan_id))


def amounts_by_plan(session: Session, plan_ids: Iterable[UUID]) -> dict[UUID, Amounts]:
    """The five amounts of several plans, in one statement."""
    found: dict[UUID, list[tuple[AccountKind, Money]]] = {plan_id: [] for plan_id in plan_ids}
    if found:
        for account in session.scalars(_accounts().where(Account.plan_id.in_(found))):
            found[account.plan_id].append((account.kind, account.balance))
    return {plan_id: figures(balances) for plan_id, balances in found.items()}


def room(session: Session, plan_id: UUID) -> Money:
    """What may still be approved for this plan."""
    rows = session.scalars(_accounts().where(Account.plan_id == plan_id))
    return figures((account.kind, account.balance) for account in rows).room


def place(
    session: Session,
    owner_id: UUID,
    kind: AccountKind,
    plan_id: UUID | None = None,
    ref_id: UUID | None = None,
) -> Money:
    """What one place holds: bank or cash, of all plans or of one, at one holder or all."""
    which = select(func.sum(Account.balance_minor)).where(  # type: ignore[attr-defined]
        Account.owner_id == owner_id, Account.kind == kind
    )
    if plan_id is not None:
        which = which.where(Account.plan_id == plan_id)
    if ref_id is not None:
        which = which.where(Account.ref_id == ref_id)
    return Money(int(session.scalar(which) or 0))


def balance_of(session: Session, plan_id: UUID, kind: AccountKind, ref_id: UUID) -> Money:
    """The balance of one account; nothing when there is none."""
    which = _accounts().where(
        Account.plan_id == plan_id, Account.kind == kind, Account.ref_id == ref_id
    )
    account = session.scalars(which).one_or_none()
    return account.balance if account is not None else Money.zero()


def owed_back(session: Session, plan_id: UUID) -> dict[UUID, Money]:
    """What has to be sent back, by organisation."""
    which = _accounts().where(Account.plan_id == plan_id, Account.kind == AccountKind.BACK)
    rows = session.scalars(which)
    return {row.ref_id: -row.balance for row in rows if not row.balance.is_zero}


def settled(session: Session, plan_id: UUID) -> bool:
    """Is everything of this plan at nothing, and are its costs covered?"""
    rows = session.scalars(_accounts().where(Account.plan_id == plan_id))
    return is_settled((account.kind, account.balance) for account in rows)


def per_line(session: Session, plan_id: UUID) -> dict[UUID, LineAmounts]:
    """Of each cost line: what is approved and not paid, and what is paid. One statement."""
    result = {}
    for account, minor in session.execute(_per_line(), {"plan_id": plan_id}):
        reserved = Money(-int(minor or 0), account.balance.currency)
        result[account.ref_id] = LineAmounts(reserved=reserved, spent=account.balance - reserved)
    return result


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
    return Page(tuple(_with_lines(session, found)), page, pages, count)


def recent(session: Session, owner_id: UUID, plan_id: UUID, most: int) -> list[Booking]:
    """The newest bookings that moved money of a plan, so many at most. One statement."""
    asked = {"owner_id": owner_id, "plan_id": plan_id, "most": most}
    lines: dict[Entry, list[Line]] = {}
    for found, posting, account in session.execute(_recent(), asked):
        lines.setdefault(found, []).append(_line(posting, account))
    return [_booking(found, several) for found, several in lines.items()]


def export(session: Session, owner_id: UUID, which: Filter) -> list[Booking]:
    """All bookings that a filter keeps, oldest first. Two statements."""
    found = list(session.scalars(_filtered(owner_id, which).order_by(Entry.no)))
    return _with_lines(session, found)


def check(session: Session) -> list[Fault]:
    """Name what cannot be: unbalanced entries, wrong balances, broken chains."""
    faults: list[Fault] = []
    for book in session.scalars(select(Book).order_by(Book.owner_id)):
        faults += _chain_faults(session, book)
        faults += _balance_faults(session, book.owner_id)
    return faults


@cache
def _accounts() -> Select[Account]:
    """Accounts as the database has them now, also where this session has seen them before.

    Under the lock that matters: what was read before it may be older.
    """
    return select(Account).execution_options(populate_existing=True)


def _balances(
    session: Session, owner_id: UUID, plan_id: UUID | None
) -> Iterator[tuple[AccountKind, Money]]:
    which = _of_owner() if plan_id is None else _of_plan()
    for account in session.scalars(which, {"owner_id": owner_id, "plan_id": plan_id}):
        yield account.kind, account.balance


@cache
def _of_owner() -> Select[Account]:
    return _accounts().where(Account.owner_id == an_id("owner_id"))


@cache
def _of_plan() -> Select[Account]:
    return _of_owner().where(Account.plan_id == an_id("plan_id"))


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


@cache
def _per_line() -> Select[Account, int]:
    owed = _owed_by_line().subquery()
    return (
        select(Account, owed.c.minor)
        .outerjoin(owed, owed.c.line_id == Account.ref_id)
        .where(Account.plan_id == an_id("plan_id"), Account.kind == AccountKind.COST)
        .execution_options(populate_existing=True)
    )


def _owed_by_line() -> Select[UUID, int]:
    """By line: what is still owed of the documents that were booked on it."""
    cost, owed = aliased(Account), aliased(Account)
    of_cost, first = aliased(Posting), aliased(Entry)
    documents = (
        select(cost.ref_id.label("line_id"), first.source_kind, first.source_id)
        .join(of_cost, of_cost.account_id == cost.id)
        .join(first, first.id == of_cost.entry_id)
        .where(cost.plan_id == an_id("plan_id"), cost.kind == AccountKind.COST)
        .distinct()
        .subquery()
    )
    return (
        select(documents.c.line_id, func.sum(Posting.amount_minor).label("minor"))  # type: ignore[attr-defined]
        .join(Entry, Entry.id == Posting.entry_id)
        .join(owed, owed.id == Posting.account_id)
        .join(
            documents,
            (documents.c.source_kind == Entry.source_kind)
            & (documents.c.source_id == Entry.source_id),
        )
        .where(owed.plan_id == an_id("plan_id"), owed.kind == AccountKind.OWED)
        .group_by(documents.c.line_id)
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
    touching = select(Posting.entry_id).join(Account, Account.id == Posting.account_id)
    if which.kinds:
        touching = touching.where(Account.kind.in_(which.kinds))
    if plan_id is not None:
        touching = touching.where(Account.plan_id == plan_id)
    return entries.where(Entry.id.in_(touching))


def _with_lines(session: Session, entries: list[Entry]) -> list[Booking]:
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


def _chain_faults(session: Session, book: Book) -> Iterator[Fault]:
    entries = session.scalars(
        select(Entry).where(Entry.owner_id == book.owner_id).order_by(Entry.no)
    ).all()
    previous, expected = "", 1
    for entry, booking in zip(entries, _with_lines(session, list(entries)), strict=True):
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
