"""Where the group has too few people left to decide, one neighbour does not decide alone."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.queries import open_round_of
from grants.consent.service import Answering
from grants.consent.states import RoundState
from grants.kit.acts import Act
from grants.kit.errors import NotAllowed
from grants.mandates.rules import Template
from grants.proposals.states import ProposalState
from grants.spending import service
from grants.spending.models import Expense
from grants.spending.states import ExpenseState
from grants.workgroups.models import Membership
from tests.ground import NOON
from tests.spending.story import Running, running


def without(plan: Running, *names: str) -> None:
    for name in names:
        left = plan.session.query(Membership).filter_by(person_id=plan.id_of(name)).one()
        left.until_on = NOON.date()
    plan.session.flush()


def refused(plan: Running, expense: Expense) -> None:
    with pytest.raises(NotAllowed, match="in-holder-hands"):
        service.approve(plan.session, expense, by=plan.actor("Ben"), at=NOON)


def test_of_two_neighbours_one_alone_does_not_say_yes_above_the_limit(session: Session) -> None:
    plan = running(session)
    without(plan, "Gül", "Dan")
    expense = plan.asking("150")

    refused(plan, expense)

    assert plan.waits_for(Act.SPENDING_APPROVE) == {"Hans"}
    service.approve(session, expense, by=plan.actor("Hans"), at=NOON)
    assert expense.state is ExpenseState.APPROVED


def test_together_without_a_coach_one_neighbour_alone_does_not_say_yes(session: Session) -> None:
    plan = running(session, Template.STARTING)
    without(plan, "Cas")
    expense = plan.asking("50")

    refused(plan, expense)

    assert expense.state is ExpenseState.ASKING


def test_what_the_group_agreed_to_after_its_plan_ended_is_put_away(session: Session) -> None:
    plan = running(session)
    expense = plan.asking("150")
    round_ = open_round_of(session, expense)
    assert round_ is not None
    plan.proposal.state = ProposalState.CLOSED
    session.flush()

    for name in ("Ben", "Gül", "Dan"):
        said = Answering(AnswerKind.YES)
        consent.answer(session, round_, said, by=plan.actor(name), at=NOON)

    assert (round_.state, expense.state) == (RoundState.AGREED, ExpenseState.WITHDRAWN)
