"""Periods: half-open stretches of days, and the years that bookkeeping knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from grants.kit.errors import Invalid

# As long as a book is kept after its year; what is older is not written down now.
YEARS_BACK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` up to but without ``end``; ``end`` None is open."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.end is not None and self.end < self.start:
            raise ValueError("a period ends after it starts")

    def __contains__(self, day: date) -> bool:
        """Is the day inside?"""
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Do the two share a day?"""
        ends_after = other.end is None or self.start < other.end
        return ends_after and (self.end is None or other.start < self.end)


def year(number: int) -> Period:
    """The calendar year, as a period of days."""
    return Period(date(number, 1, 1), date(number + 1, 1, 1))


def day_of(at: datetime, zone: str = "Europe/Amsterdam") -> date:
    """The day that a moment belongs to, in the zone of the installation."""
    if at.tzinfo is None:
        raise ValueError("a moment carries its zone")
    return at.astimezone(ZoneInfo(zone)).date()


def check_happened(on: date, today: date) -> None:
    """Refuse a day to come, and one that nobody writes down any more: a year typed wrongly.

    Codes ``day-to-come`` and ``day-long-ago`` (with ``first``, the first day that can be).
    """
    if on > today:
        raise Invalid("day-to-come", field="on")
    first = date(today.year - YEARS_BACK, 1, 1)
    if on < first:
        raise Invalid("day-long-ago", field="on", first=first)
