"""How the costs of each line are proved: with a receipt, as lost, or not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    String,
    Uuid,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from grants.kit.asking import an_id
from grants.ledger.rules import LineAmounts
from grants.proposals.models import Proposal
from grants.spending.models import Expense, Lost, Receipt
from grants.spending.queries.expenses import lines_with
from grants.spending.queries.shifts import AGREED, by_line
from grants.spending.rules import LineStanding
from grants.spending.states import ExpenseState

BOOKED = (ExpenseState.APPROVED, ExpenseState.PAID)


@dataclass(frozen=True, slots=True)
class Proof:
    """Of one line: how many costs are booked, how many have a receipt, how many lost theirs.

    What was said to be lost stays so, also where a file was added later.
    """

    costs: int
    receipts: int
    lost: int

    @property
    def missing(self) -> int:
        """How many have neither."""
        return self.costs - self.receipts - self.lost


@dataclass(frozen=True, slots=True)
class ProvedLine:
    """A cost line as it stands, and how its costs are proved; without costs there is no proof."""

    line: LineStanding
    proof: Proof | None


def proved_lines(
    session: Session, proposal: Proposal, booked: dict[UUID, LineAmounts]
) -> list[ProvedLine]:
    """The lines of an agreed plan with what the book says of them. One statement."""
    proofs: dict[UUID, Proof] = {}
    moves = []
    for line_id, to_id, first, second, third, currency in session.execute(
        _PROOFS_AND_SHIFTS, {"proposal_id": proposal.id}
    ):
        if to_id is None:
            proofs[line_id] = Proof(int(first), int(second), int(third))
        else:
            moves.append((line_id, to_id, int(first), currency))
    lines = lines_with(proposal, booked, by_line(moves))
    return [ProvedLine(line, proofs.get(line.line_id)) for line in lines]


def _proofs_and_shifts() -> CompoundSelect[Any]:
    """Of each line its costs, with a receipt and lost; then what was shifted between two lines."""
    has = select(Receipt.id).where(Receipt.expense_id == Expense.id).exists()
    lost = select(Lost.id).where(Lost.expense_id == Expense.id).exists()
    costs = (
        select(
            Expense.line_id,
            cast(null(), Uuid).label("to_id"),
            func.count().label("first"),
            func.sum(case((has & ~lost, 1), else_=0)).label("second"),
            func.sum(case((lost, 1), else_=0)).label("third"),
            cast(null(), String).label("currency"),
        )
        .where(Expense.proposal_id == an_id("proposal_id"), Expense.state.in_(BOOKED))
        .group_by(Expense.line_id)
    )
    from_id, to_id, minor, currency = AGREED.selected_columns
    nothing = literal(0)
    return union_all(
        costs, AGREED.with_only_columns(from_id, to_id, minor, nothing, nothing, currency)
    )


_PROOFS_AND_SHIFTS = _proofs_and_shifts()
