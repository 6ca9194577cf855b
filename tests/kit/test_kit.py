from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from grants.kit.access import Actor, Hand, Right, Role, in_hands
from grants.kit.acts import Act
from grants.kit.canon import canonical
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import KEY, new_id
from grants.kit.money import EUR
from grants.kit.periods import Period, check_happened, day_of, year
from grants.kit.references import Letter, next_reference
from grants.kit.states import Lifecycle

NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"


LIFE = Lifecycle({(Door.OPEN, Act.CONSENT_CONCLUDE): Door.SHUT})


def test_a_life_moves_only_along_its_table() -> None:
    assert LIFE.after(Door.OPEN, Act.CONSENT_CONCLUDE) is Door.SHUT
    assert LIFE.acts(Door.SHUT) == frozenset()
    with pytest.raises(NotNow, match="wrong-state"):
        LIFE.after(Door.SHUT, Act.CONSENT_CONCLUDE)


def test_acts_are_alphabetical_and_each_names_a_verb() -> None:
    assert list(Act.__members__) == sorted(Act.__members__)
    assert all(act.count(".") == 1 for act in Act)


def test_the_last_evening_of_the_year_in_utc_is_new_year_here() -> None:
    assert day_of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2027, 1, 1)
    assert day_of(NOON) in year(2026)


def test_periods_are_half_open() -> None:
    week = Period(date(2026, 11, 16), date(2026, 11, 23))

    assert date(2026, 11, 16) in week
    assert date(2026, 11, 23) not in week
    assert not week.overlaps(Period(date(2026, 11, 23)))


def test_canonical_text_sorts_keys_joins_letters_and_refuses_floats() -> None:
    assert canonical({"b": EUR("1.00"), "a": "e\u0301"}) == '{"a":"é","b":[100,"EUR"]}'
    with pytest.raises(TypeError):
        canonical({"a": 0.1})


def test_ids_follow_time_and_repeat_with_the_same_randomness() -> None:
    first, second = (
        Session(info={KEY: Random(1).randbytes}),
        Session(info={KEY: Random(1).randbytes}),
    )

    made = new_id(first, NOON)

    assert made == new_id(second, NOON)
    assert made.version == 7
    assert made.int < new_id(first, NOON.replace(hour=12)).int


def test_references_count_per_letter_and_year_without_gaps(session: Session) -> None:
    given = [next_reference(session, Letter.PLAN, 2026) for _ in range(2)]

    assert given == ["P-2026-0001", "P-2026-0002"]
    assert next_reference(session, Letter.PLAN, 2027) == "P-2027-0001"
    assert next_reference(session, Letter.REQUEST, 2026) == "A-2026-0001"


@pytest.mark.parametrize(
    ("role", "hand", "answer"),
    [
        (Role.MEMBER, Hand.GROUP, ""),
        (Role.MEMBER, Hand.TOGETHER, ""),
        (Role.MEMBER, Hand.COACH, "in-coach-hands"),
        (Role.COACH, Hand.COACH, ""),
        (Role.COACH, Hand.TOGETHER, "in-group-hands"),
        (Role.COACH, Hand.GROUP, "in-group-hands"),
        (Role.REVIEWER, Hand.GROUP, "not-found"),
    ],
)
def test_a_right_lies_where_the_mandate_says(role: Role, hand: Hand, answer: str) -> None:
    group = uuid4()
    actor = Actor(uuid4(), roles={group: frozenset({role})}, hands={group: {Right.SEND: hand}})

    assert in_hands(actor, Right.SEND, group).code == answer


@pytest.mark.parametrize("on", [date(2019, 1, 1), date(2026, 3, 2)])
def test_a_day_of_the_last_seven_years_can_be_written_down(on: date) -> None:
    check_happened(on, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2026, 3, 3), "day-to-come"), (date(2018, 12, 31), "day-long-ago")],
)
def test_a_day_to_come_or_of_long_ago_is_refused(on: date, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        check_happened(on, date(2026, 3, 2))
