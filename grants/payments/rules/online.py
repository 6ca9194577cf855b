"""What online payments and gifts can be, and what follows from where they stand. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from grants.kit.acts import Act
from grants.kit.errors import Invalid
from grants.kit.money import EUR, Money, total
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.payments.models import BackKind, GiftBox
from grants.payments.states import ONLINE, OnlineState

NAME = 60
WORDS = 600
# Ask by ourselves, so long after it began: the bank's app may never come back and no event come.
LOOKS = tuple(timedelta(minutes=each) for each in (2, 10, 30, 65, 24 * 60))
# After so long nothing that we asked is under way any more: our calls end after seconds.
LOST_AFTER = timedelta(minutes=10)
# How far a comparison looks back: a debit can be taken back for thirteen months.
BACK_TO = timedelta(days=400)
UNDER = {  # what a gift may be until a group says otherwise; kept with each box
    "usual": EUR("5"),
    "least": EUR("1"),
    "most": EUR("250"),
}

LIVING = frozenset({OnlineState.MADE, OnlineState.OPENED, OnlineState.ON_ITS_WAY})
LANDED = frozenset(
    {
        OnlineState.PAID,
        OnlineState.PART_RETURNED,
        OnlineState.RETURNED,
        OnlineState.REVERSED,
    }
)


_NOTHING = Money.zero()


@dataclass(frozen=True, slots=True)
class Opening:
    """A plan is opened for gifts: for what, and how much would be enough."""

    aim: Money
    words: str = ""


@dataclass(frozen=True, slots=True)
class Giving:
    """A neighbour gives: how much, and a name when she wants to be named."""

    amount: Money
    name: str = ""
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Gone:
    """What went back of a payment, by why."""

    kind: BackKind
    amount: Money


@dataclass(frozen=True, slots=True)
class Contra:
    """Against what money came in: of these accounts it is taken again when it goes back."""

    lines: Sequence[Line]

    @property
    def too_much(self) -> Money:
        """Of what came in: what was to be sent back at once."""
        return -total(one.amount for one in self.lines if one.kind is AccountKind.BACK)

    def moved(self, amount: Money, to: UUID | None) -> Contra:
        """So much of what was promised is to be sent back since, to who paid it."""
        if amount.is_zero:
            return self
        back = [one for one in self.lines if one.kind is AccountKind.BACK]
        over = back or [Line(AccountKind.BACK, Money.zero(), self.lines[0].plan_id, to)]
        other = [one for one in self.lines if one.kind is not AccountKind.BACK]
        lines = [replace(one, amount=one.amount + amount) for one in other]
        lines += [replace(one, amount=one.amount - amount) for one in over]
        return Contra([one for one in lines if not one.amount.is_zero])

    def taken(self, amount: Money, gone: Money = _NOTHING) -> list[Line]:
        """The lines that take this amount out again, first what was to be sent back anyway.

        ``gone``: of that, what went back before.
        """
        result: list[Line] = []
        left = amount
        in_turn = sorted(self.lines, key=lambda one: one.kind is not AccountKind.BACK)
        for line in in_turn:
            part = left if line is in_turn[-1] else min(left, max(-line.amount - gone, _NOTHING))
            if part.is_positive:
                result.append(Line(line.kind, part, line.plan_id, line.ref_id))
                left -= part
        return result


def check_opening(data: Opening) -> None:
    """Refuse ``amount-nothing`` and ``too-long``."""
    if not data.aim.is_positive:
        raise Invalid("amount-nothing", field="aim")
    if len(data.words.strip()) > WORDS:
        raise Invalid("too-long", field="words", most=WORDS)


def check_gift(box: GiftBox, data: Giving) -> None:
    """Refuse ``gift-too-small``, ``gift-too-large`` and a name that is ``too-long``."""
    if data.amount < box.least:
        raise Invalid("gift-too-small", field="amount", least=box.least)
    if data.amount > box.most:
        raise Invalid("gift-too-large", field="amount", most=box.most)
    if len(one_line(data.name)) > NAME:
        raise Invalid("too-long", field="name", most=NAME)


def one_line(text: str) -> str:
    """A name in one line, without signs that nobody can see."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def after_returns(amount: Money, gone: Iterable[Gone]) -> OnlineState:
    """Where a paid payment is, when this went back of it."""
    rows = list(gone)
    if any(one.kind is BackKind.REVERSAL for one in rows):
        return OnlineState.REVERSED
    back = total((one.amount for one in rows), amount.currency)
    if back.is_zero:
        return OnlineState.PAID
    return OnlineState.PART_RETURNED if back < amount else OnlineState.RETURNED


_TO = {
    OnlineState.PART_RETURNED: Act.PAYMENTS_ONLINE_BACK_PART,
    OnlineState.RETURNED: Act.PAYMENTS_ONLINE_BACK,
    OnlineState.REVERSED: Act.PAYMENTS_ONLINE_REVERSE,
}


def way(state: OnlineState, goal: OnlineState) -> list[Act]:
    """The acts that bring a paid payment there; nothing when it is there."""
    if state is goal:
        return []
    if goal is OnlineState.PAID:
        return [Act.PAYMENTS_ONLINE_RESTORE]
    act = _TO[goal]
    if (state, act) in ONLINE.moves:
        return [act]
    return [Act.PAYMENTS_ONLINE_RESTORE, act]


def id_in(text: str) -> UUID | None:
    """One of our own ids, when it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
