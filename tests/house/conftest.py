"""The house with one of everything in it, and a browser for each of the cast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app, jobs
from app.clock import told
from app.config import load
from app.extensions import db
from app.gateways.files import MemoryStore
from app.health import head
from app.who import SEEN, TOKEN
from grants.documents.models import Document
from grants.kit import database
from grants.kit.database import sqlite_module
from grants.kit.orm import Base
from grants.outbox.models import Job
from grants.people import service as people
from grants.people.models import Person
from tests.conftest import import_models
from tests.ground import NOON
from tests.house.growing import grow
from tests.house.stage import build
from tests.house.things import Things, world_of_stage

SECRET = "for tests alone, " * 3
COOKIE = "wijkkas"
Played: TypeAlias = tuple[Path, Things, dict[str, str]]
MAIN = b"button--main"
FORM = str(UUID(int=0x7 << 76 | 0x2 << 62 | 1))


@dataclass
class House:
    """The app on its stage. What a request writes is undone when it ends."""

    app: Flask
    things: Things
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    faults: list[str] = field(default_factory=list)
    crowded: set[str] = field(default_factory=set)  # pages with two main buttons

    def browser(self, name: str) -> FlaskClient:
        """A new browser in which this one of the cast is signed in."""
        client = self.app.test_client()
        client.set_cookie(COOKIE, self.cookies[name])
        return client

    @contextmanager
    def undone(self) -> Iterator[None]:
        """In here it is noon, and what is committed is gone when the request ends."""
        with told(NOON), pytest.MonkeyPatch.context() as patch:
            patch.setattr(db.session, "commit", db.session.flush, raising=False)
            yield

    def get(self, name: str, path: str) -> TestResponse:
        """Look at a page as this one of the cast."""
        with self.undone():
            return self._seen(path, self.browser(name).get(path))

    def post(self, name: str, path: str, data: dict[str, Any] | None = None) -> TestResponse:
        """Send a form that comes from our own page."""
        with self.undone():
            fields = {"csrf_token": self.token, "form_id": FORM} | (data or {})
            return self._seen(path, self.browser(name).post(path, data=fields))

    def _seen(self, path: str, answer: TestResponse) -> TestResponse:
        if answer.mimetype == "text/html" and answer.data.count(MAIN) > 1:
            self.crowded.add(path)
        return answer


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The database with one of everything, and a session token for each of the cast."""
    import_models()
    path = tmp_path_factory.mktemp("house") / "wijkkas.db"
    url = f"sqlite:///{path}"
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    Base.metadata.create_all(engine)
    tokens = {}
    with Session(engine) as session:
        things = build(session)
        for name, person_id in things.people.items():
            person = session.get_one(Person, person_id)
            _, tokens[name] = people.begin_session(session, person, fresh=True, at=NOON)
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head()})
        session.commit()
    engine.dispose()
    return path, things, tokens


@pytest.fixture(scope="session")
def house(played: Played) -> Iterator[House]:
    """The app, a browser for each of the cast and one for nobody; nothing is ever committed."""
    path, things, tokens = played
    with opened(path, things, tokens) as found:
        yield found


@pytest.fixture(scope="session")
def grown(
    played: Played, house: House, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The same house with a hundred times the plans, requests, receipts and things that wait."""
    path, things, tokens = played
    copy = tmp_path_factory.mktemp("grown") / "wijkkas.db"
    source = sqlite_module().connect(path)
    target = sqlite_module().connect(copy)
    source.backup(target)
    source.close()
    target.close()
    grow(f"sqlite:///{copy}", things)
    with opened(copy, things, tokens) as found:
        yield found


@contextmanager
def opened(path: Path, things: Things, tokens: dict[str, str]) -> Iterator[House]:
    """Open the house; what waits to be sent goes out first, then nothing is committed any more."""
    settings = load(instance=path.parent, database_url=f"sqlite:///{path}", secret_key=SECRET)
    world = world_of_stage()
    assert isinstance(world.store, MemoryStore)
    app = create_app(settings, world, TESTING=True)
    found = House(app, things)
    signer = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token")
    found.token = str(signer.dumps("the same for all"))
    for name in ("nobody", *tokens):
        client = app.test_client()
        with client.session_transaction() as session:
            session["csrf_token"] = "the same for all"
            session["language"] = "nl"
            session[SEEN] = int(NOON.timestamp())
            if name != "nobody":
                session[TOKEN] = tokens[name]
        cookie = client.get_cookie(COOKIE)
        assert cookie is not None
        found.cookies[name] = cookie.value
    with app.app_context(), told(NOON + timedelta(hours=1)):
        for hash_ in db.session.scalars(select(Document.hash)):
            world.store.kept.setdefault(hash_, b"a photo")
        db.session.rollback()
        # The bank is there while what waits goes out; the pages are those of a house without one.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(world, "provider", things.provider)
            jobs.run_due()
        found.faults = [job.kind for job in db.session.query(Job).where(Job.fault.is_not(None))]
    yield found
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
