"""The questions of a plan, one a page, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grants.proposals.models import PartKind
from grants.proposals.rules.budget import Totals, balance

# Costs and cover are rows, so they have no questions here.
QUESTIONS: Mapping[PartKind, tuple[str, ...]] = {
    PartKind.WHAT: ("title", "what", "whom"),
    PartKind.WHEN: ("days", "place", "helpers"),
    PartKind.COSTS: (),
    PartKind.COVER: (),
    PartKind.HOPES: ("hopes",),
}
# The page about days asks for two dates and how often; the keys that it writes.
KEYS: Mapping[str, tuple[str, ...]] = {"days": ("starts_on", "ends_on", "times")}
OPTIONAL = frozenset({"ends_on"})

LONGEST_TITLE = 80
LONGEST_ANSWER = 4000


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: in which part, at which question, and the code that says it."""

    part: PartKind
    question: str
    code: str


def keys_of(question: str) -> tuple[str, ...]:
    """The answers that the page of this question writes."""
    return KEYS.get(question, (question,))


def all_keys(part: PartKind) -> tuple[str, ...]:
    """Every answer of this part."""
    return tuple(key for question in QUESTIONS[part] for key in keys_of(question))


def gaps_of(part: PartKind, answers: Mapping[str, str]) -> list[Gap]:
    """Questions of this part without an answer."""
    return [
        Gap(part, question, f"missing-{key.replace('_', '-')}")
        for question in QUESTIONS[part]
        for key in keys_of(question)
        if key not in OPTIONAL and not answers.get(key)
    ]


def money_gaps(sums: Totals) -> list[Gap]:
    """What the two money parts lack."""
    code = balance(sums)
    if code == "balanced":
        return []
    part = PartKind.COSTS if code in ("price-unknown", "nothing-planned") else PartKind.COVER
    return [Gap(part, "", code)]


def missing(answers: Mapping[PartKind, Mapping[str, str]], sums: Totals) -> list[Gap]:
    """All that is missing before the plan can be put to the group, in the order of its parts."""
    gaps = [gap for part in QUESTIONS for gap in gaps_of(part, answers.get(part, {}))]
    gaps += money_gaps(sums)
    order = list(PartKind)
    return sorted(gaps, key=lambda gap: order.index(gap.part))


def is_done(part: PartKind, answers: Mapping[str, str], sums: Totals) -> bool:
    """Does this part lack nothing?"""
    if part is PartKind.COSTS:
        return sums.unknown == 0 and sums.costs.is_positive
    if part is PartKind.COVER:
        return balance(sums) == "balanced"
    return not gaps_of(part, answers)
