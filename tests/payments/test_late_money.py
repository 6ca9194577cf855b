"""Gifts that come after the end, and money that is asked back after it was used."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.awards import service as awards
from grants.kit.acts import Act
from grants.kit.errors import NotNow, OverRoom
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import queries, service
from grants.payments.models import Source
from grants.payments.rules import Income
from grants.payments.service import backs
from grants.payments.states import OnlineState
from tests.ground import NOON
from tests.payments.online_story import Bank
from tests.spending.story import DAY, running


@pytest.fixture
def bank(session: Session) -> Bank:
    return Bank(running(session))


def stop(bank: Bank) -> None:
    plan, ada = bank.plan.proposal, bank.actor("Ada")
    allowances.stop_plan(bank.session, plan, "Ziek", by=ada, at=NOON)


def settle(bank: Bank) -> None:
    """Costs of a hundred and fifty; what is left goes back to the fund."""
    bank.plan.arrives("300")
    bank.plan.paid("60")
    bank.plan.paid("90")
    plan_id, ada = bank.plan.proposal.id, bank.actor("Ada")
    awards.settle(bank.session, plan_id, keep=False, by=ada, at=NOON)


def test_a_plan_that_was_stopped_takes_no_gifts(bank: Bank) -> None:
    bank.box()
    stop(bank)

    with pytest.raises(NotNow, match="gifts-closed"):
        bank.gift("5")


def test_a_gift_that_was_begun_before_the_stop_waits_to_be_sent_back(bank: Bank) -> None:
    payment = bank.gift("5")
    stop(bank)

    bank.paid(payment)

    holder = bank.plan.one.ground.holder.id
    assert book.owed_back(bank.session, bank.plan.proposal.id) == {holder: EUR("5")}
    assert bank.plan.now.own == EUR("0")
    assert bank.plan.waits_for(Act.PAYMENTS_ONLINE_LAND) == {"Hans"}
    bank.send_back(payment, "5")
    assert payment.state is OnlineState.RETURNED
    assert book.settled(bank.session, bank.plan.proposal.id)


def test_a_gift_that_was_settled_is_not_sent_back_with_the_money_of_the_fund(bank: Bank) -> None:
    payment = bank.paid(bank.gift("50"))
    settle(bank)

    with pytest.raises(NotNow, match="accounted-already"):
        bank.send_back(payment, "50")
    funder = bank.plan.award.organisation_id
    assert book.owed_back(bank.session, bank.plan.proposal.id) == {funder: bank.plan.now.bank}


def test_two_gifts_are_not_sent_back_with_the_money_of_one(bank: Bank) -> None:
    first, second = bank.paid(bank.gift("5")), bank.paid(bank.gift("5"))
    bank.plan.paid("5")
    hans = bank.actor("Hans")
    backs.refund(bank.session, first, EUR("5"), by=hans, at=NOON)

    with pytest.raises(OverRoom, match="over-place") as refusal:
        backs.refund(bank.session, second, EUR("5"), by=hans, at=NOON)
    assert refusal.value.facts["left"] == EUR("0")


def test_a_gift_that_costs_were_approved_on_stays(bank: Bank) -> None:
    payment = bank.paid(bank.gift("20"))
    bank.plan.arrives("300")
    for _each in range(4):
        bank.plan.approved("80", why="Het feest werd groter.")

    with pytest.raises(OverRoom, match="over-room"):
        bank.send_back(payment, "1")


def test_what_goes_back_online_is_not_due_in_a_run_as_well(bank: Bank) -> None:
    payment = bank.begun()
    bank.plan.arrives("240")
    bank.paid(payment)
    owed = payment.amount - EUR("60")
    groups = [bank.plan.proposal.owner_id]
    assert [one.amount for one in queries.due(bank.session, groups)] == [owed]

    backs.refund(bank.session, payment, owed, by=bank.actor("Hans"), at=NOON)

    assert queries.due(bank.session, groups) == []


def test_no_money_of_our_own_is_entered_after_the_account(bank: Bank) -> None:
    settle(bank)
    late = Income(EUR("5"), DAY, AccountKind.BANK, Source.GIFT)

    with pytest.raises(NotNow, match="accounted-already"):
        service.income(bank.session, bank.plan.proposal, late, by=bank.actor("Hans"), at=NOON)
