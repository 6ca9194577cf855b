"""What happened between the asking and the yes: limits, plans and rounds that changed meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.queries import open_round_of
from grants.consent.service import Answering
from grants.kit.access import Actor, Hand, Right
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.mandates.models import Mandate
from grants.mandates.rules import Template
from grants.proposals.states import ProposalState
from grants.spending import service
from grants.spending.models import Expense, KinKind
from grants.spending.rules import KinSaid, Losing
from grants.spending.states import ExpenseState
from grants.workgroups.models import RoundRule
from tests.ground import NOON
from tests.spending.story import Running, running

YES = Answering(AnswerKind.YES)
NOT_YET = Answering(AnswerKind.NOT_YET, "Te duur.", "Vraag een andere zaal.")
LOST = Losing("Verf en kwasten", "Uit mijn tas gevallen")


@pytest.fixture
def plan(session: Session) -> Running:
    return running(session)


def limited(plan: Running, name: str, limit: str) -> Actor:
    return replace(plan.actor(name), limits={plan.proposal.owner_id: EUR(limit)})


def answered(plan: Running, expense: Expense, **said: Answering) -> None:
    round_ = open_round_of(plan.session, expense)
    assert round_ is not None
    for name, answer in said.items():
        consent.answer(plan.session, round_, answer, by=plan.actor(name), at=NOON)
    plan.session.refresh(expense)


def ended(plan: Running) -> None:
    plan.proposal.state = ProposalState.CLOSED
    plan.session.flush()


def test_a_limit_that_became_lower_meanwhile_asks_for_the_group(plan: Running) -> None:
    expense = plan.asking("60")

    with pytest.raises(NotNow, match="needs-round") as refusal:
        service.approve(plan.session, expense, by=limited(plan, "Ben", "50"), at=NOON)

    assert refusal.value.facts == {"limit": EUR("50")}
    assert expense.state is ExpenseState.ASKING


def test_of_a_plan_that_ended_nothing_is_asked_any_more(plan: Running) -> None:
    expense = plan.noted()
    ended(plan)

    with pytest.raises(NotNow, match="plan-not-running"):
        service.submit(plan.session, expense, by=plan.actor("Ada"), at=NOON)


def test_of_a_plan_that_ended_nothing_is_approved_any_more(plan: Running) -> None:
    expense = plan.asking()
    ended(plan)

    with pytest.raises(NotNow, match="plan-not-running"):
        service.approve(plan.session, expense, by=plan.actor("Ben"), at=NOON)

    assert plan.now.reserved == EUR("0")


def test_after_the_settlement_no_receipt_is_put_beside_and_nothing_is_undone(plan: Running) -> None:
    plan.arrives("240")
    expense = plan.paid()
    awards.settle(plan.session, plan.proposal.id, keep=False, by=plan.actor("Dirk"), at=NOON)

    with pytest.raises(NotNow, match="accounted-already"):
        service.add(plan.session, expense, [plan.document("laat")], by=plan.actor("Ada"), at=NOON)
    with pytest.raises(NotNow, match="accounted-already"):
        service.correct(plan.session, expense, "Toch niet.", by=plan.actor("Dan"), at=NOON)


def test_what_the_group_decided_is_taken_over_once(plan: Running) -> None:
    expense = plan.asking("150")
    round_ = open_round_of(plan.session, expense)
    assert round_ is not None
    answered(plan, expense, Ben=YES, Gül=YES, Dan=YES)

    service.apply_outcome(plan.session, round_, by=plan.actor("Ada"), at=NOON)

    assert expense.state is ExpenseState.APPROVED
    assert plan.now.reserved == EUR("150")


def test_where_the_coach_approves_she_closes_what_the_group_agreed_to(session: Session) -> None:
    plan = running(session, Template.STARTING)
    which = {"owner_id": plan.proposal.owner_id, "right": Right.APPROVE, "until_on": None}
    row = session.scalars(select(Mandate).filter_by(**which)).one()
    row.hand = Hand.COACH
    session.flush()
    expense = plan.asking("150")

    answered(plan, expense, Ben=YES, Gül=YES, Dan=YES)

    assert expense.state is ExpenseState.ASKING
    assert plan.waits_for(Act.SPENDING_APPROVE) == {"Cas"}
    service.approve(session, expense, by=plan.actor("Cas"), at=NOON)
    assert plan.now.reserved == EUR("150")


def test_who_said_not_yet_where_the_most_votes_count_has_not_said_that_she_knows_of_it(
    plan: Running,
) -> None:
    service.seed_ceiling(plan.session, at=NOON)
    plan.one.ground.workgroup.rule = RoundRule.MAJORITY
    plan.session.flush()
    expense = plan.noted("50", documents=(), lost=LOST)
    service.submit(plan.session, expense, by=limited(plan, "Ada", "40"), at=NOON)

    answered(plan, expense, Ben=NOT_YET, Gül=YES, Dan=YES)

    assert expense.lost is not None
    assert expense.state is ExpenseState.APPROVED
    assert expense.lost.yes_by_id in {plan.id_of("Gül"), plan.id_of("Dan")}


def test_lost_and_for_family_who_knows_of_it_and_who_was_named_both_say_so(
    session: Session,
) -> None:
    plan = running(session)
    service.seed_ceiling(session, at=NOON)
    said = KinSaid(KinKind.FAMILY, plan.id_of("Gül"), plan.id_of("Dan"))
    expense = plan.asking("20", documents=(), lost=LOST, kin=said)

    service.vouch(session, expense, by=plan.actor("Ben"), at=NOON)

    with pytest.raises(NotNow, match="needs-also-yes"):
        service.approve(session, expense, by=plan.actor("Ben"), at=NOON)
    service.approve(session, expense, by=plan.actor("Dan"), at=NOON)
    assert expense.state is ExpenseState.APPROVED
