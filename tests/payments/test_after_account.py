"""After the account: what was stopped stays stopped, no new costs, and no money for nobody."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.queries import plans_with_allowances
from grants.awards import service as awards
from grants.history.queries import happened
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.payments import service
from grants.payments.models import BackKind, OnlinePayment, OnlineReturn
from grants.payments.rules import GivingBack
from grants.payments.states import BackState
from grants.proposals import service as proposals
from grants.proposals.states import ProposalState
from grants.reports import service as reports
from grants.spending import queries
from grants.spending import service as spending
from grants.spending.states import ExpenseState
from tests.ground import NOON
from tests.payments.online_story import Bank
from tests.spending.story import DAY, Running, running


@pytest.fixture
def plan(session: Session) -> Running:
    return running(session)


@pytest.fixture
def bank(plan: Running) -> Bank:
    return Bank(plan)


def stop(plan: Running) -> None:
    allowances.stop_plan(plan.session, plan.proposal, "Ziek", by=plan.actor("Ada"), at=NOON)


def give_back(plan: Running) -> None:
    for organisation, owed in book.owed_back(plan.session, plan.proposal.id).items():
        data = GivingBack(organisation, owed, DAY)
        service.give_back(plan.session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)


def finish(plan: Running) -> None:
    """Done and settled; the bill that was approved is still to be paid."""
    by = plan.actor("Dirk")
    proposals.finish(plan.session, plan.proposal, by=by, at=NOON)
    awards.settle(plan.session, plan.proposal.id, keep=False, by=by, at=NOON)


def fails(bank: Bank, payment: OnlinePayment, back: OnlineReturn) -> None:
    """The provider tells that what it had sent back is with us again."""
    ref = back.their_ref or ""
    bank.goes_back(payment, back.amount, ref, BackKind.REFUND, BackState.FAILED)
    bank.ask(payment)


def test_a_stopped_plan_that_opens_again_is_stopped_and_takes_no_costs(plan: Running) -> None:
    plan.arrives("240")
    stop(plan)
    give_back(plan)
    proposal, ada = plan.proposal, plan.actor("Ada")
    assert proposal.state is ProposalState.CLOSED

    proposals.resume(plan.session, proposal, by=ada, at=NOON)

    assert str(proposal.state) == "cancelled"
    assert not happened(plan.session, proposal.ref, Act.PROPOSALS_RESUME)
    assert queries.spendable_plans(plan.session, [proposal.owner_id]) == []
    with pytest.raises(NotNow, match="plan-not-running"):
        plan.noted("5")
    with pytest.raises(NotNow, match="report-too-early"):
        reports.start(plan.session, proposal, by=ada, at=NOON)


def test_a_finished_plan_that_opens_again_is_finished(plan: Running) -> None:
    plan.arrives("240")
    finish(plan)
    give_back(plan)

    proposals.resume(plan.session, plan.proposal, by=plan.actor("Ada"), at=NOON)

    assert plan.proposal.state is ProposalState.FINISHED


def test_after_the_account_nothing_new_is_noted_or_asked_or_agreed_to(plan: Running) -> None:
    plan.arrives("240")
    plan.own("42")
    noted, asking, bill = plan.noted("5"), plan.asking("6"), plan.approved("30")
    finish(plan)
    proposal, ada, ben = plan.proposal, plan.actor("Ada"), plan.actor("Ben")
    assert proposal.state is ProposalState.FINISHED

    with pytest.raises(NotNow, match="accounted-already"):
        plan.noted("5")
    with pytest.raises(NotNow, match="accounted-already"):
        spending.mend(plan.session, noted, plan.noting("4"), by=ada, at=NOON)
    with pytest.raises(NotNow, match="accounted-already"):
        spending.submit(plan.session, noted, by=ada, at=NOON)
    with pytest.raises(NotNow, match="accounted-already"):
        spending.approve(plan.session, asking, by=ben, at=NOON)
    with pytest.raises(NotNow, match="accounted-already"):
        reports.start(plan.session, proposal, by=ada, at=NOON)
    assert queries.spendable_plans(plan.session, [proposal.owner_id]) == []
    assert plans_with_allowances(plan.session, [proposal.owner_id]) == []
    spending.refuse(plan.session, asking, "Te laat", by=ben, at=NOON)
    spending.withdraw(plan.session, noted, by=ada, at=NOON)
    assert plan.pay(bill).state is ExpenseState.PAID


def test_a_gift_whose_refund_fails_after_a_stop_goes_to_the_purse_of_the_group(
    bank: Bank,
) -> None:
    plan, owner_id = bank.plan, bank.plan.proposal.owner_id
    plan.arrives("240")
    payment = bank.paid(bank.gift("10"))
    back = bank.send_back(payment, "10")
    stop(plan)
    give_back(plan)
    assert plan.proposal.state is ProposalState.CLOSED

    fails(bank, payment, back)

    assert plan.proposal.state is ProposalState.CLOSED
    assert (plan.now.bank, plan.now.own) == (EUR("0"), EUR("0"))
    assert book.room(plan.session, plan.proposal.id) == EUR("0")
    purse = book.amounts(plan.session, owner_id, owner_id)
    assert (purse.bank, purse.own) == (EUR("10"), EUR("10"))
    assert book.check(plan.session) == []


def test_a_gift_whose_refund_fails_while_a_bill_is_owed_leaves_the_bill_its_money(
    bank: Bank,
) -> None:
    plan, owner_id = bank.plan, bank.plan.proposal.owner_id
    plan.arrives("240")
    bill = plan.approved("30")
    payment = bank.paid(bank.gift("10"))
    back = bank.send_back(payment, "10")
    finish(plan)
    give_back(plan)
    assert plan.now.bank == EUR("30")

    fails(bank, payment, back)
    assert plan.now.bank == EUR("30")
    plan.pay(bill)

    assert plan.proposal.state is ProposalState.CLOSED
    assert book.amounts(plan.session, owner_id, owner_id).own == EUR("10")
    assert book.check(plan.session) == []


def test_a_gift_that_covered_costs_covers_them_again_when_it_is_back(bank: Bank) -> None:
    plan, owner_id = bank.plan, bank.plan.proposal.owner_id
    plan.arrives("240")
    payment = bank.paid(bank.gift("10"))
    plan.paid("60")
    finish(plan)
    give_back(plan)
    bank.goes_back(payment)
    bank.ask(payment)
    assert str(plan.proposal.state) == "finished"
    assert book.uncovered(plan.session, plan.proposal.id) == EUR("10")

    bank.goes_back(payment, state=BackState.FAILED)
    bank.ask(payment)
    give_back(plan)

    assert str(plan.proposal.state) == "closed"
    assert book.amounts(plan.session, owner_id, owner_id).own == EUR("0")
    assert book.check(plan.session) == []
