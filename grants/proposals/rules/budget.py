"""The sums of a plan. Amounts in one currency; an unknown price counts as nothing yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from grants.kit.money import Money, total
from grants.proposals.models import CoverKind


class Cost(Protocol):
    """A number times a price. ``most`` is what one could cost at the most."""

    @property
    def quantity(self) -> int:
        """How many times."""

    @property
    def price(self) -> Money | None:
        """What it costs once; None: not known yet."""

    @property
    def most(self) -> Money | None:
        """What it could cost once at the most."""


class Source(Protocol):
    """Where an amount comes from."""

    @property
    def kind(self) -> CoverKind:
        """From where."""

    @property
    def amount(self) -> Money:
        """How much."""


@dataclass(frozen=True, slots=True)
class Totals:
    """``open``: costs not covered yet; below nothing when there is more money than costs."""

    costs: Money
    cover: Money
    open: Money
    asked: Money
    least: Money
    most: Money
    unknown: int


def cost_of(line: Cost) -> Money | None:
    """Number times price; None while the price is not known."""
    return None if line.price is None else line.price * line.quantity


def totals(lines: Sequence[Cost], covers: Iterable[Source], currency: str = "EUR") -> Totals:
    """Add up both sides."""
    covers = list(covers)
    costs = total((cost for line in lines if (cost := cost_of(line)) is not None), currency)
    high = total(
        ((line.most or line.price) * line.quantity for line in lines if line.price is not None),
        currency,
    )
    cover = total((source.amount for source in covers), currency)
    asked = total((one.amount for one in covers if one.kind == CoverKind.ASKED), currency)
    unknown = sum(line.price is None for line in lines)
    return Totals(costs, cover, costs - cover, asked, costs, high, unknown)


def is_balanced(sums: Totals) -> bool:
    """All prices known, something to pay, and exactly as much money as costs."""
    return sums.unknown == 0 and sums.costs.is_positive and sums.open.is_zero


def balance(sums: Totals) -> str:
    """In one code: price-unknown · nothing-planned · still-to-find · too-much · balanced."""
    if sums.unknown:
        return "price-unknown"
    if not sums.costs.is_positive:
        return "nothing-planned"
    if sums.open.is_positive:
        return "still-to-find"
    return "too-much" if sums.open.is_negative else "balanced"
