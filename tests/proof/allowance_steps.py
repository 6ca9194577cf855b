"""Allowances: noted, agreed to, in a run, paid by bank or from the box, failed, undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from hypothesis import strategies as st

from grants.allowances import service as allowances
from grants.allowances.models import Allowance as AllowanceRow
from grants.allowances.models import AllowanceYear, Cap, Kind
from grants.allowances.rules import Noting
from grants.allowances.service import Paying
from grants.kit.money import Money
from grants.proposals.models import Proposal
from tests.proof.caps import DAY, HOURS
from tests.proof.machine import (
    ACCESS,
    Walk,
    day,
    far,
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
from tests.proof.naive import PLACES, SPENDABLE, Allowance, Plan
from tests.proof.paying_steps import gives_up
from tests.proof.stage import cap_data

NOTES, AGREES, PAYS = {"noted", "agreed", "in-run"}, {"agreed", "in-run"}, {"in-run"}
hours = st.sampled_from([None, None, None, 30, 240, 600, 1440])
kind = st.sampled_from(["flat", "flat", "flat", "flat", "proven"])
person = st.sampled_from(["Ada", "Ada", "Ada", "Ben", "Dan", "Cas"])
noter = st.sampled_from(["", "", "", "", "Dan", "Dan", "Ben", "Hans", "Cas", "Zoë"])
RESIDENTS = {"Ada", "Ben", "Gül", "Dan"}
PAYERS = {"", "Hans", "Piet"}


@dataclass(frozen=True)
class Said:
    plan: Plan
    name: str
    kind: str
    amount: int
    mixes: bool


class AllowanceSteps(Walk):
    def allowance(self, number: int, *states: str) -> Allowance:
        right = [one for one in self.allowances if one.state in states]
        return one_of((right if right and number < 5 else self.allowances)[::-1], number)

    # ---- before it is paid -------------------------------------------------------------------

    @step(
        lambda self: any(plan.state in SPENDABLE for plan in self.plans),
        number=pick,
        name=person,
        by=noter,
        way=kind,
        amount=size,
        days=day,
        odd=seldom,
        known=st.booleans(),
        minutes=hours,
        another=st.sampled_from([True, True, True, False]),
        go=far,
    )
    def note_allowance(
        self,
        number: int,
        name: str,
        by: str,
        way: str,
        amount: int,
        days: int,
        odd: bool,
        known: bool,
        minutes: int | None,
        another: bool,
        go: int,
    ) -> None:
        running = [one for one in self.plans if one.state in SPENDABLE]
        plan = one_of(self.plans if odd else running, number)
        amount = within(amount // 4 or 1 if amount > 0 else amount, self._possible(plan, name))
        said = Said(plan, name, way, amount, known)
        line_id = list(plan.lines)[0 if odd else 2]
        reasons = self._before(said, by, days)
        reasons |= self._that_day(said, self.on(days), minutes, another=another)
        if odd:
            reasons.add("line-unknown")
        if amount > plan.left_of(line_id) and not known:
            reasons.add("over-line")
        data = Noting(
            line_id,
            self.id_of(plan, name),
            Kind(way),
            Money(amount),
            self.on(days),
            "Gastvrouw",
            why="Druk." if known else "",
            proof="Kaartjes" if way == "proven" else "",
            mixes=known,
            minutes=minutes,
            another=another,
        )
        actor = self.actor(plan, by or name)

        def act() -> AllowanceRow:
            row = self.row(Proposal, plan.id)
            return allowances.note(self.session, row, data, by=actor, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            looks = "members" if "Dan" in {name, by} else "treasurer"
            person_id, noter_ = data.person_id, by or name
            noted = Allowance(
                made.id, plan, line_id, amount, way, person_id, name, noter_, looks, known, data.on
            )
            noted.reference = made.reference
            self.caps.minutes |= {made.id: minutes} if minutes is not None else {}
            plan.allowances.append(noted)
            if go:
                self.agree_allowance(0, "")
            if go > 1 and noted.state == "agreed":
                places = [one for one in PLACES if plan.free_at(one) >= noted.amount]
                self.pay_allowance(0, (places or ["bank"])[0], 0, both=True, name="")

    def _before(self, said: Said, by: str, days: int) -> set[str]:
        reasons = self._plan_leaves(said.plan, said.amount)
        if said.name not in RESIDENTS or by not in {"", said.name, "Dan"}:
            reasons.add(ACCESS)
        if days > 0:
            reasons.add("day-to-come")
        person_id = self.id_of(said.plan, said.name)
        had = self.caps.had(person_id, self.today, self.allowances, NOTES)
        other = "proven" if said.kind == "flat" else "flat"
        if had[other].total() and not said.mixes:
            reasons.add("mixes-ways")
        return reasons | self.caps.reasons(had, said.kind, said.amount, self.today)

    def _that_day(self, said: Said, on: date, minutes: int | None, *, another: bool) -> set[str]:
        """The same once more, more hours than a day has, and what an hour may cost here."""
        person_id, reasons = self.id_of(said.plan, said.name), set[str]()
        said_of = self.caps.minutes
        stands = [one for one in self.allowances if one.state in NOTES | {"paid"}]
        that_day = [one for one in stands if (one.person, one.on) == (person_id, on)]
        here = [one for one in that_day if one.plan.owner == said.plan.owner]
        if not another and any(one.amount == said.amount for one in here):
            reasons.add("allowance-twice")
        if minutes is None:
            return reasons
        if said.kind == "proven":
            reasons.add("hours-wrong")
        if minutes + sum(said_of.get(one.id, 0) for one in that_day) > DAY:
            reasons.add("day-full")
        timed = [one for one in here if one.id in said_of]
        amount = said.amount + sum(one.amount for one in timed)
        spent = minutes + sum(said_of[one.id] for one in timed)
        norm = HOURS.get(self.today.year)
        if not said.mixes and norm is None:
            reasons.add("norm-unknown")
        elif not said.mixes and norm is not None and amount * 60 > norm * spent:
            reasons.add("over-norm")
        return reasons

    def _plan_leaves(self, plan: Plan, amount: int) -> set[str]:
        reasons, unbanned = set(), plan.left_for_allowances()
        if plan.state not in SPENDABLE:
            reasons.add("plan-not-running")
        if plan.is_accounted:
            reasons.add("accounted-already")
        if amount > plan.room:
            reasons.add("over-room")
        if unbanned is not None and amount > unbanned:
            reasons.add("fund-forbids")
        return reasons

    def _possible(self, plan: Plan, name: str) -> int:
        """What the month leaves, when nothing else stands in the way."""
        had = self.caps.had(self.id_of(plan, name), self.today, self.allowances, NOTES)
        months = had["flat"] + had["proven"]
        left = 6000 - months[self.today.month]
        return min(left, plan.room)

    def _cap(self, one: Allowance, on: date, coming: set[str]) -> set[str]:
        others = [other for other in self.allowances if other is not one]
        had = self.caps.had(one.person, on, others, coming)
        return self.caps.reasons(had, one.kind, one.amount, on)

    @step(lambda self: any(one.state == "noted" for one in self.allowances), number=pick, name=who)
    def agree_allowance(self, number: int, name: str) -> None:
        one = self.allowance(number, "noted")
        right = self._looker(one)
        reasons = self._looking(one, name) | self._plan_leaves(one.plan, one.amount)
        reasons |= self._cap(one, self.today, AGREES)
        by = self.actor(one.plan, name or right)

        def act() -> AllowanceRow:
            row = self.row(AllowanceRow, one.id)
            return allowances.agree(self.session, row, by=by, at=self.at)

        if self.attempt(reasons, act):
            one.state, one.agreed_by, one.agreed_on = "agreed", name or right, self.today
            one.plan.post(("cost", one.line), ("owed", one.person), one.amount)

    @step(
        lambda self: any(one.state == "noted" for one in self.allowances),
        number=pick,
        name=who,
        why=st.sampled_from(["Nee.", "Dubbel.", ""]),
        often=1,
    )
    def refuse_allowance(self, number: int, name: str, why: str) -> None:
        one = self.allowance(number, "noted")
        reasons = self._looking(one, name) | (set() if why else {"why-missing"})
        by = self.actor(one.plan, name or self._looker(one))

        def act() -> AllowanceRow:
            row = self.row(AllowanceRow, one.id)
            return allowances.refuse(self.session, row, why, by=by, at=self.at)

        if self.attempt(reasons, act):
            one.state = "refused"

    @step(
        lambda self: any(one.state == "noted" for one in self.allowances),
        number=pick,
        name=who,
        often=1,
    )
    def withdraw_allowance(self, number: int, name: str) -> None:
        one = self.allowance(number, "noted")
        reasons = set() if one.state == "noted" else {"wrong-state"}
        if name not in {"", one.name, one.noted_by}:
            reasons.add(ACCESS)
        by = self.actor(one.plan, name or one.name)

        def act() -> AllowanceRow:
            row = self.row(AllowanceRow, one.id)
            return allowances.withdraw(self.session, row, by=by, at=self.at)

        if self.attempt(reasons, act):
            one.state = "withdrawn"

    # ---- paying ------------------------------------------------------------------------------

    @step(
        lambda self: any(one.state in AGREES for one in self.allowances),
        number=pick,
        source=place,
        days=day,
        both=st.sampled_from([True, True, True, False]),
        name=who,
    )
    def pay_allowance(self, number: int, source: str, days: int, both: bool, name: str) -> None:
        one = self.allowance(number, "agreed", "in-run")
        plan, on = one.plan, self.on(days)
        reasons = self._paying(one, name, source) | self.unknown(plan, source)
        if days > 0:
            reasons.add("day-to-come")
        if one.agreed_on is not None and on < one.agreed_on:
            reasons.add("paid-before-yes")
        if source == "cash" and not both:
            reasons.add("both-say-so")
        if one.state == "in-run":
            reasons.add("in-run")
        reasons |= self._cap(one, on, PAYS)
        data = Paying(kind_of(source), on, both_said=both)
        by = self.actor(plan, name or "Hans")

        def act() -> AllowanceRow:
            row = self.row(AllowanceRow, one.id)
            return allowances.pay(self.session, row, data, by=by, at=self.at)

        if self.attempt(reasons, act):
            one.state, one.paid_on, one.place = "paid", on, source
            plan.post(("owed", one.person), plan.place(source), one.amount)
            plan.conclude()

    def _paying(self, one: Allowance, name: str, source: str) -> set[str]:
        reasons = set() if one.state in AGREES else {"wrong-state"}
        if one.amount > one.plan.free_at(source):
            reasons.add("over-place")
        pays = PAYERS | ({"Dan"} if source == "cash" else set())
        if name not in pays or name == one.name:
            reasons.add(ACCESS)
        if name in {one.agreed_by, one.noted_by}:
            reasons.add(ACCESS)  # Hans can
        return reasons

    @step(lambda self: any(one.state == "paid" for one in self.allowances), number=pick, name=who)
    def confirm(self, number: int, name: str) -> None:
        one = self.allowance(number, "paid")
        reasons = {"wrong-state"} if one.state != "paid" else set()
        if name not in {"", one.name}:
            reasons.add(ACCESS)
        if one.confirmed:
            reasons.add("confirmed-before")
        by = self.actor(one.plan, name or one.name)

        def act() -> AllowanceRow:
            row = self.row(AllowanceRow, one.id)
            return allowances.confirm(self.session, row, by=by, at=self.at)

        if self.attempt(reasons, act):
            one.confirmed = True

    @step(
        lambda self: any(one.state in {"agreed", "paid"} for one in self.allowances),
        number=pick,
        name=who,
        why=st.sampled_from(["Fout.", "Dubbel.", ""]),
        often=1,
    )
    def correct_allowance(self, number: int, name: str, why: str) -> None:
        one = self.allowance(number, "agreed", "paid")
        plan = one.plan
        reasons = set() if one.state in {"agreed", "paid"} else {"wrong-state"}
        if name not in PAYERS | {"Dan"} or name == one.name:
            reasons.add(ACCESS)
        if not why:
            reasons.add("why-missing")
        reasons |= gives_up(plan, one)
        by = self.actor(plan, name or "Hans")

        def act() -> AllowanceRow:
            row = self.row(AllowanceRow, one.id)
            return allowances.correct(self.session, row, why, by=by, at=self.at)

        if self.attempt(reasons, act):
            lies = ("owed", one.person) if one.place is None else plan.place(one.place)
            plan.post(lies, ("cost", one.line), one.amount)
            one.state = "corrected"
            if plan.is_accounted:
                plan.lower(one.amount)
                plan.conclude()

    @step(
        number=pick,
        name=person,
        months=st.integers(-2, 1),
        amount=st.integers(0, 3000),
        often=1,
    )
    def say_elsewhere(self, number: int, name: str, months: int, amount: int) -> None:
        plan = one_of(self.plans, number)
        month = self.on(months * 31).replace(day=1)
        person_id = self.id_of(plan, name)
        by = self.actor(plan, name)

        def act() -> AllowanceYear:
            return allowances.say_elsewhere(
                self.session, person_id, month, Money(amount), by=by, at=self.at
            )

        if self.attempt({"month-to-come"} if month > self.today else (), act):
            self.caps.elsewhere[person_id, month.year, month.month] = amount

    @step(
        year=st.sampled_from([2026, 2027, 2028, 2028, 2029]),
        more=st.sampled_from([0, 1000]),
        name=st.sampled_from(["Hans", "Hans", "Hans", "Ada"]),
        often=1,
    )
    def add_cap(self, year: int, more: int, name: str) -> None:
        """Who runs the installation adds amounts: of a year without them, or better ones."""
        most_year, most_month = self.caps.rows.get(year, (12000, 4000))
        row = most_year + more, most_month + more
        by = replace(self.actor(self.plans[0], name), operator=name == "Hans")

        def act() -> Cap:
            return allowances.add_cap(self.session, cap_data(year, *row), by=by, at=self.at)

        if self.attempt({ACCESS} if name != "Hans" else (), act):
            self.caps.add(year, row, self.allowances)

    # ---- who looks ---------------------------------------------------------------------------

    def _looker(self, one: Allowance) -> str:
        if one.looks == "treasurer":
            return "Dan"
        return next(name for name in ("Ben", "Gül") if name != one.name)

    def _looking(self, one: Allowance, name: str) -> set[str]:
        reasons = set() if one.state == "noted" else {"wrong-state"}
        may = {"Dan"} if one.looks == "treasurer" else RESIDENTS
        if name and (name not in may or name in {one.name, one.noted_by}):
            reasons.add(ACCESS)
        return reasons
