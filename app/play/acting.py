"""Playing the whole story in an app: on new tables, with everything that falls by chance seeded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event

from app.config import ROOT, Settings
from app.extensions import db
from app.gateways.bank import fake_bank
from app.gateways.cipher import FakeCipher
from app.gateways.files import FileStore
from app.gateways.mail import FakeMail
from app.gateways.pdf import WarmPdf
from app.gateways.sepa import SepaWriter
from app.gateways.testbank import Vault
from app.gateways.uploads import inspect_upload
from app.play.runner import Stage, play_all
from app.play.sample import PROEFBANK
from app.play.story import TALES
from app.world import KeyedSecrets, World, world
from grants.kit.orm import Base


def act(day: date, tell: Callable[[str], None]) -> Stage:
    """Make the tables of the app that is running, and play every scene."""
    make_tables(db.engine)
    beside = Path(str(db.engine.url.database)).with_name(PROEFBANK)
    stage = Stage(db.session(), world(), day, tell, Vault(path=beside))
    play_all(stage, TALES)
    return stage


def make_tables(engine: Engine) -> None:
    """All tables at once, marked as what the migrations make: a house test holds them equal.

    A story that is cut off is thrown away whole, so nothing is waited for until it is complete.
    """
    if engine.dialect.name == "sqlite":
        engine.dispose()
        event.listen(engine, "connect", _hurry)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        context = MigrationContext.configure(connection)
        context.stamp(ScriptDirectory(str(ROOT / "migrations")), "head")


def _hurry(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


def repeatable_world(settings: Settings) -> World:
    """The real files and papers; keys that are no secret, and letters that go nowhere."""
    return World(
        store=FileStore(settings.instance / "documents"),
        pdf=WarmPdf(),
        mail=FakeMail(),
        cipher=FakeCipher(),
        secrets=KeyedSecrets(b"the story that is played has no secrets"),
        inspect=inspect_upload,
        bank=fake_bank,
        sepa=SepaWriter(),
    )
