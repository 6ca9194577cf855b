"""What pages and verbs ask about counts of the box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.awards.models import Award, AwardState
from grants.kit.money import Money
from grants.payments.models import CashCount
from grants.payments.queries.arrivals import OPEN
from grants.payments.states import CountState
from grants.proposals.models import Proposal
from grants.spending.models import Expense, WhoPaid
from grants.spending.states import ExpenseState

LAST = 20
_ACCOUNTED = (AwardState.ACCOUNTED, AwardState.SETTLED)


def pending_cash(session: Session, owner_id: UUID) -> Sequence[Expense]:
    """What was paid from the box and is asked, over all plans, oldest first. No drafts."""
    which = select(Expense).where(
        Expense.owner_id == owner_id,
        Expense.who_paid == WhoPaid.CASH,
        Expense.state == ExpenseState.ASKING,
    )
    return session.scalars(which.order_by(Expense.on, Expense.reference)).all()


def pending_sum(session: Session, owner_id: UUID) -> Money:
    """The same together. Under the lock that matters."""
    which = select(func.sum(Expense.amount_minor)).where(  # type: ignore[attr-defined]
        Expense.owner_id == owner_id,
        Expense.who_paid == WhoPaid.CASH,
        Expense.state == ExpenseState.ASKING,
    )
    return Money(int(session.scalar(which) or 0))


def open_count(session: Session, owner_id: UUID) -> CashCount | None:
    """The count that waits for its second yes; there is one at most."""
    which = select(CashCount).where(
        CashCount.owner_id == owner_id, CashCount.state == CountState.COUNTED
    )
    return session.scalars(which.execution_options(populate_existing=True)).one_or_none()


def counts_of(session: Session, owner_id: UUID) -> Sequence[CashCount]:
    """The last counts that stand or wait, newest first."""
    which = select(CashCount).where(
        CashCount.owner_id == owner_id, CashCount.state != CountState.DROPPED
    )
    order = (CashCount.counted_at.desc(), CashCount.id.desc())
    return session.scalars(which.order_by(*order).limit(LAST)).all()


@dataclass(frozen=True, slots=True)
class LastCount:
    """The newest count that two people stand for, and their names."""

    count: CashCount
    counter: str
    second: str


def bookable_plans(session: Session, owner_id: UUID) -> Sequence[Proposal]:
    """The plans in whose book a difference can go: not ended, not accounted for. Newest first."""
    accounted = select(Award.proposal_id).where(Award.state.in_(_ACCOUNTED))
    which = select(Proposal).where(
        Proposal.owner_id == owner_id,
        Proposal.state.in_(OPEN),
        Proposal.id.not_in(accounted),
    )
    return session.scalars(which.order_by(Proposal.made_at.desc(), Proposal.id)).all()
