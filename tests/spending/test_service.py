"""Noting, asking, approving, refusing and mending an expense."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from grants.history.queries import events_of
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom, Refusal
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.proposals.models import LineKind
from grants.spending import service
from grants.spending.models import WhoPaid
from grants.spending.states import ExpenseState
from tests.ground import NOON
from tests.spending.story import DAY, Running, running

S = ExpenseState


@pytest.fixture
def plan(session: Session) -> Running:
    return running(session)


def test_an_expense_gets_a_number_and_waits_for_the_others(plan: Running) -> None:
    expense = plan.asking()

    assert expense.state is S.ASKING
    assert expense.reference == "B-2026-0001"
    assert plan.waits_for(Act.SPENDING_APPROVE) == {"Ben", "Gül", "Dan"}


def test_noting_books_nothing(plan: Running) -> None:
    plan.asking()

    assert plan.now.reserved == EUR("0")


def test_a_yes_of_another_reserves_it(plan: Running) -> None:
    plan.approved("60")

    assert (plan.now.reserved, plan.now.spent, plan.now.free) == (EUR("60"), EUR("0"), EUR("-60"))
    assert plan.waits_for(Act.SPENDING_APPROVE) == set()
    assert "Hans" in plan.waits_for(Act.SPENDING_PAY)


def test_nobody_says_yes_to_her_own(plan: Running) -> None:
    expense = plan.asking()

    with pytest.raises(NotAllowed, match="own-expense"):
        service.approve(plan.session, expense, by=plan.actor("Ada"), at=NOON)


def test_the_holder_leaves_the_yes_to_the_group(plan: Running) -> None:
    expense = plan.asking()

    with pytest.raises(NotAllowed, match="group-approves"):
        service.approve(plan.session, expense, by=plan.actor("Hans"), at=NOON)


def test_a_second_yes_comes_too_late(plan: Running) -> None:
    expense = plan.approved()

    with pytest.raises(NotNow, match="wrong-state"):
        service.approve(plan.session, expense, by=plan.actor("Gül"), at=NOON)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": EUR("0")}, "amount-nothing"),
        ({"amount": EUR("-5")}, "amount-nothing"),
        ({"shop": "  "}, "shop-missing"),
        ({"on": DAY + timedelta(days=1)}, "day-to-come"),
        ({"line_id": uuid4()}, "line-unknown"),
    ],
    ids=["nothing", "below", "shop", "tomorrow", "line"],
)
def test_what_cannot_be_is_refused_at_once(
    plan: Running, change: dict[str, Any], code: str
) -> None:
    data = replace(plan.noting(), **change)

    with pytest.raises(Invalid, match=code):
        service.note(plan.session, plan.proposal, data, by=plan.actor("Ada"), at=NOON)


def test_a_file_of_another_group_is_no_receipt(plan: Running) -> None:
    data = plan.noting(documents=(uuid4(),))

    with pytest.raises(Invalid, match="document-of-another"):
        service.note(plan.session, plan.proposal, data, by=plan.actor("Ada"), at=NOON)


def test_without_a_receipt_nobody_is_asked(plan: Running) -> None:
    expense = plan.noted(documents=())

    with pytest.raises(Invalid, match="receipt-missing"):
        service.submit(plan.session, expense, by=plan.actor("Ada"), at=NOON)


def test_over_the_line_asks_why_before_anybody_is_asked(plan: Running) -> None:
    plan.approved("95", line_id=plan.line(LineKind.CHILDCARE))
    expense = plan.noted("60", line_id=plan.line(LineKind.CHILDCARE))

    with pytest.raises(Invalid, match="over-line") as refusal:
        service.submit(plan.session, expense, by=plan.actor("Ada"), at=NOON)

    assert refusal.value.field == "why"
    assert refusal.value.facts == {"left": EUR("47"), "over": EUR("13")}


def test_over_the_line_with_a_why_can_be_approved(plan: Running) -> None:
    plan.approved("95", line_id=plan.line(LineKind.CHILDCARE))

    plan.approved("60", line_id=plan.line(LineKind.CHILDCARE), why="Meer kinderen dan gedacht.")

    assert plan.now.reserved == EUR("155")


def test_over_the_room_is_refused_before_anybody_is_asked(plan: Running) -> None:
    for _ in range(3):
        plan.approved("80", why="Duurder geworden.")
    expense = plan.noted("60.01", why="Te duur.")

    with pytest.raises(OverRoom, match="over-room") as refusal:
        service.submit(plan.session, expense, by=plan.actor("Ada"), at=NOON)

    assert refusal.value.facts == {"left": EUR("60")}


def test_approval_never_passes_the_room(plan: Running) -> None:
    for _ in range(2):
        plan.approved("90", why="Duurder geworden.")
    first, second = (plan.asking("70", why="Zaalhuur.") for _ in range(2))
    service.approve(plan.session, first, by=plan.actor("Ben"), at=NOON)

    with pytest.raises(OverRoom, match="over-room"):
        service.approve(plan.session, second, by=plan.actor("Ben"), at=NOON)


def test_own_income_makes_room(plan: Running) -> None:
    for _ in range(3):
        plan.approved("100", why="Duurder geworden.")
    plan.own("42")

    plan.approved("42", why="Van de bijdragen.")

    assert plan.now.room == EUR("0")


def test_from_the_cash_box_it_is_paid_with_the_yes(plan: Running) -> None:
    plan.own("42")

    expense = plan.approved("30", who_paid=WhoPaid.CASH)

    assert expense.state is S.PAID
    assert (plan.now.cash, plan.now.spent, plan.now.reserved) == (EUR("12"), EUR("30"), EUR("0"))
    assert plan.waits_for(Act.SPENDING_PAY) == set()


def test_the_cash_box_gives_no_more_than_it_holds(plan: Running) -> None:
    plan.own("42")
    expense = plan.noted("42.01", who_paid=WhoPaid.CASH)

    with pytest.raises(OverRoom, match="over-cash"):
        service.submit(plan.session, expense, by=plan.actor("Ada"), at=NOON)


def test_a_refusal_carries_its_reason_to_the_spender(plan: Running) -> None:
    expense = plan.asking()

    service.refuse(plan.session, expense, "De bon is onleesbaar.", by=plan.actor("Ben"), at=NOON)

    assert (expense.state, expense.refused_why) == (S.REFUSED, "De bon is onleesbaar.")
    assert plan.waits_for(Act.SPENDING_MEND) == {"Ada"}


def test_a_refusal_without_reason_is_none(plan: Running) -> None:
    expense = plan.asking()

    with pytest.raises(Invalid, match="why-missing"):
        service.refuse(plan.session, expense, " ", by=plan.actor("Ben"), at=NOON)


def test_a_refused_expense_is_mended_and_asked_again(plan: Running) -> None:
    expense = plan.asking()
    service.refuse(plan.session, expense, "Onleesbaar.", by=plan.actor("Ben"), at=NOON)
    new = plan.noting("55", documents=(plan.document("beter.jpg"),))

    service.mend(plan.session, expense, new, by=plan.actor("Ada"), at=NOON)
    service.submit(plan.session, expense, by=plan.actor("Ada"), at=NOON)
    service.approve(plan.session, expense, by=plan.actor("Ben"), at=NOON)

    assert (expense.state, expense.amount, expense.mendings) == (S.APPROVED, EUR("55"), 1)
    assert [receipt.document_id for receipt in expense.receipts] == list(new.documents)


def test_mending_without_a_new_file_keeps_the_receipt(plan: Running) -> None:
    expense = plan.noted()
    before = [receipt.document_id for receipt in expense.receipts]

    service.mend(
        plan.session, expense, plan.noting("55", documents=()), by=plan.actor("Ada"), at=NOON
    )

    assert [receipt.document_id for receipt in expense.receipts] == before


def test_another_mends_nothing(plan: Running) -> None:
    expense = plan.noted()

    with pytest.raises(NotAllowed, match="spender-only"):
        service.mend(plan.session, expense, plan.noting(), by=plan.actor("Ben"), at=NOON)


def test_what_was_asked_can_be_withdrawn(plan: Running) -> None:
    expense = plan.asking()

    service.withdraw(plan.session, expense, by=plan.actor("Ada"), at=NOON)

    assert expense.state is S.WITHDRAWN
    assert plan.waits_for(Act.SPENDING_APPROVE) == set()


def test_what_was_approved_can_not_be_withdrawn(plan: Running) -> None:
    expense = plan.approved()

    with pytest.raises(NotNow, match="wrong-state"):
        service.withdraw(plan.session, expense, by=plan.actor("Ada"), at=NOON)


def test_a_stranger_cannot_note(plan: Running) -> None:
    with pytest.raises(Refusal, match="not-found"):
        plan.noted(by="Zoë")


def test_a_plan_that_does_not_run_takes_no_expense(plan: Running) -> None:
    service.cancel_plan(
        plan.session, plan.proposal, "Gaat niet door.", by=plan.actor("Cas"), at=NOON
    )

    with pytest.raises(NotNow, match="plan-not-running"):
        plan.noted()


def test_every_step_is_in_the_history(plan: Running) -> None:
    plan.arrives()

    expense = plan.paid()

    acts = [event.act for event in events_of(plan.session, expense.ref)]
    assert set(acts) >= {"spending.note", "spending.submit", "spending.approve", "spending.pay"}


def test_the_book_stays_sound(plan: Running) -> None:
    plan.arrives()
    plan.own()
    plan.paid("60")
    plan.approved("20", who_paid=WhoPaid.CASH)

    assert book.check(plan.session) == []
    assert book.place(plan.session, plan.proposal.owner_id, AccountKind.BANK) == EUR("180")
