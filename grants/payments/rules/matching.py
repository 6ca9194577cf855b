"""Which line of a bank statement pays what was expected. Pure, and near linear in both.

A proposal is *sure* when a reference or an id of ours and the amount say the same; *likely* when
the amount and the other side, or the reference alone, or the only one of that amount in those days
do. Every line and every expected thing is in one proposal at most, and both sides have one sum.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from uuid import UUID

from grants.kit.money import Money, total
from grants.payments.models.statements import Reason

DAYS_BEFORE, DAYS_AFTER = 45, 120
CHOICES = 8
_MONTH_DAYS = 31
_LOOKED_AT = 24
_NAMED = 60
_TOGETHER = 12
_REFERENCE = re.compile(r"(?<![A-Z0-9])([PATBVGR])[\s./-]{0,2}(20\d\d)[\s./-]{0,2}(\d{4,6})(?!\d)")
_COSTS = re.compile(
    r"\b(kosten (betaal|zakelijk|bankier|rekening)\w*|bankkosten|betaalpakket\w*|pakketkosten"
    r"|kosten tussentijds|provisie|bank charges)\b"
)


class ExpectedKind(StrEnum):
    """What was expected, or already stands in the book and was not yet seen at the bank."""

    INSTALMENT = "instalment"
    EXPENSE = "expense"
    ALLOWANCE = "allowance"
    PAYMENT = "payment"
    PAYMENT_BACK = "payment-back"
    RETURN = "return"
    ARRIVAL = "arrival"
    PAID_EXPENSE = "paid-expense"
    PAID_ALLOWANCE = "paid-allowance"
    TOO_MUCH = "too-much"  # was sent to somebody, and comes again


class Sure(StrEnum):
    """How sure a proposal is."""

    SURE = "sure"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Expected:
    """Money that should be seen at the bank. ``part``: less may come, and the rest later."""

    kind: ExpectedKind
    thing_id: UUID
    group_id: UUID
    plan_id: UUID
    amount: Money
    on: date
    words: str = ""
    references: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()  # what we gave the bank: of the payment, of its run
    digests: tuple[str, ...] = ()
    organisation_id: UUID | None = None
    part: bool = False

    @property
    def key(self) -> str:
        """Names it on a page."""
        of_partner = self.kind in (ExpectedKind.RETURN, ExpectedKind.TOO_MUCH)
        to = f".{self.organisation_id}" if of_partner else ""
        return f"{self.kind}.{self.thing_id}{to}"


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What matching looks at of a line."""

    id: UUID
    on: date
    amount: Money
    words: str = ""
    end_to_end: str = ""
    digest: str | None = None
    name: str = ""
    reversal: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """These lines pay these things; or one line that needs nothing but a reason."""

    lines: tuple[LineFacts, ...]
    things: tuple[Expected, ...]
    sure: Sure
    reason: Reason | None = None

    @property
    def key(self) -> str:
        """Names it on a page: what it says of which lines."""
        what = [one.key for one in self.things] or [str(self.reason)]
        return "+".join([*(str(line.id) for line in self.lines), *what])


def references_in(words: str) -> list[str]:
    """The references of ours in a text, as we write them, however they were typed."""
    found = _REFERENCE.findall(words.upper())
    return list(dict.fromkeys(f"{letter}-{year}-{no}" for letter, year, no in found))


def is_costs(line: LineFacts) -> bool:
    """Is it what the bank itself asks for its work?"""
    return line.amount.is_negative and bool(_COSTS.search(f"{line.name} {line.words}".casefold()))


def propose(
    lines: Sequence[LineFacts], expected: Sequence[Expected], *, own: bool = False
) -> list[Proposal]:
    """What to confirm, the sure ones first. ``own``: a group's account, whose costs are its own."""
    matcher = _Matcher(lines, expected)
    found = [
        *matcher.by_id(),
        *matcher.by_references(),
        *matcher.parts_together(),
        *matcher.by_one_reference(),
        *matcher.by_other_side(),
        *matcher.by_amount(),
    ]
    if not own:
        found += [
            Proposal((line,), (), Sure.LIKELY, Reason.BANK_COSTS)
            for line in matcher.open_lines()
            if is_costs(line)
        ]
    return sorted(found, key=lambda one: (one.sure is not Sure.SURE, one.lines[0].on, one.key))


def choices(line: LineFacts, expected: Iterable[Expected]) -> list[Expected]:
    """What one line could pay, the nearest first."""
    same_way = [one for one in expected if one.amount.is_positive is line.amount.is_positive]
    named = set(references_in(line.words))

    def rank(one: Expected) -> tuple[bool, bool, bool, int, int, str]:
        return (
            named.isdisjoint(one.references),
            one.amount != line.amount,
            line.digest not in one.digests,
            abs((one.on - line.on).days),
            abs(one.amount.minor - line.amount.minor),
            one.key,
        )

    fits = [one for one in same_way if one.amount == line.amount or one.part or named]
    return sorted(fits, key=rank)[:CHOICES]


