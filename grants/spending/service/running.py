"""An expense in a pay run: it waits for the bank, and nobody pays it another way meanwhile."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from grants.awards.service import follow
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.periods import day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.mandates.service import unask
from grants.proposals.models import Proposal
from grants.spending.access import may
from grants.spending.models import Expense
from grants.spending.service.deciding import ask_payers
from grants.spending.service.paying import refuse_same_person
from grants.spending.states import LIFE
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


def come_back(session: Session, expense: Expense, *, by: Actor, at: datetime) -> Expense:
    """The bank sent back what was paid: it lies there again, and is owed again.

    Who pays hears it; it is paid once more, or its claim is given up.
    """
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    may(by, Act.SPENDING_BACK, expense).check()
    expense.state = LIFE.after(expense.state, Act.SPENDING_BACK)
    expense.paid_at = expense.paid_on = expense.place = expense.paid_by_id = None
    session.flush()
    act, entry = Act.SPENDING_BACK, book.standing(session, expense)[-1]
    ledger.mirror(session, entry, on=day_of(at), act=act, source=expense, by=by, at=at)
    record(session, act, expense, by=by, at=at, amount=expense.amount)
    ask_payers(session, expense, by=by, at=at)
    follow(session, session.get_one(Proposal, expense.proposal_id), by=by, at=at)
    return expense
