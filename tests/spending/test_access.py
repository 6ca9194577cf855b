"""Who hears what: of every act on an expense, the answer to everybody."""

from __future__ import annotations

import pytest

from grants.kit.acts import Act
from grants.spending.access import may
from grants.spending.models import Expense, Kin, KinKind, Lost
from grants.spending.states import LIFE, ExpenseState
from tests.spending.hearing import (
    ALL_SEE,
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
    told,
)


def expense(state: ExpenseState, *, lost: Lost | None = None, **more: object) -> Expense:
    usual: dict[str, object] = {"asks_round": False, "asks_holder": False, **more}
    return Expense(owner_id=GROUP, spender_id=ASKER, state=state, lost=lost, **usual)


def kin(member: str, also: str | None = None, yes: str | None = None) -> Kin:
    return Kin(
        spender_id=ASKER,
        kind=KinKind.FAMILY,
        member_id=IDS[member],
        also_id=IDS[also] if also else None,
        yes_by_id=IDS[yes] if yes else None,
    )


S = ExpenseState
GROUP_SEES = {"yes": "asker member away treasurer away-treasurer coach"}
NOT_YET = {**GROUP_SEES, "group-approves": "holder"}
HERS = {"yes": "asker", "spender-only": "member away treasurer away-treasurer coach holder"}
OWN = {"own-expense": "asker"}
WE_DECIDE = {**OWN, "yes": "member treasurer", "paused": "away away-treasurer"}
COACH_DECIDES = {
    **OWN,
    "in-coach-hands": "member treasurer",
    "paused": "away away-treasurer",
    "yes": "coach",
    "group-approves": "holder",
}
GROUP_PAYS = {
    "treasurer-pays": "asker member",
    "paused": "away away-treasurer",
    "yes": "treasurer holder",
    "in-holder-hands": "coach",
}
HOLDER_PAYS = {
    "in-holder-hands": "asker member treasurer coach",
    "paused": "away away-treasurer",
    "yes": "holder",
}
CORRECTING = {
    "treasurer-or-holder": "asker member away coach",
    "yes": "treasurer holder",
    "paused": "away-treasurer",
}
VOUCHING = {**OWN, "yes": "member treasurer", "paused": "away away-treasurer"}


@pytest.mark.parametrize(
    ("act", "state", "hands", "expected"),
    [
        (Act.SPENDING_SEE, S.NOTED, OURS, NOT_YET),
        (Act.SPENDING_SEE, S.ASKING, OURS, NOT_YET),
        (Act.SPENDING_SEE, S.REFUSED, OURS, NOT_YET),
        (Act.SPENDING_SEE, S.WITHDRAWN, OURS, NOT_YET),
        (Act.SPENDING_SEE, S.APPROVED, OURS, ALL_SEE),
        (Act.SPENDING_SEE, S.PAID, OURS, ALL_SEE),
        (Act.SPENDING_SEE, S.CORRECTED, OURS, ALL_SEE),
        (Act.SPENDING_NOTE, S.NOTED, OURS, {**GROUP_SEES, "members-only": "holder"}),
        (Act.SPENDING_SUBMIT, S.NOTED, OURS, HERS),
        (Act.SPENDING_MEND, S.NOTED, OURS, HERS),
        (Act.SPENDING_MEND, S.REFUSED, OURS, HERS),
        (Act.SPENDING_WITHDRAW, S.ASKING, OURS, HERS),
        (
            Act.SPENDING_APPROVE,
            S.ASKING,
            WE_SAY,
            {**WE_DECIDE, "in-group-hands": "coach", "group-approves": "holder"},
        ),
        (
            Act.SPENDING_APPROVE,
            S.ASKING,
            BOTH,
            {**WE_DECIDE, "in-group-hands": "coach", "group-approves": "holder"},
        ),
        (Act.SPENDING_APPROVE, S.ASKING, WE_PAY, COACH_DECIDES),
        (
            Act.SPENDING_REFUSE,
            S.ASKING,
            WE_SAY,
            {**WE_DECIDE, "in-group-hands": "coach", "group-approves": "holder"},
        ),
        # Together: the coach's no is enough, her yes is not.
        (
            Act.SPENDING_REFUSE,
            S.ASKING,
            BOTH,
            {**WE_DECIDE, "yes": "member treasurer coach", "group-approves": "holder"},
        ),
        (Act.SPENDING_REFUSE, S.ASKING, WE_PAY, COACH_DECIDES),
        (Act.SPENDING_PAY, S.APPROVED, WE_PAY, GROUP_PAYS),
        (Act.SPENDING_PAY, S.APPROVED, WE_SAY, HOLDER_PAYS),
        (Act.SPENDING_RUN, S.APPROVED, WE_PAY, GROUP_PAYS),
        (Act.SPENDING_RUN, S.APPROVED, WE_SAY, HOLDER_PAYS),
        (Act.SPENDING_FAIL, S.APPROVED, WE_PAY, GROUP_PAYS),
        (Act.SPENDING_FAIL, S.APPROVED, WE_SAY, HOLDER_PAYS),
        (Act.SPENDING_CORRECT, S.APPROVED, COACHS, CORRECTING),
        (Act.SPENDING_CORRECT, S.PAID, COACHS, CORRECTING),
        (
            Act.SPENDING_ADD,
            S.PAID,
            OURS,
            {
                "yes": "asker treasurer",
                "spender-or-treasurer": "member away coach holder",
                "paused": "away-treasurer",
            },
        ),
        (
            Act.LEDGER_SEE,
            S.PAID,
            OURS,
            {"not-yours": "asker member away treasurer away-treasurer coach holder"},
        ),
    ],
)
def test_of_an_expense_everybody_hears_what_is_hers_to_hear(
    act: Act, state: ExpenseState, hands: Hands, expected: Told
) -> None:
    assert told(may, act, expense(state), hands) == {**expected, "not-found": "stranger"}


