"""What changed between two versions, thing by thing, so that it can be read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from grants.kit.money import Money
from grants.proposals.models import CoverKind, LineKind, PartKind
from grants.proposals.rules.facts import CoverFacts, LineFacts, PlanFacts
from grants.proposals.rules.questions import all_keys


class ChangeKind(StrEnum):
    """What happened to it."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Side:
    """How it was, or how it became: words, and for money how many times how much."""

    words: str
    quantity: int | None = None
    price: Money | None = None
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change in one part. ``name`` is the question, or the kind of cost or cover."""

    part: PartKind
    name: str
    kind: ChangeKind
    old: Side | None
    new: Side | None


def difference(old: PlanFacts, new: PlanFacts) -> list[Change]:
    """All changes from old to new, in the order of the parts."""
    changes: list[Change] = []
    for part in PartKind:
        before, after = old.answers.get(part, {}), new.answers.get(part, {})
        for key in all_keys(part):
            changes += _compare(part, key, _said(before, key), _said(after, key))
        if part is PartKind.COSTS:
            changes += _rows(part, _line_sides(old), _line_sides(new))
        if part is PartKind.COVER:
            changes += _rows(part, _cover_sides(old), _cover_sides(new))
    return changes


def _said(answers: Mapping[str, str], key: str) -> Side | None:
    return Side(answers[key]) if answers.get(key) else None


def _compare(part: PartKind, name: str, old: Side | None, new: Side | None) -> Iterator[Change]:
    if old == new:
        return
    kind = (
        ChangeKind.ADDED
        if old is None
        else ChangeKind.REMOVED
        if new is None
        else ChangeKind.CHANGED
    )
    yield Change(part, name, kind, old, new)


_Sides = dict[UUID, tuple[LineKind | CoverKind, Side]]


def _line_sides(facts: PlanFacts) -> _Sides:
    return {line.id: (line.kind, _line_side(line)) for line in facts.lines}


def _cover_sides(facts: PlanFacts) -> _Sides:
    return {one.id: (one.kind, _cover_side(one)) for one in facts.covers}


def _line_side(line: LineFacts) -> Side:
    return Side(line.words, line.quantity, line.price, line.cost)


def _cover_side(one: CoverFacts) -> Side:
    return Side(one.words, amount=one.amount)


def _rows(part: PartKind, old: _Sides, new: _Sides) -> Iterator[Change]:
    for key in [*new, *(gone for gone in old if gone not in new)]:
        before, after = old.get(key), new.get(key)
        name = str((after or old[key])[0])
        if before and after and before[0] is not after[0]:
            # It became something else: say it as one gone and one new.
            yield from _compare(part, str(before[0]), before[1], None)
            before = None
        yield from _compare(part, name, before[1] if before else None, after[1] if after else None)
