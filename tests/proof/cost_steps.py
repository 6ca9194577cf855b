"""Expenses: noted, asked, decided by one or by all, paid, refused, mended, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.queries import open_round_of
from grants.consent.service import Answering
from grants.kit.access import Actor
from grants.proposals.models import Proposal
from grants.spending import service as spending
from grants.spending.models import Expense as ExpenseRow
from grants.spending.service import Paying
from tests.proof.machine import (
    ACCESS,
    day,
    far,
    kind_of,
    one_of,
    pick,
    place,
    seldom,
    step,
    who,
)
from tests.proof.naive import PLACES, SPENDABLE, Expense
from tests.proof.proof_steps import ProofSteps, Said, said

LASTS = timedelta(days=7)
LIMIT = 10000  # above it the group decides together
INSIDE = {"Ada", "Ben", "Gül", "Dan", "Cas"}
spender = st.sampled_from(["Ada", "Ben", "Dan", "Cas", "Hans", "Zoë", "Ada", "Gül"])


class CostSteps(ProofSteps):
    # ---- noting ------------------------------------------------------------------------------

    @step(
        lambda self: any(plan.state in SPENDABLE for plan in self.plans),
        often=8,
        number=pick,
        it=said,
        name=spender,
        odd=seldom,
        go=far,
    )
    def note(self, number: int, it: Said, name: str, odd: bool, go: int) -> None:
        running = [one for one in self.plans if one.state in SPENDABLE]
        plan = one_of(self.plans if odd else running, number)
        data, reasons = self.noting(plan, it, name, odd=odd)
        if name not in INSIDE:
            reasons.add(ACCESS)
        by = self.actor(plan, name)

        def act() -> ExpenseRow:
            row = self.row(Proposal, plan.id)
            return spending.note(self.session, row, data, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            payee = made.spender_id if it.paid == "myself" else made.id
            line, amount, what = data.line_id, made.amount.minor, made.reference
            noted = Expense(
                made.id, plan, line, amount, it.paid, name, payee, it.why, it.proof, data.on, what
            )
            noted.kin = it.kin
            plan.expenses.append(noted)
            self._follow(noted, go)

    def _follow(self, one: Expense, go: int) -> None:
        """Asked, decided and paid at once, as far as it goes."""
        for state, verb in (
            ("noted", self.submit),
            ("asking", self._decided),
            ("approved", self._paid),
        ):
            if go and one.state == state:
                verb(self._newest(one), "")
                go -= 1

    def _newest(self, one: Expense) -> int:
        same = [other for other in self.expenses if other.state == one.state]
        return same[::-1].index(one)

    def _decided(self, number: int, name: str) -> None:
        one = self.expense(0, "asking") if number > 4 else self.expense(number, "asking")
        if one.asks_round:
            asking = [one for one in self.expenses if one.state == "asking" and one.asks_round]
            self.all_answer(asking.index(one), against=False)
        else:
            self.approve(number, name)

    def _paid(self, number: int, name: str) -> None:
        one = self.expense(number, "approved")
        places = [kind for kind in PLACES if one.plan.free_at(kind) >= one.amount]
        self.pay(number, (places or ["bank"])[0], 0, name)

    @step(
        lambda self: self.expenses,
        number=pick,
        it=said,
        name=who,
        odd=seldom,
    )
    def mend(self, number: int, it: Said, name: str, odd: bool) -> None:
        one = self.expense(number, "noted", "refused")
        plan = one.plan
        it = replace(it, days=0, why=True)
        data, reasons = self.noting(plan, it, one.spender, odd=odd)
        reasons |= self._hers(one, name, "noted", "refused")
        by = self.actor(plan, name or one.spender)

        def act() -> ExpenseRow:
            row = self.row(ExpenseRow, one.id)
            return spending.mend(self.session, row, data, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            one.state, one.line, one.amount = "noted", data.line_id, data.amount.minor
            one.who_paid, one.on, one.why = it.paid, data.on, True
            one.payee = made.spender_id if it.paid == "myself" else one.id
            one.kin, one.also_said, one.known = it.kin, False, False
            if it.proof != "none" or one.proof == "lost":
                one.proof = it.proof  # a file stays until something else is said

    @step(lambda self: any(one.state == "noted" for one in self.expenses), number=pick, name=who)
    def submit(self, number: int, name: str) -> None:
        one = self.expense(number, "noted")
        plan = one.plan
        reasons = self._hers(one, name, "noted") | self._over(one) | self.unproven(one)
        if one.amount > plan.left_of(one.line) and not one.why:
            reasons.add("over-line")
        by = self.actor(plan, name or one.spender)

        def act() -> ExpenseRow:
            return spending.submit(self.session, self.row(ExpenseRow, one.id), by=by, at=self.at)

        if self.attempt(reasons, act):
            one.state, one.asks_round = "asking", one.amount > LIMIT
            one.answer_by, one.lost_in = self.at + LASTS, self.today.year

    @step(lambda self: self.expenses, number=pick, name=who, often=1)
    def withdraw(self, number: int, name: str) -> None:
        one = self.expense(number, "noted", "asking", "refused")
        reasons = self._hers(one, name, "noted", "asking", "refused")
        by = self.actor(one.plan, name or one.spender)

        def act() -> ExpenseRow:
            return spending.withdraw(self.session, self.row(ExpenseRow, one.id), by=by, at=self.at)

        if self.attempt(reasons, act):
            one.state = "withdrawn"

    # ---- deciding ----------------------------------------------------------------------------

    @step(lambda self: any(one.state == "asking" for one in self.expenses), number=pick, name=who)
    def approve(self, number: int, name: str) -> None:
        one = self.expense(number, "asking")
        right = name or self.other(one)
        by = self.actor(one.plan, right)
        reasons = self._deciding(one, name) | self._over(one) | self.lacks_yes(one, right)

        def act() -> ExpenseRow:
            return spending.approve(self.session, self.row(ExpenseRow, one.id), by=by, at=self.at)

        if self.attempt(reasons, act):
            self._book(one)
            one.yes_by = right

    @step(
        lambda self: any(one.state == "asking" for one in self.expenses),
        number=pick,
        name=who,
        why=st.sampled_from(["Zonder bon niet.", "Dubbel.", ""]),
        often=1,
    )
    def refuse(self, number: int, name: str, why: str) -> None:
        one = self.expense(number, "asking")
        by = self.actor(one.plan, name or self.other(one))
        reasons = self._deciding(one, name) | (set() if why else {"why-missing"})

        def act() -> ExpenseRow:
            row = self.row(ExpenseRow, one.id)
            return spending.refuse(self.session, row, why, by=by, at=self.at)

        if self.attempt(reasons, act):
            one.state = "refused"

    @step(
        lambda self: any(one.state == "asking" and one.asks_round for one in self.expenses),
        number=pick,
        against=seldom,
    )
    def all_answer(self, number: int, against: bool) -> None:
        """The others answer one by one; the last answer ends the round and does what it says."""
        asking = [one for one in self.expenses if one.state == "asking" and one.asks_round]
        one = one_of(asking, number)
        can = not self._over(one)

        def act() -> None:
            round_ = open_round_of(self.session, self.row(ExpenseRow, one.id))
            assert round_ is not None
            for place_, name in enumerate(self.others(one)):
                said = Answering(AnswerKind.YES)
                if against and place_ == 0:
                    said = Answering(AnswerKind.NOT_YET, "Te duur.", "De helft.")
                consent.answer(
                    self.session, round_, said, by=self.actor(one.plan, name), at=self.at
                )

        over = one.answer_by is not None and self.at >= one.answer_by
        if over:  # silence is never yes
            by = self.actor(one.plan, "Ben")
            self.attempt((), lambda: self._lapsed(one, by))
        else:
            self.attempt((), act)
        if against or over or not can:
            one.state = "refused"
        else:
            self._book(one)

    def _lapsed(self, one: Expense, by: Actor) -> None:
        round_ = open_round_of(self.session, self.row(ExpenseRow, one.id))
        assert round_ is not None
        consent.conclude(self.session, round_, by=by, at=self.at)

    @step(
        lambda self: any(one.state == "approved" for one in self.expenses),
        number=pick,
        source=place,
        days=day,
        name=who,
    )
    def pay(self, number: int, source: str, days: int, name: str) -> None:
        one = self.expense(number, "approved")
        plan = one.plan
        reasons = {"wrong-state"} if one.state != "approved" else set()
        reasons |= self.unknown(plan, source)
        if days > 0:
            reasons.add("day-to-come")
        if one.amount > plan.free_at(source):
            reasons.add("over-place")
        if one.in_run:
            reasons.add("in-run")
        busy = {one.spender, one.yes_by, *(one.kin or ("", ""))[:1]}
        if name == "Dan" and name not in busy:
            reasons |= set() if one.nodded else {"needs-holder-yes"}
        elif name not in {"", "Hans", "Piet"}:
            reasons.add(ACCESS)
        by, data = self.actor(plan, name or "Hans"), Paying(kind_of(source), self.on(days))

        def act() -> ExpenseRow:
            row = self.row(ExpenseRow, one.id)
            return spending.pay(self.session, row, data, by=by, at=self.at)

        if self.attempt(reasons, act):
            one.state, one.place = "paid", source
            plan.post(("owed", one.payee), plan.place(source), one.amount)
            plan.conclude()

    def _book(self, one: Expense) -> None:
        plan, cost = one.plan, ("cost", one.line)
        if one.who_paid == "cash":
            one.state, one.place = "paid", "cash"
            plan.post(cost, plan.place("cash"), one.amount)
        else:
            one.state = "approved"
            plan.post(cost, ("owed", one.payee), one.amount)

    def _over(self, one: Expense) -> set[str]:
        plan, reasons = one.plan, set()
        if plan.state not in SPENDABLE:
            reasons.add("plan-not-running")
        if plan.is_accounted:
            reasons.add("accounted-already")
        if one.amount > plan.room:
            reasons.add("over-room")
        # What is asked and was paid from the box left it already; what is approved has to be there.
        cash = plan.held("cash") if one.state == "asking" else max(0, plan.free_at("cash"))
        if one.who_paid == "cash" and one.amount > cash:
            reasons.add("over-cash")
        return reasons

    def _hers(self, one: Expense, name: str, *states: str) -> set[str]:
        return self.in_state(one, states) | ({ACCESS} if name not in {"", one.spender} else set())

    def _deciding(self, one: Expense, name: str) -> set[str]:
        reasons = self.in_state(one, ("asking",))
        about = {one.spender, *(one.kin or ("", ""))[:1]}
        if name and (name in about or name not in {"Ada", "Ben", "Gül", "Dan"}):
            reasons.add(ACCESS)
        if one.asks_round and one.state == "asking":
            reasons.add(ACCESS)  # the group decides, nobody alone
        return reasons
