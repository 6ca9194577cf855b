"""Above the limit the group decides; under *together* the coach says yes as well."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.consent import service as consent
from grants.consent.models import AnswerKind, Round
from grants.consent.queries import open_round_of
from grants.consent.service import Answering
from grants.kit.access import SYSTEM, Role
from grants.kit.acts import Act
from grants.kit.errors import NotAllowed, NotNow
from grants.kit.money import EUR
from grants.mandates import service as mandates
from grants.mandates.models import Asking
from grants.mandates.rules import Template
from grants.spending import service
from grants.spending.models import Expense
from grants.spending.states import ExpenseState
from grants.workgroups.models import Membership
from tests.ground import NOON
from tests.spending.story import Running, running

S = ExpenseState
YES = Answering(AnswerKind.YES)
NOT_YET = Answering(AnswerKind.NOT_YET, "Te duur.", "Vraag een andere zaal.")


@pytest.fixture
def plan(session: Session) -> Running:
    return running(session)


def the_round(plan: Running, expense: Expense) -> Round:
    round_ = open_round_of(plan.session, expense)
    assert round_ is not None
    return round_


def answer(plan: Running, expense: Expense, said: Answering, *names: str) -> None:
    round_ = the_round(plan, expense)
    for name in names:
        consent.answer(plan.session, round_, said, by=plan.actor(name), at=NOON)
    plan.session.refresh(expense)


def nod(plan: Running) -> None:
    asked = plan.session.scalars(select(Asking)).all()[-1]
    mandates.nod(plan.session, asked, by=plan.actor("Cas"), at=NOON)


def test_exactly_the_limit_needs_one_other_person(plan: Running) -> None:
    expense = plan.asking("100")

    assert not expense.asks_round


def test_above_the_limit_the_others_are_asked_in_a_round(plan: Running) -> None:
    expense = plan.asking("100.01")

    assert expense.asks_round
    assert plan.waits_for(Act.CONSENT_ANSWER) == {"Ben", "Gül", "Dan"}


def test_above_the_limit_one_yes_is_not_enough(plan: Running) -> None:
    expense = plan.asking("150")

    with pytest.raises(NotAllowed, match="group-decides"):
        service.approve(plan.session, expense, by=plan.actor("Ben"), at=NOON)


def test_the_group_agrees_and_it_is_reserved(plan: Running) -> None:
    expense = plan.asking("150")

    answer(plan, expense, YES, "Ben", "Gül", "Dan")

    assert expense.state is S.APPROVED
    assert plan.now.reserved == EUR("150")


def test_an_objection_refuses_it_with_its_words(plan: Running) -> None:
    expense = plan.asking("150")

    answer(plan, expense, YES, "Ben", "Gül")
    answer(plan, expense, NOT_YET, "Dan")

    assert (expense.state, expense.refused_why) == (S.REFUSED, "Te duur.")
    assert expense.refused_code == "round-not-agreed"


def test_nobody_answering_refuses_it_as_lapsed(plan: Running) -> None:
    expense = plan.asking("150")

    later = NOON + timedelta(days=8)
    consent.conclude(plan.session, the_round(plan, expense), by=SYSTEM, at=later)

    plan.session.refresh(expense)
    assert (expense.state, expense.refused_code) == (S.REFUSED, "round-lapsed")


def test_room_that_went_meanwhile_refuses_what_was_agreed(plan: Running) -> None:
    expense = plan.asking("150")
    for _ in range(2):
        plan.approved("90", why="Duurder.")

    answer(plan, expense, YES, "Ben", "Gül", "Dan")

    assert (expense.state, expense.refused_code) == (S.REFUSED, "over-room")


def test_money_that_was_settled_meanwhile_refuses_what_was_agreed(plan: Running) -> None:
    expense = plan.asking("150")
    awards.settle(plan.session, plan.proposal.id, keep=False, by=plan.actor("Dirk"), at=NOON)

    answer(plan, expense, YES, "Ben", "Gül", "Dan")

    assert (expense.state, expense.refused_code) == (S.REFUSED, "accounted-already")
    assert plan.now.reserved == EUR("0")


def test_withdrawing_ends_the_round(plan: Running) -> None:
    expense = plan.asking("150")
    round_ = the_round(plan, expense)

    service.withdraw(plan.session, expense, by=plan.actor("Ada"), at=NOON)

    assert round_.concluded_at is not None
    assert plan.waits_for(Act.CONSENT_ANSWER) == set()


def test_with_nobody_else_in_the_group_the_holder_says_yes(plan: Running) -> None:
    for name in ("Ben", "Gül", "Dan"):
        left = plan.session.query(Membership).filter_by(person_id=plan.id_of(name)).one()
        left.until_on = NOON.date()
    plan.session.flush()

    expense = plan.asking("50")

    assert expense.asks_holder
    assert plan.waits_for(Act.SPENDING_APPROVE) == {"Hans"}
    service.approve(plan.session, expense, by=plan.actor("Hans"), at=NOON)
    assert expense.state is S.APPROVED


def test_together_the_coach_is_asked_at_once(session: Session) -> None:
    plan = running(session, Template.STARTING)

    plan.asking()

    assert plan.waits_for(Act.MANDATES_NOD) == {"Cas"}
    assert plan.waits_for(Act.SPENDING_APPROVE) == {"Ben", "Gül", "Dan"}


def test_together_a_member_waits_for_the_coachs_yes(session: Session) -> None:
    plan = running(session, Template.STARTING)
    expense = plan.asking()

    with pytest.raises(NotNow, match="needs-coach-yes"):
        service.approve(session, expense, by=plan.actor("Ben"), at=NOON)


def test_together_with_the_coachs_yes_a_member_approves(session: Session) -> None:
    plan = running(session, Template.STARTING)
    expense = plan.asking()
    nod(plan)

    service.approve(session, expense, by=plan.actor("Ben"), at=NOON)

    assert expense.state is S.APPROVED


def test_a_yes_of_the_coach_is_for_this_amount_only(session: Session) -> None:
    plan = running(session, Template.STARTING)
    expense = plan.asking()
    nod(plan)
    service.refuse(session, expense, "Fout bedrag.", by=plan.actor("Ben"), at=NOON)
    service.mend(session, expense, plan.noting("61"), by=plan.actor("Ada"), at=NOON)
    service.submit(session, expense, by=plan.actor("Ada"), at=NOON)

    with pytest.raises(NotNow, match="needs-coach-yes"):
        service.approve(session, expense, by=plan.actor("Ben"), at=NOON)


def test_together_the_coach_does_not_approve_alone(session: Session) -> None:
    plan = running(session, Template.STARTING)
    expense = plan.asking()

    with pytest.raises(NotAllowed, match="in-group-hands"):
        service.approve(session, expense, by=plan.actor("Cas"), at=NOON)


def test_together_the_coach_can_refuse(session: Session) -> None:
    plan = running(session, Template.STARTING)
    expense = plan.asking()

    service.refuse(session, expense, "Dit is geen bon.", by=plan.actor("Cas"), at=NOON)

    assert expense.state is S.REFUSED


def test_the_coachs_own_expense_is_approved_by_a_member(session: Session) -> None:
    plan = running(session, Template.STARTING)
    expense = plan.asking(by="Cas")

    service.approve(session, expense, by=plan.actor("Ben"), at=NOON)

    assert expense.state is S.APPROVED


def test_together_above_the_limit_needs_the_round_and_the_coach(session: Session) -> None:
    plan = running(session, Template.STARTING)
    expense = plan.asking("150")
    answer(plan, expense, YES, "Ben", "Gül", "Dan")
    before = expense.state

    nod(plan)
    service.approve(session, expense, by=plan.actor("Ben"), at=NOON)

    assert (before, expense.state) == (S.ASKING, S.APPROVED)


def test_the_holder_pays_under_every_template(session: Session) -> None:
    plan = running(session, Template.STARTING)
    plan.arrives()
    expense = plan.asking()
    nod(plan)
    service.approve(session, expense, by=plan.actor("Ben"), at=NOON)

    plan.pay(expense)

    assert expense.state is S.PAID
    assert plan.actor("Hans").roles[plan.one.ground.holder.id] == {Role.PAYER}
