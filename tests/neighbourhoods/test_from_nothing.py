"""From an empty instance to a workgroup with members, through pages only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, url_for
from sqlalchemy import create_engine, select
from werkzeug.test import TestResponse

from app import create_app
from app.clock import now
from app.config import load
from app.extensions import db
from app.world import fake_world, world
from grants.kit import database
from grants.kit.access import Role
from grants.kit.orm import Base
from grants.people import service as people
from grants.people.models import Invitation, SignInCode
from grants.people.rules import code_of
from grants.workgroups.models import Membership, Workgroup
from tests.conftest import import_models
from tests.web import Browser, Web, id_in, soup, text_of


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Web]:
    """An instance in which nobody and nothing stands."""
    import_models()
    url = f"sqlite:///{tmp_path / 'wijkkas.db'}"
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    Base.metadata.create_all(engine)
    engine.dispose()
    settings = load(instance=tmp_path, secret_key="for tests alone, " * 3)
    app = create_app(settings, fake_world(), TESTING=True)
    yield Web(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def joined(web: Web, address: str, name: str, email: str) -> Browser:
    """Somebody follows an invitation to its end, with the code from the mail."""
    browser = web.nobody()
    asked = browser.send(f"{address}/name", name=name, email=email)
    if "/code" in asked.location:
        asked = browser.send(asked.location, code=newest_code(web))
    assert asked.status_code == 303
    return browser


def newest_code(web: Web) -> str:
    with web.app.app_context():
        newest = select(SignInCode).order_by(SignInCode.created_at.desc(), SignInCode.id.desc())
        row = db.session.scalars(newest).first()
        assert row is not None
        return code_of(row.id, world().secrets)


def address_of(web: Web, invitation: Invitation) -> str:
    token = people.token_of(invitation, world().secrets)
    with web.app.test_request_context():
        return url_for("people.join", token=token)


def operator_address(app: Flask) -> str:
    with app.app_context():
        invitation = people.invite_operator(db.session(), now())
        db.session.commit()
        return address_of(Web(app), invitation)


def invited(web: Web, answer: TestResponse) -> str:
    with web.app.app_context():
        return address_of(web, db.session.get_one(Invitation, id_in(answer)))


def next_step(browser: Browser, path: str) -> str:
    """Where the one main button of the page leads."""
    button = soup(browser.get(path)).select_one("main a.button--main")
    assert button is not None, path
    return str(button["href"])


def choose(browser: Browser, path: str, field: str, word: str) -> str:
    """The value of the choice with this word."""
    page = soup(browser.get(path))
    for label in page.select(f"#{field} .choice label"):
        if word in label.get_text():
            option = page.select_one(f"#{label['for']}")
            assert option is not None
            return str(option["value"])
    raise LookupError(word)


def test_an_operator_comes_from_nothing_to_a_workgroup_with_members(empty: Web) -> None:
    olga = joined(empty, operator_address(empty.app), "Olga", "olga@example.org")
    home = make_place(olga)

    make_partners(empty, olga, home)
    group = olga.send(next_step(olga, home), name="Vrouwengroep").location
    made = olga.send(
        group,
        name="Werkgroep Opvoeding",
        theme_id=choose(olga, group, "theme_id", "Opvoeding"),
        coach="",
    )
    workgroup_page = made.location
    coach = invited(empty, olga.send(f"{workgroup_page}/invite", role="coach"))
    carla = joined(empty, coach, "Carla", "carla@example.org")
    neighbours = invited(empty, carla.send(f"{workgroup_page}/invite", role="member", uses="2"))
    for name in ("Ada", "Ben"):
        joined(empty, neighbours, name, "")

    words = text_of(carla.get(workgroup_page))
    assert all(name in words for name in ("Ada", "Ben", "Carla"))
    assert roles(empty) == {Role.COACH: 1, Role.MEMBER: 2}
    assert "alles staat klaar" in text_of(olga.get(home)).lower()


def make_place(olga: Browser) -> str:
    """The neighbourhood and its five themes."""
    first = next_step(olga, "/neighbourhoods/")
    home = olga.send(first, name="Vogelwijk", town="Waterdrecht").location
    five = next_step(olga, home)
    fields = olga.form(five) | {
        "themes": ["Ontmoeting", "Ontspanning", "Omgeving", "Ontwikkeling", "Opvoeding"]
    }
    assert olga.post(five, fields).location == home
    return str(home)


def make_partners(web: Web, olga: Browser, home: str) -> None:
    """Who holds the money, who gives it, their people and a pot."""
    for name, kind, flag, role in (
        ("Welzijn Waterdrecht", "welfare", "holder", "payer"),
        ("Gemeente Waterdrecht", "municipality", "funder", "decider"),
    ):
        partner = olga.send(next_step(olga, home), name=name, kind=kind, **{flag: "y"}).location
        email = f"{role}@example.org"
        seat = olga.send(next_step(olga, partner), role=role, email=email)
        joined(web, invited(web, seat), role.capitalize(), email)
        assert role.capitalize() in text_of(olga.get(partner))
    pot = olga.send(
        next_step(olga, home),
        name="Buurtinitiatieven",
        words="Voor plannen van buren.",
        most="500",
        answer_weeks="6",
    )
    assert pot.status_code == 303, text_of(pot)


def roles(web: Web) -> dict[Role, int]:
    with web.app.app_context():
        workgroup = db.session.scalars(select(Workgroup)).one()
        found = db.session.scalars(
            select(Membership.role).where(Membership.owner_id == workgroup.id)
        ).all()
        return {role: found.count(role) for role in set(found)}
