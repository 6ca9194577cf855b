"""What an audit reads in the book, beside its receipts and the bank; and the whole of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import case, extract, func, or_, select
from sqlalchemy.orm import Session, aliased

from grants.allowances.models import Allowance
from grants.audits.models import CashAudit
from grants.audits.queries.counted import count_of
from grants.audits.queries.who import touched
from grants.audits.rules import Counted, Found, Line, Outgoing, Place, Seen, Size
from grants.documents.models import Document
from grants.kit.money import Money
from grants.kit.periods import day_of, year
from grants.ledger.models import PLACES, Account, AccountKind, Entry, Posting
from grants.ledger.queries import Booking
from grants.ledger.queries.entries import with_lines
from grants.payments.models import (
    Arrival,
    BankAccount,
    CashCount,
    MatchedLine,
    MatchedThing,
    Payment,
    StatementLine,
)
from grants.spending.models import Expense, Receipt


def years(session: Session, owner_id: UUID, today: date) -> list[int]:
    """The years with bookings, up to this one; the last first."""
    of = extract("year", Entry.on)
    rows = session.scalars(select(of).where(Entry.owner_id == owner_id).distinct())
    return sorted((int(one) for one in rows if one <= today.year), reverse=True)


def outgoing(session: Session, owner_id: UUID, number: int, book_no: int) -> list[Outgoing]:
    """What left the group's places in this year, as the book stood then. One statement.

    What was undone, and what undid it, is no payment; moving between places neither.
    """
    period = year(number)
    minor = -func.sum(Posting.amount_minor)  # type: ignore[attr-defined]
    mirror = aliased(Entry)
    undone = select(mirror.id).where(mirror.reverses_id == Entry.id, mirror.no <= book_no).exists()
    rows = session.execute(
        select(Entry.no, minor)
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(
            Entry.owner_id == owner_id,
            Entry.no <= book_no,
            Entry.on >= period.start,
            Entry.on < period.end,
            Entry.reverses_id.is_(None),
            ~undone,
            Account.kind.in_(PLACES),
        )
        .group_by(Entry.no)
        .having(minor > 0)
        .order_by(Entry.no)
    )
    return [Outgoing(no, Money(int(amount))) for no, amount in rows]


def places(session: Session, audit: CashAudit) -> tuple[Place, ...]:
    """What each place held before the year, and after it. One statement."""
    period, minor = year(audit.year), Posting.amount_minor  # type: ignore[attr-defined]
    before = func.sum(case((Entry.on < period.start, minor), else_=0))
    after = func.sum(case((Entry.on < period.end, minor), else_=0))
    rows = session.execute(
        select(Account.kind, before, after)
        .join(Posting, Posting.account_id == Account.id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(
            Account.owner_id == audit.owner_id,
            Account.kind.in_(PLACES),
            Entry.no <= audit.book_no,
        )
        .group_by(Account.kind)
    )
    held = {kind: Place(kind, Money(int(first)), Money(int(last))) for kind, first, last in rows}
    order = (AccountKind.BANK, AccountKind.OWN_BANK, AccountKind.CASH)
    return tuple(held[kind] for kind in order if kind in held)


def found(session: Session, audit: CashAudit) -> Found:
    """The audit as it stands now, with the book as it stood when it was opened."""
    count = count_of(session, audit)
    return Found(
        year=audit.year,
        until=min(year(audit.year).end or date.max, _next_day(audit)) - timedelta(days=1),
        book_no=audit.book_no,
        book_hash=audit.book_hash,
        size=Size(audit.largest, audit.drawn),
        payments=audit.payments,
        spent=audit.spent,
        places=places(session, audit),
        items=seen(session, audit),
        count=None if count is None else _counted(count),
        conclusion=audit.conclusion,
        findings=audit.findings,
        auditors=audit.auditors,
    )


def seen(session: Session, audit: CashAudit) -> tuple[Seen, ...]:
    """What was drawn, each with its receipts and its lines of the bank, by number."""
    bookings = bookings_of(session, audit)
    ids = {one.source.id for one in bookings}
    expenses = {one.id: one for one in session.scalars(select(Expense).where(Expense.id.in_(ids)))}
    others = _other_words(session, ids - set(expenses))
    files, lines = files_of(session, expenses), lines_of(session, ids)
    own = touched(session, audit)
    items = {one.entry_no: one for one in audit.items}
    result = []
    for booking in bookings:
        item, expense = items[booking.no], expenses.get(booking.source.id)
        words, reference = others.get(booking.source.id, ("", ""))
        if expense is not None:
            words, reference = expense.shop, expense.reference
        result.append(
            Seen(
                no=booking.no,
                on=booking.on,
                amount=item.amount,
                place=_place(booking),
                kind=booking.source.kind,
                words=words,
                reference=reference,
                reason=item.reason,
                files=tuple(one.hash for one in files.get(booking.source.id, ())),
                lost=expense is not None and expense.lost is not None,
                lines=tuple(lines.get(booking.source.id, ())),
                looked=item.looked,
                note=item.words,
                by_id=item.looked_by_id,
                own=own.get(booking.no, frozenset()).issuperset(audit.auditors),
            )
        )
    return tuple(result)


def bookings_of(session: Session, audit: CashAudit) -> list[Booking]:
    """The bookings that were drawn, by number. Two statements."""
    entries = session.scalars(
        select(Entry)
        .where(
            Entry.owner_id == audit.owner_id,
            Entry.no.in_([one.entry_no for one in audit.items]),
        )
        .order_by(Entry.no)
    )
    return with_lines(session, list(entries))


def files_of(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Document]]:
    """The receipts of these expenses, in their order. One statement."""
    result: dict[UUID, list[Document]] = defaultdict(list)
    rows = session.execute(
        select(Receipt.expense_id, Document)
        .join(Document, Document.id == Receipt.document_id)
        .where(Receipt.expense_id.in_(ids))
        .order_by(Receipt.expense_id, Receipt.position)
    )
    for expense_id, document in rows:
        result[expense_id].append(document)
    return result


def lines_of(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Line]]:
    """The lines of the bank that a person matched with these documents, or with their payment."""
    pays = session.execute(
        select(Payment.id, func.coalesce(Payment.expense_id, Payment.allowance_id)).where(
            or_(Payment.expense_id.in_(ids), Payment.allowance_id.in_(ids))
        )
    )
    about = {one: one for one in ids} | {pay: UUID(str(thing)) for pay, thing in pays}
    rows = session.execute(
        select(MatchedThing.thing_id, StatementLine, BankAccount.iban_last4)
        .join(MatchedLine, MatchedLine.matching_id == MatchedThing.matching_id)
        .join(StatementLine, StatementLine.id == MatchedLine.line_id)
        .join(BankAccount, BankAccount.id == StatementLine.account_id)
        .where(
            MatchedThing.thing_id.in_(about),
            MatchedThing.undone_at.is_(None),
            MatchedLine.undone_at.is_(None),
        )
        .order_by(StatementLine.on, StatementLine.id)
    )
    result: dict[UUID, list[Line]] = defaultdict(list)
    for thing_id, line, last4 in rows:
        result[about[thing_id]].append(Line(line.on, line.amount, last4))
    return result


def _other_words(session: Session, ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Of what is no receipt: words, and the reference of an allowance. For whom is not told."""
    wanted = list(ids)
    allowances = session.execute(
        select(Allowance.id, Allowance.reference).where(Allowance.id.in_(wanted))
    )
    arrivals = session.execute(select(Arrival.id, Arrival.words).where(Arrival.id.in_(wanted)))
    return {one: (words, "") for one, words in arrivals} | {
        one: ("", reference) for one, reference in allowances
    }


def _counted(count: CashCount) -> Counted:
    by_ids = (count.counter_id, count.second_id)
    return Counted(day_of(count.counted_at), count.counted, count.expected, by_ids)


def _place(booking: Booking) -> AccountKind:
    """Where it left: the first place that lost by it."""
    return next(
        line.kind for line in booking.lines if line.kind in PLACES and line.amount.is_negative
    )


def _next_day(audit: CashAudit) -> date:
    return day_of(audit.opened_at) + timedelta(days=1)
