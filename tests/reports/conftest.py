from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app import create_app, jobs
from app.config import load
from app.extensions import db
from app.gateways.mail import FakeMail
from app.world import World, fake_world
from grants.documents.store import Store
from grants.kit import database
from grants.kit.ids import new_id
from grants.kit.orm import Base
from grants.people.models import Contact
from grants.reports.models import Report
from tests.conftest import import_models
from tests.ground import NOON
from tests.reports.story import Told, carried_out, retold
from tests.web import Browser, Web

Answer = TypeVar("Answer")
ADDRESSES = {"Gül": "gul", "Zoë": "zoe"}


@pytest.fixture
def told(session: Session) -> Told:
    return carried_out(session)


@pytest.fixture(scope="session")
def report_stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which a plan was carried out and its report lacks nothing."""
    import_models()
    path = tmp_path_factory.mktemp("reports") / "wijkkas.db"
    url = f"sqlite:///{path}"
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        told = carried_out(session)
        told.whole()
        for name, person in told.plan.one.people.items():
            address = f"{ADDRESSES.get(name, name.lower())}@example.org"
            session.add(
                Contact(
                    id=new_id(session, NOON),
                    person_id=person.id,
                    address=address,
                    created_at=NOON,
                )
            )
        session.commit()
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA journal_mode=DELETE")  # type: ignore[union-attr]
    engine.dispose()
    return path


@dataclass
class House:
    """The app with that plan, and browsers of who is in it."""

    app: Flask
    world: World
    plan: UUID
    report: UUID

    def as_(self, name: str) -> Browser:
        return Web(self.app).as_(name)

    def nobody(self) -> Browser:
        return Web(self.app).nobody()

    def do(self, verb: Callable[[Told, Report], Answer]) -> Answer:
        """Let this happen, past the pages."""
        with self.app.app_context():
            told = retold(db.session())
            done = verb(told, db.session.get_one(Report, self.report))
            db.session.commit()
            return done

    def run_jobs(self) -> None:
        with self.app.app_context():
            jobs.run_due()

    @property
    def store(self) -> Store:
        return self.world.store

    @property
    def letters(self) -> FakeMail:
        assert isinstance(self.world.mail, FakeMail)
        return self.world.mail

    @property
    def page(self) -> str:
        return f"/reports/{self.plan}"

    @property
    def desk(self) -> str:
        return f"/reports/desk/{self.report}"


@pytest.fixture
def house(report_stage: Path, tmp_path: Path) -> Iterator[House]:
    shutil.copy(report_stage, tmp_path / "wijkkas.db")
    settings = load(instance=tmp_path, secret_key="for tests alone, " * 3)
    world = fake_world()
    app = create_app(settings, world, TESTING=True)
    with app.app_context():
        report = db.session.query(Report).one()
        plan, report_id = report.proposal_id, report.id
        db.session.rollback()
    yield House(app, world, plan, report_id)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
