"""A plan ends when its last money came or went, whichever that is; nobody's money stays behind."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.awards.queries import instalments_of
from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import service as payments
from grants.payments.models import Source
from grants.payments.rules import Income, Receiving
from grants.proposals.models import LineKind
from grants.proposals.states import ProposalState
from grants.reports import service as reports
from tests.ground import NOON
from tests.reports.story import Told
from tests.requests.story import Story, story
from tests.spending.story import DAY, running


def test_a_bill_that_is_paid_after_the_settlement_closes_the_plan(session: Session) -> None:
    plan = running(session)
    plan.arrives("240")
    told = Told(session, plan)
    plan.paid("90")
    plan.paid("90", documents=(plan.document("zaal-2.jpg"),))
    care = plan.line(LineKind.CHILDCARE)
    bill = plan.approved("90", line_id=care, documents=(plan.document("oppas.jpg"),))
    reports.accept(session, told.read(), keep=False, by=told.actor("Dirk"), at=NOON)
    rest = instalments_of(session, plan.award.id)[-1]
    payments.receive(session, rest, Receiving(DAY), by=plan.actor("Hans"), at=NOON)
    before = plan.proposal.state

    plan.pay(bill)

    assert (before, plan.proposal.state) == (ProposalState.FINISHED, ProposalState.CLOSED)
    assert book.settled(session, plan.proposal.id)


def own_money(one: Story) -> None:
    data = Income(EUR("42"), DAY, AccountKind.CASH, Source.PARTICIPANTS)
    payments.income(one.session, one.proposal, data, by=one.actor("Hans"), at=NOON)


def test_own_money_of_a_plan_that_nobody_paid_stays_the_groups(session: Session) -> None:
    one = story(session)
    own_money(one)

    allowances.stop_plan(session, one.proposal, "Er is geen zaal.", by=one.ada, at=NOON)

    owner_id = one.proposal.owner_id
    assert book.amounts(session, owner_id, one.proposal.id).free == EUR("0")
    assert book.amounts(session, owner_id, owner_id).own == EUR("42")
    with pytest.raises(NotNow, match="accounted-already"):
        own_money(one)
