"""What is said of an allowance, and what can never be. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grants.allowances.models import Kind
from grants.allowances.rules.known import CapData, HourNorm
from grants.kit.errors import Invalid
from grants.kit.money import Money, total
from grants.kit.periods import check_happened

DAY_OF_MINUTES = 24 * 60
YEARS = range(2000, 2201)


@dataclass(frozen=True, slots=True)
class Noting:
    """One person, one day, one activity. ``minutes`` None: no hours were agreed.

    ``another``: she knows that the same stands there already, and this is one more.
    """

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
    another: bool = False


@dataclass(frozen=True, slots=True)
class Sooner:
    """What was noted for the same person and the same day before, and stands."""

    owner_id: UUID
    reference: str
    words: str
    amount: Money
    minutes: int | None


def check_twice(data: Noting, owner_id: UUID, sooner: Iterable[Sooner]) -> None:
    """The same activity and amount of one day, in this group, is asked: ``allowance-twice``."""
    if data.another:
        return
    for one in sooner:
        same = one.owner_id == owner_id and one.amount == data.amount
        if same and _plain(one.words) == _plain(data.words):
            raise Invalid("allowance-twice", field="another", reference=one.reference)


def check_day(minutes: int, sooner: Iterable[Sooner]) -> None:
    """All hours of a day together, in every group: ``day-full``, no day has more than 24."""
    if minutes + sum(one.minutes or 0 for one in sooner) > DAY_OF_MINUTES:
        raise Invalid("day-full", field="hours")


def of_day(data: Noting, owner_id: UUID, sooner: Iterable[Sooner]) -> tuple[Money, int]:
    """What the hours of one day cost in this group, and how many they are.

    Other groups' amounts are not shown, so they are not in a sum that is told.
    """
    here = [one for one in sooner if one.owner_id == owner_id and one.minutes is not None]
    amount = total((one.amount for one in here), data.amount.currency)
    return data.amount + amount, (data.minutes or 0) + sum(one.minutes or 0 for one in here)


def _plain(words: str) -> str:
    """As people read it: capitals and spaces make no other activity."""
    return " ".join(words.casefold().split())


def check_shape(data: Noting, today: date) -> None:
    """Refuse no amount, no words, a day to come or long ago, odd hours, costs without proof."""
    if not data.amount.is_positive:
        raise Invalid("amount-nothing", field="amount")
    if not data.words.strip():
        raise Invalid("activity-missing", field="words")
    check_happened(data.on, today)
    most = DAY_OF_MINUTES if data.kind is Kind.FLAT else 0  # costs go by what shows them
    if data.minutes is not None and not 0 < data.minutes <= most:
        raise Invalid("hours-wrong", field="hours")
    if data.kind is Kind.PROVEN and not data.proof.strip():
        raise Invalid("proof-missing", field="proof")


def check_why(over: Money, left: Money, why: str) -> None:
    """Over its line is allowed, with a reason: ``over-line`` asks for it."""
    if over.is_positive and not why.strip():
        raise Invalid("over-line", field="why", left=left, over=over)


def check_cap(data: CapData, today: date) -> None:
    """Refuse amounts that no year has, and a source that nobody can find.

    Codes ``year-strange``, ``month-above-year``, ``hour-nothing``, ``young-above-adult``,
    ``source-missing``, ``day-to-come``.
    """
    if data.year not in YEARS:
        raise Invalid("year-strange", field="year")
    if not data.most_month.is_positive or data.most_year < data.most_month:
        raise Invalid("month-above-year", field="most_month")
    if data.hour is not None:
        _check_hour(data.hour)
    if not data.source.strip():
        raise Invalid("source-missing", field="source")
    if data.checked_on > today:
        raise Invalid("day-to-come", field="checked_on")


def _check_hour(norm: HourNorm) -> None:
    """Above nothing, and no more for who is younger."""
    for field, amount in (("hour", norm.adult), ("hour_young", norm.young)):
        if not amount.is_positive:
            raise Invalid("hour-nothing", field=field)
    if norm.adult < norm.young:
        raise Invalid("young-above-adult", field="hour_young")
