from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.extensions import db
from grants.mandates.models import Asking, Mandate, Nod
from grants.workgroups.models import Workgroup
from tests.web import Web, text_of


@pytest.fixture
def group_id(web: Web) -> UUID:
    with web.app.app_context():
        return db.session.scalars(select(Workgroup.id).where(Workgroup.name == "Ontmoeting")).one()


@pytest.fixture
def rights(web: Web, group_id: UUID) -> str:
    """The page of a group on its way: sending is done together."""
    path = f"/mandates/{group_id}"
    answer = web.as_("olga").send(f"{path}/set", template="on-the-way", limit="75")
    assert (answer.status_code, answer.location) == (303, path)
    return path


@pytest.mark.parametrize("name", ["ada", "carla", "hans", "olga"])
def test_the_page_says_what_lies_where(web: Web, rights: str, name: str) -> None:
    words = text_of(web.as_(name).get(rights))

    assert "4 van de 9 doen we zelf" in words
    assert "Carla kijkt mee en zegt ja." in words
    assert "Welzijn Waterdrecht doet dit." in words
    assert "Tot € 75,00 per bon." in words


def test_a_stranger_finds_no_rights(web: Web, rights: str) -> None:
    eve = web.as_("eve")

    assert eve.get(rights).status_code == 404
    assert eve.get(rights).data == eve.get(f"/mandates/{uuid4()}").data
    assert eve.get(f"{rights}/set").status_code == 404
    assert eve.post(f"{rights}/set", eve.form("/people/me")).status_code == 404


def test_members_do_not_set_and_a_coach_does_so_once(web: Web, rights: str) -> None:
    assert web.as_("ada").get(f"{rights}/set").status_code == 403
    assert web.as_("carla").send(f"{rights}/set", template="starting").status_code == 409


@pytest.mark.parametrize("typed", [{"template": "x"}, {"limit": ""}, {"limit": "-1"}])
def test_hands_that_cannot_be_are_refused(web: Web, rights: str, typed: dict[str, str]) -> None:
    answer = web.as_("olga").send(f"{rights}/set", **typed)

    assert answer.status_code == 422
    assert count(web, Mandate) == 9 * 2 + changed(web)


def changed(web: Web) -> int:
    with web.app.app_context():
        ended = select(func.count()).where(Mandate.until_on.is_not(None))
        return db.session.scalar(ended) or 0


def count(web: Web, model: type[Asking | Mandate | Nod]) -> int:
    with web.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def starting(web: Web, group_id: UUID) -> None:
    """Inviting is done together."""
    web.as_("olga").send(f"/mandates/{group_id}/set", template="starting")


def test_a_yes_is_asked_and_given_once(web: Web, starting: None, group_id: UUID) -> None:
    ada, carla = web.as_("ada"), web.as_("carla")
    path = f"/mandates/ask/invite/workgroup/{group_id}?mark=v1"
    asked = ada.send(path).location
    assert ada.send(path).location == asked
    assert "De vraag is gesteld" in text_of(ada.get(asked))

    fields = carla.form(asked)
    first, second = carla.post(asked, fields), carla.post(asked, fields)

    assert first.location == second.location == asked
    assert "Carla zei ja" in text_of(ada.get(asked))
    assert (count(web, Asking), count(web, Nod)) == (1, 1)


def test_only_the_coach_says_yes_and_a_stranger_sees_no_question(
    web: Web, starting: None, group_id: UUID
) -> None:
    ada = web.as_("ada")
    asked = ada.send(f"/mandates/ask/invite/workgroup/{group_id}").location
    fields = ada.form("/people/me")

    assert ada.post(asked, fields).status_code == 403
    assert web.as_("eve").get(asked).status_code == 404
    assert web.as_("hans").get(asked).status_code == 200
    assert count(web, Nod) == 0


@pytest.mark.parametrize(
    ("name", "right", "kind", "status"),
    [
        ("ada", "invite", "workgroup", 409),
        ("carla", "invite", "workgroup", 403),
        ("eve", "invite", "workgroup", 404),
        ("ada", "dance", "workgroup", 404),
        ("ada", "send", "workgroup", 404),
    ],
    ids=["no yes needed", "the coach asks nobody", "a stranger", "no right", "not for this"],
)
def test_what_cannot_be_asked(
    web: Web, rights: str, group_id: UUID, name: str, right: str, kind: str, status: int
) -> None:
    browser = web.as_(name)
    token = browser.form("/people/me")

    answer = browser.post(f"/mandates/ask/{right}/{kind}/{group_id}", token)

    assert answer.status_code == status
    assert count(web, Asking) == 0
