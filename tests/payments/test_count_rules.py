"""What can never be of a movement of money and of a count of the box. No database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.money import EUR
from grants.ledger.models import PLACES, AccountKind
from grants.payments.models import CashCount
from grants.payments.rules.arrivals import GivingBack, Receiving, check_shape
from grants.payments.rules.counts import Counting, check_counting, check_explained, check_same
from grants.payments.states import COUNT, LIFE, ArrivalState, CountState

TODAY = date(2026, 3, 3)
ADA, BEN, CAS, PLAN = (UUID(int=number) for number in range(4))


def field_of(check: Callable[[], None], code: str) -> str | None:
    with pytest.raises(Invalid) as refusal:
        check()
    assert refusal.value.code == code
    return refusal.value.field


def counted(amount: str, booked: str, pending: str = "0", *, why: bool = False) -> CashCount:
    return CashCount(
        counted=EUR(amount),
        booked=EUR(booked),
        pending=EUR(pending),
        proposal_id=PLAN if why else None,
    )


@pytest.mark.parametrize("place", PLACES)
def test_a_cent_of_today_moves_at_every_place_where_money_lies(place: AccountKind) -> None:
    check_shape(EUR("0.01"), TODAY, place, TODAY)

    nothing = EUR("0")
    assert field_of(lambda: check_shape(nothing, TODAY, place, TODAY), "amount-nothing") == "amount"
    below = EUR("-1")
    assert field_of(lambda: check_shape(below, TODAY, place, TODAY), "amount-nothing") == "amount"
    tomorrow = TODAY + timedelta(1)
    assert field_of(lambda: check_shape(EUR("1"), tomorrow, place, TODAY), "day-to-come") == "on"


@pytest.mark.parametrize("kind", sorted(set(AccountKind) - set(PLACES)))
def test_money_lies_nowhere_else(kind: AccountKind) -> None:
    found = field_of(lambda: check_shape(EUR("1"), TODAY, kind, TODAY), "place-unknown")

    assert found == "place"


def test_money_comes_in_at_the_bank_and_is_sent_back_by_hand_unless_it_is_said() -> None:
    assert Receiving(TODAY) == Receiving(TODAY, AccountKind.BANK, None)
    assert GivingBack(ADA, EUR("1"), TODAY) == GivingBack(
        ADA, EUR("1"), TODAY, AccountKind.BANK, from_run=False
    )


def test_an_arrival_is_taken_back_once_by_hand_and_comes_again_only_from_the_provider() -> None:
    assert LIFE.acts(ArrivalState.ENTERED) == {Act.PAYMENTS_MIRROR, Act.PAYMENTS_ONLINE_BACK}
    assert LIFE.acts(ArrivalState.MIRRORED) == {Act.PAYMENTS_ONLINE_RESTORE}


def test_a_box_is_counted_by_two_of_the_group_and_holds_nothing_or_more() -> None:
    check_counting(Counting(EUR("0"), BEN), ADA, [ADA, BEN])

    assert [
        field_of(
            lambda: check_counting(Counting(EUR("-0.01"), BEN), ADA, [ADA, BEN]),
            "amount-below-nothing",
        ),
        field_of(lambda: check_counting(Counting(EUR("1"), ADA), ADA, [ADA, BEN]), "second-is-you"),
        field_of(
            lambda: check_counting(Counting(EUR("1"), CAS), ADA, [ADA, BEN]), "second-not-here"
        ),
    ] == ["counted", "second", "second"]


@pytest.mark.parametrize(
    ("amount", "booked", "pending", "difference"),
    [("8", "10", "2", "0"), ("8", "10", "0", "-2"), ("10", "10", "2", "2")],
)
def test_an_open_receipt_explains_what_is_missing(
    amount: str, booked: str, pending: str, difference: str
) -> None:
    assert counted(amount, booked, pending).difference == EUR(difference)


@pytest.mark.parametrize("amount", ["7.99", "8.01"])
def test_a_difference_asks_for_its_reason_first(amount: str) -> None:
    check_explained(counted("8", "8"))
    check_explained(counted(amount, "8", why=True))

    with pytest.raises(NotNow, match=r"^why-first$"):
        check_explained(counted(amount, "8"))


def test_what_should_lie_there_is_still_what_it_was() -> None:
    check_same(counted("5", "10", "2"), EUR("8"))

    with pytest.raises(NotNow, match=r"^cash-moved$"):
        check_same(counted("8", "10", "2"), EUR("10"))


def test_a_count_that_was_dropped_is_over() -> None:
    assert COUNT.acts(CountState.DROPPED) == frozenset()
    assert COUNT.acts(CountState.CONFIRMED) == {Act.PAYMENTS_VOUCH}
    assert {COUNT.moves[CountState.COUNTED, act] for act in COUNT.acts(CountState.COUNTED)} == set(
        CountState
    )
