"""What every step shares: the database, the clock, who acts, and how an answer is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from hypothesis.strategies import SearchStrategy
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.gateways.provider import FakeProvider
from grants.kit.access import Actor
from grants.kit.errors import NotAllowed, Refusal
from grants.kit.periods import day_of
from grants.ledger.models import AccountKind
from tests.ground import NOON
from tests.proof.caps import Caps
from tests.proof.going import Run
from tests.proof.naive import Allowance, Plan
from tests.proof.stage import NAMES, Stage

Thing = TypeVar("Thing")
Found = TypeVar("Found")

ACCESS = "access"  # any refusal that is about who asks
ALL, OVER = -1, -2

pick = st.integers(0, 5)
# Mostly what fits, so that things go on; sometimes exactly all there is, or a cent more.
size = st.one_of(st.integers(1, 4000), st.integers(1, 30000), st.sampled_from([ALL, ALL, OVER]))
who = st.sampled_from([*[""] * 16, *NAMES])  # nobody named: who should
seldom = st.sampled_from([False, False, False, False, False, False, False, True])
day = st.sampled_from([0, 0, 0, 0, 0, 0, 0, 0, -1, -40, 1])
far = st.sampled_from(
    [0, 1, 2, 2, 2, 3]
)  # how far a thing goes at once, so that walks come to the end of plans
place = st.sampled_from(["bank", "bank", "bank", "cash", "cash", "own-bank"])


@dataclass(frozen=True)
class Step:
    """Something that can be done, with what is drawn for it, and how often it comes up."""

    do: Callable[..., None]
    when: Callable[[Any], bool]
    weight: int
    draws: SearchStrategy[dict[str, Any]]


STEPS: dict[str, Step] = {}


def step(
    when: Callable[[Any], bool] = lambda _walk: True,
    *,
    often: int = 4,
    **draws: SearchStrategy[Any],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a method a step. Hypothesis' own rules are switched off by the dozen in each walk:
    then hardly any plan comes to its end. Here every step may come at every moment."""

    def kept(do: Callable[..., None]) -> Callable[..., None]:
        assert do.__name__ not in STEPS
        STEPS[do.__name__] = Step(do, when, often, st.fixed_dictionaries(draws))
        return do

    return kept


class Walk(RuleBasedStateMachine):
    """The real services beside the naive book. ``connection`` and ``stage`` are set by the test."""

    connection: ClassVar[Connection]
    stage: ClassVar[Stage]
    answers: ClassVar[Counter[str]]  # how often which verb was done, or refused for which reason

    def __init__(self) -> None:
        super().__init__()
        self.outer = self.connection.begin_nested()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        self.at: datetime = NOON
        self.plans: list[Plan] = self.stage.plans_of()
        self.undecided = list(self.stage.asked)
        self.caps = Caps()
        self.runs: list[Run] = []
        self.there = FakeProvider()
        self.numbers = count(1)
        self.accounts: dict[UUID, int] = {}  # which of her accounts somebody has now
        self.tried = True

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """One of the steps that make sense now."""
        able = [one for one in STEPS.values() if one.when(self)]
        weighted = [one.do.__name__ for one in able for _ in range(one.weight)]
        name = data.draw(st.sampled_from(weighted), label="step")
        STEPS[name].do(self, **data.draw(STEPS[name].draws, label=name))

    # ---- who and when ------------------------------------------------------------------------

    def actor(self, plan: Plan, name: str) -> Actor:
        return self.stage.actors[plan.owner][name]

    def id_of(self, plan: Plan, name: str) -> UUID:
        found = self.actor(plan, name).person_id
        assert found is not None
        return found

    @property
    def today(self) -> date:
        return day_of(self.at)

    def on(self, days: int) -> date:
        return self.today + timedelta(days=days)

    @property
    def allowances(self) -> list[Allowance]:
        """Of all groups: a year is one person's."""
        return [one for plan in self.plans for one in plan.allowances]

    def unknown(self, plan: Plan, *places: str) -> set[str]:
        """A group without an account of its own has no money there."""
        own = plan.owner in self.stage.with_account
        return set() if own or "own-bank" not in places else {"place-unknown"}

    # ---- judging -----------------------------------------------------------------------------

    def attempt(self, reasons: Iterable[str], act: Callable[[], Found]) -> Found | None:
        """Do it, and hold the answer against what was expected: done, or refused for a reason."""
        self.tried = True
        expected = set(reasons)
        found, refusal = self._answer(act)
        verb = act.__qualname__.split(".")[1]
        self.answers[f"{verb}: {refusal.code if refusal else 'done'}"] += 1
        if refusal is not None:
            is_access = ACCESS in expected and isinstance(refusal, NotAllowed)
            assert is_access or refusal.code in expected, (refusal.code, expected)
            return None
        assert not expected, f"done, but expected {expected}"
        return found

    def _answer(self, act: Callable[[], Found]) -> tuple[Found | None, Refusal | None]:
        try:
            with self.session.begin_nested():
                return act(), None
        except Refusal as refusal:
            return None, refusal

    def row(self, kind: type[Thing], id_: UUID) -> Thing:
        return self.session.get_one(kind, id_)


def one_of(things: Sequence[Thing], number: int) -> Thing:
    return things[number % len(things)]


def within(amount: int, limit: int) -> int:
    """An amount as drawn, or all there is, or a cent more."""
    return {ALL: max(limit, 1), OVER: max(limit, 0) + 1}.get(amount, amount)


def kind_of(name: str) -> AccountKind:
    return AccountKind(name)
