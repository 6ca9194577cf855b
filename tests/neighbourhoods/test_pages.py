from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.extensions import db
from grants.kit.orm import Base
from grants.neighbourhoods.models import Neighbourhood, Organisation, Place, Seat, Theme
from grants.people.models import Invitation
from grants.workgroups.models import Group, Workgroup
from tests.web import Web, soup, text_of


def id_of(web: Web, model: type[Base], **where: object) -> UUID:
    with web.app.app_context():
        found = db.session.scalars(select(model).filter_by(**where)).first()
        assert found is not None
        return UUID(str(found.id))  # type: ignore[attr-defined]


def count(web: Web, model: type[Base]) -> int:
    with web.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def home(web: Web) -> str:
    return f"/neighbourhoods/{id_of(web, Neighbourhood)}"


@pytest.fixture
def town(web: Web) -> str:
    found = id_of(web, Organisation, name="Gemeente Waterdrecht")
    return f"/neighbourhoods/organisations/{found}"


GOOD = [
    ("theme", Theme, {"name": "Koken", "hue": "mos", "pictogram": "eten"}),
    ("place", Place, {"name": "Buurthuis", "price": "12,50"}),
    ("organisation", Organisation, {"name": "Fonds", "kind": "fund", "funder": "y"}),
    ("group", Group, {"name": "Mannengroep"}),
]


@pytest.mark.parametrize(("page", "model", "typed"), GOOD)
def test_a_second_tap_makes_it_once(
    web: Web, home: str, page: str, model: type[Base], typed: dict[str, str]
) -> None:
    olga, before = web.as_("olga"), count(web, model)
    fields = olga.form(f"{home}/{page}") | typed

    first = olga.post(f"{home}/{page}", fields)
    second = olga.post(f"{home}/{page}", fields)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert count(web, model) == before + 1


BAD = [
    ("theme", {"name": "", "hue": "mos", "pictogram": "eten"}, "Schrijf een naam."),
    ("theme", {"name": "Ontmoeting", "hue": "mos", "pictogram": "eten"}, "Deze naam is er al."),
    ("place", {"name": "Zaal De Uil", "price": "twaalf"}, "bedrag"),
    ("organisation", {"name": "Fonds", "kind": ""}, "Kies wat het is."),
    ("group", {"name": "Vrouwengroep"}, "Deze naam is er al."),
]


@pytest.mark.parametrize(("page", "typed", "words"), BAD)
def test_a_bad_field_says_so_and_keeps_what_was_typed(
    web: Web, home: str, page: str, typed: dict[str, str], words: str
) -> None:
    answer = web.as_("olga").send(f"{home}/{page}", **typed)

    kept = soup(answer).select_one("input[name=name]")
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert kept is not None
    assert kept.get("value", "") == typed["name"]


@pytest.mark.parametrize("page", ["", "/themes", "/theme", "/place", "/organisation", "/group"])
@pytest.mark.parametrize("name", ["ada", "cleo", "eve"])
def test_only_the_operator_finds_a_neighbourhood(web: Web, home: str, page: str, name: str) -> None:
    stranger = web.as_(name)

    asked, random = stranger.get(home + page), stranger.get(f"/neighbourhoods/{uuid4()}{page}")

    assert (asked.status_code, random.status_code) == (404, 404)
    assert asked.data == random.data


@pytest.mark.parametrize("page", ["/", "/new"])
def test_only_the_operator_finds_the_list(web: Web, page: str) -> None:
    assert web.as_("ada").get(f"/neighbourhoods{page}").status_code == 404
    assert web.as_("olga").get(f"/neighbourhoods{page}").status_code == 200


def test_a_reviewer_sees_her_organisation_and_invites_nobody(web: Web, town: str) -> None:
    rob = web.as_("rob")

    assert rob.get(town).status_code == 200
    assert rob.get(f"{town}/seat").status_code == 403
    assert "Alleen de beheerder" in text_of(rob.get(f"{town}/seat"))
    assert web.as_("hans").get(town).status_code == 404


def test_an_invitation_without_address_shows_a_link_and_a_code_to_scan(web: Web, town: str) -> None:
    olga = web.as_("olga")

    answer = olga.send(f"{town}/seat", role="reviewer")

    page = soup(olga.get(answer.location))
    assert page.select_one("img[src^='data:image/svg+xml']") is not None
    assert count(web, Invitation) == 1


def test_a_role_that_the_organisation_does_not_have_is_no_choice(web: Web, town: str) -> None:
    answer = web.as_("olga").send(f"{town}/seat", role="payer", email="x@example.org")

    assert answer.status_code == 422
    assert "x@example.org" in answer.get_data(as_text=True)


def test_a_seat_ends_once_and_says_so_afterwards(web: Web) -> None:
    path = f"/neighbourhoods/seats/{id_of(web, Seat, role='payer')}/end"
    olga = web.as_("olga")

    assert olga.send(path).status_code == 303
    assert olga.send(path).status_code == 409


@pytest.fixture
def new_workgroup(web: Web) -> str:
    return f"/neighbourhoods/groups/{id_of(web, Group)}/workgroup"


def test_a_workgroup_is_made_with_its_hands_and_its_coach_asked(
    web: Web, new_workgroup: str
) -> None:
    olga = web.as_("olga")
    theme = str(id_of(web, Theme))

    answer = olga.send(new_workgroup, name="Koken", theme_id=theme, coach="cora@example.org")

    words = text_of(olga.get(answer.location))
    rights = text_of(olga.get(answer.location.replace("workgroups", "mandates")))
    assert "cora@example.org" in words
    assert "Tot € 100,00 per bon." in rights


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("size_aimed", "1", "2 tot 99"),
        ("size_aimed", "veel", ""),
        ("limit", "-5", ""),
        ("theme_id", str(UUID(int=1)), ""),
        ("coach", "geen adres", "mailadres"),
        ("name", "Ontmoeting", "Deze naam is er al."),
    ],
)
def test_a_workgroup_that_cannot_be_is_not_half_made(
    web: Web, new_workgroup: str, field: str, value: str, words: str
) -> None:
    typed = {"name": "Koken", "theme_id": str(id_of(web, Theme))} | {field: value}
    before = count(web, Workgroup)

    answer = web.as_("olga").send(new_workgroup, **typed)

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert count(web, Workgroup) == before


def test_the_page_says_what_to_do_first_and_then_next(web: Web, home: str) -> None:
    page = soup(web.as_("olga").get(home))

    button = page.select_one("main a.button--main")
    assert button is not None
    assert button.get_text(strip=True) == "Maak een potje"
