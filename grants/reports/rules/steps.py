"""What the group did by itself, told by counts of history. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grants.kit.access import Capacity
from grants.kit.acts import Act
from grants.reports.rules.facts import Hands, Step, StepKind

ACTS: Mapping[StepKind, Act] = {
    StepKind.WRITE_PLAN: Act.PROPOSALS_WRITE,
    StepKind.DECIDE: Act.CONSENT_ANSWER,
    StepKind.SEND: Act.REQUESTS_SEND,
    StepKind.APPROVE: Act.SPENDING_APPROVE,
    StepKind.PAY: Act.SPENDING_PAY,
    StepKind.WRITE_REPORT: Act.REPORTS_WRITE,
}
# Of these the times count (each save); of the others the things (each receipt, each round).
BY_TIMES = frozenset({StepKind.WRITE_PLAN, StepKind.WRITE_REPORT})
# A coach's yes to one of these things makes it done together.
NODDED = {
    "proposal": StepKind.WRITE_PLAN,
    "request": StepKind.SEND,
    "expense": StepKind.APPROVE,
    "report": StepKind.WRITE_REPORT,
}


@dataclass(frozen=True, slots=True)
class Done:
    """One kind of act on one kind of thing, in one capacity: how often, on how many, by whom."""

    act: Act
    thing_kind: str
    capacity: Capacity
    times: int
    things: int
    people: int


def steps(done: Iterable[Done]) -> tuple[Step, ...]:
    """Each step that was taken, in order."""
    rows = list(done)
    nodded = {NODDED.get(row.thing_kind) for row in rows if row.act is Act.MANDATES_NOD}
    found = []
    for kind, act in ACTS.items():
        of_kind = [row for row in rows if row.act is act and row.capacity is not Capacity.SYSTEM]
        if of_kind:
            found.append(_step(kind, of_kind, nodded=kind in nodded))
    return tuple(found)


def _step(kind: StepKind, rows: list[Done], *, nodded: bool) -> Step:
    capacities = {row.capacity for row in rows}
    ours = sum(row.people for row in rows if row.capacity is Capacity.RESIDENT)
    count = sum(row.times if kind in BY_TIMES else row.things for row in rows)
    return Step(kind, count, ours, _hands(capacities, nodded=nodded))


def _hands(capacities: set[Capacity], *, nodded: bool) -> Hands:
    if capacities == {Capacity.RESIDENT}:
        return Hands.TOGETHER if nodded else Hands.OURS
    if Capacity.RESIDENT in capacities:
        return Hands.TOGETHER
    return Hands.COACH if Capacity.COACH in capacities else Hands.HOLDER
