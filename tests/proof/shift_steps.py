"""Money that goes to another line of a plan: asked by one, agreed to by another."""

from __future__ import annotations

from hypothesis import strategies as st

from grants.kit.money import Money
from grants.proposals.models import Proposal
from grants.spending import service as spending
from grants.spending.models import Shift as ShiftRow
from grants.spending.rules import Shifting
from tests.proof.machine import (
    ACCESS,
    Walk,
    one_of,
    pick,
    size,
    step,
    within,
)
from tests.proof.naive import SPENDABLE

LIMIT = 10000  # above it the group decides together


class ShiftSteps(Walk):
    @step(
        number=pick,
        source=pick,
        to=pick,
        amount=size,
        name=st.sampled_from(["Ben", "Ben", "Ada", "Hans"]),
    )
    def shift(self, number: int, source: int, to: int, amount: int, name: str) -> None:
        """Money goes to another line of the plan: asked by Ada, agreed to by another."""
        plan = one_of(self.plans, number)
        lines = list(plan.lines)
        origin, target = one_of(lines, source), one_of(lines, to)
        amount = min(within(amount, plan.left_of(origin)), LIMIT)
        reasons = {"same-line"} if origin == target else set()
        if amount > plan.left_of(origin):
            reasons.add("shift-over-line")
        if plan.state not in SPENDABLE:
            reasons.add("plan-not-running")
        if plan.is_accounted:
            reasons.add("accounted-already")
        if name != "Ben":
            reasons.add(ACCESS)
        data = Shifting(origin, target, Money(amount), "De zaal is duurder.")

        def act() -> ShiftRow:
            row = self.row(Proposal, plan.id)
            ada = self.actor(plan, "Ada")
            asked = spending.ask_shift(self.session, row, data, by=ada, at=self.at)
            return spending.agree_shift(self.session, asked, by=self.actor(plan, name), at=self.at)

        if self.attempt(reasons, act):
            plan.shifted[origin] -= amount
            plan.shifted[target] += amount
