"""What a report still lacks before the group can be asked: a task list. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from grants.kit.money import Money
from grants.reports.models import Leftover
from grants.reports.rules.facts import Gathered
from grants.spending.states import ExpenseState


class GapKind(StrEnum):
    """What is missing, in the order in which it is best done."""

    NOTHING_SPENT = "nothing-spent"
    BILL_NOT_ASKED = "bill-not-asked"
    BILL_NOT_APPROVED = "bill-not-approved"
    BILL_REFUSED = "bill-refused"
    BILL_NOT_PAID = "bill-not-paid"
    ALLOWANCE_OPEN = "allowance-open"
    CASH_MISSING = "cash-missing"
    LINES_WAIT = "lines-wait"
    RECEIPT_MISSING = "receipt-missing"
    WHY_MISSING = "why-missing"
    PEOPLE_MISSING = "people-missing"
    WENT_MISSING = "went-missing"
    AFTER_MISSING = "after-missing"
    LEFTOVER_MISSING = "leftover-missing"
    LEFTOVER_WHY_MISSING = "leftover-why-missing"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to do. ``thing_id``: the expense or line; ``words`` and ``amount`` name it."""

    kind: GapKind
    thing_id: UUID | None = None
    words: str = ""
    amount: Money | None = None


_OPEN = {
    ExpenseState.NOTED: GapKind.BILL_NOT_ASKED,
    ExpenseState.ASKING: GapKind.BILL_NOT_APPROVED,
    ExpenseState.REFUSED: GapKind.BILL_REFUSED,
    ExpenseState.APPROVED: GapKind.BILL_NOT_PAID,
}


def missing(gathered: Gathered) -> list[Gap]:
    """All that is missing; an empty list can be put to the group."""
    return [*_money(gathered), *_words(gathered)]


def _money(gathered: Gathered) -> Iterator[Gap]:
    if gathered.costs.is_zero and not gathered.open and gathered.allowances_open.is_zero:
        yield Gap(GapKind.NOTHING_SPENT)
    for bill in gathered.open:
        yield Gap(_OPEN[bill.state], bill.id, bill.shop, bill.amount)
    if gathered.allowances_open.is_positive:
        yield Gap(GapKind.ALLOWANCE_OPEN, amount=gathered.allowances_open)
    if gathered.own.is_negative:
        yield Gap(GapKind.CASH_MISSING, amount=-gathered.own)
    if gathered.lines_wait:
        yield Gap(GapKind.LINES_WAIT)
    for bill in gathered.bills:
        if not bill.files and not bill.no_receipt:
            yield Gap(GapKind.RECEIPT_MISSING, bill.id, bill.shop, bill.amount)
    for line in gathered.lines:
        if line.difference.is_positive and not line.why:
            yield Gap(GapKind.WHY_MISSING, line.id, line.words, line.difference)


def _words(gathered: Gathered) -> Iterator[Gap]:
    answers = gathered.answers
    if answers.adults is None:
        yield Gap(GapKind.PEOPLE_MISSING)
    if not answers.went:
        yield Gap(GapKind.WENT_MISSING)
    if not answers.after:
        yield Gap(GapKind.AFTER_MISSING)
    if gathered.left.is_positive and gathered.leftover is None:
        yield Gap(GapKind.LEFTOVER_MISSING, amount=gathered.left)
    elif gathered.leftover is Leftover.KEEP and not gathered.leftover_why:
        yield Gap(GapKind.LEFTOVER_WHY_MISSING, amount=gathered.left)
