"""What tests begin with: a story is told once, and no test meets what another did to it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.people.models import Person
from tests.ground import person
from tests.told_once import told_once

PLAYED: list[str] = []


@told_once
def somebody(session: Session, name: str = "Fatma") -> Person:
    PLAYED.append(name)
    return person(session, name)


def names(session: Session) -> list[str]:
    return sorted(session.scalars(select(Person.name)))


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_begins_where_the_story_ends(session: Session, turn: int) -> None:
    found = somebody(session)
    before = found.name

    found.name = f"Another {turn}"
    person(session, "Somebody else")
    session.commit()

    assert before == "Fatma"
    assert names(session) == [f"Another {turn}", "Somebody else"]


def test_who_begins_without_a_story_finds_nobody(session: Session) -> None:
    assert names(session) == []


def test_the_second_story_of_a_test_is_played_in_it(session: Session) -> None:
    somebody(session)

    somebody(session, "Gül")

    assert names(session) == ["Fatma", "Gül"]


@pytest.mark.usefixtures("monkeypatch")
def test_who_patches_the_house_plays_the_story_anew(session: Session) -> None:
    played = len(PLAYED)

    somebody(session)

    assert len(PLAYED) == played + 1


@pytest.mark.xdist_group("one")
def test_tests_of_one_group_go_to_one_worker(request: pytest.FixtureRequest) -> None:
    has_workers = bool(request.config.getoption("loadgroup", default=False))

    assert request.node.nodeid.endswith("@one") is has_workers
