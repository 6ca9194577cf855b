"""What the bank did with a run: paid, partly failed, or nothing because it was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.awards import service as awards
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.periods import day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.payments import queries
from grants.payments.models import Payee, Payment, PayRun
from grants.payments.queries.shown import AtBank
from grants.payments.rules import GivingBack
from grants.payments.rules.runs import Outcome
from grants.payments.service import overpaid
from grants.payments.service.arrivals import give_back
from grants.payments.service.shared import (
    give_up,
    locked,
    look_at_all,
    open_books,
    refuse_faults,
    tell_failed,
)
from grants.payments.states import RUN_LIFE, PaymentState
from grants.proposals.models import Proposal
from grants.spending import service as spending
from grants.spending.models import Expense
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup
from grants.workgroups.rules import place_of


def settle(session: Session, run: PayRun, data: Outcome, *, by: Actor, at: datetime) -> PayRun:
    """Write down what the bank did: all in one transaction, or nothing.

    What was paid is in the books, never refused: what the place can no longer cover the holder
    advanced, and it is owed to the holder; who got more back than was owed by then owes it, and
    people are told. What failed is due again, with its reason. The day is that of the bank: of the
    line that shows it, or as somebody says.
    Refuses ``payment-unknown``, ``day-to-come``, ``paid-before-file``, ``book-faulty``; and what
    lines of the bank show otherwise: ``shown-paid``, ``shown-back``.
    """
    act = Act.PAYMENTS_RUN_FAILED if data.failed else Act.PAYMENTS_RUN_PAID
    run = locked(session, run.id, act, by)
    if not set(data.failed) <= {one.id for one in run.living}:
        raise Invalid("payment-unknown", field="failed")
    if data.on > day_of(at):
        raise Invalid("day-to-come", field="on")
    refuse_before_file(session, run, data.on)
    shown = queries.shown_in(session, run.id)
    _refuse_otherwise(run, data, shown)
    groups = {one.group_id for one in run.living}
    open_books(session, groups)
    # Persons in one order in all runs: each has a lock of her own for the year.
    for payment in sorted(run.living, key=lambda one: (str(one.person_id), one.no)):
        if payment.id in data.failed:
            payment.failed_why = data.failed[payment.id]
            give_up(session, payment, PaymentState.FAILED, by=by, at=at)
            tell_failed(session, payment, at=at)
        else:
            line = shown.get(payment.id, AtBank()).went
            _book(session, payment, line.on if line else data.on, by=by, at=at)
    run.state, run.ended_at = RUN_LIFE.after(run.state, act), at
    session.flush()
    refuse_faults(session, groups)
    look_at_all(session, at=at)
    record(session, act, run, by=by, at=at, on=data.on, failed=len(data.failed))
    return run


def withdraw(session: Session, run: PayRun, why: str, *, by: Actor, at: datetime) -> PayRun:
    """The bank does not pay this run: all that is in it is due again.

    Refuses ``why-missing``, and ``shown-paid`` when a line of the bank shows that it paid of it.
    """
    run = locked(session, run.id, Act.PAYMENTS_RUN_WITHDRAW, by)
    if not why.strip():
        raise Invalid("why-missing", field="why")
    shown = queries.shown_in(session, run.id)
    for payment in run.living:
        _refuse_paid(payment, shown)
    open_books(session, {one.group_id for one in run.living})
    for payment in sorted(run.living, key=lambda one: (str(one.person_id), one.no)):
        give_up(session, payment, PaymentState.OUT, by=by, at=at)
    run.state = RUN_LIFE.after(run.state, Act.PAYMENTS_RUN_WITHDRAW)
    run.ended_at, run.ended_why = at, why.strip()
    session.flush()
    record(session, Act.PAYMENTS_RUN_WITHDRAW, run, by=by, at=at, why=why.strip())
    waiting.done(session, run, at=at)
    return run


def refuse_before_file(session: Session, run: PayRun, on: date) -> None:
    """The bank paid nothing of a file before that was made: ``paid-before-file`` (with ``made``).

    The day on which somebody pressed that the bank has it is later, or never came.
    """
    file = queries.file_of(session, run)
    assert file is not None  # noqa: S101  its state says so
    made = day_of(file.made_at)
    if on < made:
        raise Invalid("paid-before-file", field="on", made=made)


def _refuse_otherwise(run: PayRun, data: Outcome, shown: Mapping[UUID, AtBank]) -> None:
    """What a line of the bank shows is so: as long as that match stands."""
    for payment in run.living:
        if payment.id in data.failed:
            _refuse_paid(payment, shown)
        elif payment.id in shown and (back := shown[payment.id].back) is not None:
            raise Invalid("shown-back", field="failed", name=payment.name, on=back.on)


def _refuse_paid(payment: Payment, shown: Mapping[UUID, AtBank]) -> None:
    """What was paid is not due again: it would leave the bank twice."""
    line = shown.get(payment.id, AtBank()).stayed_away
    if line is not None:
        raise NotNow("shown-paid", name=payment.name, amount=payment.amount, on=line.on)


def _book(session: Session, payment: Payment, on: date, *, by: Actor, at: datetime) -> None:
    """It left the bank on this day: into the book by the verb of its own room."""
    place = queries.place_for(session, payment.owner_id, payment.group_id)
    payment.state, payment.ended_at = PaymentState.PAID, at
    session.flush()
    _advance(session, payment, place, on, by=by, at=at)
    if payment.expense_id is not None:
        expense = session.get_one(Expense, payment.expense_id)
        spending.pay(session, expense, spending.Paying(place, on, from_run=True), by=by, at=at)
    elif payment.allowance_id is not None:
        allowance = session.get_one(Allowance, payment.allowance_id)
        paying = allowances.Paying(place, on, from_run=True)
        allowances.pay(session, allowance, paying, by=by, at=at)
    else:
        payee = session.get_one(Payee, payment.payee_id)
        plan = session.get_one(Proposal, payment.proposal_id)
        assert payee.organisation_id is not None  # noqa: S101  a return goes to one
        back = GivingBack(payee.organisation_id, payment.amount, on, place, from_run=True)
        overpaid.tell(session, give_back(session, plan, back, by=by, at=at), at=at)


def _advance(
    session: Session,
    payment: Payment,
    place: AccountKind,
    on: date,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Money went away between the yes and now, and the bank paid all the same: the holder's money."""
    workgroup, plan_id = session.get_one(Workgroup, payment.group_id), payment.proposal_id
    ref_id = place_of(workgroup, place, plan_id)
    gap = payment.amount - book.balance_of(session, plan_id, place, ref_id)
    if not gap.is_positive:
        return
    lines = [
        Line(place, gap, plan_id, ref_id),
        Line(AccountKind.BACK, -gap, plan_id, workgroup.holder_id),
    ]
    act, owner_id = Act.PAYMENTS_RUN_PAID, payment.group_id
    ledger.post(session, owner_id, on=on, act=act, source=payment, lines=lines, by=by, at=at)
    awards.right_again(session, plan_id, at=at)
