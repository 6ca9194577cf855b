"""What the law's caps leave room for. Pure; every month stands alone, all places count together.

The whole-amount rule is why these refuse: one euro over the cap, and all of it is taxable income.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from grants.allowances.models import Kind
from grants.kit.errors import Invalid, OverRoom
from grants.kit.money import Money, total

MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """The two caps that stop a payment."""

    most_year: Money
    most_month: Money


@dataclass(frozen=True, slots=True)
class Norm:
    """What an hour may cost without a question: for grown-ups, and for who is younger."""

    adult: Money
    young: Money

    def of(self, *, young: bool) -> Money:
        """The norm for this person on that day."""
        return self.young if young else self.adult


@dataclass(frozen=True, slots=True)
class Had:
    """What a person had in one year, by month of payment. What she had elsewhere is flat."""

    flat: Mapping[int, Money] = field(default_factory=dict)
    proven: Mapping[int, Money] = field(default_factory=dict)

    @property
    def has_flat(self) -> bool:
        """Any fixed amount this year, here or elsewhere."""
        return any(amount.is_positive for amount in self.flat.values())

    @property
    def has_proven(self) -> bool:
        """Any proven costs this year."""
        return any(amount.is_positive for amount in self.proven.values())

    def month(self, number: int) -> Money:
        """Both ways together in one month."""
        nothing = Money.zero()
        return self.flat.get(number, nothing) + self.proven.get(number, nothing)

    @property
    def months(self) -> frozenset[int]:
        """The months in which there was anything."""
        return frozenset({*self.flat, *self.proven})

    @property
    def year(self) -> Money:
        """Both ways together in the whole year."""
        return total([*self.flat.values(), *self.proven.values()])

    def with_(self, kind: Kind, month: int, amount: Money) -> Had:
        """The same with one more payment."""
        mine = dict(self.flat if kind is Kind.FLAT else self.proven)
        mine[month] = mine.get(month, Money.zero()) + amount
        return Had(mine, self.proven) if kind is Kind.FLAT else Had(self.flat, mine)


@dataclass(frozen=True, slots=True)
class Left:
    """What is possible still: this month, this year, and now: the least of the two."""

    month: Money
    year: Money

    @property
    def now(self) -> Money:
        """What can be paid at once."""
        return min(self.month, self.year)


def mixes(had: Had, kind: Kind) -> bool:
    """Would this year have both ways? Then both are added up."""
    return had.has_proven if kind is Kind.FLAT else had.has_flat


def is_capped(had: Had, kind: Kind) -> bool:
    """Proven costs alone have no cap; as soon as a fixed amount comes with them, all counts."""
    return kind is Kind.FLAT or had.has_flat


def left(limits: Limits, had: Had, month: int) -> Left:
    """What the caps leave in this month and this year, never less than nothing."""
    nothing = Money.zero(limits.most_year.currency)
    return Left(
        month=max(limits.most_month - had.month(month), nothing),
        year=max(limits.most_year - had.year, nothing),
    )


def refuse_over(limits: Limits, had: Had, kind: Kind, amount: Money, on: date) -> None:
    """Refuse what passes a cap, with what is possible. ``on`` is the day of payment.

    Codes ``over-month``, ``over-year`` (with ``left``), ``mixing-over`` (with ``month``).
    """
    if not is_capped(had, kind):
        return
    possible = left(limits, had, on.month)
    if possible.year < amount and possible.year <= possible.month:
        raise OverRoom("over-year", field="amount", left=possible.year, year=on.year)
    if possible.month < amount:
        raise OverRoom("over-month", field="amount", left=possible.month, year_left=possible.year)
    _refuse_other_months(limits, had, on.month)


def passes(limits: Limits, had: Had, kind: Kind, amount: Money, on: date) -> bool:
    """Does it pass a cap? For what a bank has paid already and can only be told."""
    try:
        refuse_over(limits, had, kind, amount, on)
    except OverRoom:
        return True
    return False


def check_mixing(had: Had, kind: Kind, *, known: bool) -> None:
    """Two ways in one year: only by who knows that they are added up (``mixes-ways``)."""
    if mixes(had, kind) and not known:
        raise Invalid("mixes-ways", field="mixes")


def over_norm(norm: Norm, amount: Money, minutes: int, *, young: bool) -> Money:
    """By how much a day's amount passes the norm of its hours; nothing when it fits.

    Whole cents: what is over is rounded up, so that nothing passes unseen.
    """
    over = amount.minor * MINUTES_AN_HOUR - norm.of(young=young).minor * minutes
    return Money(max(0, -(-over // MINUTES_AN_HOUR)), amount.currency)


def check_norm(norm: Norm | None, amount: Money, minutes: int, *, young: bool, why: str) -> None:
    """The norm is no cap of the law: above it a reason is asked, ``over-norm``.

    Without a norm for this year nobody can tell, so a reason is asked as well: ``norm-unknown``.
    """
    if why.strip():
        return
    if norm is None:
        raise Invalid("norm-unknown", field="why")
    over = over_norm(norm, amount, minutes, young=young)
    if over.is_positive:
        raise Invalid("over-norm", field="why", norm=norm.of(young=young), over=over)


def _refuse_other_months(limits: Limits, had: Had, this: int) -> None:
    """Proven costs of another month may lie above its cap, until a fixed amount joins them."""
    full = [one for one in had.months if one != this and limits.most_month < had.month(one)]
    if full:
        raise OverRoom("mixing-over", field="kind", month=min(full))
