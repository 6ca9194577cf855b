"""What the database itself refuses about expenses, past the rules."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.kit.access import Capacity
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.spending.models import Approval, Expense
from grants.spending.states import ExpenseState
from tests.ground import NOON, store
from tests.spending.story import Running, running


def amount(expense: Expense) -> None:
    expense.amount = EUR("0")


def shop(expense: Expense) -> None:
    expense.shop = ""


def paid(expense: Expense) -> None:
    expense.state = ExpenseState.PAID


def approved(expense: Expense) -> None:
    expense.state = ExpenseState.APPROVED


def refused(expense: Expense) -> None:
    expense.state = ExpenseState.REFUSED


def half(expense: Expense) -> None:
    expense.paid_at = NOON


def odd_place(expense: Expense) -> None:
    expense.place, expense.paid_at = AccountKind.GRANT, NOON
    expense.paid_on, expense.approved_at = NOON.date(), NOON


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (amount, "amount_positive"),
        (shop, "shop_given"),
        (paid, "paid_when|approved_when"),
        (approved, "approved_when"),
        (refused, "refused_because"),
        (half, "payment_whole|approved_first|paid_ends"),
        (odd_place, "place_is_one|paid_ends"),
    ],
)
def test_an_expense_that_cannot_be_is_refused(
    session: Session, spoil: Callable[[Expense], None], name: str
) -> None:
    expense = running(session).noted()

    spoil(expense)

    with pytest.raises(IntegrityError, match=name), session.begin_nested():
        session.flush()


def test_the_database_refuses_a_yes_to_ones_own(session: Session) -> None:
    plan: Running = running(session)
    expense = plan.asking()
    own = Approval(
        id=uuid4(),
        owner_id=expense.owner_id,
        expense_id=expense.id,
        spender_id=expense.spender_id,
        person_id=expense.spender_id,
        capacity=Capacity.RESIDENT,
        mark=expense.mark,
        at=NOON,
    )

    with pytest.raises(IntegrityError, match="not_own"):
        store(session, own)


def test_the_database_refuses_a_yes_with_another_spender(session: Session) -> None:
    plan: Running = running(session)
    expense = plan.asking()
    lie = Approval(
        id=uuid4(),
        owner_id=expense.owner_id,
        expense_id=expense.id,
        spender_id=plan.id_of("Ben"),
        person_id=expense.spender_id,
        capacity=Capacity.RESIDENT,
        mark=expense.mark,
        at=NOON,
    )

    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        store(session, lie)
