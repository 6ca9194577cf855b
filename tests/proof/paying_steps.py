"""Expenses that are paid, by bank or from the box, and undone again."""

from __future__ import annotations

from hypothesis import strategies as st

from grants.mandates import service as mandates
from grants.mandates.queries import askings_about
from grants.spending import service as spending
from grants.spending.models import Expense as ExpenseRow
from tests.proof.cost_steps import CostSteps
from tests.proof.machine import (
    ACCESS,
    pick,
    step,
    who,
)
from tests.proof.naive import PLACES, Allowance, Expense, Plan

spender = st.sampled_from(["Ada", "Ben", "Dan", "Cas", "Hans", "Zoë", "Ada", "Gül"])


def gives_up(plan: Plan, one: Expense | Allowance) -> set[str]:
    """After the account only what came back from the bank can be given up."""
    if not plan.is_accounted:
        return set()
    if not one.came_back or one.place is not None:
        return {"accounted-already"}
    finals = sum(award.final or 0 for award in plan.awards)
    free = sum(max(0, plan.free_at(kind)) for kind in PLACES)
    return {"money-not-there"} if one.amount - finals > free else set()


class PayingSteps(CostSteps):
    @step(lambda self: any(one.state == "approved" for one in self.expenses), number=pick)
    def nod(self, number: int) -> None:
        """The money holder says yes to paying by the treasurer."""
        one = self.expense(0, "approved") if number else self.expense(number, "approved")
        askings = askings_about(self.session, self.row(ExpenseRow, one.id).ref)
        if one.state != "approved" or not askings:
            return
        by = self.actor(one.plan, "Hans")
        self.attempt((), lambda: mandates.nod(self.session, askings[0], by=by, at=self.at))
        one.nodded = True

    @step(
        lambda self: any(one.state in {"approved", "paid"} for one in self.expenses),
        number=pick,
        name=who,
        why=st.sampled_from(["Dubbel.", "Fout.", " "]),
        often=1,
    )
    def correct(self, number: int, name: str, why: str) -> None:
        one = self.expense(number, "approved", "paid")
        plan = one.plan
        reasons = set() if one.state in {"approved", "paid"} else {"wrong-state"}
        if name not in {"", "Hans", "Piet", "Dan"}:
            reasons.add(ACCESS)
        if one.in_run:
            reasons.add("in-run")
        if not why.strip():
            reasons.add("why-missing")
        reasons |= gives_up(plan, one)
        by = self.actor(plan, name or "Dan")

        def act() -> ExpenseRow:
            row = self.row(ExpenseRow, one.id)
            return spending.correct(self.session, row, why, by=by, at=self.at)

        if self.attempt(reasons, act):
            lies = ("owed", one.payee) if one.place is None else plan.place(one.place)
            plan.post(lies, ("cost", one.line), one.amount)
            one.state = "corrected"
            if plan.is_accounted:
                plan.lower(one.amount)
                plan.conclude()
