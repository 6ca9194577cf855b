"""Money that is granted, agreed to, comes in, moves, goes back, or was entered wrongly."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from grants.awards import service as awards
from grants.awards.models import Award as AwardRow
from grants.awards.models import Instalment as InstalmentRow
from grants.awards.queries import instalments_of
from grants.awards.service.offering import Term
from grants.kit.access import Actor
from grants.kit.money import Money
from grants.payments import service as payments
from grants.payments.models import Arrival as ArrivalRow
from grants.payments.models import CashCount, Source
from grants.payments.rules import Counting, Explaining, GivingBack, Income, Moving, Receiving
from grants.proposals.models import Proposal
from grants.requests.models import Request
from grants.reviews import service as reviews
from grants.reviews.models import DecisionKind, Reason
from grants.reviews.service import Proposing
from grants.workgroups.models import Workgroup
from tests.proof.came import Arrival, Instalment
from tests.proof.going import AT_WORK
from tests.proof.landed_steps import LandedSteps
from tests.proof.machine import (
    ACCESS,
    day,
    kind_of,
    one_of,
    pick,
    place,
    seldom,
    size,
    step,
    who,
    within,
)
from tests.proof.naive import GRANTED, PLACES, Award, Key, Plan
from tests.proof.stage import Asked

HOLDERS = {"Hans", "Piet"}
part = st.sampled_from([0, 0, 1, 5001])
terms = st.lists(st.integers(1, 9), min_size=1, max_size=3)


class MoneySteps(LandedSteps):
    # ---- granting ----------------------------------------------------------------------------

    @initialize(
        later=st.sets(st.integers(0, 3), max_size=2),
        part=part,
        weights=terms,
        came=st.integers(0, 5),
    )
    def most_are_granted(self, later: set[int], part: int, weights: list[int], came: int) -> None:
        """Most of what was asked is granted and agreed to, some of it paid; the rest may be."""
        for place_ in sorted({0, 1, 2, 3} - later, reverse=True):
            self.decide(place_, part, weights)
            for side in ("group", "fund"):
                self.agree(len(self.awards) - 1, side, "")
        for place_ in range(min(came, len(self.awards))):
            self.receive(place_, 0, 1, whole=True, into="bank", days=0, name="")

    def asked(self) -> list[Asked]:
        over = {one.id for one in self.plans if not one.asks}
        return [one for one in self.undecided if one.plan not in over]

    @step(lambda self: self.asked(), number=pick, part=part, weights=terms)
    def decide(self, number: int, part: int, weights: list[int]) -> None:
        asked = one_of(self.asked(), number)
        self.undecided.remove(asked)
        plan = next(one for one in self.plans if one.id == asked.plan)
        amount = asked.amount - part
        proposing = Proposing(DecisionKind.ALL, "Ja.")
        if part:
            proposing = Proposing(DecisionKind.PART, "Ja.", Reason.POT_EMPTY, Money(amount))
        parts = [one for one in Money(amount).split(weights) if one.is_positive]

        def act() -> AwardRow | None:
            request = self.row(Request, asked.request)
            decision = reviews.propose(
                self.session, request, proposing, by=asked.reviewer, at=self.at
            )
            planned = [Term(one, self.today) for one in parts]
            return awards.decide(
                self.session, decision, by=asked.decider, at=self.at, instalments=planned
            )

        made = self.attempt((), act)
        assert made is not None
        rows = instalments_of(self.session, made.id)
        instalments = [Instalment(row.id, row.amount.minor) for row in rows]
        award = Award(made.id, plan, asked.organisation, asked.bans, amount, instalments)
        plan.awards.append(award)

    @property
    def awards(self) -> list[Award]:
        return [award for plan in self.plans for award in plan.awards]

    @step(lambda self: self.awards, number=pick, side=st.sampled_from(["group", "fund"]), name=who)
    def agree(self, number: int, side: str, name: str) -> None:
        award = one_of(
            [one for one in self.awards if one.state == "offered"] or self.awards, number
        )
        plan = award.plan
        by = self.actor(plan, name or "Ada") if side == "group" else self._decider(award)
        reasons = set()
        if side == "group" and name in {"Cas", "Zoë", "Hans", "Piet"}:
            reasons.add(ACCESS)
        if side in award.sides:
            reasons.add("agreed-already")
        if award.state != "offered":
            reasons |= {"wrong-state"}
        both = len(award.sides | {side}) > 1
        if both and plan.state not in {"agreed", "running"}:
            reasons.add("round-first")

        def act() -> AwardRow:
            return awards.agree(self.session, self.row(AwardRow, award.id), by=by, at=self.at)

        if self.attempt(reasons, act):
            award.sides.add(side)
            if both:
                award.state, plan.state = "active", "running"
                plan.post(("promised", award.id), ("grant", award.id), award.amount)

    @step(lambda self: any(one.state == "offered" for one in self.awards), number=pick, often=1)
    def lapse(self, number: int) -> None:
        award = one_of(self.awards, number)

        def act() -> AwardRow:
            row = self.row(AwardRow, award.id)
            return awards.lapse(self.session, row, by=self._decider(award), at=self.at)

        if self.attempt(set() if award.state == "offered" else {"wrong-state"}, act):
            self.let_lapse(award)

    def let_lapse(self, award: Award) -> None:
        award.state = "lapsed"
        for one in award.instalments:
            one.state = "cancelled"

    def _decider(self, award: Award) -> Actor:
        return next(
            one.decider for one in self.stage.asked if one.organisation == award.organisation
        )

    # ---- money that comes, moves and goes ----------------------------------------------------

    @step(
        lambda self: any(one.state in GRANTED for one in self.awards),
        number=pick,
        other=pick,
        amount=size,
        whole=st.booleans(),
        into=place,
        days=day,
        name=who,
    )
    def receive(
        self, number: int, other: int, amount: int, whole: bool, into: str, days: int, name: str
    ) -> None:
        award = one_of([one for one in self.awards if one.state in GRANTED], number)
        open_ = [one for one in award.instalments if one.state == "planned"]
        instalment = one_of(open_ or award.instalments, other)
        plan, to_come = award.plan, award.plan.book["promised", award.id]
        amount = instalment.amount if whole else within(amount, to_come)
        reasons = self._entering(name, days) | self.unknown(plan, into)
        if amount > to_come:
            reasons.add("over-promised")
        if instalment.state != "planned":
            reasons.add("wrong-state")
        data = Receiving(self.on(days), kind_of(into), None if whole else Money(amount))
        by = self.actor(plan, name or "Hans")

        def act() -> ArrivalRow:
            row = self.row(InstalmentRow, instalment.id)
            return payments.receive(self.session, row, data, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is None:
            return
        moved = {plan.place(into): amount, ("promised", award.id): -amount}
        arrival = self._enter(plan, made, "instalment", moved)
        arrival.instalment = instalment
        instalment.state, instalment.received = "received", amount
        self.plan_rest(award)
        plan.conclude()

    @step(number=pick, amount=size, into=place, days=day, name=who)
    def own_income(self, number: int, amount: int, into: str, days: int, name: str) -> None:
        plan = one_of(self.plans, number)
        amount = within(amount, 500)
        if plan.is_accounted and plan.uncovered > 0:
            amount = min(amount, plan.uncovered)  # what was undone after the account is made good
        reasons = self._entering(name, days) | self.unknown(plan, into)
        lacks = plan.uncovered if plan.is_accounted else 0
        if (plan.is_accounted or plan.state in {"cancelled", "closed"}) and amount > lacks:
            reasons.add("accounted-already")
        data = Income(Money(amount), self.on(days), kind_of(into), Source.PARTICIPANTS)
        by = self.actor(plan, name or "Piet")

        def act() -> ArrivalRow:
            row = self.row(Proposal, plan.id)
            return payments.income(self.session, row, data, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            self._enter(plan, made, "own", {plan.place(into): amount, ("own", plan.id): -amount})
            plan.conclude()

    @step(number=pick, amount=size, source=place, to=place, days=day, name=who)
    def move(self, number: int, amount: int, source: str, to: str, days: int, name: str) -> None:
        plan = one_of(self.plans, number)
        amount = within(amount, plan.free_at(source))
        reasons = self._entering(name, days) | self.unknown(plan, source, to)
        if source == to:
            reasons.add("same-place")
        if amount > plan.free_at(source):
            reasons.add("over-place")
        data = Moving(Money(amount), self.on(days), kind_of(source), kind_of(to))
        by = self.actor(plan, name or "Hans")

        def act() -> ArrivalRow:
            return payments.move(self.session, self.row(Proposal, plan.id), data, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            moved = {plan.place(to): amount, plan.place(source): -amount}
            self._enter(plan, made, "move", moved)

    @step(
        lambda self: any(plan.back() for plan in self.plans),
        number=pick,
        other=pick,
        amount=size,
        source=place,
        days=day,
        name=who,
    )
    def give_back(
        self, number: int, other: int, amount: int, source: str, days: int, name: str
    ) -> None:
        plan = one_of([one for one in self.plans if one.back()], number)
        organisation = one_of(sorted(plan.back()), other)
        owed = max(0, plan.back()[organisation] - plan.left_going(organisation))
        amount = within(amount, min(owed, plan.free_at(source)))
        reasons = self._entering(name, days) | self.unknown(plan, source)
        if amount > owed:
            reasons.add("over-owed")
        if amount > plan.free_at(source):
            reasons.add("over-place")
        if organisation in {one.due.organisation for one in plan.in_runs(AT_WORK)}:
            reasons.add("in-run")
        data = GivingBack(organisation, Money(amount), self.on(days), kind_of(source))
        by = self.actor(plan, name or "Hans")

        def act() -> ArrivalRow:
            row = self.row(Proposal, plan.id)
            return payments.give_back(self.session, row, data, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            moved = {("back", organisation): amount, plan.place(source): -amount}
            self._enter(plan, made, "return", moved)
            plan.conclude()

    @step(
        lambda self: any(plan.arrivals for plan in self.plans),
        number=pick,
        other=pick,
        why=st.sampled_from(["Verkeerd.", "Fout.", " "]),
        name=who,
        sure=seldom,
        whole=st.booleans(),
    )
    def mirror(self, number: int, other: int, why: str, name: str, sure: bool, whole: bool) -> None:
        plan = one_of([one for one in self.plans if one.arrivals], number)
        if plan.is_accounted and not sure:
            return
        arrival = one_of(plan.arrivals[::-1], other)
        reasons = self._entering(name, 0)
        if arrival.state != "entered":
            reasons.add("wrong-state")
        if arrival.online:
            reasons.add("came-online")
        if not why.strip():
            reasons.add("why-missing")
        if not whole and self._partly_over(plan, arrival):
            reasons.add("partly-too-much")
        by = self.actor(plan, name or "Hans")

        def act() -> ArrivalRow:
            row, session, at = self.row(ArrivalRow, arrival.id), self.session, self.at
            return payments.mirror(session, row, why, by=by, at=at, whole=whole)

        if self.attempt(reasons, act):
            self._undo(plan, arrival)

    def _partly_over(self, plan: Plan, arrival: Arrival) -> bool:
        """Of what went back there, a part was too much, and only that can have come again."""
        if arrival.kind != "return":
            return False
        to = next((who for kind, who in arrival.moved if kind == "back"), None)
        return 0 < plan.over().get(to, 0) < arrival.amount if to else False

    def _undo(self, plan: Plan, arrival: Arrival) -> None:
        """What the place can no longer cover is owed to the money holder."""
        arrival.state = "mirrored"
        for key, amount in arrival.moved.items():
            back = amount
            if key[0] in PLACES and amount > 0:
                back = min(amount, plan.book[key])
                arrival.gap = amount - back
                plan.book["back", plan.holder] -= arrival.gap
            plan.book[key] -= back
        if arrival.instalment is not None:
            arrival.instalment.received -= arrival.promised
            arrival.instalment.state = "received" if arrival.instalment.received else "planned"
        plan.conclude()

    # ---- the box is counted ------------------------------------------------------------------

    @step(
        number=pick,
        amount=st.integers(-300, 300),
        second=st.sampled_from(["Ben", "Ben", "Ada", "Zoë"]),
    )
    def count_box(self, number: int, amount: int, second: str) -> None:
        """Two people count; what differs is booked with a reason, as the group's own."""
        plan = one_of(self.plans, number)
        group = [one for one in self.plans if one.owner == plan.owner]
        booked = sum(one.held("cash") for one in group) + plan.purse["cash", plan.owner]
        expected = booked - sum(one.asked_from_box for one in group)
        counted = max(0, expected + amount)
        difference = counted - expected
        reasons = {"second-is-you"} if second == "Ada" else set()
        if second == "Zoë":
            reasons.add("second-not-here")
        if difference and (
            plan.is_accounted or plan.state not in {"running", "finished", "cancelled"}
        ):
            reasons.add("plan-not-open")
        if difference and max(0, plan.free_at("cash")) + difference < 0:
            reasons.add("over-plan-cash")
        said = Counting(Money(counted), self.id_of(plan, second))

        def act() -> CashCount:
            ada, at = self.actor(plan, "Ada"), self.at
            workgroup = self.row(Workgroup, plan.owner)
            made = payments.count(self.session, workgroup, said, by=ada, at=at)
            if difference:
                why = Explaining(plan.id, "Wisselgeld.")
                payments.explain(self.session, made, why, by=ada, at=at)
            return payments.confirm(self.session, made, by=self.actor(plan, second), at=at)

        made = self.attempt(reasons, act)
        if made is not None and made.arrival_id is not None:
            moved = {plan.place("cash"): difference, ("own", plan.id): -difference}
            kind = "surplus" if difference > 0 else "shortage"
            self._enter(plan, self.row(ArrivalRow, made.arrival_id), kind, moved)

    def _enter(self, plan: Plan, made: ArrivalRow, kind: str, moved: dict[Key, int]) -> Arrival:
        arrival = Arrival(made.id, plan, kind, made.amount.minor, moved)
        plan.arrivals.append(arrival)
        for key, amount in moved.items():
            plan.book[key] += amount
        return arrival

    def _entering(self, name: str, days: int) -> set[str]:
        reasons = set()
        if name and name not in HOLDERS:
            reasons.add(ACCESS)
        if days > 0:
            reasons.add("day-to-come")
        return reasons
