"""What a statement says of a run: all of it was seen at the bank, or something came back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.awards.service import is_accounted
from grants.kit.access import Actor
from grants.kit.periods import day_of
from grants.payments.models import (
    Arrival,
    ArrivalKind,
    FailedWhy,
    MatchedThing,
    MatchKind,
    OnlineReturn,
    Payee,
    Payment,
    PayRun,
)
from grants.payments.rules.matching import ExpectedKind
from grants.payments.rules.runs import Outcome
from grants.payments.service import arrivals
from grants.payments.service.settling import settle
from grants.payments.states import ArrivalState, PaymentState, RunState
from grants.spending import service as spending
from grants.spending.models import Expense
from grants.spending.states import ExpenseState

OF_RUNS = frozenset({ExpectedKind.PAYMENT, ExpectedKind.PAYMENT_BACK})
_WHY = "De bank heeft het teruggestuurd."


def settle_seen(
    session: Session, payment_ids: Collection[UUID], on: date, *, by: Actor, at: datetime
) -> None:
    """End the runs of these payments of which the last one was seen now.

    What came back is failed, all else is paid: by the run's own verb.
    """
    which = select(PayRun).join(Payment, Payment.run_id == PayRun.id)
    of_these = which.where(Payment.id.in_(payment_ids), PayRun.state == RunState.HANDED_IN)
    for run in session.scalars(of_these.distinct()).all():
        seen = _seen(session, [one.id for one in run.living])
        if any(not seen.get(one.id) for one in run.living):
            continue
        failed = {
            one.id: FailedWhy.OTHER for one in run.living if MatchKind.PAYMENT_BACK in seen[one.id]
        }
        assert run.handed_in_at is not None  # noqa: S101  its state says so
        day = max(on, day_of(run.handed_in_at))
        settle(session, run, Outcome(day, failed), by=by, at=at)


def bounce(session: Session, payment_id: UUID, *, by: Actor, at: datetime) -> bool:
    """The bank sent back what its run had paid: undone in the book, to be noted anew.

    After the account it is not undone but owed again, since costs stand as they were accounted.
    False when it was not paid, or when somebody undid it by hand before.
    """
    payment = session.get_one(Payment, payment_id)
    if payment.state is not PaymentState.PAID:
        return False
    payment.state, payment.failed_why = PaymentState.FAILED, FailedWhy.OTHER
    session.flush()
    accounted = is_accounted(session, payment.proposal_id)
    if payment.expense_id is not None:
        expense = session.get_one(Expense, payment.expense_id)
        stands = expense.state is ExpenseState.PAID
        if stands and accounted:
            spending.come_back(session, expense, by=by, at=at)
        elif stands:
            spending.correct(session, expense, _WHY, by=by, at=at)
        return stands
    if payment.allowance_id is not None:
        allowance = session.get_one(Allowance, payment.allowance_id)
        stands = allowance.state is AllowanceState.PAID
        if stands and accounted:
            allowances.come_back(session, allowance, by=by, at=at)
        elif stands:
            allowances.correct(session, allowance, _WHY, by=by, at=at)
        return stands
    arrival = _return_of(session, payment)
    if arrival is not None:
        arrivals.mirror(session, arrival, _WHY, by=by, at=at, whole=True)
    return arrival is not None


def _seen(session: Session, payment_ids: Collection[UUID]) -> dict[UUID, set[MatchKind]]:
    which = select(MatchedThing.thing_id, MatchedThing.kind).where(
        MatchedThing.thing_id.in_(payment_ids), MatchedThing.undone_at.is_(None)
    )
    found: dict[UUID, set[MatchKind]] = {}
    for thing_id, kind in session.execute(which):
        found.setdefault(thing_id, set()).add(kind)
    return found


def _return_of(session: Session, payment: Payment) -> Arrival | None:
    """What the run entered when this payment to an organisation was made, while it stands.

    Not what went back the way it came: that only the provider undoes.
    """
    payee = session.get_one(Payee, payment.payee_id)
    which = select(Arrival).where(
        Arrival.proposal_id == payment.proposal_id,
        Arrival.kind == ArrivalKind.RETURN,
        Arrival.organisation_id == payee.organisation_id,
        Arrival.amount_minor == payment.amount.minor,  # type: ignore[attr-defined]
        Arrival.state == ArrivalState.ENTERED,
        ~exists().where(OnlineReturn.arrival_id == Arrival.id),
    )
    return session.scalars(which.order_by(Arrival.entered_at.desc()).limit(1)).one_or_none()
