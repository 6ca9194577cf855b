"""What an online payment and a gift can be, and what follows from where they stand. No database."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from uuid import UUID

import pytest

from grants.kit.acts import Act
from grants.kit.errors import Invalid
from grants.kit.money import EUR, Money
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.payments.models import BackKind, GiftBox
from grants.payments.rules.online import (
    LANDED,
    LIVING,
    NAME,
    WORDS,
    Contra,
    Giving,
    Gone,
    Opening,
    after_returns,
    check_gift,
    check_opening,
    id_in,
    one_line,
    way,
)
from grants.payments.states import BACK, LINE, ONLINE, BackState, LineState, OnlineState

S = OnlineState
PLAN, FUND = UUID(int=1), UUID(int=2)
BOX = GiftBox(least=EUR("1"), most=EUR("250"))
TEN = EUR("10")


def refused(check: Callable[[], None]) -> tuple[str, str | None, object]:
    with pytest.raises(Invalid) as refusal:
        check()
    facts = dict(refusal.value.facts)
    return refusal.value.code, refusal.value.field, facts.popitem()[1] if facts else None


# ---- What is asked ---------------------------------------------------------------------------


def test_an_aim_is_something_and_its_words_fit() -> None:
    check_opening(Opening(EUR("0.01"), f"  {'x' * WORDS}  "))

    assert refused(lambda: check_opening(Opening(EUR("0")))) == ("amount-nothing", "aim", None)
    long = Opening(EUR("1"), "x" * (WORDS + 1))
    assert refused(lambda: check_opening(long)) == ("too-long", "words", 600)


def test_a_gift_is_between_the_least_and_the_most_of_its_box() -> None:
    check_gift(BOX, Giving(BOX.least))
    check_gift(BOX, Giving(BOX.most, "x" * NAME))

    assert [
        refused(lambda: check_gift(BOX, Giving(EUR("0.99")))),
        refused(lambda: check_gift(BOX, Giving(EUR("250.01")))),
        refused(lambda: check_gift(BOX, Giving(TEN, "x" * (NAME + 1)))),
    ] == [
        ("gift-too-small", "amount", BOX.least),
        ("gift-too-large", "amount", BOX.most),
        ("too-long", "name", 60),
    ]


def test_a_name_is_one_line_of_signs_that_can_be_seen() -> None:
    assert one_line(" Fatma\n de\u202eVries \u200b ") == "Fatma de Vries"
    assert one_line("\t\n") == ""


def test_only_an_id_of_ours_is_an_id() -> None:
    assert id_in(str(PLAN)) == PLAN
    assert id_in("cs_1") is None
    assert id_in("") is None


# ---- Where it stands -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gone", "state"),
    [
        ([], S.PAID),
        ([(BackKind.REFUND, "9.99")], S.PART_RETURNED),
        ([(BackKind.REFUND, "4"), (BackKind.LEFT, "6")], S.RETURNED),
        ([(BackKind.REFUND, "10.01")], S.RETURNED),
        ([(BackKind.REFUND, "4"), (BackKind.REVERSAL, "1")], S.REVERSED),
    ],
)
def test_what_went_back_says_where_a_payment_stands(
    gone: list[tuple[BackKind, str]], state: OnlineState
) -> None:
    rows = [Gone(kind, EUR(amount)) for kind, amount in gone]

    assert after_returns(TEN, rows) is state
    assert after_returns(TEN, reversed(rows)) is state


def test_what_came_in_another_currency_goes_back_in_it() -> None:
    five, ten = Money(500, "USD"), Money(1000, "USD")

    assert after_returns(ten, []) is S.PAID
    assert after_returns(ten, [Gone(BackKind.REFUND, five)]) is S.PART_RETURNED


def test_from_each_landed_state_to_each_other_there_is_a_way_along_the_table() -> None:
    for start, goal in product(LANDED, LANDED):
        state = start
        for act in way(start, goal):
            state = ONLINE.after(state, act)
        assert state is goal
        assert len(way(start, goal)) <= 2


def test_the_short_way_is_taken_where_there_is_one() -> None:
    assert way(S.PAID, S.PAID) == []
    assert way(S.PART_RETURNED, S.RETURNED) == [Act.PAYMENTS_ONLINE_BACK]
    assert way(S.RETURNED, S.REVERSED) == [Act.PAYMENTS_ONLINE_REVERSE]
    assert way(S.REVERSED, S.PART_RETURNED) == [
        Act.PAYMENTS_ONLINE_RESTORE,
        Act.PAYMENTS_ONLINE_BACK_PART,
    ]


def test_what_ended_badly_can_still_turn_out_to_be_paid_and_nothing_unpays_itself() -> None:
    to = {state: {ONLINE.moves[state, act] for act in ONLINE.acts(state)} for state in S}

    for state in set(S) - LANDED:
        assert S.PAID in to[state]
    for state in LANDED:
        assert to[state] <= LANDED
    assert to[S.EXPIRED] == to[S.FAILED] == {S.PAID}
    assert {S.EXPIRED, S.FAILED}.isdisjoint(LIVING)
    assert set(S) == LIVING | LANDED | {S.EXPIRED, S.FAILED}


def test_money_back_that_was_done_can_only_turn_out_to_have_failed() -> None:
    to = {state: {BACK.moves[state, act] for act in BACK.acts(state)} for state in BackState}

    assert to == {
        BackState.MADE: {BackState.ON_ITS_WAY, BackState.DONE, BackState.FAILED},
        BackState.ON_ITS_WAY: {BackState.DONE, BackState.FAILED},
        BackState.DONE: {BackState.FAILED},
        BackState.FAILED: set(),
    }


def test_a_line_that_was_settled_can_only_be_opened_again() -> None:
    for state in (LineState.MATCHED, LineState.EXPLAINED):
        assert LINE.acts(state) == {Act.PAYMENTS_LINE_REOPEN}


# ---- From where it is taken again ------------------------------------------------------------


def amounts(lines: list[Line]) -> list[tuple[AccountKind, Money, UUID | None, UUID | None]]:
    return [(one.kind, one.amount, one.plan_id, one.ref_id) for one in lines]


@pytest.mark.parametrize(
    ("amount", "back", "own"),
    [("2", "2", None), ("3", "3", None), ("4", "3", "1"), ("10", "3", "7"), ("12", "3", "9")],
)
def test_first_is_taken_what_was_to_be_sent_back_anyway(
    amount: str, back: str, own: str | None
) -> None:
    own_line = Line(AccountKind.OWN, -EUR("7"), PLAN)
    came = Contra((own_line, Line(AccountKind.BACK, -EUR("3"), PLAN, FUND)))

    taken = came.taken(EUR(amount))

    assert amounts(Contra((own_line,)).taken(EUR(amount))) == [
        (AccountKind.OWN, EUR(amount), PLAN, None)
    ]
    first = (AccountKind.BACK, EUR(back), PLAN, FUND)
    then = [] if own is None else [(AccountKind.OWN, EUR(own), PLAN, None)]
    assert amounts(taken) == [first, *then]
