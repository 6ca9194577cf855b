"""What was paid from the cash box and waits for a yes: it left the box, the book comes later."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.kit.asking import an_id
from grants.kit.money import Money
from grants.ledger.models import AccountKind
from grants.spending.models import Expense, WhoPaid
from grants.spending.states import ExpenseState

_ASKED = select(func.sum(Expense.amount_minor)).where(  # type: ignore[attr-defined]
    Expense.proposal_id == an_id("plan_id"),
    Expense.state == ExpenseState.ASKING,
    Expense.who_paid == WhoPaid.CASH,
)


def asked_from_box(session: Session, plan_id: UUID) -> Money:
    """What of this plan is asked and was paid from the box. Under the lock that matters."""
    return Money(int(session.scalar(_ASKED, {"plan_id": plan_id}) or 0))


def claimed_from_box(session: Session, plan_id: UUID, kind: AccountKind, _ref_id: UUID) -> Money:
    """What of this place is no longer there to pay with, though the book still has it."""
    if kind is not AccountKind.CASH:
        return Money.zero()
    return asked_from_box(session, plan_id)
