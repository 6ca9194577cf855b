"""What an expense does to its line, to the room and to the group's limit. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grants.kit.errors import Invalid, OverRoom
from grants.kit.money import Money
from grants.ledger.rules import LineAmounts
from grants.spending.models import WhoPaid


@dataclass(frozen=True, slots=True)
class Noting:
    """What somebody says of an expense; ``why`` is asked when its line has too little left."""

    line_id: UUID
    amount: Money
    shop: str
    on: date
    who_paid: WhoPaid
    documents: tuple[UUID, ...] = ()
    words: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class LineStanding:
    """Where one cost line stands: planned, and what it has cost by now."""

    line_id: UUID
    kind: str
    words: str
    planned: Money
    reserved: Money
    spent: Money

    @property
    def booked(self) -> Money:
        """Reserved and spent together."""
        return self.reserved + self.spent

    @property
    def left(self) -> Money:
        """What the plan still has for it; below nothing when it is over."""
        return self.planned - self.booked


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is for an expense before it is noted: on its line, in the plan, in the box."""

    line_left: Money
    room: Money
    cash: Money

    def over_line(self, amount: Money) -> Money:
        """By how much the amount passes what the line has left; nothing when it fits."""
        over = amount - max(self.line_left, Money.zero(amount.currency))
        return over if over.is_positive else Money.zero(amount.currency)

    def refuse_over(self, amount: Money, who_paid: WhoPaid) -> None:
        """Refuse what passes the room or, from the box, what lies in it.

        Codes ``over-room`` and ``over-cash``, with ``left``.
        """
        if self.room < amount:
            raise OverRoom("over-room", field="amount", left=at_least_nothing(self.room))
        if who_paid is WhoPaid.CASH and self.cash < amount:
            raise OverRoom("over-cash", field="who_paid", left=self.cash)


def line_standing(
    line_id: UUID, kind: str, words: str, planned: Money, booked: LineAmounts | None
) -> LineStanding:
    """A line with what was booked on it, if anything was."""
    nothing = Money.zero(planned.currency)
    reserved = booked.reserved if booked else nothing
    spent = booked.spent if booked else nothing
    return LineStanding(line_id, kind, words, planned, reserved, spent)


def check_shape(data: Noting, today: date) -> None:
    """Refuse what can never be: no amount, no shop, a day to come."""
    if not data.amount.is_positive:
        raise Invalid("amount-nothing", field="amount")
    if not data.shop.strip():
        raise Invalid("shop-missing", field="shop")
    if data.on > today:
        raise Invalid("day-to-come", field="on")


def check_why(standing: Standing, amount: Money, why: str) -> None:
    """Over the line is allowed, with a reason: ``over-line`` asks for it."""
    over = standing.over_line(amount)
    if over.is_positive and not why.strip():
        left = at_least_nothing(standing.line_left)
        raise Invalid("over-line", field="why", left=left, over=over)


def is_over_limit(amount: Money, limit: Money | None) -> bool:
    """Does the group decide together? Exactly the limit is still one other person's yes."""
    return limit is not None and limit < amount


def at_least_nothing(amount: Money) -> Money:
    """What is left, said to people: never less than nothing."""
    return max(amount, Money.zero(amount.currency))
