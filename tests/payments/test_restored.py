"""A dispute was won after the instalment had come in another way: what is too much is owed back."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.awards.models import InstalmentState
from grants.checks.queries import faults_of
from grants.kit.money import EUR, Money
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import service
from grants.payments.models import OnlinePayment
from grants.payments.rules import GivingBack
from grants.payments.states import BackState
from grants.proposals.states import ProposalState
from tests.ground import NOON
from tests.payments.online_story import Bank
from tests.spending.story import DAY, running


class Twice:
    """240 came online and was taken back; it came by hand; and then the dispute was won."""

    def __init__(self, session: Session) -> None:
        self.bank = Bank(running(session))
        self.plan = self.bank.plan
        self.payment = self.bank.paid(self.bank.begun())
        self.goes(BackState.DONE)
        self.plan.arrives("240")
        assert (self.owed, self.to_come) == ({}, EUR("60"))

    def goes(self, state: BackState, amount: str = "240", ref: str = "dp_1") -> OnlinePayment:
        self.bank.goes_back(self.payment, EUR(amount), ref, state=state)
        self.bank.ask(self.payment)
        return self.payment

    @property
    def funder(self) -> UUID:
        return self.plan.award.organisation_id

    @property
    def owed(self) -> dict[UUID, Money]:
        return book.owed_back(self.plan.session, self.plan.proposal.id)

    @property
    def to_come(self) -> Money:
        kind, award = AccountKind.PROMISED, self.plan.award.id
        return book.balance_of(self.plan.session, self.plan.proposal.id, kind, award)


@pytest.fixture
def twice(session: Session) -> Twice:
    return Twice(session)


def test_no_more_is_taken_as_promised_than_was_still_to_come(twice: Twice) -> None:
    bank = twice.plan.now.bank

    twice.goes(BackState.FAILED)

    assert (twice.owed, twice.to_come) == ({twice.funder: EUR("180")}, EUR("0"))
    assert twice.plan.now.bank == bank + EUR("240")
    assert twice.bank.instalment(1).state is InstalmentState.RECEIVED
    assert faults_of(twice.plan.session, [twice.plan.proposal.owner_id]) == []


def test_taken_once_more_what_was_owed_back_goes_first(twice: Twice) -> None:
    twice.goes(BackState.FAILED)

    twice.goes(BackState.DONE, "200", "dp_2")

    assert (twice.owed, twice.to_come) == ({}, EUR("20"))
    twice.goes(BackState.FAILED, "200", "dp_2")
    assert (twice.owed, twice.to_come) == ({twice.funder: EUR("180")}, EUR("0"))
    assert faults_of(twice.plan.session, [twice.plan.proposal.owner_id]) == []


def test_the_plan_that_is_stopped_after_it_comes_to_its_end(twice: Twice) -> None:
    plan, hans = twice.plan, twice.bank.actor("Hans")
    twice.goes(BackState.FAILED)

    allowances.stop_plan(plan.session, plan.proposal, "Brand.", by=twice.bank.actor("Cas"), at=NOON)

    assert twice.owed == {twice.funder: EUR("480")}
    back = GivingBack(twice.funder, EUR("480"), DAY)
    service.give_back(plan.session, plan.proposal, back, by=hans, at=NOON)
    assert plan.proposal.state is ProposalState.CLOSED


def test_won_after_the_plan_was_stopped_all_of_it_is_owed_back(twice: Twice) -> None:
    plan = twice.plan
    allowances.stop_plan(plan.session, plan.proposal, "Brand.", by=twice.bank.actor("Cas"), at=NOON)
    assert (twice.owed, twice.to_come) == ({twice.funder: EUR("240")}, EUR("0"))

    twice.goes(BackState.FAILED)

    assert (twice.owed, twice.to_come) == ({twice.funder: EUR("480")}, EUR("0"))
