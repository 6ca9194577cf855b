from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.kit.money import EUR, Money, total

amounts = st.builds(Money, st.integers(-(10**12), 10**12))


def test_money_reads_and_writes_whole_cents() -> None:
    assert EUR("12.30").minor == 1230
    assert EUR("-0.05").minor == -5
    assert str(EUR("-0.05")) == "-0.05 EUR"


@pytest.mark.parametrize("other", [1, 1.0, "1", None])
def test_money_does_not_mix_with_bare_numbers(other: object) -> None:
    with pytest.raises(TypeError):
        EUR("1.00") + other  # type: ignore[operator]


def test_money_does_not_mix_currencies() -> None:
    with pytest.raises(ValueError, match="EUR does not mix with USD"):
        EUR("1.00") + Money(100, "USD")


@pytest.mark.parametrize("minor", [1.0, True, "1"])
def test_money_refuses_what_is_not_whole(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor)  # type: ignore[arg-type]


def test_money_never_equals_a_number() -> None:
    assert EUR("0.00") != 0  # type: ignore[comparison-overlap]
    assert EUR("0.00").is_zero


@given(amounts, st.lists(st.integers(0, 1000), min_size=1).filter(lambda parts: sum(parts) > 0))
def test_a_split_sums_to_the_whole_and_repeats_itself(whole: Money, weights: list[int]) -> None:
    parts = whole.split(weights)

    assert total(parts) == whole
    assert parts == whole.split(weights)


@given(amounts, st.integers(1, 50))
def test_an_even_split_differs_by_one_cent_at_most(whole: Money, count: int) -> None:
    parts = [part.minor for part in whole.split([1] * count)]

    assert max(parts) - min(parts) <= 1


def test_cents_left_over_go_to_the_first_of_equals() -> None:
    assert EUR("100.00").split([1, 1, 1]) == (EUR("33.34"), EUR("33.33"), EUR("33.33"))


def test_a_split_needs_a_positive_weight() -> None:
    with pytest.raises(ValueError, match="weights"):
        EUR("1.00").split([0, 0])
