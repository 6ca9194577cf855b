"""The same file on several expenses; what a group may still spend without a receipt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, Date, bindparam, case, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from grants.documents.models import Document, Likeness
from grants.kit.asking import an_id, look_up, several_ids
from grants.kit.money import Money, total
from grants.owners import service as owners
from grants.spending.models import Ceiling, Expense, Lost, Receipt
from grants.spending.states import CeilingState, ExpenseState

# A receipt that was taken back or undone may come again.
GONE = frozenset({ExpenseState.WITHDRAWN, ExpenseState.CORRECTED})
_THIS = aliased(Document)
_PRINTS = union_all(
    *(
        select(print_).where(_THIS.id.in_(several_ids("ids")), print_.is_not(None))
        for print_ in (_THIS.hash, _THIS.received_hash)
    )
)
# From the print to the file to the expense: the other way round all of a group's would be read.
_SAME = union_all(
    *(
        select(Document.id).where(print_.in_(_PRINTS))
        for print_ in (Document.hash, Document.received_hash)
    )
)
_SEEN = (
    select(Expense.id, Expense.owner_id, Receipt.document_id)
    .select_from(Receipt)
    .join(Expense, Expense.id == Receipt.expense_id)
    .where(
        Receipt.document_id.in_(_SAME),
        Expense.id.is_distinct_from(an_id("besides")),
        Expense.state.not_in(GONE),
    )
    .order_by(Expense.reference)
)
# Of 64 bits. Receipts look much alike, so the amount or the day has to be the same too.
NEARLY, ALMOST = 12, 6
LOOKED_BACK = timedelta(days=731)
MOST_COMPARED = 200
_HERS, _OTHER = aliased(Likeness), aliased(Likeness)
_SAME_DAY = Expense.on == bindparam("day", type_=Date())
_SAME_AMOUNT = Expense.amount_minor == bindparam("minor", type_=BigInteger())  # type: ignore[attr-defined]
_ALIKE = (
    select(
        *(Expense, Receipt.document_id, _HERS.bits.label("hers"), _OTHER.bits.label("other")),
        case((_SAME_AMOUNT, NEARLY), else_=ALMOST).label("most"),
    )
    .join(Receipt, Receipt.expense_id == Expense.id)
    .join(_OTHER, _OTHER.document_id == Receipt.document_id)
    .join(_HERS, _HERS.document_id.in_(several_ids("ids")))
    .where(
        Expense.id.in_(
            union_all(
                *(
                    select(Expense.id).where(Expense.owner_id == an_id("owner_id"), same)
                    for same in (_SAME_AMOUNT, _SAME_DAY)
                )
            )
        ),
        _HERS.owner_id == an_id("owner_id"),
        Expense.id != an_id("besides"),
        Expense.state.not_in(GONE),
        Expense.on.between(bindparam("since", type_=Date()), bindparam("until", type_=Date())),
        Receipt.document_id.not_in(several_ids("ids")),
    )
    .order_by(Expense.on.desc(), Expense.reference.desc())
    .limit(MOST_COMPARED)
)
# Only what is compared: a group has many expenses of one day, and few that look alike.
_PRINTED = _ALIKE.with_only_columns(
    Expense.reference,
    *(_ALIKE.selected_columns[name] for name in ("hers", "other", "most")),
)
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
    asked = {"ids": list(document_ids), "besides": besides}
    rows = [row for row in look_up(session, _SEEN, asked) if row.owner_id == owner_id]
    if not rows:
        return []
    seen = session.scalars(select(Expense).where(Expense.id.in_([row.id for row in rows])))
    by_id = {expense.id: expense for expense in seen}
    return [(by_id[row.id], row.document_id) for row in rows]


def alike(
    session: Session, expense: Expense, document_ids: Collection[UUID]
) -> list[tuple[Expense, UUID]]:
    """Expenses of this group whose receipt looks like one of these pictures, the likest first.

    Of the last two years, with the same amount or the same day; with the document it has there.
    Never another group's, and never the same file: that is ``seen_on``. One statement, and one
    more where there is such an expense.
    """
    if not document_ids:
        return []
    asked = {
        "ids": list(document_ids),
        "owner_id": expense.owner_id,
        "besides": expense.id,
        "minor": expense.amount.minor,
        "day": expense.on,
        "since": expense.on - LOOKED_BACK,
        "until": expense.on + LOOKED_BACK,
    }
    near = {
        reference
        for reference, hers, other, most in look_up(session, _PRINTED, asked)
        if _off(hers, other) <= most
    }
    if not near:
        return []
    found: dict[UUID, tuple[int, Expense, UUID]] = {}
    rows = session.execute(_ALIKE.where(Expense.reference.in_(near)), asked)
    for one, document_id, hers, other, most in rows:
        off = _off(hers, other)
        if off <= most and (one.id not in found or off < found[one.id][0]):
            found[one.id] = (off, one, document_id)
    ordered = sorted(found.values(), key=lambda row: (row[0], row[1].reference))
    return [(one, document_id) for _, one, document_id in ordered]


def _off(hers: str, other: str) -> int:
    """How many bits two pictures differ in."""
    return (int(hers, 16) ^ int(other, 16)).bit_count()


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


def allowed(session: Session, owner_id: UUID, on: date) -> Allowed | None:
    """What this group may spend without a receipt in this year; None when no row says.

    What was said to be lost counts as long as it stands so, also where a file was added later:
    nobody was asked about that file. Mending with the receipt asks again, and counts no longer.
    """
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
        )
    )
    return Allowed(row.amount, Money(int(minor or 0), row.amount.currency))


def seen_on_itself(session: Session, expense: Expense, document_ids: Collection[UUID]) -> bool:
    """Does the expense have one of these files already?"""
    has = {receipt.document_id for receipt in expense.receipts}
    if not has:
        return False
    found = seen_on(session, expense.owner_id, document_ids)
    return any(one.id == expense.id and document_id in has for one, document_id in found)