ACTS = sorted({act for _state, act in LIFE.moves} - {Act.SPENDING_VOUCH})


@pytest.mark.parametrize("state", list(ExpenseState))
@pytest.mark.parametrize("act", ACTS)
def test_nobody_moves_an_expense_beside_the_table(act: Act, state: ExpenseState) -> None:
    heard = told(may, act, expense(state), OURS)

    assert ("yes" in heard) is ((state, act) in LIFE.moves)
    assert ("wrong-state" in heard) is ((state, act) not in LIFE.moves)


@pytest.mark.parametrize("act", [Act.SPENDING_APPROVE, Act.SPENDING_REFUSE])
def test_in_a_round_nobody_decides_alone(act: Act) -> None:
    heard = told(may, act, expense(S.ASKING, asks_round=True, asks_holder=True), OURS)

    everybody = "member away treasurer away-treasurer coach holder"
    assert heard == {**OWN, "group-decides": everybody, "not-found": "stranger"}


def test_where_nobody_else_can_the_holder_says_yes_and_the_group_may_say_no() -> None:
    asked = expense(S.ASKING, asks_holder=True)

    assert told(may, Act.SPENDING_SEE, asked, OURS) == {**ALL_SEE, "not-found": "stranger"}
    assert told(may, Act.SPENDING_APPROVE, asked, OURS) == {
        **OWN,
        "in-holder-hands": "member away treasurer away-treasurer coach",
        "yes": "holder",
        "not-found": "stranger",
    }
    assert told(may, Act.SPENDING_REFUSE, asked, OURS) == {
        **OWN,
        "yes": "member treasurer holder",
        "paused": "away away-treasurer",
        "in-group-hands": "coach",
        "not-found": "stranger",
    }


@pytest.mark.parametrize("act", [Act.SPENDING_APPROVE, Act.SPENDING_REFUSE])
def test_whose_family_it_is_does_not_decide(act: Act) -> None:
    heard = told(may, act, expense(S.ASKING, kin=kin("treasurer")), OURS)

    assert heard["own-family"] == "treasurer"
    assert heard["yes"] == "member"


def test_a_second_member_says_that_she_knows_of_what_was_lost() -> None:
    lost = expense(S.ASKING, lost=Lost(yes_by_id=None))

    assert told(may, Act.SPENDING_VOUCH, lost, COACHS) == {
        **VOUCHING,
        "members-only": "coach holder",
        "not-found": "stranger",
    }


@pytest.mark.parametrize("state", [S.NOTED, S.APPROVED, S.PAID, S.REFUSED, S.WITHDRAWN])
def test_who_knows_of_what_was_lost_says_so_while_it_is_asked(state: ExpenseState) -> None:
    heard = told(may, Act.SPENDING_VOUCH, expense(state, lost=Lost(yes_by_id=None)), OURS)

    assert heard["wrong-state"] == "member treasurer"
    assert "yes" not in heard


def test_one_second_member_is_enough() -> None:
    lost = expense(S.ASKING, lost=Lost(yes_by_id=IDS["member"]))

    assert told(may, Act.SPENDING_VOUCH, lost, OURS)["not-asked"] == "member treasurer"


def test_with_a_receipt_and_no_family_nobody_is_asked_besides() -> None:
    assert told(may, Act.SPENDING_VOUCH, expense(S.ASKING), OURS)["not-asked"] == "member treasurer"


def test_what_the_whole_group_decides_needs_no_second_member() -> None:
    lost = expense(S.ASKING, asks_round=True, lost=Lost(yes_by_id=None))

    heard = told(may, Act.SPENDING_VOUCH, lost, OURS)

    assert heard["group-decides"] == "member treasurer"
    assert "yes" not in heard


def test_for_family_only_who_was_named_says_yes_too() -> None:
    heard = told(
        may, Act.SPENDING_VOUCH, expense(S.ASKING, kin=kin("member", also="treasurer")), OURS
    )

    assert heard == {
        **OWN,
        "own-family": "member",
        "paused": "away away-treasurer",
        "yes": "treasurer",
        "members-only": "coach holder",
        "not-found": "stranger",
    }


def test_who_was_named_says_yes_once() -> None:
    said = kin("member", also="treasurer", yes="treasurer")

    heard = told(may, Act.SPENDING_VOUCH, expense(S.ASKING, kin=said), OURS)

    assert heard["not-asked"] == "treasurer"
    assert "yes" not in heard


def test_who_was_not_named_is_not_asked() -> None:
    said = kin("away", also="member")

    heard = told(may, Act.SPENDING_VOUCH, expense(S.ASKING, kin=said), OURS)

    assert (heard["yes"], heard["not-asked"]) == ("member", "treasurer")
