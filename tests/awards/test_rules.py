from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grants.awards.rules import Share, final_total, own_surplus, reduced, settle
from grants.kit.money import EUR, Money, total

CENTS = st.integers(min_value=0, max_value=100_000)


def test_the_worked_example_of_the_book() -> None:
    settled = settle(EUR("257.05"), EUR("42"), [Share(EUR("300"), EUR("60"))])

    assert [(one.final, one.never, one.left) for one in settled] == [
        (EUR("215.05"), EUR("60"), EUR("24.95"))
    ]


def test_own_income_first_and_funders_pay_the_rest() -> None:
    assert final_total(EUR("100"), EUR("30"), EUR("300")) == EUR("70")
    assert final_total(EUR("20"), EUR("30"), EUR("300")) == EUR("0")
    assert final_total(EUR("900"), EUR("30"), EUR("300")) == EUR("300")
    assert own_surplus(EUR("20"), EUR("30")) == EUR("10")


def test_two_funders_share_by_what_each_granted() -> None:
    shares = [Share(EUR("200"), EUR("0")), Share(EUR("100"), EUR("0"))]

    settled = settle(EUR("150.01"), EUR("0"), shares)

    assert [one.final for one in settled] == [EUR("100.01"), EUR("50.00")]


def test_what_never_comes_is_taken_off_the_last_instalments() -> None:
    assert reduced([EUR("240"), EUR("60")], EUR("250")) == [EUR("240"), EUR("10")]
    assert reduced([EUR("60")], EUR("0")) == [EUR("0")]


@given(CENTS, CENTS, st.lists(st.tuples(CENTS.filter(bool), CENTS), min_size=1, max_size=4))
def test_every_award_ends_in_final_never_and_left(
    costs: int, own: int, awards: list[tuple[int, int]]
) -> None:
    shares = [Share(Money(amount), Money(min(amount, come))) for amount, come in awards]

    settled = settle(Money(costs), Money(own), shares)

    for share, one in zip(shares, settled, strict=True):
        assert share.amount == one.final + one.never + one.left
        assert not (one.final.is_negative)
        assert not (one.never.is_negative)
        assert not one.left.is_negative
    awarded = total(share.amount for share in shares)
    assert total(one.final for one in settled) == final_total(Money(costs), Money(own), awarded)
