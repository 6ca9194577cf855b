"""What every test can ask for: a clean session on either database, the cast, the web client."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from functools import wraps
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from _pytest.nodeid import coerce_node_id
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

import grants
from app import create_app, messages
from app.config import load
from app.extensions import db
from app.fields import forms
from app.world import fake_world
from app.writing import turn_to_writing
from grants.kit import database
from grants.kit.errors import Refusal
from grants.kit.orm import Base
from tests.cast import Cast, play_cast
from tests.databases import postgresql_url
from tests.told_once import Shelf
from tests.web import Meanwhile, Web

DATABASES = ("sqlite", "postgresql")

# A busy machine is no fault of a rule.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays until the end: nobody looks through it for what nobody needs."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one group go to one worker: xdist reads the group behind the test's name.

    It writes it itself, in a place where this pytest no longer looks.
    """
    if not config.getoption("loadgroup", default=False):
        return
    for item in items:
        group = item.get_closest_marker("xdist_group")
        if group is not None and not item.nodeid.endswith(f"@{group.args[0]}"):
            item._id = coerce_node_id(f"{item.nodeid}@{group.args[0]}")


def import_models() -> None:
    """Import every room's models, so that the metadata knows all tables."""
    for module in pkgutil.walk_packages(grants.__path__, "grants."):
        if module.name.endswith((".models", ".references")):
            importlib.import_module(module.name)


def make_tables(engine: Engine) -> None:
    """Make every table.

    Making them on PostgreSQL marks the key that is added later, and SQLite, which takes that key
    at once, would then leave it out: what is made must not depend on which database came first.
    """
    for table in Base.metadata.tables.values():
        for key in table.foreign_key_constraints:
            key._create_rule = None
    Base.metadata.create_all(engine)


@pytest.fixture(scope="session", autouse=True)
def told_in_words() -> Iterator[None]:
    """Whatever the rules refuse in any test has its sentence, and what the sentence speaks of."""
    plain = Refusal.__init__

    def told(self: Refusal, code: str, *, field: str | None = None, **facts: object) -> None:
        plain(self, code, field=field, **facts)
        room = sys._getframe(1).f_globals["__name__"]
        if room.startswith("grants.") and not room.startswith("grants.kit."):
            assert str(messages._all("WORDS")[code]) % facts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Refusal, "__init__", told)
        yield


class Compiled(BytecodeCache):
    """Templates that were compiled in this process."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take it from here, if it is."""
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self.code[bucket.key] = bucket.bytecode_to_string()


def built_once(plain: Callable[[Rule, bool], Any]) -> Callable[[Rule, bool], Any]:
    """Werkzeug compiles a function for each address of each app; of two alike it is the same."""
    built: dict[object, Any] = {}

    @wraps(plain)
    def build(rule: Rule, append_unknown: bool = True) -> Any:  # noqa: FBT002  as the plain one
        if rule.defaults:
            return plain(rule, append_unknown)
        alike = rule.rule, tuple(rule._trace), append_unknown
        if alike not in built:
            built[alike] = plain(rule, append_unknown)
        return built[alike]

    return build


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Each test has an app of its own; they share what their templates and addresses compile to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": Compiled()})
        patch.setattr(Rule, "_compile_builder", built_once(Rule._compile_builder))
        yield


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this test worker."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def run_id(request: pytest.FixtureRequest) -> str:
    """The same for all workers of one run."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]


@pytest.fixture(scope="session", params=DATABASES)
def database_url(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    worker: str,
    run_id: str,
) -> Iterator[str]:
    """A database of its own for this worker, empty."""
    if request.param == "sqlite":
        path: Path = tmp_path_factory.mktemp("sqlite") / "wijkkas.db"
        yield f"sqlite:///{path}"
    else:
        with postgresql_url(run_id, worker) as url:
            yield url


@pytest.fixture(scope="session")
def shelf(database_url: str) -> Iterator[Shelf]:
    """All tables, on SQLite and on PostgreSQL, and the story that the last test began with."""
    import_models()
    engine = create_engine(database_url, **database.engine_options(database_url))
    database.prepare(engine)
    make_tables(engine)
    shelf = Shelf(engine)
    yield shelf
    shelf.clear()
    engine.dispose()


@pytest.fixture
def engine(shelf: Shelf) -> Engine:
    """An engine with all tables made, empty: a story that lay there would hold its locks."""
    shelf.clear()
    return shelf.engine


@pytest.fixture
def session(shelf: Shelf, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session whose every change is undone afterwards, also what it commits."""
    # Who patches the house must not tell its story to others, nor hear what theirs was.
    with shelf.session(anew="monkeypatch" in request.fixturenames) as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    """The fixed cast, in the hands of the group itself."""
    return play_cast(session)


