"""Who pauses sees everything and decides nothing, until she is back."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from grants.allowances import access as allowances
from grants.consent import service as consent
from grants.consent.access import may
from grants.kit.access import Hand, Right, Role, in_hands
from grants.kit.acts import Act
from grants.kit.errors import NotAllowed
from grants.payments import access as payments
from grants.spending import access, service
from grants.spending.states import ExpenseState
from grants.workgroups import queries
from grants.workgroups import service as groups
from tests.allowances.story import helping
from tests.ground import NOON, acting
from tests.proposals.plans import YES, asked, circle
from tests.spending.story import Running, running


@pytest.fixture
def plan(session: Session) -> Running:
    return running(session)


def pauses(plan: Running, name: str, *, back: bool = False) -> None:
    rows = queries.members(plan.session, plan.proposal.owner_id)
    hers = next(row for row in rows if row.person_id == plan.id_of(name))
    verb = groups.come_back if back else groups.pause
    verb(plan.session, hers, by=plan.actor(name), at=NOON)


def test_who_pauses_sees_an_expense_and_says_no_yes_to_it(plan: Running) -> None:
    expense = plan.asking("60")
    pauses(plan, "Ben")

    assert access.may(plan.actor("Ben"), Act.SPENDING_SEE, expense)
    with pytest.raises(NotAllowed, match="paused"):
        service.approve(plan.session, expense, by=plan.actor("Ben"), at=NOON)


def test_who_is_back_decides_again(plan: Running) -> None:
    expense = plan.asking("60")
    pauses(plan, "Ben")
    pauses(plan, "Ben", back=True)

    service.approve(plan.session, expense, by=plan.actor("Ben"), at=NOON)

    assert expense.state is ExpenseState.APPROVED


def test_a_treasurer_who_pauses_pays_nothing_and_undoes_nothing(session: Session) -> None:
    one = helping(session)
    expense, agreed, asked = one.plan.paid("4"), one.agreed("20"), one.noted("20", "Ben")
    pauses(one.plan, "Dan")
    dan = one.actor("Dan")

    found = [
        access.may(dan, Act.SPENDING_CORRECT, expense),
        allowances.may(dan, Act.ALLOWANCES_PAY, agreed),
        allowances.may(dan, Act.ALLOWANCES_AGREE, asked),
        in_hands(dan, Right.PAY, expense.owner_id),
    ]

    assert {verdict.code for verdict in found} == {"paused"}


def test_a_treasurer_of_a_group_that_holds_its_money_enters_nothing(plan: Running) -> None:
    group = plan.proposal.owner_id
    pauses(plan, "Dan")
    dan = replace(plan.actor("Dan"), hands={group: {Right.HOLD_MONEY: Hand.GROUP}})

    assert payments.may(dan, Act.PAYMENTS_ENTER, plan.award).code == "paused"
    assert payments.may(dan, Act.PAYMENTS_SEE, plan.award)


def test_who_pauses_answers_no_round(session: Session) -> None:
    group = circle(session)
    _plan, round_ = asked(session, group)
    rows = queries.members(session, round_.owner_id)
    hers = next(row for row in rows if row.person_id == group.people["nadia"].id)
    groups.pause(session, hers, by=acting(session, group.people["nadia"]), at=NOON)

    nadia = acting(session, group.people["nadia"])

    assert may(nadia, Act.CONSENT_SEE, round_)
    with pytest.raises(NotAllowed, match="paused"):
        consent.answer(session, round_, YES, by=nadia, at=NOON)


def test_a_pause_in_one_group_is_none_in_another(plan: Running) -> None:
    pauses(plan, "Ben")
    ben, elsewhere = plan.actor("Ben"), uuid4()
    both = replace(ben, roles={**ben.roles, elsewhere: frozenset({Role.MEMBER})})

    assert in_hands(both, Right.SEND, elsewhere).code != "paused"
