"""The same file on several expenses; what a group may still spend without a receipt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from grants.documents.models import Document
from grants.kit.money import Money, total
from grants.owners import service as owners
from grants.spending.models import Ceiling, Expense, Lost, Receipt
from grants.spending.states import CeilingState, ExpenseState

# A receipt that was taken back or undone may come again.
GONE = frozenset({ExpenseState.WITHDRAWN, ExpenseState.CORRECTED})
COUNTS = frozenset({ExpenseState.ASKING, ExpenseState.APPROVED, ExpenseState.PAID})


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may go out without a receipt this year, and what did."""

    most: Money
    used: Money

    @property
    def left(self) -> Money:
        """What is left of it; never less than nothing."""
        return max(self.most - self.used, Money.zero(self.most.currency))


def seen_on(
    session: Session, owner_id: UUID, document_ids: Collection[UUID], besides: UUID | None = None
) -> list[tuple[Expense, UUID]]:
    """The expenses of this group that have the same file, with the document it has there.

    The same bytes as they came in, or as they were kept. Never another group's.
    """
    if not document_ids:
        return []
    rows = session.execute(
        select(Document.hash, Document.received_hash).where(Document.id.in_(document_ids))
    )
    prints = {one for row in rows for one in row if one is not None}
    found = session.execute(
        select(Expense, Document.id)
        .join(Receipt, Receipt.expense_id == Expense.id)
        .join(Document, Document.id == Receipt.document_id)
        .where(
            Expense.owner_id == owner_id,
            Expense.id != besides if besides is not None else Expense.id.is_not(None),
            Expense.state.not_in(GONE),
            or_(Document.hash.in_(prints), Document.received_hash.in_(prints)),
        )
        .order_by(Expense.reference)
    )
    return [(expense, document_id) for expense, document_id in found]


def on_one_receipt(session: Session, expense: Expense) -> list[Expense]:
    """The other expenses that the same receipt proves, by number."""
    files = [one.document_id for one in expense.receipts]
    found = seen_on(session, expense.owner_id, files, expense.id)
    return list({one.id: one for one, _ in found}.values())


def receipt_sum(session: Session, expense: Expense) -> Money:
    """What is asked on this receipt in all: the limit of a group is by receipt."""
    others = on_one_receipt(session, expense)
    same = [one.amount for one in others if one.state is not ExpenseState.REFUSED]
    return total([expense.amount, *same], expense.amount.currency)


def ceiling_of(session: Session, owner_id: UUID, on: date) -> Ceiling | None:
    """The row that counts for this group on this day: its own, or else the usual one."""
    rows: Sequence[Ceiling] = session.scalars(
        select(Ceiling).where(
            Ceiling.owner_id.in_([owner_id, owners.INSTALLATION]),
            Ceiling.state == CeilingState.AGREED,
            Ceiling.from_on <= on,
            or_(Ceiling.until_on.is_(None), Ceiling.until_on > on),
        )
    ).all()
    return next((one for one in rows if one.owner_id == owner_id), next(iter(rows), None))


def allowed(
    session: Session, owner_id: UUID, on: date, besides: UUID | None = None
) -> Allowed | None:
    """What this group may spend without a receipt in this year; None when no row says."""
    row = ceiling_of(session, owner_id, on)
    if row is None:
        return None
    minor = session.scalar(
        select(func.sum(Expense.amount_minor))  # type: ignore[attr-defined]
        .join(Lost, Lost.expense_id == Expense.id)
        .where(
            Lost.owner_id == owner_id,
            Lost.year == on.year,
            Expense.state.in_(COUNTS),
            Expense.id != besides if besides is not None else Expense.id.is_not(None),
            ~exists().where(Receipt.expense_id == Expense.id),  # it was found after all
        )
    )
    return Allowed(row.amount, Money(int(minor or 0), row.amount.currency))


def seen_on_itself(session: Session, expense: Expense, document_ids: Collection[UUID]) -> bool:
    """Does the expense have one of these files already?"""
    has = {receipt.document_id for receipt in expense.receipts}
    found = seen_on(session, expense.owner_id, document_ids)
    return any(one.id == expense.id and document_id in has for one, document_id in found)
