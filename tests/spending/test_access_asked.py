"""Who answers for a fund that is asked, and who sets what may go out without a receipt."""

from __future__ import annotations

from uuid import UUID

import pytest

from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.spending.access import may_answer, may_set
from grants.spending.models import Ceiling, ShiftAsking
from grants.spending.states import AskedState

FUND, GROUP, ADA = UUID(int=1), UUID(int=2), UUID(int=3)
SEE, ANSWER, CEILING = Act.SPENDING_SEE, Act.SPENDING_SHIFT_ANSWER, Act.SPENDING_CEILING


def actor(owner_id: UUID, *roles: Role, away: bool = False) -> Actor:
    paused = frozenset({owner_id}) if away else frozenset()
    return Actor(person_id=ADA, roles={owner_id: frozenset(roles)}, paused=paused)


@pytest.mark.parametrize(
    ("role", "see", "answer"),
    [
        (Role.DECIDER, "", ""),
        (Role.REVIEWER, "", "decider-only"),
        (Role.PAYER, "", "decider-only"),
        (Role.MANAGER, "", "decider-only"),
        (Role.TREASURER, "not-found", "not-found"),
    ],
)
def test_the_desk_sees_what_its_fund_is_asked_and_a_decider_answers(
    role: Role, see: str, answer: str
) -> None:
    asking = ShiftAsking(owner_id=FUND, state=AskedState.ASKED)

    assert may_answer(actor(FUND, role), SEE, asking).code == see
    assert may_answer(actor(FUND, role), ANSWER, asking).code == answer


def test_another_funds_desk_has_nothing_here() -> None:
    asking = ShiftAsking(owner_id=FUND, state=AskedState.ASKED)

    assert not may_answer(actor(GROUP, Role.DECIDER), SEE, asking).tied


@pytest.mark.parametrize("state", [AskedState.YES, AskedState.NO])
def test_a_fund_answers_once(state: AskedState) -> None:
    asking = ShiftAsking(owner_id=FUND, state=state)

    assert may_answer(actor(FUND, Role.DECIDER), ANSWER, asking).code == "shift-answered"
    assert may_answer(actor(FUND, Role.DECIDER), SEE, asking)


@pytest.mark.parametrize(
    ("role", "see", "propose"),
    [
        (Role.MEMBER, "", ""),
        (Role.TREASURER, "", ""),
        (Role.COACH, "", "members-only"),
        (Role.PAYER, "not-found", "not-found"),
    ],
)
def test_the_group_sees_its_ceiling_and_a_member_proposes_another(
    role: Role, see: str, propose: str
) -> None:
    ceiling = Ceiling(owner_id=GROUP)

    assert may_set(actor(GROUP, role), SEE, ceiling).code == see
    assert may_set(actor(GROUP, role), CEILING, ceiling).code == propose


def test_who_is_away_reads_the_ceiling_and_proposes_none() -> None:
    ada = actor(GROUP, Role.MEMBER, away=True)

    assert may_set(ada, SEE, Ceiling(owner_id=GROUP))
    assert may_set(ada, CEILING, Ceiling(owner_id=GROUP)).code == "paused"
