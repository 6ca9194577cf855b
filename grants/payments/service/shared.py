"""What the verbs of pay runs share: locks in one order, books that hold, what a place still has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.checks.queries import faults_of
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.money import Money
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.outbox import service as outbox
from grants.owners import service as owners
from grants.payments import queries
from grants.payments.access import may_run
from grants.payments.models import Payment, PayRun
from grants.payments.states import PaymentState
from grants.spending import service as spending
from grants.spending.models import Expense
from grants.workgroups.models import Workgroup
from grants.workgroups.rules import place_of


def locked(session: Session, run_id: UUID, act: Act, by: Actor) -> PayRun:
    """The run as it is now, under its payer's lock, when this person may do this."""
    run = session.get_one(PayRun, run_id)
    owners.lock(session, run.owner_id)
    session.refresh(run)
    may_run(by, act, run).check()
    return run


def open_books(session: Session, group_ids: Iterable[UUID]) -> None:
    """Take these books' locks, always in the same order; a fault in one of them stops it all."""
    in_order = sorted(set(group_ids))
    for group_id in in_order:
        ledger.lock(session, group_id)
    refuse_faults(session, in_order)


def refuse_faults(session: Session, group_ids: Iterable[UUID]) -> None:
    """A book or history that does not hold is not paid from: ``book-faulty`` with the group's name.

    All that the nightly check looks at, in these groups' books and histories. In these alone: what
    a run books stands in no other, and a fault elsewhere, which that check names each night, holds
    up nobody's money here. Kept files are in no amount: ``look_at_all`` has them looked at beside it.
    """
    found = faults_of(session, sorted(group_ids))
    if found:
        name = session.get_one(Workgroup, found[0].id).name
        raise NotNow("book-faulty", group=name, no=found[0].no or 0)


def look_at_all(session: Session, *, at: datetime) -> None:
    """Ask for the whole nightly check now, kept files too: before and after a run; once an hour."""
    outbox.enqueue(session, "checks.begin", f"checks.begin:run:{at:%Y%m%dT%H}", at=at)


def give_up(
    session: Session, payment: Payment, state: PaymentState, *, by: Actor, at: datetime
) -> None:
    """The bank does not pay it: what it is for is due again."""
    payment.state, payment.ended_at = state, at
    session.flush()
    if payment.expense_id is not None:
        spending.fail(session, session.get_one(Expense, payment.expense_id), by=by, at=at)
    elif payment.allowance_id is not None:
        allowances.fail(session, session.get_one(Allowance, payment.allowance_id), by=by, at=at)


def tell_failed(session: Session, payment: Payment, *, at: datetime) -> None:
    """The person gets a letter: it did not arrive, and what can be done."""
    if payment.person_id is not None:
        key = f"payments.failed:{payment.id}"
        outbox.enqueue(session, "payments.failed", key, at=at, payment=payment.id)


def free_in_place(session: Session, owner_id: UUID, group_id: UUID, plan_id: UUID) -> Money:
    """What the place holds for this plan and no living run and no refund takes."""
    workgroup = session.get_one(Workgroup, group_id)
    kind = queries.place_for(session, owner_id, group_id)
    ref_id = place_of(workgroup, kind, plan_id)
    holds = book.balance_of(session, plan_id, kind, ref_id)
    holds -= queries.on_its_way(session, plan_id, owner_id)
    return holds - queries.refunds_on_their_way(session, plan_id, kind)
