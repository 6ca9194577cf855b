"""An expense in a pay run: it waits for the bank, and nobody pays it another way meanwhile."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.ledger import service as ledger
from grants.mandates.service import unask
from grants.spending.access import may
from grants.spending.models import Expense
from grants.spending.service.deciding import ask_payers
from grants.spending.service.paying import refuse_same_person
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup


def put_in_run(session: Session, expense: Expense, on: date, *, by: Actor, at: datetime) -> Expense:
    """It goes into a run that the bank pays on this day. Refuses ``another-pays``, ``in-run``."""
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    may(by, Act.SPENDING_RUN, expense).check()
    if expense.run_on is not None:
        raise NotNow("in-run")
    workgroup = session.get_one(Workgroup, expense.owner_id)
    refuse_same_person(session, expense, workgroup, by, at)
    expense.run_on = on
    session.flush()
    record(session, Act.SPENDING_RUN, expense, by=by, at=at, on=on)
    waiting.done(session, expense, at=at)
    unask(session, expense, at=at)
    return expense


def fail(session: Session, expense: Expense, *, by: Actor, at: datetime) -> Expense:
    """The bank did not pay it, or its run was withdrawn: it waits for money again."""
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    may(by, Act.SPENDING_FAIL, expense).check()
    if expense.run_on is None:
        raise NotNow("not-in-run")
    expense.run_on = None
    session.flush()
    record(session, Act.SPENDING_FAIL, expense, by=by, at=at)
    ask_payers(session, expense, by=by, at=at)
    return expense
