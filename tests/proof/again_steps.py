"""Money goes back in two ways at once; of what somebody got too much, some comes again, or all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from grants.kit.money import Money
from grants.payments import service as payments
from grants.payments.models import Arrival as ArrivalRow
from grants.payments.models import BackKind
from grants.payments.provider import Standing
from grants.payments.rules import ComingAgain
from grants.payments.states import BackState
from grants.proposals.models import Proposal
from tests.proof.came import Arrival
from tests.proof.ending_steps import EndingSteps
from tests.proof.going import BEFORE, LANDED, Online
from tests.proof.machine import (
    ALL,
    day,
    kind_of,
    one_of,
    pick,
    place,
    size,
    step,
    who,
    within,
)
from tests.proof.money_steps import MoneySteps
from tests.proof.naive import Plan
from tests.proof.online_steps import OnlineSteps
from tests.proof.run_steps import RunSteps

going = {
    "amount": size,
    "by_run": st.booleans(),
    "whole": st.booleans(),
    "kind": st.sampled_from([BackKind.REVERSAL, BackKind.REFUND]),
}


class AgainSteps(MoneySteps, RunSteps, OnlineSteps, EndingSteps):
    # ---- it goes back twice ------------------------------------------------------------------

    @step(
        lambda self: self._payable(),
        often=3,
        number=pick,
        other=pick,
        gift=st.booleans(),
        twice=st.one_of(st.none(), st.fixed_dictionaries(going), st.fixed_dictionaries(going)),
    )
    def comes_late(self, number: int, other: int, gift: bool, twice: dict[str, Any] | None) -> None:
        """It is paid online while the plan is stopped, and lands after that."""
        plan = one_of(self._payable(), number).plan
        known = len(plan.online)
        if gift and plan.gifts == "open":
            gifts = [one for one in self.plans if one.gifts]
            self.give(gifts.index(plan), 1000 * (other + 1), Standing.PENDING)
        else:
            self.begin(number, other, Standing.PENDING, odd=False)
        self.stop(self.plans.index(plan), "Ada")
        for one in plan.online[known:]:
            self._becomes(one, Standing.PAID)
            if twice is not None and one in self._late():
                self.sent_twice(self._late().index(one), **twice)

    @step(lambda self: self._late(), often=6, number=pick, **going)
    def sent_twice(
        self, number: int, amount: int, by_run: bool, whole: bool, kind: BackKind
    ) -> None:
        """What came too late is sent back, in a run or by hand, and the payer's bank takes it too."""
        one = one_of(self._late(), number)
        if one.state in BEFORE:
            self._becomes(one, Standing.PAID)
        if by_run:
            self._through_a_run(one.plan)
        else:
            self._by_hand(one, amount if whole else ALL)
        backs = [each for each in self.online if each.left and each.state in LANDED]
        if one in backs:
            self.goes_back(backs.index(one), amount, whole, kind, BackState.DONE)
        for run in [run for run in one.plan.runs if run.state == "handed-in"]:
            self.settle_run(self._place(run), set(), 0, "")

    def _late(self) -> list[Online]:
        """Paid when nothing was to come any more, or about to be, and not gone back since."""
        right = [one for one in self.online if one.state in BEFORE or one.over_left]
        return [one for one in right if one.left and self._is_over(one.plan)]

    def _by_hand(self, one: Online, amount: int) -> None:
        plans = [plan for plan in self.plans if plan.back()]
        if one.plan in plans and one.owed_to in one.plan.back():
            other = sorted(one.plan.back()).index(one.owed_to)
            self.give_back(plans.index(one.plan), other, amount, "bank", 0, "")

    def _through_a_run(self, plan: Plan) -> None:
        """As far as to the bank, that did not say yet what it paid."""
        payers = [each for each in self.payers_with_due() if self._payable_now(each)]
        if plan.holder in payers:
            self.collect(payers.index(plan.holder), set(), 0, "", 3)

    def _payable_now(self, payer: UUID) -> bool:
        return bool(self._fits(self.due_of(payer), self.today)[0])

    # ---- and comes again ---------------------------------------------------------------------

    @property
    def too_much(self) -> list[Plan]:
        return [one for one in self.plans if one.over()]

    @step(
        lambda self: self.too_much,
        often=8,
        number=pick,
        other=pick,
        amount=size,
        into=place,
        days=day,
        name=who,
    )
    def came_again(
        self, number: int, other: int, amount: int, into: str, days: int, name: str
    ) -> None:
        """Sometimes of who has nothing too much: that is refused."""
        plan = one_of(self.too_much, number)
        organisation = one_of(sorted(plan.over()) if other else sorted(plan.back()), number)
        over = plan.over().get(organisation, 0)
        amount = within(amount, over)
        reasons = self._entering(name, days) | self.unknown(plan, into)
        if amount > over:
            reasons.add("over-too-much")
        data = ComingAgain(organisation, Money(amount), self.on(days), kind_of(into))
        by = self.actor(plan, name or "Hans")

        def act() -> ArrivalRow:
            row = self.row(Proposal, plan.id)
            return payments.came_again(self.session, row, data, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            moved = {plan.place(into): amount, ("back", organisation): -amount}
            self._enter(plan, made, "came-again", moved)
            plan.conclude()

    @step(lambda self: self.returns(), number=pick, whole=st.booleans(), name=who)
    def undo_return(self, number: int, whole: bool, name: str) -> None:
        """Of a plan of which somebody has too much: never sent at all, or only that came again."""
        arrival = one_of(self.returns(), number)
        plans = [one for one in self.plans if one.arrivals]
        other = arrival.plan.arrivals[::-1].index(arrival)
        self.mirror(plans.index(arrival.plan), other, "Nooit gegaan.", name, sure=True, whole=whole)

    def returns(self) -> list[Arrival]:
        found = [each for one in self.too_much for each in one.arrivals]
        return [one for one in found if one.kind == "return" and not one.online]
