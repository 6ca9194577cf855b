"""The story: its days, its people, its sums."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app import clock
from app.play.runner import Stage
from app.play.story import TALES, bicycle, bootcamp, cafe, reading, supper, table, walk
from app.play.story.people import COACHES, OPERATOR, RESIDENTS
from app.play.story.writing import Plan
from grants.kit.money import EUR, total

NOBODY: Any = None


def stage(day: date) -> Stage:
    return Stage(NOBODY, NOBODY, day, print, NOBODY)


@pytest.mark.parametrize("day", [date(2026, 11, no) for no in range(16, 23)])
def test_a_tuesday_is_a_tuesday_whatever_day_it_is_played(day: date) -> None:
    tuesday, saturday = stage(day).days(table.PLAN.starts), stage(day).days(cafe.PLAN.starts)

    assert (tuesday.weekday(), saturday.weekday()) == (1, 5)


@pytest.mark.parametrize("day", [date(2026, 11, no) for no in range(16, 23)])
def test_scenes_keep_their_order_whatever_day_it_is_played(day: date) -> None:
    for tale in TALES:
        moments = [stage(day).moment(scene.away, scene.clock) for scene in tale.scenes]

        assert moments == sorted(moments)
        assert moments[-1].date() < day


@pytest.mark.parametrize(
    "plan", [one.PLAN for one in (cafe, table, bootcamp, supper, walk, bicycle, reading)]
)
def test_a_budget_in_the_story_adds_up(plan: Plan) -> None:
    costs = total(EUR(cost.price) * cost.quantity for cost in plan.costs if cost.price)

    assert costs == EUR(plan.asked) + EUR(plan.participants or "0")


def test_there_are_twenty_women_and_five_men_with_two_coaches() -> None:
    by_group = [one.where for one in RESIDENTS]
    everybody = [OPERATOR.key, *(one.key for one in RESIDENTS), *(one.key for one, _ in COACHES)]

    assert len(RESIDENTS) == 25
    assert [by_group.count(name) for name in dict.fromkeys(by_group)] == [4, 4, 4, 4, 4, 5]
    assert len(set(everybody)) == len(everybody)


def test_a_told_clock_says_what_it_is_told() -> None:
    then = datetime(2026, 3, 4, 5, tzinfo=UTC)

    with clock.told(then):
        assert clock.now() == then

    assert clock.now() != then
