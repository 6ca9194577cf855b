"""Faults 21, 22, 23, 24 and 25: clocks that jump, days of 23 and 25 hours, years that end, cents."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.clock import end_of, now, today, told
from grants.allowances import queries as allowances
from grants.checks import queries as checks
from grants.history.queries import chain
from grants.history.service import record
from grants.kit.access import SYSTEM
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.money import EUR, Money, total
from grants.kit.periods import day_of, year
from grants.ledger import queries as book
from grants.ledger.models import AccountKind as K
from tests.allowances.story import helping
from tests.faults.clock import seen_from
from tests.ledger.books import NOON, Desk, desk

HERE = ZoneInfo("Europe/Amsterdam")


def post_at(mine: Desk, at: datetime) -> int:
    entry = mine.post("1", K.CASH, K.OWN, on=day_of(at))
    record(mine.session, Act.SPENDING_APPROVE, mine.paper(), by=SYSTEM, at=at)
    return entry.no


def test_21_order_comes_from_numbers_when_the_clock_goes_back_and_a_year_forward(
    session: Session,
) -> None:
    mine = desk(session)
    moments = [NOON, NOON - timedelta(hours=1), NOON + timedelta(days=366), NOON]

    numbers = [post_at(mine, at) for at in moments]

    assert numbers == [1, 2, 3, 4]
    assert [event.no for event in chain(session, mine.owner_id)] == numbers
    assert [event.at for event in chain(session, mine.owner_id)] == moments
    assert checks.faults_of(session, [mine.owner_id]) == []


def test_21_the_app_follows_the_clock_that_it_is_told(app: Flask) -> None:
    with app.app_context():
        for at in (NOON, NOON - timedelta(hours=1), NOON + timedelta(days=365)):
            with told(at):
                assert (now(), today()) == (at, day_of(at))


def test_21_a_machine_whose_clock_jumped_says_so_in_its_moments_alone() -> None:
    assert seen_from("2027-11-21 12:00:00") in {"2027-11-21", "no faketime"}


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 10, 25), 25), (date(2026, 3, 29), 23), (date(2026, 3, 28), 24)]
)
def test_22_a_day_of_25_or_23_hours_is_one_day(app: Flask, day: date, hours: int) -> None:
    first = datetime(day.year, day.month, day.day, tzinfo=HERE).astimezone(UTC)

    assert {day_of(first + timedelta(minutes=one)) for one in range(hours * 60)} == {day}
    assert day_of(first - timedelta(minutes=1)) == day - timedelta(days=1)
    assert day_of(first + timedelta(hours=hours)) == day + timedelta(days=1)
    with app.app_context():
        assert day_of(end_of(day)) == day
        assert end_of(day) - first == timedelta(hours=hours, minutes=-1)


def test_23_half_an_hour_before_the_new_year_in_utc_is_booked_in_the_new_year_here() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert day_of(late) == date(2027, 1, 1)
    assert day_of(late) in year(2027)
    assert day_of(late - timedelta(hours=1)) in year(2026)


def test_23_the_29th_of_february_is_a_day_like_any_other(session: Session) -> None:
    mine = desk(session)

    assert post_at(mine, datetime(2028, 2, 28, 23, 30, tzinfo=UTC)) == 1
    only = book.Filter(since=date(2028, 2, 29), until=date(2028, 2, 29))
    assert [one.on for one in book.bookings(session, mine.owner_id, only).rows] == [
        date(2028, 2, 29)
    ]


def test_24_hours_of_december_that_are_paid_late_count_in_the_year_of_payment(
    session: Session,
) -> None:
    one = helping(session)
    late = one.agreed("20", on=date(2026, 3, 1))
    year_after = datetime(2027, 1, 4, 11, tzinfo=UTC)

    with pytest.raises(NotNow, match="no-cap"):
        one.pay(late, on=date(2027, 1, 4), at=year_after)
    assert allowances.year_of(session, one.id_of("Ada"), date(2026, 12, 31)).got == EUR("0")


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_25_cents_are_split_whole_fair_and_the_same_every_time(
    minor: int, weights: list[int]
) -> None:
    whole = Money(minor)

    parts = whole.split(weights)

    assert total(parts, "EUR") == whole
    assert parts == whole.split(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)


def test_25_a_hundred_euro_in_three_and_a_third_of_a_cost() -> None:
    assert EUR("100").split([1, 1, 1]) == (EUR("33.34"), EUR("33.33"), EUR("33.33"))
    own, rest = EUR("0.10").split([3333, 6667])
    assert (own, rest) == (EUR("0.03"), EUR("0.07"))
