"""The helping plan on the stage of the web: everybody can sign in, and what is sent is kept."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app import create_app
from app.clock import told
from app.config import load
from app.extensions import db
from app.who import SEEN, TOKEN
from app.world import fake_world
from grants.kit import database
from grants.kit.access import SYSTEM
from grants.kit.orm import Base
from grants.people import service as people
from grants.people.models import Person
from tests.allowances.story import helping
from tests.conftest import import_models
from tests.ground import NOON
from tests.web import Browser

NAMES = ("Ada", "Ben", "Dan", "Hans", "Cas", "Olga")


@dataclass
class Desk:
    """The app with the plan in it, and a browser for everybody."""

    app: Flask
    tokens: dict[str, str]
    ids: dict[str, str]

    def as_(self, name: str, language: str = "nl") -> Browser:
        browser = Browser(self.app.test_client(), self.app)
        with browser.client.session_transaction() as session:
            session[TOKEN], session["language"] = self.tokens[name], language
            session[SEEN] = int(NOON.timestamp())
        return browser


@pytest.fixture(scope="session")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database, made once: Ada's of 20 waits for Dan, Ben's of 15 is agreed."""
    import_models()
    path = tmp_path_factory.mktemp("helping") / "wijkkas.db"
    url = f"sqlite:///{path}"
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        one = helping(session)
        olga = people.register(session, name="Olga", email=None, language="nl", by=SYSTEM, at=NOON)
        people.make_operator(session, olga, by=SYSTEM, at=NOON)
        known = {name: one.id_of(name) for name in NAMES if name != "Olga"} | {"Olga": olga.id}
        tokens = {
            name: people.begin_session(
                session, session.get_one(Person, person_id), fresh=True, at=NOON
            )[1]
            for name, person_id in known.items()
        }
        ids = {
            "plan": str(one.plan.proposal.id),
            "noted": str(one.noted("20").id),
            "agreed": str(one.agreed("15", "Ben").id),
            "paid": str(one.paid("30").id),
            **{name: str(person_id) for name, person_id in known.items()},
        }
        session.commit()
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA journal_mode=DELETE")  # type: ignore[union-attr]
    engine.dispose()
    (path.parent / "ids").write_bytes(pickle.dumps((tokens, ids)))
    return path


@pytest.fixture
def desk(laid: Path, tmp_path: Path) -> Iterator[Desk]:
    """The app on a copy of it, at noon."""
    shutil.copy(laid, tmp_path / "wijkkas.db")
    settings = load(instance=tmp_path, secret_key="for tests alone, " * 3)
    app = create_app(settings, fake_world(), TESTING=True)
    tokens, ids = pickle.loads((laid.parent / "ids").read_bytes())  # noqa: S301  written above
    with told(NOON):
        yield Desk(app, tokens, ids)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
