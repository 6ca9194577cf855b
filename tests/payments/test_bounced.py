"""What the bank sends back after the account: it lies there again and is owed again."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.awards import service as awards
from grants.awards.models import Award, AwardState
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import service
from grants.payments.models import Arrival, ArrivalKind, PayRun
from grants.payments.rules import GivingBack, Moving
from grants.payments.service import seen
from grants.payments.states import PaymentState
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from grants.spending import service as spending
from grants.spending.models import Expense
from grants.spending.service import Paying as PayingData
from grants.spending.states import ExpenseState
from tests.ground import NOON
from tests.payments.paying import Paying, paying
from tests.spending.story import DAY


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


def bounced(one: Paying, run: PayRun) -> list[bool]:
    by = one.actor("Hans")
    return [seen.bounce(one.session, each.id, by=by, at=NOON) for each in run.payments]


def plan_of(one: Paying) -> Proposal:
    return one.session.get_one(Proposal, one.plan.proposal.id, populate_existing=True)


def award_of(one: Paying) -> Award:
    return one.session.get_one(Award, one.plan.award.id, populate_existing=True)


def closed(one: Paying) -> PayRun:
    """A run paid a bill and an allowance; the plan was stopped, and the rest was sent back."""
    one.approved("30")
    one.agreed("20", "Ben")
    run = one.handed_in()
    one.settle(run)
    hans, plan = one.actor("Hans"), one.plan.proposal
    moving = Moving(EUR("42"), DAY, AccountKind.CASH, AccountKind.BANK)
    service.move(one.session, plan, moving, by=hans, at=NOON)
    allowances.stop_plan(one.session, plan, "Ziek", by=one.actor("Ada"), at=NOON)
    for organisation, owed in book.owed_back(one.session, plan.id).items():
        back = GivingBack(organisation, owed, DAY)
        service.give_back(one.session, plan, back, by=hans, at=NOON)
    assert plan_of(one).state is ProposalState.CLOSED
    return run


def test_what_comes_back_after_the_account_lies_at_the_bank_and_is_owed_again(one: Paying) -> None:
    run = closed(one)
    bill = one.session.get_one(Expense, run.payments[0].expense_id or run.payments[1].expense_id)

    assert bounced(one, run) == [True, True]

    assert {each.state for each in run.payments} == {PaymentState.FAILED}
    assert (bill.state, bill.place) == (ExpenseState.APPROVED, None)
    assert (one.plan.now.bank, one.plan.now.reserved) == (EUR("50"), EUR("50"))
    assert plan_of(one).state is ProposalState.CANCELLED
    assert one.plan.waits_for(Act.SPENDING_PAY) >= {"Hans", "Ina"}
    assert book.check(one.session) == []


def test_it_is_paid_again_in_a_run_and_comes_back_again(one: Paying) -> None:
    bounced(one, closed(one))
    second = one.handed_in()
    one.settle(second)
    assert plan_of(one).state is ProposalState.CLOSED

    bounced(one, second)
    third = one.handed_in()
    one.settle(third)

    assert plan_of(one).state is ProposalState.CLOSED
    assert one.plan.now.spent == EUR("50")
    assert (one.plan.now.bank, one.plan.now.reserved) == (EUR("0"), EUR("0"))
    assert book.check(one.session) == []


def test_it_is_paid_again_by_hand(one: Paying) -> None:
    run = closed(one)
    bounced(one, run)
    hans = one.actor("Hans")

    for each in run.payments:
        if each.expense_id is not None:
            data = PayingData(AccountKind.BANK, DAY)
            bill = one.session.get_one(Expense, each.expense_id)
            spending.pay(one.session, bill, data, by=hans, at=NOON)

    assert one.plan.now.bank == one.plan.now.reserved == EUR("20")


def test_a_claim_that_is_given_up_goes_back_to_the_funder(one: Paying) -> None:
    run = closed(one)
    bounced(one, run)
    final, hans, funder = award_of(one).final, one.actor("Hans"), award_of(one).organisation_id
    assert final is not None

    for each in run.payments:
        if each.expense_id is not None:
            bill = one.session.get_one(Expense, each.expense_id)
            spending.correct(one.session, bill, "Laat maar.", by=hans, at=NOON)

    assert award_of(one).state is AwardState.ACCOUNTED
    assert award_of(one).final == max(final - EUR("30"), EUR("0"))
    assert book.owed_back(one.session, one.plan.proposal.id) == {funder: min(final, EUR("30"))}


def test_when_all_is_given_up_and_sent_back_the_plan_is_closed_again(one: Paying) -> None:
    run = closed(one)
    bounced(one, run)
    hans, plan = one.actor("Hans"), one.plan.proposal
    for each in run.payments:
        if each.expense_id is not None:
            bill = one.session.get_one(Expense, each.expense_id)
            spending.correct(one.session, bill, "Laat maar.", by=hans, at=NOON)
        elif each.allowance_id is not None:
            found = one.session.get_one(Allowance, each.allowance_id)
            allowances.correct(one.session, found, "Laat maar.", by=hans, at=NOON)
    for organisation, owed in book.owed_back(one.session, plan.id).items():
        service.give_back(one.session, plan, GivingBack(organisation, owed, DAY), by=hans, at=NOON)

    assert plan_of(one).state is ProposalState.CLOSED
    assert award_of(one).state is AwardState.SETTLED
    assert one.plan.now.spent == EUR("0")
    assert book.check(one.session) == []


def test_what_never_came_back_is_not_given_up_after_the_account(one: Paying) -> None:
    run = closed(one)
    hans = one.actor("Hans")

    for each in run.payments:
        if each.expense_id is not None:
            bill = one.session.get_one(Expense, each.expense_id)
            with pytest.raises(NotNow, match="accounted-already"):
                spending.correct(one.session, bill, "Laat maar.", by=hans, at=NOON)
        else:
            found = one.session.get_one(Allowance, each.allowance_id)
            with pytest.raises(NotNow, match="accounted-already"):
                allowances.correct(one.session, found, "Laat maar.", by=hans, at=NOON)
            assert found.state is AllowanceState.PAID


def test_money_that_a_funder_sends_back_opens_its_award_again(one: Paying) -> None:
    closed(one)
    which = select(Arrival).where(Arrival.kind == ArrivalKind.RETURN)
    sent = one.session.scalars(which).first()
    assert sent is not None

    service.mirror(one.session, sent, "Teruggestuurd", by=one.actor("Hans"), at=NOON)

    assert award_of(one).state is AwardState.ACCOUNTED
    assert plan_of(one).state is ProposalState.CANCELLED
    owed = book.owed_back(one.session, one.plan.proposal.id)
    for organisation, amount in owed.items():
        back = GivingBack(organisation, amount, DAY)
        service.give_back(one.session, one.plan.proposal, back, by=one.actor("Hans"), at=NOON)
    assert award_of(one).state is AwardState.SETTLED
    assert plan_of(one).state is ProposalState.CLOSED


def test_costs_that_were_our_own_stay_ours_when_they_fall(one: Paying) -> None:
    one.plan.own("100", AccountKind.BANK)
    run = closed(one)
    bounced(one, run)
    plan, hans = one.plan.proposal, one.actor("Hans")
    assert award_of(one).final == EUR("0")

    for each in run.payments:
        if each.expense_id is not None:
            bill = one.session.get_one(Expense, each.expense_id)
            spending.correct(one.session, bill, "Laat maar.", by=hans, at=NOON)

    assert book.owed_back(one.session, plan.id) == {}
    assert one.plan.now.bank == EUR("20")
    awards.follow(one.session, plan, by=hans, at=NOON)
    assert book.check(one.session) == []
