"""Pay runs: put together, looked at, agreed to by another, filed, handed in, answered by the bank."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import select

from app.gateways.sepa import FakeSepa
from grants.payments import service as payments
from grants.payments.models import Arrival as ArrivalRow
from grants.payments.models import ArrivalKind, PayRun
from grants.payments.models import Payment as PaymentRow
from grants.payments.models.runs import FailedWhy
from grants.payments.rules import Choosing, Outcome
from grants.payments.service import seen
from tests.payments.paying import VAULT
from tests.proof.came import Arrival
from tests.proof.due_steps import DueSteps
from tests.proof.going import AT_WORK, SAID_YES, Due, Payment, Run
from tests.proof.machine import ACCESS, one_of, pick, seldom, step, who
from tests.proof.naive import Allowance

PAYERS = {"Hans", "Piet"}
MOST_DAYS = 90  # ahead: no bank takes a file for later
few = st.sets(st.integers(0, 7), max_size=3)  # by place in a list: which of them
soon = st.sampled_from([0, 0, 0, 1, 20, 400, -1])
onward = st.integers(0, 5)


def picked(several: list[Due], places: set[int]) -> list[Due]:
    return [one for place, one in enumerate(several) if place % 8 not in places]


class RunSteps(DueSteps):
    def run(self, number: int, *states: str) -> Run:
        right = [one for one in self.runs if one.state in states]
        return one_of((right if right and number < 5 else self.runs)[::-1], number)

    # ---- putting together ---------------------------------------------------------------------

    @step(
        lambda self: self.payers_with_due(),
        often=8,
        number=pick,
        without=few,
        days=soon,
        name=who,
        go=onward,
    )
    def collect(self, number: int, without: set[int], days: int, name: str, go: int) -> None:
        every = self.payers_with_due()
        fits = [one for one in every if self._fits(self.due_of(one), self.today)[0]]
        payer = one_of(fits if fits and number < 5 else every, number)
        waits = self.due_of(payer)
        self.all_is_due(payer, waits)
        chosen = picked(waits, without)
        pay_on, by = self.on(days), self.payer(payer, name or "Hans")
        taken, kept = self._fits(chosen, pay_on)
        reasons = {ACCESS} if name and name not in PAYERS else set()
        if days < 0:
            reasons.add("run-day-past")
        if days > MOST_DAYS:
            reasons.add("run-day-far")
        if not chosen:
            reasons.add("nothing-chosen")
        elif not taken:
            reasons |= set.union(*kept.values())
        data = Choosing([one.key for one in chosen], pay_on)

        def act() -> payments.Collected:
            return payments.collect(self.session, payer, data, vault=VAULT, by=by, at=self.at)

        made = self.attempt(reasons, act)
        if made is None:
            return
        assert {one.due.key for one in made.kept} == kept.keys()
        assert all(one.code in kept[one.due.key] for one in made.kept)
        run = self._begun(made.run, payer, name or "Hans", taken)
        if go:
            self._follow_run(run, go)

    def _fits(self, chosen: list[Due], pay_on: date) -> tuple[list[Due], dict[str, set[str]]]:
        """What goes in, person by person; the rest is kept back with its reason."""
        taken: list[Due] = []
        kept: dict[str, set[str]] = {}
        for one in sorted(chosen, key=lambda due: (str(due.person), due.reference)):
            plan = one.plan
            mine = sum(other.amount for other in taken if other.plan is plan)
            waits = sum(other.due.amount for other in plan.in_runs(AT_WORK))
            reasons = set() if one.account is not None else {"no-account"}
            if plan.held("bank") - waits - plan.refunds - mine < one.amount:
                reasons.add("place-short")
            if isinstance(one.thing, Allowance):
                allowance = one.thing
                allowance.state = "agreed"
                reasons |= self.cap_of(allowance, pay_on)
            if reasons:
                kept[one.key] = reasons
            else:
                taken.append(one)
                if isinstance(one.thing, Allowance):
                    one.thing.state, one.thing.run_on = "in-run", pay_on  # fills the next one's
        for one in taken:
            if isinstance(one.thing, Allowance):
                one.thing.state, one.thing.run_on = "agreed", None
        return taken, kept

    def _begun(self, made: PayRun, payer: UUID, name: str, taken: list[Due]) -> Run:
        run = Run(made.id, payer, name, made.pay_on, [])
        rows = sorted(made.payments, key=lambda row: row.no)
        assert [row.amount.minor for row in rows] == [one.amount for one in taken]
        for row, due in zip(rows, taken, strict=True):
            run.payments.append(Payment(row.id, due, row.no, self.looks(payer, due)))
            assert {str(look) for look in row.asks} == run.payments[-1].looks
            if isinstance(due.thing, Allowance):
                due.thing.state, due.thing.run_on = "in-run", made.pay_on
            elif due.thing is not None:
                due.thing.in_run = True
        self.runs.append(run)
        for plan in {id(one.plan): one.plan for one in taken}.values():
            plan.runs.append(run)
        return run

    def _follow_run(self, run: Run, go: int) -> None:
        """Looked at, filed, handed in and paid at once, as far as it goes."""
        other = "Piet" if run.made_by == "Hans" else "Hans"
        if go > 0 and run.state == "open":
            self.approve_run(self._place(run), other, looks=True)
        if go > 1 and run.state == "approved":
            self.file_run(self._place(run), "")
        if go > 2 and run.state == "filed":
            self.hand_in(self._place(run), "")
        if go > 3 and run.state == "handed-in":
            self.settle_run(self._place(run), set(), 0, "")

    def _place(self, run: Run) -> int:
        same = [one for one in self.runs if one.state == run.state][::-1]
        return same.index(run) if same.index(run) < 5 else 0

    @step(
        lambda self: any(one.state == "open" for one in self.runs), number=pick, name=who, often=1
    )
    def leave_out(self, number: int, name: str) -> None:
        """One payment is taken out before anybody said yes."""
        run = self.run(number, "open")
        payment = one_of(run.payments, number)
        reasons = self._doing(run, name, "open")
        if payment.state != "waiting":
            reasons.add("wrong-state")
        by = self.payer(run.payer, name or "Hans")

        def act() -> PayRun:
            row = self.row(PaymentRow, payment.id)
            return payments.leave_out(self.session, row, by=by, at=self.at)

        if self.attempt(reasons, act):
            self._out(payment, "out")
            if not run.living:
                run.state = "withdrawn"

    # ---- agreeing, filing, handing in -----------------------------------------------------------

    @step(
        lambda self: any(one.state == "open" for one in self.runs),
        number=pick,
        name=st.sampled_from(["Piet", "Piet", "Hans", "Hans", "Dan"]),
        looks=st.sampled_from([True, True, True, False]),
    )
    def approve_run(self, number: int, name: str, looks: bool) -> None:
        run = self.run(number, "open")
        reasons = self._doing(run, name, "open")
        if name == run.made_by:
            reasons.add(ACCESS)
        if run.pay_on < self.today:
            reasons.add("run-day-past")
        if any(self.changed(one.due) for one in run.living):
            reasons.add("payee-changed")
        if not looks and any(one.looks for one in run.living):
            reasons.add("look-first")
        for plan in {id(one.due.plan): one.due.plan for one in run.living}.values():
            waits = sum(one.due.amount for one in plan.in_runs(AT_WORK))
            if plan.held("bank") - waits - plan.refunds < 0:
                reasons.add("plan-short")
        looked = [one.id for one in run.living if one.looks and looks]
        by = self.payer(run.payer, name)

        def act() -> PayRun:
            row = self.row(PayRun, run.id)
            return payments.approve(self.session, row, looked, vault=VAULT, by=by, at=self.at)

        if self.attempt(reasons, act):
            run.state = "approved"

    @step(lambda self: any(one.state in SAID_YES for one in self.runs), number=pick, name=who)
    def file_run(self, number: int, name: str) -> None:
        """Written once; whoever asks again gets the same bytes."""
        run = self.run(number, "approved")
        reasons = set() if run.file else self._doing(run, name, "approved")
        if not run.file and run.pay_on < self.today:
            reasons.add("run-day-over")
        by = self.payer(run.payer, name or "Hans")

        def act() -> bytes:
            row = self.row(PayRun, run.id)
            made = payments.make_file(self.session, row, FakeSepa(), vault=VAULT, by=by, at=self.at)
            return payments.bytes_of(made, VAULT)

        made = self.attempt(reasons, act)
        if made is not None:
            assert made == (run.file or made)
            run.made_on = run.made_on or self.today
            run.file, run.state = made, "filed" if run.state == "approved" else run.state

    @step(lambda self: any(one.state == "filed" for one in self.runs), number=pick, name=who)
    def hand_in(self, number: int, name: str) -> None:
        run = self.run(number, "filed")
        by = self.payer(run.payer, name or "Piet")

        def act() -> PayRun:
            return payments.hand_in(self.session, self.row(PayRun, run.id), by=by, at=self.at)

        if self.attempt(self._doing(run, name, "filed"), act):
            run.state = "handed-in"

    # ---- what the bank did ----------------------------------------------------------------------

    @step(
        lambda self: any(one.state == "handed-in" for one in self.runs),
        often=8,
        number=pick,
        failed=few,
        days=st.sampled_from([0, 0, 0, -1, 1]),
        name=who,
    )
    def settle_run(self, number: int, failed: set[int], days: int, name: str) -> None:
        """All is paid but these; what is no longer there, the holder advanced."""
        run = self.run(number, "handed-in")
        not_paid = [one for one in run.living if one.no % 8 in failed]
        on = self.on(days)
        reasons = self._doing(run, name, "handed-in")
        if days > 0:
            reasons.add("day-to-come")
        if run.made_on is not None and on < run.made_on:
            reasons.add("paid-before-file")
        data = Outcome(on, {one.id: FailedWhy.CLOSED for one in not_paid})
        by = self.payer(run.payer, name or "Hans")

        def act() -> PayRun:
            return payments.settle(self.session, self.row(PayRun, run.id), data, by=by, at=self.at)

        if not self.attempt(reasons, act):
            return
        for payment in sorted(run.living, key=lambda one: one.order):
            if payment in not_paid:
                self._out(payment, "failed")
            else:
                self._paid_by(payment, on)
        run.state = "partly-failed" if not_paid else "done"

    def _paid_by(self, payment: Payment, on: date) -> None:
        due, plan = payment.due, payment.due.plan
        payment.state, payment.ended_at = "paid", self.at
        gap = due.amount - plan.held("bank")
        if gap > 0:
            plan.post(plan.place("bank"), ("back", plan.holder), gap)
            plan.advanced += gap
        if due.organisation is not None:
            self._returned(payment)
            return
        thing = due.thing
        assert thing is not None
        if isinstance(thing, Allowance):
            # In a year without amounts it is tested when somebody adds them.
            reasons = self.cap_of(thing, on)
            thing.untested = self.at if "no-cap" in reasons else None
            thing.run_on, thing.paid_on, thing.passed = None, on, bool(reasons - {"no-cap"})
            owed = ("owed", thing.person)
        else:
            thing.in_run, owed = False, ("owed", thing.payee)
        thing.state, thing.place = "paid", "bank"
        plan.post(owed, plan.place("bank"), due.amount)
        plan.conclude()

    def _returned(self, payment: Payment) -> None:
        plan, amount = payment.due.plan, payment.due.amount
        assert payment.due.organisation is not None
        known = {one.id for one in plan.arrivals}
        rows = self.session.scalars(
            select(ArrivalRow).where(
                ArrivalRow.proposal_id == plan.id, ArrivalRow.kind == ArrivalKind.RETURN
            )
        )
        made = next(row for row in rows if row.id not in known and row.amount.minor == amount)
        moved = {("back", payment.due.organisation): amount, plan.place("bank"): -amount}
        plan.arrivals.append(Arrival(made.id, plan, "return", amount, moved))
        for key, part in moved.items():
            plan.book[key] += part
        plan.conclude()

    @step(lambda self: self.paid_by_bank(), number=pick, often=2)
    def bounce(self, number: int) -> None:
        """The bank sends back what it had paid: it is owed again."""
        payment = one_of(self.paid_by_bank(), number)
        due, thing = payment.due, payment.due.thing
        assert thing is not None
        by = self.actor(due.plan, "Hans")

        def act() -> bool:
            return seen.bounce(self.session, payment.id, by=by, at=self.at) or True

        stands, plan = thing.state == "paid", due.plan
        self.attempt((), act)
        payment.state = "failed"
        if not stands:
            return
        owed = ("owed", thing.person if isinstance(thing, Allowance) else thing.payee)
        assert thing.place is not None
        plan.post(plan.place(thing.place), owed, due.amount)
        thing.place, thing.came_back = None, True
        thing.state = "approved"
        if isinstance(thing, Allowance):
            thing.state, thing.paid_on, thing.passed, thing.confirmed = "agreed", None, False, False
            thing.untested = None
        plan.conclude()

    def paid_by_bank(self) -> list[Payment]:
        every = [one for run in self.runs for one in run.payments]
        return [one for one in every if one.state == "paid" and one.due.thing is not None]

    @step(
        lambda self: any(one.state in AT_WORK for one in self.runs),
        number=pick,
        why=st.sampled_from(["De bank is dicht.", "Fout.", " "]),
        name=who,
        sure=seldom,
        often=2,
    )
    def withdraw_run(self, number: int, why: str, name: str, sure: bool) -> None:
        run = self.run(number, *(AT_WORK if sure else {"open", "approved", "filed"}))
        reasons = self._doing(run, name, *AT_WORK)
        if not why.strip():
            reasons.add("why-missing")
        by = self.payer(run.payer, name or "Hans")

        def act() -> PayRun:
            return payments.withdraw(self.session, self.row(PayRun, run.id), why, by=by, at=self.at)

        if self.attempt(reasons, act):
            for payment in run.living:
                self._out(payment, "out")
            run.state = "withdrawn"

    def _out(self, payment: Payment, state: str) -> None:
        """Not paid: what it is for is due again."""
        payment.state, payment.ended_at = state, self.at
        thing = payment.due.thing
        if isinstance(thing, Allowance):
            thing.state, thing.run_on = "agreed", None
        elif thing is not None:
            thing.in_run = False

    def _doing(self, run: Run, name: str, *states: str) -> set[str]:
        reasons = set() if run.state in states else {"wrong-state"}
        if name and name not in PAYERS:
            reasons.add(ACCESS)
        return reasons
