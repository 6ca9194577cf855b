"""Which lines of a file stand here already: exactly, evidently, or as a person has to say. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from grants.kit.canon import canonical, digest
from grants.kit.money import Money
from grants.payments.models.statements import Format
from grants.payments.rules.statements import ReadLine

_SHORTEST = 4  # signs that say something when they are a part of other words
NOTHING_SAID: Mapping[int, bool] = MappingProxyType({})
_COMPARED = 50  # a line is laid beside so many of its day and amount; more is asked


class Marks(NamedTuple):
    """How a line is known again: by all that the bank said, and by day, amount and other side."""

    fine: str
    coarse: str


@dataclass(frozen=True, slots=True)
class Known:
    """A line that stands already, as far as it is not forgotten."""

    on: date
    amount: Money
    marks: Marks
    format: Format
    counter: str | None = None
    end_to_end: str = ""
    name: str = ""
    words: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A line of a file: with its marks, and the keyed digest of who is on the other side."""

    line: ReadLine
    marks: Marks
    counter: str | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A line that is new: the how manieth of its kind, and what it is known by."""

    place: int  # among the lines that were asked about
    line: ReadLine
    marks: Marks
    nth: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line that may stand here already, and what stands here."""

    place: int
    line: ReadLine
    known: tuple[Known, ...]  # one of the same amount, or several that are it together


@dataclass(slots=True)
class Sorted:
    """What is new of a file, what only a person can say, and what stands here but is told otherwise."""

    fresh: list[Fresh] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    otherwise: list[tuple[Marked, Known]] = field(default_factory=list)


class Likeness(IntEnum):
    """Whether two lines of one day and one amount are one payment."""

    OTHER = 0
    MAYBE = 1
    SAME = 2


def marks_of(line: ReadLine, counter: str | None) -> Marks:
    """What a line is known by; ``counter``: the keyed digest of who is on the other side."""
    coarse = [line.on, line.amount, counter or ""]
    words = "".join(line.words.split()).casefold()
    fine = [*coarse, line.end_to_end, line.bank_reference, words]
    return Marks(digest(canonical(fine)), digest(canonical(coarse)))


def sort_out(
    marked: Sequence[Marked],
    known: Sequence[Known],
    form: Format,
    said: Mapping[int, bool] = NOTHING_SAID,
) -> Sorted:
    """What of a file is new. What stands is found once: two in a file and one known is one new.

    ``said``: of the places that a person was asked about, whether she said that they stand here.
    """
    left, told = _Left(form), Sorted()
    unfound = left.without_evident(marked, left.without_equal(marked, known))
    nth, together = Counter(one.marks.fine for one in known), left.together(marked, unfound)
    for place in unfound:
        one = marked[place]
        like = left.like(one, Likeness.MAYBE)
        beside = (like,) if like is not None else together.get(_day_and_way(one.line), ())
        if not beside or said.get(place) is False:
            nth[one.marks.fine] += 1
            told.fresh.append(Fresh(place, one.line, one.marks, nth[one.marks.fine]))
        elif place not in said:
            told.doubts.append(Doubt(place, one.line, beside))
        elif like is not None:
            left.take(one, like)
    told.otherwise = left.taken
    return told


def _day_and_way(line: ReadLine | Known) -> tuple[date, bool]:
    return line.on, line.amount.is_negative


def _sum(amounts: Iterable[Money]) -> int:
    return sum(amount.minor for amount in amounts)


