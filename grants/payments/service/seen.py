"""What a statement says of a run: all of it was seen at the bank, or something came back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.kit.access import Actor
from grants.payments import queries
from grants.payments.models import (
    Arrival,
    FailedWhy,
    Payment,
    PayRun,
)
from grants.payments.queries.shown import is_sent_by
from grants.payments.rules.matching import ExpectedKind
from grants.payments.rules.runs import Outcome
from grants.payments.service import arrivals
from grants.payments.service.approving import hand_in
from grants.payments.service.settling import refuse_before_file, settle
from grants.payments.service.shared import tell_failed
from grants.payments.states import ArrivalState, PaymentState, RunState
from grants.spending import service as spending
from grants.spending.models import Expense
from grants.spending.states import ExpenseState

OF_RUNS = frozenset({ExpectedKind.PAYMENT, ExpectedKind.PAYMENT_BACK})
AT_BANK = frozenset({RunState.FILED, RunState.HANDED_IN})
_WHY = "De bank heeft het teruggestuurd."


def settle_seen(
    session: Session, payment_ids: Collection[UUID], on: date, *, by: Actor, at: datetime
) -> None:
    """End the runs of these payments of which the last one was seen now, on this day.

    What came back is failed, all else is paid on the day of its line: by the run's own verb. A run
    of which nobody said that the bank has it is there: its lines show it.
    Refuses a line from before the file: ``paid-before-file``.
    """
    which = select(PayRun).join(Payment, Payment.run_id == PayRun.id)
    for run in session.scalars(which.where(Payment.id.in_(payment_ids)).distinct()).all():
        refuse_before_file(session, run, on)
        shown = queries.shown_in(session, run.id)
        if run.state not in AT_BANK or any(one.id not in shown for one in run.living):
            continue
        if run.state is RunState.FILED:
            hand_in(session, run, by=by, at=at)
        failed = {one.id: FailedWhy.OTHER for one in run.living if shown[one.id].back is not None}
        settle(session, run, Outcome(on, failed), by=by, at=at)


def bounce(session: Session, payment_id: UUID, *, by: Actor, at: datetime) -> bool:
    """The bank sent back what its run had paid: it is owed and due again, as what failed in a run.

    Who pays hears it, and who is not paid. False when it was not paid, or when somebody undid it
    by hand before.
    """
    payment = session.get_one(Payment, payment_id)
    if payment.state is not PaymentState.PAID:
        return False
    payment.state, payment.failed_why = PaymentState.FAILED, FailedWhy.OTHER
    session.flush()
    owed_again = _owe_again(session, payment, by=by, at=at)
    if owed_again:
        tell_failed(session, payment, at=at)
    return owed_again


def _owe_again(session: Session, payment: Payment, *, by: Actor, at: datetime) -> bool:
    if payment.expense_id is not None:
        expense = session.get_one(Expense, payment.expense_id)
        stands = expense.state is ExpenseState.PAID
        if stands:
            spending.come_back(session, expense, by=by, at=at)
        return stands
    if payment.allowance_id is not None:
        allowance = session.get_one(Allowance, payment.allowance_id)
        stands = allowance.state is AllowanceState.PAID
        if stands:
            allowances.come_back(session, allowance, by=by, at=at)
        return stands
    arrival = _return_of(session, payment)
    if arrival is not None:
        arrivals.mirror(session, arrival, _WHY, by=by, at=at, whole=True)
    return arrival is not None


def _return_of(session: Session, payment: Payment) -> Arrival | None:
    """What the run entered when this payment to an organisation was made, while it stands.

    Not what a later run sent: that may be as much, and there it stayed.
    """
    which = select(Arrival).where(
        Payment.id == payment.id, is_sent_by(), Arrival.state == ArrivalState.ENTERED
    )
    return session.scalars(which.order_by(Arrival.id.desc()).limit(1)).one_or_none()
