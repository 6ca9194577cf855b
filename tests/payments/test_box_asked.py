"""What was paid from the box and is asked left the box: the same money is not there twice."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.allowances.queries import payers_of
from grants.kit.errors import OverRoom
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import queries, service
from grants.payments.models import CashCount
from grants.payments.rules import Counting, Explaining, Moving
from grants.spending import service as spending
from grants.spending.models import WhoPaid
from tests.allowances.story import helping
from tests.ground import NOON
from tests.spending.story import DAY, Running, running


@pytest.fixture
def plan(session: Session) -> Running:
    """A running plan with € 100 in the box."""
    found = running(session)
    found.arrives("240")
    found.own("100")
    return found


def counted(plan: Running, amount: str) -> CashCount:
    data = Counting(EUR(amount), plan.id_of("Ben"))
    group = plan.one.ground.workgroup
    return service.count(plan.session, group, data, by=plan.actor("Ada"), at=NOON)


def to_bank(plan: Running, amount: str) -> None:
    data = Moving(EUR(amount), DAY, AccountKind.CASH, AccountKind.BANK)
    service.move(plan.session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)


def test_a_draft_that_nobody_was_asked_explains_nothing(plan: Running) -> None:
    plan.noted("1000", who_paid=WhoPaid.CASH)

    count = counted(plan, "100")

    assert (count.pending, count.difference) == (EUR("0"), EUR("0"))
    assert queries.pending_cash(plan.session, count.owner_id) == []


def test_two_cannot_both_have_paid_with_the_same_money_of_the_box(plan: Running) -> None:
    plan.asking("80", "Ada", who_paid=WhoPaid.CASH)
    second = plan.noted("20.01", "Ben", who_paid=WhoPaid.CASH)

    with pytest.raises(OverRoom) as refusal:
        spending.submit(plan.session, second, by=plan.actor("Ben"), at=NOON)

    assert (refusal.value.code, refusal.value.facts["left"]) == ("over-cash", EUR("20"))
    assert counted(plan, "20").difference.is_zero


def test_both_are_approved_where_the_box_held_enough_for_both(plan: Running) -> None:
    first = plan.asking("80", "Ada", who_paid=WhoPaid.CASH)
    second = plan.asking("20", "Ben", who_paid=WhoPaid.CASH)

    spending.approve(plan.session, second, by=plan.actor("Ada"), at=NOON)
    spending.approve(plan.session, first, by=plan.actor("Ben"), at=NOON)

    assert plan.now.cash.is_zero


def test_what_is_refused_or_taken_back_can_be_spent_again(plan: Running) -> None:
    first = plan.asking("80", "Ada", who_paid=WhoPaid.CASH)
    spending.refuse(plan.session, first, "Niet nodig.", by=plan.actor("Ben"), at=NOON)
    second = plan.asking("90", "Ben", who_paid=WhoPaid.CASH)
    spending.withdraw(plan.session, second, by=plan.actor("Ben"), at=NOON)

    to_bank(plan, "100")

    assert plan.now.cash.is_zero


def test_what_is_asked_and_left_the_box_can_go_nowhere_else(plan: Running) -> None:
    plan.asking("80", "Ada", who_paid=WhoPaid.CASH)

    with pytest.raises(OverRoom) as refusal:
        to_bank(plan, "20.01")
    to_bank(plan, "20")

    assert (refusal.value.code, refusal.value.facts["left"]) == ("over-place", EUR("20"))
    assert plan.now.cash == EUR("80")
    assert book.check(plan.session) == []


def test_the_bank_is_not_less_for_what_was_paid_from_the_box(plan: Running) -> None:
    plan.asking("80", "Ada", who_paid=WhoPaid.CASH)
    holder = plan.one.ground.holder.id

    assert book.free_of(plan.session, plan.proposal.id, AccountKind.BANK, holder) == EUR("240")


def test_no_more_is_missing_than_lies_there_beside_what_was_asked(plan: Running) -> None:
    count = counted(plan, "70")
    plan.asking("80", "Ada", who_paid=WhoPaid.CASH)
    why = Explaining(plan.proposal.id, "Weg.")

    with pytest.raises(OverRoom) as refusal:
        service.explain(plan.session, count, why, by=plan.actor("Ada"), at=NOON)

    assert (refusal.value.code, refusal.value.facts["left"]) == ("over-plan-cash", EUR("20"))


@pytest.mark.parametrize(("asked", "can"), [("22", True), ("22.01", False)])
def test_an_allowance_is_given_from_the_box_only_as_far_as_money_is_there(
    session: Session, asked: str, *, can: bool
) -> None:
    one = helping(session)
    plan, allowance = one.plan, one.agreed("20", who="Ben")
    plan.asking(asked, "Ada", who_paid=WhoPaid.CASH, why="Meer mensen.")

    payers = payers_of(session, plan.one.ground.workgroup, allowance)

    assert (plan.id_of("Dan") in payers) is can
