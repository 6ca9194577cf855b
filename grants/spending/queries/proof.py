"""How the costs of each line are proved: with a receipt, as lost, or not yet."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from grants.spending.models import Expense, Lost, Receipt
from grants.spending.states import ExpenseState

BOOKED = (ExpenseState.APPROVED, ExpenseState.PAID)


@dataclass(frozen=True, slots=True)
class Proof:
    """Of one line: how many costs are booked, how many have a receipt, how many lost theirs."""

    costs: int
    receipts: int
    lost: int

    @property
    def missing(self) -> int:
        """How many have neither."""
        return self.costs - self.receipts - self.lost


def proofs(session: Session, proposal_id: UUID) -> dict[UUID, Proof]:
    """By line of this plan. One statement."""
    has = select(Receipt.id).where(Receipt.expense_id == Expense.id).exists()
    lost = select(Lost.id).where(Lost.expense_id == Expense.id).exists()
    rows = session.execute(
        select(
            Expense.line_id,
            func.count(),
            func.sum(case((has, 1), else_=0)),
            func.sum(case((~has & lost, 1), else_=0)),
        )
        .where(Expense.proposal_id == proposal_id, Expense.state.in_(BOOKED))
        .group_by(Expense.line_id)
    )
    return {line_id: Proof(costs, int(with_), int(gone)) for line_id, costs, with_, gone in rows}
