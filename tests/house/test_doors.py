"""Every route, tried by everybody: who gets in, who hears why not, to whom it is not there."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.house.conftest import House
from tests.house.doors import CAST, ELSEWHERE, Door, doors

pytestmark = pytest.mark.xdist_group("doors")
ALL = doors()
RANDOM = str(UUID("0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000"))
# What they answer is for everybody, or about oneself.
OPEN = {"health.ready", "home.help", "sample.people"}
SAFE = {"GET"}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in ELSEWHERE]


def path_to(house: House, door: Door, *, random: bool = False) -> str:
    """The address, with things of the stage in it or with an id that nothing has."""
    values = {}
    for name, thing in door.things.items():
        known = thing.removeprefix("!") if thing.startswith("!") else house.things.ids[thing]
        values[name] = RANDOM if random and not thing.startswith("!") else known
    return house.app.url_map.bind("127.0.0.1").build(door.endpoint, values, method=door.method)


def ask(house: House, door: Door, name: str, path: str) -> tuple[int, bytes]:
    answer = house.get(name, path) if door.method == "GET" else house.post(name, path)
    status, body = answer.status_code, answer.data
    answer.close()
    return status, body


def is_public(house: House, door: Door) -> bool:
    return bool(getattr(house.app.view_functions[door.endpoint], "is_public", False))


def test_every_route_has_its_row(house: House) -> None:
    methods = {
        (rule.endpoint, method)
        for rule in rules(house.app)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert methods == {(door.endpoint, door.method) for door in ALL}
    assert len(ALL) == len(methods), "a row stands twice"


@pytest.mark.parametrize("door", ALL, ids=lambda door: f"{door.endpoint}-{door.method}")
def test_each_of_the_cast_finds_what_the_table_says(house: House, door: Door) -> None:
    path = path_to(house, door)

    found = {name: ask(house, door, name, path)[0] for name in CAST}

    assert found == door.statuses


@pytest.mark.parametrize(
    "door", [door for door in ALL if door.things], ids=lambda door: f"{door.endpoint}-{door.method}"
)
def test_a_strangers_thing_looks_like_one_that_is_not_there(house: House, door: Door) -> None:
    strangers = [name for name in ("vera", "rosa", "hans") if door.statuses[name] == 404]
    here, nowhere = path_to(house, door), path_to(house, door, random=True)

    for name in strangers[:1]:
        assert ask(house, door, name, here) == ask(house, door, name, nowhere)


@pytest.mark.parametrize("door", ALL, ids=lambda door: f"{door.endpoint}-{door.method}")
def test_nobody_gets_in_without_signing_in(house: House, door: Door) -> None:
    expected = {302} if door.method in SAFE else {401}

    assert is_public(house, door) or door.statuses["nobody"] in expected


@pytest.mark.parametrize(
    "door", [door for door in ALL if door.things], ids=lambda door: f"{door.endpoint}-{door.method}"
)
def test_another_groups_treasurer_finds_nothing_of_ours(house: House, door: Door) -> None:
    assert is_public(house, door) or door.statuses["vera"] == 404


def test_no_page_has_two_main_buttons(house: House) -> None:
    assert house.crowded == set()


def test_nothing_that_left_the_house_failed(house: House) -> None:
    assert house.faults == []
