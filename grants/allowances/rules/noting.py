"""What is said of an allowance, and what can never be. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grants.allowances.models import Kind
from grants.allowances.rules.known import CapData
from grants.kit.errors import Invalid
from grants.kit.money import Money

DAY_OF_MINUTES = 24 * 60
YEARS = range(2000, 2201)


@dataclass(frozen=True, slots=True)
class Noting:
    """One person, one day, one activity. ``minutes`` None: no hours were agreed."""

    line_id: UUID
    person_id: UUID
    kind: Kind
    amount: Money
    on: date
    words: str
    minutes: int | None = None
    young: bool = False
    why: str = ""
    proof: str = ""
    mixes: bool = False


def check_shape(data: Noting, today: date) -> None:
    """Refuse no amount, no words, a day to come, hours that no day has, costs without proof."""
    if not data.amount.is_positive:
        raise Invalid("amount-nothing", field="amount")
    if not data.words.strip():
        raise Invalid("activity-missing", field="words")
    if data.on > today:
        raise Invalid("day-to-come", field="on")
    if data.minutes is not None and not 0 < data.minutes <= DAY_OF_MINUTES:
        raise Invalid("hours-wrong", field="hours")
    if data.kind is Kind.PROVEN and not data.proof.strip():
        raise Invalid("proof-missing", field="proof")


def check_why(over: Money, left: Money, why: str) -> None:
    """Over its line is allowed, with a reason: ``over-line`` asks for it."""
    if over.is_positive and not why.strip():
        raise Invalid("over-line", field="why", left=left, over=over)


def check_cap(data: CapData, today: date) -> None:
    """Refuse amounts that no year has, and a source that nobody can find."""
    if data.year not in YEARS:
        raise Invalid("year-strange", field="year")
    if not data.most_month.is_positive or data.most_year < data.most_month:
        raise Invalid("month-above-year", field="most_month")
    if not data.source.strip():
        raise Invalid("source-missing", field="source")
    if data.checked_on > today:
        raise Invalid("day-to-come", field="checked_on")
