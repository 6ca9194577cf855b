"""Who hears what of money that is shifted between lines."""

from __future__ import annotations

import pytest

from grants.kit.acts import Act
from grants.spending.access import may_shift
from grants.spending.models import Shift
from grants.spending.states import SHIFT_LIFE, ShiftState
from tests.spending.hearing import (
    ALL_SEE,
    ASKER,
    BOTH,
    COACHS,
    GROUP,
    OURS,
    WE_PAY,
    WE_SAY,
    Hands,
    Told,
    told,
)


def shift(state: ShiftState = ShiftState.ASKING, **more: object) -> Shift:
    usual: dict[str, object] = {"asks_round": False, "asks_holder": False, **more}
    return Shift(owner_id=GROUP, asked_by_id=ASKER, state=state, **usual)


AGREE, REFUSE = Act.SPENDING_SHIFT_AGREE, Act.SPENDING_SHIFT_REFUSE
OWN_SHIFT = {"own-shift": "asker"}


@pytest.mark.parametrize(
    ("act", "hands", "expected"),
    [
        (Act.SPENDING_SEE, OURS, ALL_SEE),
        (
            Act.SPENDING_SHIFT,
            COACHS,
            {
                "yes": "asker member treasurer",
                "paused": "away away-treasurer",
                "members-only": "coach holder",
            },
        ),
        (
            Act.SPENDING_SHIFT_WITHDRAW,
            OURS,
            {"yes": "asker", "asker-only": "member away treasurer away-treasurer coach holder"},
        ),
        (
            AGREE,
            WE_SAY,
            {
                **OWN_SHIFT,
                "yes": "member treasurer",
                "paused": "away away-treasurer",
                "in-group-hands": "coach",
                "group-approves": "holder",
            },
        ),
        (
            AGREE,
            WE_PAY,
            {
                **OWN_SHIFT,
                "in-coach-hands": "member treasurer",
                "paused": "away away-treasurer",
                "yes": "coach",
                "group-approves": "holder",
            },
        ),
        (
            AGREE,
            BOTH,
            {
                **OWN_SHIFT,
                "yes": "member treasurer",
                "paused": "away away-treasurer",
                "in-group-hands": "coach",
                "group-approves": "holder",
            },
        ),
        (
            REFUSE,
            BOTH,
            {
                **OWN_SHIFT,
                "yes": "member treasurer coach",
                "paused": "away away-treasurer",
                "group-approves": "holder",
            },
        ),
        (
            REFUSE,
            WE_SAY,
            {
                **OWN_SHIFT,
                "yes": "member treasurer",
                "paused": "away away-treasurer",
                "in-group-hands": "coach",
                "group-approves": "holder",
            },
        ),
    ],
)
def test_of_a_shift_everybody_hears_what_is_hers_to_hear(
    act: Act, hands: Hands, expected: Told
) -> None:
    assert told(may_shift, act, shift(), hands) == {**expected, "not-found": "stranger"}


@pytest.mark.parametrize("state", list(ShiftState))
def test_who_asked_takes_a_shift_back_while_it_is_open(state: ShiftState) -> None:
    heard = told(may_shift, Act.SPENDING_SHIFT_WITHDRAW, shift(state), OURS)

    is_open = (state, Act.SPENDING_SHIFT_WITHDRAW) in SHIFT_LIFE.moves
    assert heard["yes" if is_open else "wrong-state"] == "asker"


@pytest.mark.parametrize("act", [AGREE, REFUSE])
@pytest.mark.parametrize("state", [one for one in ShiftState if one is not ShiftState.ASKING])
def test_what_lies_at_the_fund_or_has_ended_the_group_does_not_decide(
    state: ShiftState, act: Act
) -> None:
    heard = told(may_shift, act, shift(state), OURS)

    everybody = "asker member away treasurer away-treasurer coach holder"
    assert heard == {"wrong-state": everybody, "not-found": "stranger"}


@pytest.mark.parametrize("act", [AGREE, REFUSE])
def test_a_shift_that_the_group_decides_nobody_decides_alone(act: Act) -> None:
    heard = told(may_shift, act, shift(asks_round=True, asks_holder=True), OURS)

    everybody = "member away treasurer away-treasurer coach holder"
    assert heard == {**OWN_SHIFT, "group-decides": everybody, "not-found": "stranger"}


@pytest.mark.parametrize("act", [AGREE, REFUSE])
def test_where_nobody_else_can_the_holder_decides_a_shift(act: Act) -> None:
    heard = told(may_shift, act, shift(asks_holder=True), OURS)

    assert heard == {
        **OWN_SHIFT,
        "in-holder-hands": "member away treasurer away-treasurer coach",
        "yes": "holder",
        "not-found": "stranger",
    }
