"""Sums of the settlement: what is final, what never comes, what is left. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grants.kit.money import Money, total


@dataclass(frozen=True, slots=True)
class Share:
    """What settlement needs of one award: what was granted, and what is still to come of it."""

    amount: Money
    to_come: Money

    @property
    def received(self) -> Money:
        """What came in of it."""
        return self.amount - self.to_come


@dataclass(frozen=True, slots=True)
class Settling:
    """How one award ends. Always: amount = final + never + left."""

    final: Money
    never: Money
    left: Money


def final_total(costs: Money, own: Money, awarded: Money) -> Money:
    """What the funders pay together: costs less own income, between nothing and the awards."""
    return max(Money.zero(costs.currency), min(costs - own, awarded))


def own_surplus(costs: Money, own: Money) -> Money:
    """Own income that the plan did not need: it stays the group's."""
    return max(Money.zero(costs.currency), own - costs)


def settle(costs: Money, own: Money, shares: Sequence[Share]) -> list[Settling]:
    """Share the final total by what each granted; say what never comes and what is left."""
    awarded = total(share.amount for share in shares)
    finals = final_total(costs, own, awarded).split([share.amount.minor for share in shares])
    return [_settling(share, final) for share, final in zip(shares, finals, strict=True)]


def reduced(planned: Sequence[Money], to_come: Money) -> list[Money]:
    """Planned instalments cut down to what still comes, the last ones first. Zero: cancelled."""
    result = []
    for amount in planned:
        part = min(amount, to_come)
        result.append(part)
        to_come -= part
    return result


def _settling(share: Share, final: Money) -> Settling:
    rest = share.amount - final
    never = min(share.to_come, rest)
    return Settling(final=final, never=never, left=rest - never)
