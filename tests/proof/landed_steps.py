"""What the book says of money that came through the provider, and of what went back of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from grants.awards.queries import instalments_of
from grants.payments.models import OnlinePayment, OnlineReturn
from tests.proof.came import Arrival, Instalment
from tests.proof.going import GOING, Back, Online
from tests.proof.machine import Walk
from tests.proof.naive import Award, Key, Plan


class LandedSteps(Walk):
    def land(self, one: Online) -> None:
        """It lies with the holder; what was not to come is owed back to whom it belongs."""
        plan, amount = one.plan, one.amount
        over = plan.state in {"cancelled", "closed"} or plan.is_accounted
        kind = "late" if over else "own"
        one.over = amount if over else 0
        if one.award is not None:
            kind = "instalment"
            one.over = amount - min(amount, max(0, plan.book["promised", one.award.id]))
        arrival_id = self.row(OnlinePayment, one.id).arrival_id
        assert arrival_id is not None
        moved = {plan.place("bank"): amount, self._for(one): one.over - amount}
        moved[("back", one.owed_to)] = moved.get(("back", one.owed_to), 0) - one.over
        one.arrival = self._arrives(plan, arrival_id, kind, amount, moved)
        one.arrival.online = True
        one.state = "paid"
        self._counts(one, amount - one.over)
        plan.conclude()

    def _for(self, one: Online) -> Key:
        """What it came in for."""
        return ("promised", one.award.id) if one.award else ("own", one.plan.id)

    def _arrives(
        self, plan: Plan, id_: UUID, kind: str, amount: int, moved: dict[Key, int]
    ) -> Arrival:
        arrival = Arrival(id_, plan, kind, amount, moved)
        plan.arrivals.append(arrival)
        for key, part in moved.items():
            plan.book[key] += part
        return arrival

    def _counts(self, one: Online, part: int) -> None:
        """So much more, or less, came of the instalment."""
        instalment, award = one.instalment, one.award
        if instalment is None or award is None or not part:
            return
        instalment.received += part
        instalment.state = "received" if instalment.received else "planned"
        if instalment.received:
            self.plan_rest(award)

    def plan_rest(self, award: Award) -> None:
        rest = award.plan.book["promised", award.id]
        if rest > 0 and all(one.state != "planned" for one in award.instalments):
            row = instalments_of(self.session, award.id)[-1]
            award.instalments.append(Instalment(row.id, rest))

    # ---- what goes back -----------------------------------------------------------------------------

    def went_on(self, one: Online, back: Back, state: str) -> None:
        """It went, failed, or is here again."""
        before = back.state
        if back.state in GOING and state == "done":
            if back.kind == "left":
                self._left(one, back)
            else:
                self._took(one, back)
        elif back.state == "done" and state == "failed":
            self._is_back(one, back)
        elif back.state not in GOING:
            state = back.state  # what failed stays so
        back.state = "failed" if (before, state) == ("done", "failed") else state
        one.state = one.stands
        one.plan.conclude()

    def _from_bank(self, plan: Plan, amount: int) -> int:
        """Out of the bank; what is not there, the holder stands in for."""
        gap = amount - min(amount, plan.held("bank"))
        plan.book[plan.place("bank")] -= amount - gap
        plan.book["back", plan.holder] -= gap
        return gap

    def _took(self, one: Online, back: Back) -> None:
        plan, arrival = one.plan, one.arrival
        assert arrival is not None
        only_over = one.over + one.again == one.amount
        back.over = back.amount if only_over else min(back.amount, one.over_left)
        back.rest = back.amount - back.over
        arrival.gap += self._from_bank(plan, back.amount)
        plan.book["back", one.owed_to] += back.over
        plan.book[self._for(one)] += back.rest
        arrival.gone += back.amount
        if back.amount == one.amount:
            arrival.state = "mirrored"
        self._counts(one, -back.rest)

    def _left(self, one: Online, back: Back) -> None:
        plan = one.plan
        row = self.session.scalars(select(OnlineReturn).where(OnlineReturn.id == back.id)).one()
        assert row.arrival_id is not None
        arrival = self._arrives(plan, row.arrival_id, "return", back.amount, {})
        arrival.online, arrival.gap = True, self._from_bank(plan, back.amount)
        plan.book["back", one.owed_to] += back.amount

    def _is_back(self, one: Online, back: Back) -> None:
        """It is with us again; who stood in for it still is owed that."""
        plan, arrival = one.plan, one.arrival
        assert arrival is not None
        plan.book[plan.place("bank")] += back.amount
        if back.kind == "left":
            row = self.session.scalars(select(OnlineReturn).where(OnlineReturn.id == back.id)).one()
            sent = next(other for other in plan.arrivals if other.id == row.arrival_id)
            plan.book[plan.place("bank")] -= sent.gap
            plan.book["back", plan.holder] += sent.gap
            sent.state, sent.gap = "mirrored", 0
            plan.book["back", one.owed_to] -= back.amount
            return
        rest = min(back.rest, plan.book[self._for(one)]) if one.award else back.rest
        one.again += back.rest - rest
        plan.book["back", one.owed_to] -= back.amount - rest
        plan.book[self._for(one)] -= rest
        arrival.gone -= back.amount
        arrival.state = "entered"
        back.over = back.rest = 0
        self._counts(one, rest)