class _Left:
    """What stands and was not found in the file yet, by day and amount."""

    def __init__(self, form: Format) -> None:
        self.form = form
        self.repeated: set[date] = set()  # days of which the file repeats a line word for word
        self.lines: defaultdict[tuple[date, Money], list[Known]] = defaultdict(list)
        self.taken: list[tuple[Marked, Known]] = []

    def without_equal(self, marked: Sequence[Marked], known: Sequence[Known]) -> list[int]:
        """The places of those that are equal to nothing that stands."""
        equal: defaultdict[str, list[Known]] = defaultdict(list)
        for two in known:
            equal[two.marks.fine].append(two)
        unfound = []
        for place, one in enumerate(marked):
            alike = equal[one.marks.fine]
            if not alike:
                unfound.append(place)
            elif alike.pop().format is self.form:
                self.repeated.add(one.line.on)
        for alike in equal.values():
            for two in alike:
                self.lines[two.on, two.amount].append(two)
        return unfound

    def without_evident(self, marked: Sequence[Marked], places: Sequence[int]) -> list[int]:
        """The places of those that are evidently nothing that stands."""
        unfound = []
        for place in places:
            like = self.like(marked[place], Likeness.SAME)
            if like is None:
                unfound.append(place)
            else:
                self.take(marked[place], like)
        return unfound

    def together(
        self, marked: Sequence[Marked], places: Sequence[int]
    ) -> Mapping[tuple[date, bool], tuple[Known, ...]]:
        """Where another form is left with the same sum in other amounts, by day and way.

        One form tells a batch as one line, another one each payment of it.
        """
        here: defaultdict[tuple[date, bool], list[Money]] = defaultdict(list)
        there: defaultdict[tuple[date, bool], list[Known]] = defaultdict(list)
        for place in places:
            line = marked[place].line
            here[_day_and_way(line)].append(line.amount)
        for lines in self.lines.values():
            for two in lines:
                if two.format is not self.form:
                    there[_day_and_way(two)].append(two)
        return {
            key: tuple(lines)
            for key, lines in there.items()
            if key in here and _sum(here[key]) == _sum(two.amount for two in lines)
        }

    def like(self, one: Marked, least: Likeness) -> Known | None:
        """The first that is so much like this one."""
        beside, again = self.lines[one.line.on, one.line.amount], one.line.on in self.repeated
        for two in beside[:_COMPARED]:
            if likeness(one, two, self.form, again=again) >= least:
                return two
        many = least is Likeness.MAYBE and len(beside) > _COMPARED
        return beside[-1] if many else None

    def take(self, one: Marked, two: Known) -> None:
        """It was found: it is no longer left."""
        self.lines[two.on, two.amount].remove(two)
        self.taken.append((one, two))


def likeness(one: Marked, two: Known, form: Format, *, again: bool) -> Likeness:
    """Are these one payment? ``again``: the file repeats another line of this day word for word.

    Then it was read in the same way, and what is written otherwise is another payment. Without
    such a sign a column may have been named wrongly before: what differs says little.
    """
    line, other_form = one.line, two.format is not form
    near, side = one.marks.coarse == two.marks.coarse, None
    if one.counter and (two.counter or near):
        side = near
    ids = _alike(line.end_to_end, two.end_to_end)
    name, words = _alike(line.name, two.name), _alike(line.words, two.words)
    if other_form:
        # Each form has its own words, and not all of them have room for the whole id.
        if side or (near and _is_bare(line, two)):
            return Likeness.SAME
        ids = ids or None
    if False in (side, ids):
        by_bank = Format.CSV not in (form, two.format)
        agrees = True in (side, ids, name, words)
        return Likeness.MAYBE if agrees and not (again or by_bank) else Likeness.OTHER
    if False in (name, words) and again and not other_form:
        return Likeness.OTHER
    if True in (side, ids):
        return Likeness.MAYBE if words is False else Likeness.SAME
    agrees = True in (name, words) and False not in (name, words)
    return Likeness.SAME if agrees else Likeness.MAYBE


def _is_bare(one: ReadLine, two: Known) -> bool:
    """Does one of them say nothing but a day and an amount?"""
    return not (one.name or one.words or one.end_to_end) or not (
        two.name or two.words or two.end_to_end
    )


def _alike(one: str, two: str) -> bool | None:
    """Is one of them a part of the other? Nothing where one says nothing."""
    plain = sorted((_plain(one), _plain(two)), key=len)
    if not plain[0]:
        return None
    return plain[0] == plain[1] or (len(plain[0]) >= _SHORTEST and plain[0] in plain[1])


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
