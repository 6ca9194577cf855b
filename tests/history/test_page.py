from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.clock import now
from app.extensions import db
from grants.history import service
from grants.kit.access import SYSTEM
from grants.kit.acts import Act
from grants.neighbourhoods.models import Organisation
from grants.workgroups.models import Workgroup
from tests.web import Web, soup, text_of


@pytest.fixture
def group_id(web: Web) -> UUID:
    with web.app.app_context():
        return db.session.scalars(select(Workgroup.id).where(Workgroup.name == "Ontmoeting")).one()


@pytest.mark.parametrize("language", ["nl", "ar", "en"])
def test_what_happened_is_told_by_name_newest_first(
    web: Web, group_id: UUID, language: str
) -> None:
    page = web.as_("ada", language).get(f"/history/workgroup/{group_id}")

    lines = [row.get_text(" ", strip=True) for row in soup(page).select("main ol > li")]
    assert page.status_code == 200
    assert "Ada" in lines[-2]
    assert "Olga" in lines[-1]


def test_who_holds_the_money_reads_capacities_not_names(web: Web, group_id: UUID) -> None:
    words = text_of(web.as_("hans").get(f"/history/workgroup/{group_id}"))

    assert "iemand kwam bij de groep" in words
    assert not any(name in words for name in ("Ada", "Ben", "Olga"))


def test_a_stranger_and_a_thing_that_is_not_there_are_alike(web: Web, group_id: UUID) -> None:
    eve = web.as_("eve")

    asked = eve.get(f"/history/workgroup/{group_id}")

    assert asked.status_code == 404
    assert asked.data == eve.get(f"/history/workgroup/{uuid4()}").data
    assert eve.get(f"/history/person/{uuid4()}").status_code == 404
    assert eve.get(f"/history/dance/{group_id}").status_code == 404


def test_a_long_history_has_pages(web: Web, group_id: UUID) -> None:
    with web.app.app_context():
        thing = db.session.get_one(Workgroup, group_id)
        for _ in range(40):
            service.record(
                db.session(), Act.WORKGROUPS_CHANGE, thing, by=SYSTEM, at=now(), rule="consent"
            )
        db.session.commit()
    ada, path = web.as_("ada"), f"/history/workgroup/{group_id}"

    newer, older = ada.get(path), ada.get(f"{path}?page=2")

    assert len(soup(newer).select("main ol > li")) == 30
    assert "Ouder" in text_of(newer)
    assert "Nieuwer" in text_of(older)
    for page in ("0", "3", "-1"):
        assert ada.get(f"{path}?page={page}").status_code == 404


def test_an_organisation_has_a_history_for_its_own_people(web: Web) -> None:
    with web.app.app_context():
        found = db.session.scalars(
            select(Organisation.id).where(Organisation.name == "Gemeente Waterdrecht")
        ).one()

    words = text_of(web.as_("rob").get(f"/history/organisation/{found}"))

    assert "Rob kwam hier werken" in words
