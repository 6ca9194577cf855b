"""What is due, where it can be paid, and what asks for a look before the bank gets it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from grants.kit.access import Actor
from grants.payments import queries
from grants.people import service as people
from grants.people.models import Person
from tests.payments.paying import VAULT
from tests.proof.going import Due, Payment
from tests.proof.machine import Walk, step
from tests.proof.naive import Allowance, Plan
from tests.proof.stage import ACCOUNTS

FAR, TIMES, FIRST = 5000, 3, 50000


class DueSteps(Walk):
    @step(name=st.sampled_from(["Ada", "Ben", "Dan"]), often=1)
    def change_account(self, name: str) -> None:
        """She has another account from now on, in both her groups."""
        plan = self.plans[0]
        person_id = self.id_of(plan, name)
        self.accounts[person_id] = 1 - self.accounts.get(person_id, 0)
        number = ACCOUNTS[name][self.accounts[person_id]]
        person = self.row(Person, person_id)
        people.set_iban(
            self.session, person, number, name, vault=VAULT, by=Actor(person_id), at=self.at
        )

    def payer(self, payer: UUID, name: str) -> Actor:
        plan = next(one for one in self.plans if one.holder == payer)
        return self.actor(plan, name)

    def payers_with_due(self) -> list[UUID]:
        return sorted({one.holder for one in self.plans if self._due(one)})

    def due_of(self, payer: UUID) -> list[Due]:
        found = [due for one in self.plans if one.holder == payer for due in self._due(one)]
        return sorted(found, key=lambda one: one.key)

    def _due(self, plan: Plan) -> list[Due]:
        found = []
        for one in plan.expenses:
            if one.state == "approved" and not one.in_run:
                due = Due(plan, "expense", one.id, one.amount, one.reference, thing=one)
                if one.who_paid == "invoice":
                    due.to, due.account = "De Kom", 0
                else:
                    due.person = one.payee
                    due.to, due.account = one.spender, self._account(one.spender, one.payee)
                found.append(due)
        for other in plan.allowances:
            if other.state == "agreed":
                due = Due(plan, "allowance", other.id, other.amount, other.reference, other.person)
                due.thing, due.to = other, other.name
                due.account = self._account(other.name, other.person)
                found.append(due)
        return [*found, *self._returns(plan)]

    def _returns(self, plan: Plan) -> list[Due]:
        found = []
        for organisation, owed in plan.back().items():
            amount = owed - plan.left_going(organisation)
            busy = [one for run in plan.runs for one in run.waiting if one.due.plan is plan]
            if amount > 0 and organisation not in {one.due.organisation for one in busy}:
                reference = self.stage.references[plan.id]
                due = Due(plan, "return", plan.id, amount, reference, organisation=organisation)
                due.to, due.account = str(organisation), None if organisation == plan.holder else 0
                found.append(due)
        return found

    def _account(self, name: str, person: UUID) -> int | None:
        return self.accounts.get(person, 0) if name in ACCOUNTS else None

    def all_is_due(self, payer: UUID, ours: list[Due]) -> None:
        """The page of who pays lists what the book says is due, to the cent."""
        groups = queries.groups_of(self.session, payer)
        found = {one.key: one.amount.minor for one in queries.due(self.session, groups)}
        assert found == {one.key: one.amount for one in ours}

    def changed(self, due: Due) -> bool:
        """Did she change her account since the run was put together?"""
        return due.person is not None and due.account != self.accounts.get(due.person, 0)

    # ---- what asks for a look ---------------------------------------------------------------------

    def looks(self, payer: UUID, due: Due) -> set[str]:
        past = [
            one
            for run in self.runs
            if run.payer == payer
            for one in run.payments
            if one.state == "paid" and (one.due.person, one.due.to) == (due.person, due.to)
        ]
        found = set()
        if not past:
            found.add("first-time")
        elif self._last(payer, due) != due.account:
            found.add("account-changed")
        if self._shared(due):
            found.add("account-shared")
        if self._far_above(due):
            found.add("far-above")
        return found

    def _shared(self, due: Due) -> bool:
        """Did somebody of the same name in the other group give the same number?"""
        namesakes = {self.id_of(plan, due.to) for plan in self.plans} if due.person else set()
        return due.account in {self.accounts.get(one, 0) for one in namesakes - {due.person}}

    def _last(self, payer: UUID, due: Due) -> int | None:
        """The account to which she was paid last: by the newest run, of which it was paid."""
        for run in [one for one in self.runs if one.payer == payer][::-1]:
            for one in run.payments:
                same = (one.due.person, one.due.to) == (due.person, due.to)
                if one.state == "paid" and same:
                    return one.due.account
        return None

    def _far_above(self, due: Due) -> bool:
        group = [
            one
            for run in self.runs
            for one in run.payments
            if one.state == "paid" and one.due.plan.owner == due.plan.owner
        ]
        last = sorted(group, key=self._when, reverse=True)[:12]
        if not last:
            return due.amount > FIRST
        most = max(one.due.amount for one in last)
        return due.amount > most * TIMES and due.amount > FAR

    def _when(self, payment: Payment) -> tuple[object, str]:
        return payment.ended_at, str(payment.id)

    # ---- caps ---------------------------------------------------------------------------------------

    def cap_of(self, one: Allowance, on: date) -> set[str]:
        """Why it cannot be paid on this day, beside what is paid and in runs already."""
        others = [other for other in self.allowances if other is not one]
        had = self.caps.had(one.person, on, others, {"in-run"})
        return self.caps.reasons(had, one.kind, one.amount, on)
