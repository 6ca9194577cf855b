"""Expenses: noted, asked, decided by one or by all, paid, refused, mended, undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from uuid import UUID

from hypothesis import strategies as st

from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.queries import open_round_of
from grants.consent.service import Answering
from grants.documents import service as documents
from grants.documents.store import Kind, Stored
from grants.kit.access import Actor
from grants.kit.canon import digest
from grants.kit.money import Money
from grants.proposals.models import Proposal
from grants.spending import service as spending
from grants.spending.models import Expense as ExpenseRow
from grants.spending.models import WhoPaid
from grants.spending.rules import Noting
from grants.spending.service import Paying
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
from tests.proof.naive import PLACES, SPENDABLE, Expense, Plan

PHOTOS = count(1)
LASTS = timedelta(days=7)
LIMIT = 10000  # above it the group decides together
INSIDE = {"Ada", "Ben", "Gül", "Dan", "Cas"}
who_paid = st.sampled_from(["myself", "invoice", "cash"])
spender = st.sampled_from(["Ada", "Ben", "Dan", "Cas", "Hans", "Zoë", "Ada", "Gül"])


class CostSteps(Walk):
    @property
    def expenses(self) -> list[Expense]:
        return [one for plan in self.plans for one in plan.expenses]

    def expense(self, number: int, *states: str) -> Expense:
        """One that is in such a state, mostly; the newest first."""
        right = [one for one in self.expenses if one.state in states]
        return one_of((right if right and number < 5 else self.expenses)[::-1], number)

    # ---- noting ------------------------------------------------------------------------------

    @step(
        lambda self: any(plan.state in SPENDABLE for plan in self.plans),
        often=8,
        number=pick,
        line=pick,
        amount=size,
        paid=who_paid,
        name=spender,
        days=day,
        odd=seldom,
        why=st.booleans(),
        go=far,
    )
    def note(
        self,
        number: int,
        line: int,
        amount: int,
        paid: str,
        name: str,
        days: int,
        odd: bool,
        why: bool,
        go: int,
    ) -> None:
        running = [one for one in self.plans if one.state in SPENDABLE]
        plan = one_of(self.plans if odd else running, number)
        data, reasons = self._said(
            plan, (line, within(amount, plan.room), paid, days), odd=odd, why=why
        )
        if name not in INSIDE:
            reasons.add(ACCESS)
        by = self.actor(plan, name)

        def act() -> ExpenseRow:
            row = self.row(Proposal, plan.id)
            return spending.note(self.session, row, data, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            payee = made.spender_id if paid == "myself" else made.id
            amount = made.amount.minor
            on, proven = data.on, bool(data.documents)
            noted = Expense(made.id, plan, data.line_id, amount, paid, name, payee, why, proven, on)
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
        places = [kind for kind in PLACES if one.plan.held(kind) >= one.amount]
        self.pay(number, (places or ["bank"])[0], 0, name)

    def _photo(self, plan: Plan) -> UUID:
        """Another file each time: the same one twice is noticed."""
        stored = Stored(hash=digest(f"photo {next(PHOTOS)}"), kind=Kind.JPEG, size=9)
        by = self.stage.actors[plan.owner]["Ada"]
        kept = documents.keep(
            self.session, stored, owner_id=plan.owner, name="bon.jpg", by=by, at=self.at
        )
        return kept.id

    def _said(
        self, plan: Plan, said: tuple[int, int, str, int], *, odd: bool, why: bool
    ) -> tuple[Noting, set[str]]:
        line, amount, paid, days = said
        lines = list(plan.lines) if odd else list(plan.lines)[:2]
        line_id = one_of(lines, line)
        reasons = set()
        if days > 0:
            reasons.add("day-to-come")
        if plan.lines[line_id][0] == "allowance":
            reasons.add("line-unknown")
        if plan.state not in SPENDABLE:
            reasons.add("plan-not-running")
        receipts = () if odd else (self._photo(plan),)
        words = "Duurder." if why else " "
        data = Noting(
            line_id, Money(amount), "De Kom", self.on(days), WhoPaid(paid), receipts, why=words
        )
        return data, reasons

    @step(
        lambda self: self.expenses,
        number=pick,
        line=pick,
        amount=size,
        paid=who_paid,
        name=who,
        odd=seldom,
    )
    def mend(self, number: int, line: int, amount: int, paid: str, name: str, odd: bool) -> None:
        one = self.expense(number, "noted", "refused")
        plan = one.plan
        data, reasons = self._said(
            plan, (line, within(amount, plan.room), paid, 0), odd=odd, why=True
        )
        reasons |= self._hers(one, name, "noted", "refused")
        by = self.actor(plan, name or one.spender)

        def act() -> ExpenseRow:
            row = self.row(ExpenseRow, one.id)
            return spending.mend(self.session, row, data, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is not None:
            one.state, one.line, one.amount, one.who_paid = (
                "noted",
                data.line_id,
                data.amount.minor,
                paid,
            )
            one.payee = made.spender_id if paid == "myself" else one.id
            one.on, one.why, one.proven = data.on, True, one.proven or bool(data.documents)

    @step(lambda self: any(one.state == "noted" for one in self.expenses), number=pick, name=who)
    def submit(self, number: int, name: str) -> None:
        one = self.expense(number, "noted")
        plan = one.plan
        reasons = self._hers(one, name, "noted") | self._over(one)
        if not one.proven:
            reasons.add("receipt-missing")
        if one.amount > plan.left_of(one.line) and not one.why:
            reasons.add("over-line")
        by = self.actor(plan, name or one.spender)

        def act() -> ExpenseRow:
            return spending.submit(self.session, self.row(ExpenseRow, one.id), by=by, at=self.at)

        if self.attempt(reasons, act):
            one.state, one.asks_round = "asking", one.amount > LIMIT
            one.answer_by = self.at + LASTS

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
        by = self.actor(one.plan, name or self._other(one))
        reasons = self._deciding(one, name) | self._over(one)

        def act() -> ExpenseRow:
            return spending.approve(self.session, self.row(ExpenseRow, one.id), by=by, at=self.at)

        if self.attempt(reasons, act):
            self._book(one)
            one.yes_by = name or self._other(one)

    @step(
        lambda self: any(one.state == "asking" for one in self.expenses),
        number=pick,
        name=who,
        why=st.sampled_from(["Zonder bon niet.", "Dubbel.", ""]),
        often=1,
    )
    def refuse(self, number: int, name: str, why: str) -> None:
        one = self.expense(number, "asking")
        by = self.actor(one.plan, name or self._other(one))
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
        if one.amount > plan.held(source):
            reasons.add("over-place")
        if name == "Dan" and name not in {one.spender, one.yes_by}:
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
        if one.amount > plan.room:
            reasons.add("over-room")
        if one.who_paid == "cash" and one.amount > plan.held("cash"):
            reasons.add("over-cash")
        return reasons

    def _hers(self, one: Expense, name: str, *states: str) -> set[str]:
        return self._in(one, states) | ({ACCESS} if name not in {"", one.spender} else set())

    def _deciding(self, one: Expense, name: str) -> set[str]:
        reasons = self._in(one, ("asking",))
        if name and (name == one.spender or name not in {"Ada", "Ben", "Gül", "Dan"}):
            reasons.add(ACCESS)
        if one.asks_round and one.state == "asking":
            reasons.add(ACCESS)  # the group decides, nobody alone
        return reasons

    def _in(self, one: Expense, states: Iterable[str]) -> set[str]:
        return set() if one.state in states else {"wrong-state"}

    def others(self, one: Expense) -> list[str]:
        return [name for name in self.stage.electors[one.plan.owner] if name != one.spender]

    def _other(self, one: Expense) -> str:
        return self.others(one)[0]
