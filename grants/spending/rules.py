"""What an expense does to its line, to the room and to the group's limit. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grants.kit.errors import Invalid, OverRoom
from grants.kit.money import EUR, Money
from grants.kit.periods import check_happened
from grants.ledger.rules import LineAmounts
from grants.proposals.rules.facts import LineFacts
from grants.spending.models import KinKind, WhoPaid


@dataclass(frozen=True, slots=True)
class Usual:
    """A row that comes with the release, with where it comes from."""

    amount: Money
    from_on: date
    source: str


# Enough for a lost till receipt or two; a group sets its own amount in a round.
USUAL = Usual(EUR("50"), date(2020, 1, 1), "Wijkkas: what groups start with, no rule of law")


@dataclass(frozen=True, slots=True)
class Losing:
    """There is no receipt: what it was, why there is none, and a picture of it if there is one."""

    what: str
    why: str
    photo: UUID | None = None


@dataclass(frozen=True, slots=True)
class KinSaid:
    """It goes to one of us or to family: of whom, and who else says yes."""

    kind: KinKind
    member_id: UUID
    also_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Second:
    """The other thing that is on the same receipt: for which line, and how much of the total."""

    line_id: UUID
    amount: Money
    why: str = ""


@dataclass(frozen=True, slots=True)
class Shifting:
    """So much from one line of the plan to another, because."""

    from_line_id: UUID
    to_line_id: UUID
    amount: Money
    why: str


@dataclass(frozen=True, slots=True)
class Noting:
    """What somebody says of an expense; ``why`` is asked when its line has too little left.

    ``same``: she knows that the file is on another expense of the group too. ``other``: it looks
    like another one, and is not.
    """

    line_id: UUID
    amount: Money
    shop: str
    on: date
    who_paid: WhoPaid
    documents: tuple[UUID, ...] = ()
    words: str = ""
    why: str = ""
    lost: Losing | None = None
    kin: KinSaid | None = None
    same: bool = False
    other: bool = False


@dataclass(frozen=True, slots=True)
class LineStanding:
    """Where one cost line stands: agreed, planned after shifts, and what it has cost by now."""

    line_id: UUID
    kind: str
    words: str
    planned: Money
    reserved: Money
    spent: Money
    agreed: Money

    @property
    def shifted(self) -> Money:
        """How much more (or less) than the agreed plan says."""
        return self.planned - self.agreed

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
    line: LineFacts, booked: LineAmounts | None, shifted: Money | None
) -> LineStanding:
    """A line with what was shifted and what was booked on it, if anything was."""
    nothing = Money.zero(line.cost.currency)
    return LineStanding(
        line_id=line.id,
        kind=line.kind,
        words=line.words,
        planned=line.cost + (shifted or nothing),
        reserved=booked.reserved if booked else nothing,
        spent=booked.spent if booked else nothing,
        agreed=line.cost,
    )


def check_shape(data: Noting, today: date) -> None:
    """Refuse what can never be: no amount, no shop, a day to come or long ago."""
    if not data.amount.is_positive:
        raise Invalid("amount-nothing", field="amount")
    if not data.shop.strip():
        raise Invalid("shop-missing", field="shop")
    check_happened(data.on, today)


def check_why(standing: Standing, amount: Money, why: str) -> None:
    """Over the line is allowed, with a reason: ``over-line`` asks for it."""
    over = standing.over_line(amount)
    if over.is_positive and not why.strip():
        left = at_least_nothing(standing.line_left)
        raise Invalid("over-line", field="why", left=left, over=over)


def check_lost(lost: Losing | None) -> None:
    """Without a receipt: what it was, and why there is none."""
    if lost is None:
        return
    if not lost.what.strip():
        raise Invalid("lost-what-missing", field="what")
    if not lost.why.strip():
        raise Invalid("lost-why-missing", field="lost_why")


def check_kin(
    kin: KinSaid | None,
    spender_id: UUID,
    *,
    everybody: Collection[UUID],
    residents: Collection[UUID],
) -> None:
    """One of us by name, and another of us who says yes too, while there is one."""
    if kin is None:
        return
    if kin.member_id not in everybody:
        raise Invalid("kin-whom-missing", field="kin_of")
    others = set(residents) - {spender_id, kin.member_id}
    if kin.also_id is None and others:
        raise Invalid("kin-also-missing", field="also")
    if kin.also_id is not None and kin.also_id not in others:
        raise Invalid("kin-also-another", field="also")


def rest_of(whole: Money, second: Money) -> Money:
    """What is left of the receipt for the first thing. Refuses a part that is not a part."""
    if not second.is_positive or whole <= second:
        raise Invalid("part-not-a-part", field="second_amount", whole=whole)
    return whole - second


def is_over_limit(amount: Money, limit: Money | None) -> bool:
    """Does the group decide together? Exactly the limit is still one other person's yes."""
    return limit is not None and limit < amount


def at_least_nothing(amount: Money) -> Money:
    """What is left, said to people: never less than nothing."""
    return max(amount, Money.zero(amount.currency))


def check_shift(data: Shifting, lines: Sequence[LineStanding]) -> None:
    """Refuse what is no shift: the same line, no amount, no reason, more than the line has left."""
    left = {line.line_id: line.left for line in lines}
    if data.from_line_id not in left:
        raise Invalid("line-unknown", field="from_line")
    if data.to_line_id not in left or data.to_line_id == data.from_line_id:
        raise Invalid("same-line", field="to_line")
    if not data.amount.is_positive:
        raise Invalid("amount-nothing", field="amount")
    if not data.why.strip():
        raise Invalid("shift-why-missing", field="why")
    if left[data.from_line_id] < data.amount:
        raise OverRoom(
            "shift-over-line", field="amount", left=at_least_nothing(left[data.from_line_id])
        )
