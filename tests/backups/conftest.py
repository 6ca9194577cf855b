"""A house with a story and papers in it, on either kind of database, whose backup costs little."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from app import backups, create_app
from app.config import Settings, load
from app.extensions import db
from app.gateways import vault
from app.gateways.cipher import new_key
from app.health import head
from app.world import World, real_world
from grants.documents import service as documents
from grants.kit import database
from grants.kit.access import SYSTEM
from tests.cast import play_cast
from tests.conftest import import_models, make_tables
from tests.ground import NOON
from tests.spending import story
from tests.spending.story import running

PAPERS = (b"%PDF-1.7 een bon", b"\xff\xd8\xff een foto", b"a,b\n" * 1000)
KEY = "zeven paarse fietsen"


@dataclass
class House:
    """An instance in use."""

    app: Flask
    engine: Engine
    settings: Settings
    world: World
    owner_id: UUID


@pytest.fixture(autouse=True, scope="module")
def cheap() -> Iterator[None]:
    """Guessing at the passphrase of a test may be quick."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "COST", 4)
        yield


@pytest.fixture
def house(open_engine: Engine, open_url: str, tmp_path: Path) -> Iterator[House]:
    """Somebody's money and papers, on either kind of database."""
    with played(open_engine, open_url, tmp_path / "old") as found:
        yield found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup, made once: what restores it, or refuses, leaves it as it is."""
    import_models()
    folder = tmp_path_factory.mktemp("kept")
    url = f"sqlite:///{folder / 'open.db'}"
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    make_tables(engine)
    with played(engine, url, folder / "old") as house:
        backups.make(folder / "kept", engine, house.world.store, house.settings, key=KEY, at=NOON)
    engine.dispose()
    return folder / "kept"


@contextmanager
def played(engine: Engine, url: str, folder: Path) -> Iterator[House]:
    """The story on a database with tables and nothing in them."""
    settings = load(
        instance=folder,
        secret_key="for tests alone, " * 3,
        cipher_key=new_key(),
        database_url=url,
    )
    world = real_world(settings)
    for no in range(100, 120):
        world.store.put(f"photo {no}".encode())
    with Session(engine) as session, pytest.MonkeyPatch.context() as patch:
        patch.setattr(story, "PHOTOS", count(100))  # each as long as the story says
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head()})
        play_cast(session)
        plan = running(session)
        plan.arrives("100")
        plan.approved("10")
        owner_id = plan.proposal.owner_id
        for data in PAPERS:
            stored = world.store.put(data)
            documents.keep(session, stored, owner_id=owner_id, name="bon", by=SYSTEM, at=NOON)
        session.commit()
    app = create_app(settings, world, TESTING=True)
    yield House(app, engine, settings, world, owner_id)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
