"""What the caps leave, month by month and year by year, without a database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.allowances.models import Kind, Sure
from grants.allowances.rules import (
    KNOWN,
    CapData,
    Had,
    HourNorm,
    Left,
    Limits,
    Norm,
    Noting,
    check_cap,
    check_mixing,
    check_norm,
    check_shape,
    check_why,
    is_capped,
    left,
    mixes,
    over_norm,
    passes,
    refuse_over,
)
from grants.kit.errors import Invalid, OverRoom, Refusal
from grants.kit.money import EUR, Money, total

LIMITS = Limits(EUR("2200"), EUR("220"))
NORM = Norm(EUR("5.75"), EUR("3.40"))
MARCH = date(2026, 3, 2)


def flat(**months: str) -> Had:
    """What somebody had: ``m3="200"`` is two hundred in March."""
    return Had({int(name[1:]): EUR(amount) for name, amount in months.items()})


def proven(**months: str) -> Had:
    return Had(proven=flat(**months).flat)


def refusal(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()
    return found.value


def says(found: Refusal) -> tuple[str, str | None, dict[str, object]]:
    return found.code, found.field, found.facts


def no_of(had: Had, amount: str, kind: Kind = Kind.FLAT, on: date = MARCH) -> Refusal:
    with pytest.raises(OverRoom) as found:
        refuse_over(LIMITS, had, kind, EUR(amount), on)
    return found.value


# ---- Caps ------------------------------------------------------------------------------------


def test_exactly_the_month_is_possible_and_a_cent_more_is_not() -> None:
    refuse_over(LIMITS, flat(m3="200"), Kind.FLAT, EUR("20"), MARCH)

    found = no_of(flat(m3="200"), "20.01")

    left_now = {"left": EUR("20"), "year_left": EUR("2000")}
    assert says(found) == ("over-month", "amount", left_now)


def test_exactly_the_year_is_possible_and_a_cent_more_is_not() -> None:
    full = flat(**{f"m{month}": "217" for month in range(1, 11) if month != 3}, m12="200")

    refuse_over(LIMITS, full, Kind.FLAT, EUR("47"), MARCH)
    found = no_of(full, "47.01")

    assert says(found) == ("over-year", "amount", {"left": EUR("47"), "year": 2026})


def test_eleven_full_months_break_the_year() -> None:
    ten = flat(**{f"m{month}": "220" for month in range(1, 11)})

    found = no_of(ten, "220", on=date(2026, 11, 1))

    assert says(found) == ("over-year", "amount", {"left": EUR("0"), "year": 2026})


def test_where_month_and_year_leave_the_same_it_is_the_year_that_is_full() -> None:
    nine = flat(**{f"m{month}": "220" for month in range(4, 13)}, m3="100")

    assert no_of(nine, "120.01").code == "over-year"
    refuse_over(LIMITS, nine, Kind.FLAT, EUR("120"), MARCH)


def test_months_are_not_averaged() -> None:
    assert no_of(flat(m3="220"), "1").code == "over-month"
    refuse_over(LIMITS, flat(m3="220"), Kind.FLAT, EUR("220"), date(2026, 4, 1))


def test_what_is_left_is_the_least_of_both() -> None:
    assert left(LIMITS, flat(m3="100", m1="220"), 3) == Left(EUR("120"), EUR("1880"))
    assert left(LIMITS, flat(m3="100"), 3).now == EUR("120")
    assert left(LIMITS, flat(m3="300"), 3).now == EUR("0")


def test_proven_costs_alone_have_no_cap() -> None:
    refuse_over(LIMITS, proven(m3="900"), Kind.PROVEN, EUR("5000"), MARCH)

    assert not is_capped(proven(m3="900"), Kind.PROVEN)


def test_both_ways_in_one_year_are_added_up() -> None:
    both = Had({1: EUR("10")}, {3: EUR("208")})

    assert no_of(both, "12.01", Kind.PROVEN).facts["left"] == EUR("12")
    assert no_of(both, "12.01", Kind.FLAT).code == "over-month"
    assert both.year == EUR("218")
    assert both.months == {1, 3}


def test_a_fixed_amount_cannot_join_costs_that_lie_above_a_month() -> None:
    found = no_of(proven(m5="500", m2="500"), "10")

    assert says(found) == ("mixing-over", "kind", {"month": 2})


def test_costs_of_exactly_a_month_can_be_joined_and_this_month_is_told_as_itself() -> None:
    refuse_over(LIMITS, proven(m1="220"), Kind.FLAT, EUR("10"), MARCH)

    assert no_of(proven(m3="220.01"), "0.01").code == "over-month"


def test_what_a_bank_has_paid_is_only_told() -> None:
    assert passes(LIMITS, flat(m3="220"), Kind.FLAT, EUR("1"), MARCH)
    assert not passes(LIMITS, flat(m3="219"), Kind.FLAT, EUR("1"), MARCH)


@pytest.mark.parametrize(
    ("had", "kind", "expected"),
    [
        (Had(), Kind.FLAT, False),
        (flat(m1="5"), Kind.FLAT, False),
        (flat(m1="5"), Kind.PROVEN, True),
        (proven(m1="5"), Kind.PROVEN, False),
        (proven(m1="5"), Kind.FLAT, True),
        (flat(m1="0"), Kind.PROVEN, False),
    ],
)
def test_two_ways_in_a_year_are_noticed(had: Had, kind: Kind, expected: bool) -> None:
    assert mixes(had, kind) is expected
    check_mixing(had, kind, known=True)
    if expected:
        found = refusal(lambda: check_mixing(had, kind, known=False))
        assert isinstance(found, Invalid)
        assert says(found) == ("mixes-ways", "mixes", {})
    else:
        check_mixing(had, kind, known=False)


PAYMENTS = st.lists(
    st.tuples(
        st.sampled_from(Kind),
        st.integers(1, 40_000).map(Money),
        st.integers(1, 12),
    ),
    max_size=60,
)


@given(PAYMENTS)
def test_whatever_is_asked_in_whatever_order_no_cap_is_passed(
    payments: list[tuple[Kind, Money, int]],
) -> None:
    had = Had()
    for kind, amount, month in payments:
        if not passes(LIMITS, had, kind, amount, date(2026, month, 28)):
            had = had.with_(kind, month, amount)

    if had.has_flat:
        assert had.year <= LIMITS.most_year
        assert all(had.month(month) <= LIMITS.most_month for month in range(1, 13))


@given(PAYMENTS, st.integers(1, 12))
def test_what_is_said_to_be_left_can_be_paid_and_a_cent_more_cannot(
    payments: list[tuple[Kind, Money, int]], month: int
) -> None:
    had, on = Had(), date(2026, month, 1)
    for _kind, amount, when in payments:
        if not passes(LIMITS, had, Kind.FLAT, amount, date(2026, when, 1)):
            had = had.with_(Kind.FLAT, when, amount)

    now = left(LIMITS, had, month).now

    assert now.is_zero or not passes(LIMITS, had, Kind.FLAT, now, on)
    assert passes(LIMITS, had, Kind.FLAT, now + Money(1), on)


@given(PAYMENTS)
def test_a_year_adds_up_to_its_months(payments: list[tuple[Kind, Money, int]]) -> None:
    had = Had()
    for kind, amount, month in payments:
        had = had.with_(kind, month, amount)

    assert had.year == total(had.month(month) for month in range(1, 13))
    assert had.year == total(amount for _kind, amount, _month in payments)


# ---- The norm for an hour -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "minutes", "young", "over"),
    [
        ("11.50", 120, False, "0"),
        ("11.51", 120, False, "0.01"),
        ("6.80", 120, True, "0"),
        ("11.50", 120, True, "4.70"),
        ("1.44", 15, False, "0.01"),  # the norm of a quarter is 1.4375
        ("1.43", 15, False, "0"),
    ],
)
def test_a_cent_above_the_norm_is_seen(amount: str, minutes: int, young: bool, over: str) -> None:
    assert over_norm(NORM, EUR(amount), minutes, young=young) == EUR(over)


@pytest.mark.parametrize(
    ("young", "norm", "over"), [(False, "5.75", "24.25"), (True, "3.40", "26.60")]
)
def test_above_the_norm_a_reason_is_asked_and_is_enough(young: bool, norm: str, over: str) -> None:
    found = refusal(lambda: check_norm(NORM, EUR("30"), 60, young=young, why=" "))

    assert says(found) == ("over-norm", "why", {"norm": EUR(norm), "over": EUR(over)})
    check_norm(NORM, EUR("30"), 60, young=young, why="Ze leidde de groep.")
    check_norm(NORM, EUR(norm), 60, young=young, why="")


def test_without_a_norm_a_reason_is_asked_too() -> None:
    found = refusal(lambda: check_norm(None, EUR("1"), 60, young=False, why=""))

    assert says(found) == ("norm-unknown", "why", {})
    check_norm(None, EUR("1"), 60, young=False, why="Zo spraken we af.")


def test_a_norm_is_said_in_the_currency_of_the_amount() -> None:
    norm = Norm(Money(500, "GBP"), Money(300, "GBP"))

    assert over_norm(norm, Money(600, "GBP"), 60, young=False) == Money(100, "GBP")


# ---- What is said -------------------------------------------------------------------------------


def said(**more: object) -> Noting:
    usual: dict[str, object] = {
        "line_id": UUID(int=1),
        "person_id": UUID(int=2),
        "kind": Kind.FLAT,
        "amount": EUR("10"),
        "on": MARCH,
        "words": "Gastvrouw",
    }
    return Noting(**{**usual, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"amount": EUR("0")}, "amount-nothing", "amount"),
        ({"words": " "}, "activity-missing", "words"),
        ({"on": date(2026, 3, 3)}, "day-to-come", "on"),
        ({"minutes": 0}, "hours-wrong", "hours"),
        ({"minutes": 1441}, "hours-wrong", "hours"),
        ({"minutes": 60, "kind": Kind.PROVEN, "proof": "Kaartje"}, "hours-wrong", "hours"),
        ({"kind": Kind.PROVEN, "proof": " "}, "proof-missing", "proof"),
    ],
)
def test_what_can_never_be_is_refused(more: dict[str, object], code: str, field: str) -> None:
    assert says(refusal(lambda: check_shape(said(**more), MARCH))) == (code, field, {})


def test_a_minute_and_a_whole_day_and_costs_with_proof_can_be() -> None:
    check_shape(said(minutes=1), MARCH)
    check_shape(said(minutes=1440), MARCH)
    check_shape(said(kind=Kind.PROVEN, proof="Buskaartje"), MARCH)


def test_over_its_line_a_reason_is_asked() -> None:
    found = refusal(lambda: check_why(EUR("5"), EUR("10"), " "))

    assert says(found) == ("over-line", "why", {"left": EUR("10"), "over": EUR("5")})
    check_why(EUR("0"), EUR("10"), "")
    check_why(EUR("5"), EUR("10"), "Er kwam een dag bij.")


# ---- The rows that come along -------------------------------------------------------------------


def test_the_years_from_2020_up_to_and_with_2026_are_known_with_their_source() -> None:
    assert [cap.year for cap in KNOWN] == list(range(2020, 2027))
    assert all(cap.source and cap.link.startswith("https://") for cap in KNOWN)
    assert all(cap.most_month * 10 == cap.most_year for cap in KNOWN)
    for cap in KNOWN:
        check_cap(cap, date(2026, 11, 21))
    now = KNOWN[-1]
    assert (now.most_year, now.most_month) == (EUR("2200"), EUR("220"))
    assert now.hour is not None
    assert (now.hour.adult, now.hour.young, now.hour.age) == (EUR("5.75"), EUR("3.40"), 21)
    assert (now.sure, now.hour.sure) == (Sure.SEVERAL, Sure.ONE)


def norm_of(adult: str, young: str) -> HourNorm:
    return HourNorm(EUR(adult), EUR(young), 21, Sure.ONE)


def cap(**more: object) -> CapData:
    usual: dict[str, object] = {
        "year": 2027,
        "most_year": EUR("2200"),
        "most_month": EUR("220"),
        "sure": Sure.ONE,
        "source": "Belastingdienst",
        "link": "",
        "checked_on": MARCH,
    }
    return CapData(**{**usual, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"year": 1999}, "year-strange", "year"),
        ({"year": 2201}, "year-strange", "year"),
        ({"most_month": EUR("0")}, "month-above-year", "most_month"),
        ({"most_month": EUR("2200.01")}, "month-above-year", "most_month"),
        ({"hour": norm_of("0", "3.40")}, "hour-nothing", "hour"),
        ({"hour": norm_of("5.75", "0")}, "hour-nothing", "hour_young"),
        ({"hour": norm_of("5.75", "5.76")}, "young-above-adult", "hour_young"),
        ({"source": " "}, "source-missing", "source"),
        ({"checked_on": date(2026, 3, 3)}, "day-to-come", "checked_on"),
    ],
)
def test_amounts_that_no_year_has_are_refused(
    more: dict[str, object], code: str, field: str
) -> None:
    assert says(refusal(lambda: check_cap(cap(**more), MARCH))) == (code, field, {})


def test_a_month_may_be_as_much_as_its_year() -> None:
    check_cap(cap(most_month=EUR("2200")), MARCH)