class _Matcher:
    """Indexes over what is still open; each step takes out what it matched."""

    def __init__(self, lines: Sequence[LineFacts], expected: Sequence[Expected]) -> None:
        self.lines = {line.id: line for line in lines}
        self.things = {one.key: one for one in expected}
        self.of_id: dict[str, dict[str, None]] = defaultdict(dict)
        self.sums: dict[tuple[str, bool], Money] = {}
        self.of_reference: dict[str, dict[str, None]] = defaultdict(dict)
        self.of_side: dict[tuple[str, Money], dict[str, None]] = defaultdict(dict)
        self.of_month: dict[tuple[Money, int], dict[str, None]] = defaultdict(dict)
        for key, one in self.things.items():
            for name in one.ids:
                self.of_id[name][key] = None
            for name in one.references:
                self.of_reference[name][key] = None
            for name in one.digests:
                self.of_side[name, one.amount][key] = None
            self.of_month[one.amount, _month(one.on)][key] = None
        self.named = {line.id: references_in(line.words) for line in lines}

    def open_lines(self) -> list[LineFacts]:
        """What no step has taken yet."""
        return list(self.lines.values())

    def by_id(self) -> Iterator[Proposal]:
        """The id that we gave the bank comes back: of one payment, or of a whole run."""
        for line in self.open_lines():
            name = line.end_to_end
            if name in self.of_id and self._sum_of_id(name, line) == line.amount:
                yield self._take([line], self._of_id(name, line), Sure.SURE)

    def by_references(self) -> Iterator[Proposal]:
        """The text names what it pays, and the sum is right to the cent."""
        for line in self.open_lines():
            things = self._named(line)
            exact = [one for one in things if one.amount == line.amount]
            if len(exact) == 1:
                yield self._take([line], exact, Sure.SURE)
            elif len(things) > 1 and _sum(things) == line.amount:
                yield self._take([line], things, Sure.SURE)
            elif exact:
                # Two alike under one reference: the one that was due first.
                first = min(exact, key=lambda one: (one.on, one.key))
                yield self._take([line], [first], Sure.SURE)

    def parts_together(self) -> Iterator[Proposal]:
        """Several lines that name one thing make its amount together."""
        of_thing: dict[str, list[LineFacts]] = defaultdict(list)
        for line in self.open_lines():
            things = self._named(line)
            if len(things) == 1:
                of_thing[things[0].key].append(line)
        for key, lines in of_thing.items():
            one = self.things[key]
            if 1 < len(lines) <= _TOGETHER and _lines_sum(lines) == one.amount:
                yield self._take(lines, [one], Sure.SURE)

    def by_one_reference(self) -> Iterator[Proposal]:
        """Less came than what it names, of something that may come in parts."""
        for line in self.open_lines():
            parts = [one for one in self._named(line) if one.part and _is_less(line, one)]
            if len(parts) == 1:
                yield self._take([line], parts, Sure.LIKELY)

    def by_other_side(self) -> Iterator[Proposal]:
        """The amount and the account on the other side are those of something expected."""
        for line in self.open_lines():
            if line.digest is None:
                continue
            found = self._near(line, self.of_side.get((line.digest, line.amount), {}))
            if found:
                first = min(found, key=lambda one: (abs((one.on - line.on).days), one.key))
                yield self._take([line], [first], Sure.LIKELY)

    def by_amount(self) -> Iterator[Proposal]:
        """The only thing of this amount in these days, for the only line of it."""
        of_amount: dict[Money, int] = defaultdict(int)
        for line in self.lines.values():
            of_amount[line.amount] += 1
        for line in self.open_lines():
            if of_amount[line.amount] > 1 or self.named[line.id]:
                continue
            month = _month(line.on)
            near = [
                one
                for offset in range(
                    -(DAYS_AFTER // _MONTH_DAYS) - 1, DAYS_BEFORE // _MONTH_DAYS + 2
                )
                for one in self._near(line, self.of_month.get((line.amount, month + offset), {}))
            ]
            if len(near) == 1 and not (line.digest and near[0].digests):
                yield self._take([line], near, Sure.LIKELY)

    def _of_id(self, name: str, line: LineFacts) -> list[Expected]:
        found = [self.things[key] for key in self.of_id[name]]
        return [one for one in found if _one_way(line, one)]

    def _sum_of_id(self, name: str, line: LineFacts) -> Money:
        """Summed once for as long as nothing is taken out: a run may hold thousands."""
        which = name, line.amount.is_positive
        if which not in self.sums:
            self.sums[which] = total(one.amount for one in self._of_id(name, line))
        return self.sums[which]

    def _named(self, line: LineFacts) -> list[Expected]:
        keys = dict.fromkeys(
            key
            for name in self.named[line.id]
            for key in islice(self.of_reference.get(name, ()), _NAMED)
        )
        found = [self.things[key] for key in keys]
        return [one for one in found if _one_way(line, one)]

    def _near(self, line: LineFacts, keys: Iterable[str]) -> list[Expected]:
        """The first few of these that are near in days."""
        few = (self.things[key] for key in islice(keys, _LOOKED_AT))
        return [one for one in few if -DAYS_BEFORE <= (line.on - one.on).days <= DAYS_AFTER]

    def _take(self, lines: Sequence[LineFacts], things: Sequence[Expected], sure: Sure) -> Proposal:
        for line in lines:
            del self.lines[line.id]
        for one in things:
            del self.things[one.key]
            for name in one.ids:
                del self.of_id[name][one.key]
                self.sums.pop((name, one.amount.is_positive), None)
            for name in one.references:
                del self.of_reference[name][one.key]
            for name in one.digests:
                del self.of_side[name, one.amount][one.key]
            del self.of_month[one.amount, _month(one.on)][one.key]
        return Proposal(tuple(lines), tuple(things), sure)


def _month(on: date) -> int:
    return on.year * 12 + on.month


def _one_way(line: LineFacts, one: Expected) -> bool:
    return line.amount.is_positive is one.amount.is_positive


def _is_less(line: LineFacts, one: Expected) -> bool:
    return abs(line.amount.minor) < abs(one.amount.minor)


def _sum(things: Iterable[Expected]) -> Money:
    return total(one.amount for one in things)


def _lines_sum(lines: Iterable[LineFacts]) -> Money:
    return total(line.amount for line in lines)
