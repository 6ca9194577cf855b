"""More comes of an award than was promised: the rest is owed back to who paid it."""

from __future__ import annotations

from grants.awards.models import Award as AwardRow
from grants.kit.money import Money
from grants.payments import service as payments
from grants.payments.models import Arrival as ArrivalRow
from grants.payments.rules import Receiving
from tests.proof.machine import day, kind_of, one_of, pick, place, size, step, who
from tests.proof.money_steps import MoneySteps
from tests.proof.naive import GRANTED, Award, Key


class SurplusSteps(MoneySteps):
    @step(
        lambda self: any(one.state in GRANTED for one in self.awards),
        often=2,
        number=pick,
        amount=size,
        into=place,
        days=day,
        name=who,
    )
    def comes_over(self, number: int, amount: int, into: str, days: int, name: str) -> None:
        """Also when all of it came before, and when it is no more than is still to come."""
        award = one_of([one for one in self.awards if one.state in GRANTED], number)
        plan, to_come = award.plan, award.plan.book["promised", award.id]
        amount = to_come + abs(amount) % 5000 if number % 4 else max(1, to_come)
        reasons = self._entering(name, days) | self.unknown(plan, into)
        if amount <= to_come:
            reasons.add("not-more" if amount else "amount-nothing")
        data = Receiving(self.on(days), kind_of(into), Money(amount))
        by = self.actor(plan, name or "Hans")

        def act() -> ArrivalRow:
            row = self.row(AwardRow, award.id)
            return payments.receive_over(self.session, row, data, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            self._came_over(award, made, into, amount, to_come)

    def _came_over(
        self, award: Award, made: ArrivalRow, into: str, amount: int, to_come: int
    ) -> None:
        plan = award.plan
        moved: dict[Key, int] = {plan.place(into): amount}
        moved["back", award.organisation] = to_come - amount
        if to_come:
            moved["promised", award.id] = -to_come
        arrival = self._enter(plan, made, "instalment", moved)
        if to_come:
            planned = [one for one in award.instalments if one.state == "planned"]
            arrival.instalment = planned[0]
            planned[0].state, planned[0].received = "received", to_come
        plan.conclude()