@pytest.fixture(scope="session")
def made_url(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, run_id: str, worker: str
) -> Iterator[str]:
    """All tables and nothing in them, to be copied by each test that has a database of its own."""
    if database_url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path_factory.mktemp('made') / 'made.db'}"
        make_closed(url)
        yield url
    else:
        with postgresql_url(run_id, f"{worker}_made") as url:
            make_closed(url)
            yield url


def make_closed(url: str) -> None:
    """All tables, in a database to which nobody is connected afterwards."""
    import_models()
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    make_tables(engine)
    if engine.dialect.name == "sqlite":
        in_one_file(engine)
    engine.dispose()


def in_one_file(engine: Engine) -> None:
    """So that a copy of the file is a copy of all."""
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA journal_mode=DELETE")  # type: ignore[union-attr]


@pytest.fixture
def open_url(
    engine: Engine, made_url: str, tmp_path: Path, run_id: str, worker: str
) -> Iterator[str]:
    """The address of a database of this test alone, on either kind: here all is committed."""
    made = make_url(made_url).database or ""
    if engine.dialect.name == "sqlite":
        shutil.copy(made, tmp_path / "open.db")
        yield f"sqlite:///{tmp_path / 'open.db'}"
    else:
        with postgresql_url(run_id, f"{worker}_open", made) as url:
            yield url


@pytest.fixture
def open_engine(open_url: str) -> Iterator[Engine]:
    """The same, opened: for many at once, for processes that die."""
    engine = create_engine(open_url, **database.engine_options(open_url))
    database.prepare(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def open_app(open_engine: Engine, open_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The app on such a database, with the cast in it."""
    with Session(open_engine) as session:
        play_cast(session)
        session.commit()
    settings = load(instance=tmp_path, secret_key="for tests alone, " * 3, database_url=open_url)
    app = create_app(settings, fake_world(), TESTING=True)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the cast in it, to be copied by each test that uses the web."""
    import_models()
    path = tmp_path_factory.mktemp("stage") / "wijkkas.db"
    url = f"sqlite:///{path}"
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    make_tables(engine)
    with Session(engine) as session:
        play_cast(session)
        session.commit()
    in_one_file(engine)
    engine.dispose()
    return path


@pytest.fixture
def app(stage: Path, tmp_path: Path) -> Iterator[Flask]:
    """The app on a copy of the stage, with plain twins for the world outside."""
    shutil.copy(stage, tmp_path / "wijkkas.db")
    settings = load(instance=tmp_path, secret_key="for tests alone, " * 3)
    app = create_app(settings, fake_world(), TESTING=True)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def web(app: Flask) -> Web:
    """Somebody's browser: ``web.as_("ada").get("/")``."""
    return Web(app)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Let something happen once, after a form was looked at and before it may write."""

    def happens(deed: Callable[[], object]) -> None:
        deeds = [deed]

        def after(session: Session) -> None:
            turn_to_writing(session)
            if deeds:
                # A request within a request would be given its session.
                other = Thread(target=deeds.pop())
                other.start()
                other.join()

        monkeypatch.setattr(forms, "turn_to_writing", after)

    return happens
