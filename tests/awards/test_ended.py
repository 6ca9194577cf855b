"""A plan ends when its last money came or went, whichever that is; nobody's money stays behind."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.awards import service as awards
from grants.awards.models import Award, AwardState
from grants.awards.queries import instalments_of
from grants.kit.access import Role
from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.neighbourhoods import service as neighbourhoods
from grants.neighbourhoods.models import OrganisationKind
from grants.payments import service as payments
from grants.payments.models import Source
from grants.payments.rules import Income, Receiving
from grants.proposals.models import LineKind
from grants.proposals.states import ProposalState
from grants.reports import service as reports
from grants.requests import service as requests
from grants.requests.models import Request, RequestState
from grants.reviews import service as reviews
from grants.reviews.models import DecisionKind
from tests.ground import NOON, OPERATOR, acting, seated
from tests.reports.story import Told
from tests.requests.story import Story, pot, story
from tests.spending.story import DAY, Running, running


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


def beside(plan: Running) -> tuple[Request, Request]:
    """Two more pots of another fund: one still reads the plan, of the other lies an offer."""
    session, place = plan.session, plan.one.ground.neighbourhood
    first = session.scalars(select(Request)).one()
    first.granted = EUR("260")
    session.flush()
    new = neighbourhoods.NewOrganisation("Oranjefonds", OrganisationKind.FUND, funder=True)
    other = neighbourhoods.add_organisation(session, place, new, by=OPERATOR, at=NOON)
    rosa, dirk = (
        acting(session, seated(session, other, role, name))
        for role, name in ((Role.REVIEWER, "Roos"), (Role.DECIDER, "Daan"))
    )
    found = []
    for name in ("Een", "Twee"):
        fund = pot(session, other, least=EUR("1"), name=name)
        request = requests.prepare(
            session, plan.proposal, fund, by=plan.actor("Ada"), at=NOON, asked=EUR("20")
        )
        requests.send(session, request, by=plan.actor("Ada"), at=NOON)
        requests.open_(session, request, by=rosa, at=NOON)
        found.append(request)
    decision = reviews.propose(
        session, found[1], reviews.Proposing(DecisionKind.ALL, "Ja."), by=rosa, at=NOON
    )
    awards.decide(session, decision, by=dirk, at=NOON)
    return found[0], found[1]


def test_what_another_fund_reads_or_offers_is_not_asked_any_more_when_the_books_close(
    session: Session,
) -> None:
    plan = running(session)
    reading, offered = beside(plan)
    plan.arrives("300")
    told = Told(session, plan)
    room, care = plan.line(LineKind.ROOM), plan.line(LineKind.CHILDCARE)
    for line, amount in ((room, "100"), (room, "90"), (care, "70"), (care, "40")):
        plan.paid(amount, line_id=line, documents=(plan.document(f"{amount}.jpg"),))

    reports.accept(session, told.read(), keep=False, by=told.actor("Dirk"), at=NOON)

    assert plan.proposal.state is ProposalState.CLOSED
    award = session.scalars(select(Award).where(Award.request_id == offered.id)).one()
    assert award.state is AwardState.LAPSED
    assert (reading.state, offered.state) == (RequestState.WITHDRAWN, RequestState.CLOSED)
