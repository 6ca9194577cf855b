"""Who hears what of an allowance, of a person's year and of the law's amounts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grants.allowances.access import may, may_cap, may_year
from grants.allowances.models import Allowance, AllowanceYear, Cap, Looks
from grants.allowances.states import LIFE, AllowanceState
from grants.kit.access import STRANGER, SYSTEM, Actor
from grants.kit.acts import Act
from tests.spending.hearing import (
    ASKER,
    BOTH,
    COACHS,
    GROUP,
    IDS,
    OURS,
    WE_PAY,
    WE_SAY,
    Hands,
    Told,
    actor,
    told,
)

S = AllowanceState
PRIVATE = {"allowance-private": "member away coach", "not-found": "stranger"}


def allowance(
    state: AllowanceState = S.NOTED, looks: Looks = Looks.TREASURER, noted_by: str = "asker"
) -> Allowance:
    """Hers; the asker of the cast is the one whom it is for."""
    return Allowance(
        owner_id=GROUP, person_id=ASKER, state=state, looks=looks, noted_by_id=IDS[noted_by]
    )


# ---- Who sees it -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", [S.NOTED, S.REFUSED, S.WITHDRAWN])
def test_until_the_yes_only_she_and_the_treasurer_see_it(state: AllowanceState) -> None:
    assert told(may, Act.ALLOWANCES_SEE, allowance(state), OURS) == {
        "yes": "asker treasurer away-treasurer",
        **PRIVATE,
        "group-approves": "holder",
    }


@pytest.mark.parametrize("state", [S.AGREED, S.IN_RUN, S.PAID, S.CORRECTED])
def test_from_the_yes_on_who_pays_sees_it_too(state: AllowanceState) -> None:
    assert told(may, Act.ALLOWANCES_SEE, allowance(state), OURS) == {
        "yes": "asker treasurer away-treasurer holder",
        **PRIVATE,
    }


def test_where_a_member_looks_the_members_see_it() -> None:
    assert told(may, Act.ALLOWANCES_SEE, allowance(looks=Looks.MEMBERS), OURS) == {
        "yes": "asker member away treasurer away-treasurer",
        "allowance-private": "coach",
        "group-approves": "holder",
        "not-found": "stranger",
    }


def test_where_the_holder_looks_he_sees_it_before_the_yes() -> None:
    assert told(may, Act.ALLOWANCES_SEE, allowance(looks=Looks.HOLDER), OURS) == {
        "yes": "asker treasurer away-treasurer holder",
        **PRIVATE,
    }


def test_who_wrote_it_down_sees_it() -> None:
    heard = told(may, Act.ALLOWANCES_SEE, allowance(noted_by="member"), OURS)

    assert heard["yes"] == "asker member treasurer away-treasurer"


def test_who_left_the_group_sees_her_own_and_says_that_it_came() -> None:
    gone = Actor(person_id=ASKER)

    assert may(gone, Act.ALLOWANCES_SEE, allowance(S.PAID))
    assert may(gone, Act.ALLOWANCES_CONFIRM, allowance(S.PAID))
    assert may(gone, Act.ALLOWANCES_NOTE, allowance()).code == "members-only"
    assert not may(SYSTEM, Act.ALLOWANCES_SEE, allowance(S.PAID)).tied


# ---- Who does what ---------------------------------------------------------------------------


def test_members_note_for_themselves_and_the_treasurer_for_others() -> None:
    assert told(may, Act.ALLOWANCES_NOTE, allowance(), OURS) == {
        "yes": "asker treasurer away-treasurer",
        "allowance-own": "member away",
        "members-only": "coach holder",
        "not-found": "stranger",
    }


DECIDING = [Act.ALLOWANCES_AGREE, Act.ALLOWANCES_REFUSE]
NOT_HERS = {"own-allowance": "asker", **PRIVATE}


@pytest.mark.parametrize("act", DECIDING)
@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        (
            Looks.TREASURER,
            {
                **NOT_HERS,
                "yes": "treasurer",
                "paused": "away-treasurer",
                "group-approves": "holder",
            },
        ),
        (
            Looks.MEMBERS,
            {
                "own-allowance": "asker",
                "yes": "member treasurer",
                "paused": "away away-treasurer",
                "allowance-private": "coach",
                "group-approves": "holder",
                "not-found": "stranger",
            },
        ),
        (
            Looks.HOLDER,
            {**NOT_HERS, "holder-looks": "treasurer", "paused": "away-treasurer", "yes": "holder"},
        ),
    ],
)
def test_a_second_person_looks(act: Act, looks: Looks, expected: Told) -> None:
    assert told(may, act, allowance(looks=looks), COACHS) == expected


@pytest.mark.parametrize("act", DECIDING)
@pytest.mark.parametrize("looks", list(Looks))
@pytest.mark.parametrize("noted_by", ["member", "treasurer"])
def test_who_wrote_it_down_is_no_second_person(act: Act, looks: Looks, noted_by: str) -> None:
    heard = told(may, act, allowance(looks=looks, noted_by=noted_by), OURS)

    assert heard["second-person"] == noted_by


def test_once_agreed_the_holder_sees_it_and_still_does_not_say_yes_in_their_place() -> None:
    for looks, code in ((Looks.TREASURER, "treasurer-looks"), (Looks.MEMBERS, "group-approves")):
        heard = told(may, Act.ALLOWANCES_AGREE, allowance(S.AGREED, looks), OURS)

        assert heard[code] == "holder"


def test_who_it_is_for_takes_it_back_and_so_does_who_wrote_it_down() -> None:
    heard = told(may, Act.ALLOWANCES_WITHDRAW, allowance(), OURS)
    by_another = told(may, Act.ALLOWANCES_WITHDRAW, allowance(noted_by="away-treasurer"), OURS)

    assert heard == {
        "yes": "asker",
        "allowance-own": "treasurer away-treasurer",
        **PRIVATE,
        "group-approves": "holder",
    }
    assert (by_another["yes"], by_another["allowance-own"]) == ("asker away-treasurer", "treasurer")


@pytest.mark.parametrize("noted_by", ["asker", "treasurer"])
def test_only_she_says_that_it_came(noted_by: str) -> None:
    heard = told(may, Act.ALLOWANCES_CONFIRM, allowance(S.PAID, noted_by=noted_by), OURS)

    assert heard == {
        "yes": "asker",
        "allowance-own": "treasurer away-treasurer holder",
        **PRIVATE,
    }


BOTH_PAY = {**NOT_HERS, "yes": "treasurer holder", "paused": "away-treasurer"}
HOLDER_PAYS = {
    **NOT_HERS,
    "in-holder-hands": "treasurer",
    "yes": "holder",
    "paused": "away-treasurer",
}


@pytest.mark.parametrize(
    ("act", "state", "hands", "expected"),
    [
        # From the box the treasurer always can; by bank only when paying lies with the group.
        (Act.ALLOWANCES_PAY, S.AGREED, COACHS, BOTH_PAY),
        (Act.ALLOWANCES_RUN, S.AGREED, WE_PAY, BOTH_PAY),
        (Act.ALLOWANCES_RUN, S.AGREED, WE_SAY, HOLDER_PAYS),
        (Act.ALLOWANCES_RUN, S.AGREED, BOTH, HOLDER_PAYS),
        (Act.ALLOWANCES_FAIL, S.IN_RUN, WE_PAY, BOTH_PAY),
        (Act.ALLOWANCES_FAIL, S.IN_RUN, WE_SAY, HOLDER_PAYS),
        (Act.ALLOWANCES_CORRECT, S.AGREED, COACHS, BOTH_PAY),
        (Act.ALLOWANCES_CORRECT, S.PAID, COACHS, BOTH_PAY),
    ],
)
def test_the_treasurer_and_the_holder_pay_and_put_right(
    act: Act, state: AllowanceState, hands: Hands, expected: Told
) -> None:
    assert told(may, act, allowance(state), hands) == expected


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (Act.ALLOWANCES_PAY, "treasurer-pays"),
        (Act.ALLOWANCES_RUN, "treasurer-pays"),
        (Act.ALLOWANCES_CORRECT, "treasurer-or-holder"),
    ],
)
def test_who_only_wrote_it_down_does_not_pay_or_undo_it(act: Act, code: str) -> None:
    assert told(may, act, allowance(S.AGREED, noted_by="member"), OURS)[code] == "member"


def test_who_pays_for_the_holder_pays_while_she_is_away_from_the_group() -> None:
    away = replace(actor("away-treasurer", COACHS), holds=frozenset({GROUP}))

    assert may(away, Act.ALLOWANCES_RUN, allowance(S.AGREED))


ACTS = sorted({act for _state, act in LIFE.moves})


@pytest.mark.parametrize("state", list(AllowanceState))
@pytest.mark.parametrize("act", ACTS)
def test_nobody_moves_an_allowance_beside_the_table(act: Act, state: AllowanceState) -> None:
    heard = told(may, act, allowance(state), OURS)

    assert ("yes" in heard) is ((state, act) in LIFE.moves)
    assert ("wrong-state" in heard) is ((state, act) not in LIFE.moves)


def test_every_state_is_reached_and_left_as_the_table_says() -> None:
    assert {state for state, _act in LIFE.moves} | set(LIFE.moves.values()) == set(AllowanceState)
    assert LIFE.acts(AllowanceState.REFUSED) == frozenset()


# ---- A year, and the law's amounts -----------------------------------------------------------


def test_a_year_is_hers_alone() -> None:
    year = AllowanceYear(person_id=ASKER, year=2026)

    assert told(may_year, Act.ALLOWANCES_SEE, year, OURS) == {
        "yes": "asker",
        "not-found": "member away treasurer away-treasurer coach holder stranger",
    }


def test_everybody_signed_in_reads_the_amounts_and_the_operator_adds_them() -> None:
    operator = Actor(None, operator=True)

    assert may_cap(actor("stranger", OURS), Act.ALLOWANCES_SEE, Cap())
    assert may_cap(SYSTEM, Act.ALLOWANCES_SEE, Cap()) is STRANGER
    assert may_cap(actor("treasurer", OURS), Act.ALLOWANCES_CAP, Cap()) is STRANGER
    assert may_cap(operator, Act.ALLOWANCES_CAP, Cap())
    assert may_cap(operator, Act.ALLOWANCES_SEE, Cap())
