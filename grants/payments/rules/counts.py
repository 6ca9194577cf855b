"""What is typed of a count of the cash box, and what can never be. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from grants.kit.errors import Invalid, NotNow
from grants.kit.money import Money
from grants.payments.models import CashCount


@dataclass(frozen=True, slots=True)
class Counting:
    """What lay in the box, and who counted along."""

    counted: Money
    second_id: UUID


@dataclass(frozen=True, slots=True)
class Explaining:
    """Why box and book differ, and in which plan's book it goes."""

    proposal_id: UUID
    why: str


def check_counting(data: Counting, counter_id: UUID | None, residents: Collection[UUID]) -> None:
    """Refuse ``amount-below-nothing``, ``second-is-you``, ``second-not-here``."""
    if data.counted.is_negative:
        raise Invalid("amount-below-nothing", field="counted")
    if data.second_id == counter_id:
        raise Invalid("second-is-you", field="second")
    if data.second_id not in residents:
        raise Invalid("second-not-here", field="second")


def check_explained(count: CashCount) -> None:
    """Refuse ``why-first``: a difference without its reason is nobody's to confirm."""
    if not count.difference.is_zero and count.proposal_id is None:
        raise NotNow("why-first")


def check_same(count: CashCount, expected: Money) -> None:
    """Refuse ``cash-moved``: what should lie there is no longer what it was at the count.

    An expense of the box that was approved meanwhile changes nothing: it leaves the book and the
    open receipts alike.
    """
    if expected != count.expected:
        raise NotNow("cash-moved")
