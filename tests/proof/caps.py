"""The law's caps as their description has them: all groups, all months, by the day of payment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tests.proof.naive import Allowance

# Much lower than the law's, so that a few steps reach them; 2028 has no row at first.
CAPS = {2026: (15000, 6000), 2027: (16000, 5000)}
HOURS = {2026: 575}  # what an hour may cost without a reason; of another year nobody knows
DAY = 24 * 60


@dataclass
class Caps:
    rows: dict[int, tuple[int, int]] = field(default_factory=lambda: dict(CAPS))
    elsewhere: dict[tuple[UUID, int, int], int] = field(default_factory=dict)
    minutes: dict[UUID, int] = field(default_factory=dict)  # of which allowance hours were said

    def had(
        self, person: UUID, today: date, others: Iterable[Allowance], coming: set[str]
    ) -> dict[str, Counter[int]]:
        """By way and month: paid and coming, over all groups, with what she had elsewhere."""
        had: dict[str, Counter[int]] = {"flat": Counter(), "proven": Counter()}
        for (who, year, month), amount in self.elsewhere.items():
            if (who, year) == (person, today.year):
                had["flat"][month] += amount
        for one in others:
            on = one.paid_on or one.run_on or today
            if one.person == person and one.state in {"paid", *coming} and on.year == today.year:
                had[one.kind][on.month] += one.amount
        return had

    def reasons(self, had: dict[str, Counter[int]], kind: str, amount: int, on: date) -> set[str]:
        """Why it cannot be paid on this day."""
        if on.year not in self.rows:
            return {"no-cap"}
        if kind == "proven" and not had["flat"].total():
            return set()
        most_year, most_month = self.rows[on.year]
        months = had["flat"] + had["proven"]
        found = set()
        if months.total() + amount > most_year:
            found.add("over-year")
        if months[on.month] + amount > most_month:
            found.add("over-month")
        if any(had_ > most_month for month, had_ in months.items() if month != on.month):
            found.add("mixing-over")
        return found

    def add(self, year: int, row: tuple[int, int], allowances: Collection[Allowance]) -> None:
        """Another row counts from now on; what a bank paid before there was one is tested now."""
        self.rows[year] = row
        waits = [
            (one.paid_on, one.untested, one.reference, one)
            for one in allowances
            if one.untested and one.paid_on and one.paid_on.year == year
        ]
        for on, _at, _reference, one in sorted(waits, key=lambda row: row[:3]):
            before = [each for each in allowances if not each.untested]
            had = self.had(one.person, on, before, set())
            one.passed = bool(self.reasons(had, one.kind, one.amount, on))
            one.untested = None

    def passed(self, allowances: Iterable[Allowance]) -> list[tuple[UUID, int, int]]:
        """Whose paid amounts pass a cap without a mark: nobody's, ever.

        What she says to have had elsewhere is taken whatever it does, and so is what a bank did.
        """
        paid: dict[tuple[UUID, int], list[Allowance]] = {}
        for one in allowances:
            if one.paid_on is not None and one.state == "paid":
                paid.setdefault((one.person, one.paid_on.year), []).append(one)
        over = []
        for (person, year), several in paid.items():
            if any(one.passed for one in several) or self._said(person, year):
                continue
            if year not in self.rows:
                continue
            if all(one.kind == "proven" for one in several):
                continue
            months: Counter[int] = Counter()
            for one in several:
                assert one.paid_on is not None
                months[one.paid_on.month] += one.amount
            most_year, most_month = self.rows[year]
            if months.total() > most_year or max(months.values()) > most_month:
                over.append((person, year, months.total()))
        return over

    def _said(self, person: UUID, year: int) -> bool:
        return any((who, when) == (person, year) for who, when, _ in self.elsewhere)
