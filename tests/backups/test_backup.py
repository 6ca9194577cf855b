"""A backup opens with its passphrase alone, on an empty place of either kind, and is whole there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app import backups, create_app, restoring
from app.backups import Summary, Unfit
from app.checks import jobs as checks
from app.config import Settings, load
from app.extensions import db
from app.gateways.vault import Damaged, WrongKey
from grants.checks import queries
from grants.checks.models import Chain
from grants.kit import database
from grants.kit.orm import Base
from grants.ledger.models import AccountKind
from tests.backups.conftest import KEY, PAPERS, House
from tests.databases import postgresql_url
from tests.ground import NOON
from tests.house.test_schema import shape
from tests.ledger.books import Desk
from tests.web import Web


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(
    request: pytest.FixtureRequest, tmp_path: Path, run_id: str, worker: str
) -> Iterator[Settings]:
    """The settings of an instance in which there is nothing yet, not even keys."""
    if request.param == "sqlite":
        yield load(instance=tmp_path / "new")
    else:
        with postgresql_url(run_id, f"{worker}_new") as url:
            yield load(instance=tmp_path / "new", database_url=url)


def made(house: House, path: Path) -> Summary:
    return backups.make(path, house.engine, house.world.store, house.settings, key=KEY, at=NOON)


def fine(summary: Summary) -> None:
    assert summary.findings == []


def restored(source: Path, settings: Settings, key: str = KEY) -> Summary:
    return restoring.restore(source, settings, key=key, agree=fine)


def everything(engine: Engine) -> dict[str, set[tuple[object, ...]]]:
    with database.reading(), engine.connect() as connection:
        return {
            name: {tuple(row) for row in connection.execute(select(table))}
            for name, table in Base.metadata.tables.items()
        }


def engine_of(settings: Settings) -> Engine:
    engine = create_engine(settings.url, **database.engine_options(settings.url))
    database.prepare(engine)
    return engine


def test_a_backup_restores_on_an_empty_place_is_the_same_and_serves(
    house: House, empty: Settings, tmp_path: Path
) -> None:
    if house.engine.dialect.name == "postgresql" and "sqlite" in empty.url:
        pytest.skip("that is how each backup of PostgreSQL is tried when it is made")
    path = tmp_path / "wijkkas.backup"
    written = made(house, path)

    back = restored(path, empty)

    engine = engine_of(empty)
    assert path.stat().st_mode & 0o777 == 0o600
    assert back.rows == written.rows
    assert back.documents == written.documents > len(PAPERS)
    assert everything(engine) == everything(house.engine)
    if engine.dialect.name == house.engine.dialect.name:
        assert shape(engine)["triggers"] == shape(house.engine)["triggers"]
    with pytest.raises(DatabaseError, match="only adds"), engine.begin() as connection:
        connection.execute(text("UPDATE posting SET amount_minor = 1"))
    engine.dispose()
    keys = load(instance=empty.instance, database_url=empty.database_url)
    assert keys.cipher_key == house.settings.cipher_key
    assert (empty.instance / "settings.env").stat().st_mode & 0o077 == 0
    assert {one.name for one in empty.instance.iterdir()} <= {
        "documents",
        "settings.env",
        "wijkkas.db",
    }
    assert_it_serves(keys)


def assert_it_serves(settings: Settings) -> None:
    app = create_app(settings, TESTING=True)
    web = Web(app)
    assert web.nobody().get("/health").json == {"ready": True, "whole": None}
    assert web.as_("ada").get("/").status_code == 200
    with app.app_context():
        assert checks.look().lines == []
        db.session.remove()
        db.engine.dispose()


def test_a_backup_is_of_one_moment_and_holds_nobody_up(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.gateways import dump  # noqa: PLC0415

    rows = dump.rows

    def rename() -> None:
        with Session(house.engine) as session:
            session.execute(text("UPDATE person SET name = 'Later'"))
            session.commit()

    def meanwhile(connection: object, name: str, shape: object) -> object:
        if name == "entry":
            writer = threading.Thread(target=rename)
            writer.start()
            writer.join()
        return rows(connection, name, shape)  # type: ignore[arg-type]

    monkeypatch.setattr(dump, "rows", meanwhile)
    made(house, tmp_path / "b")
    monkeypatch.undo()

    settings = load(instance=tmp_path / "new")
    restored(tmp_path / "b", settings)
    engine = engine_of(settings)
    with database.reading(), engine.connect() as connection:
        names = connection.execute(text("SELECT name FROM person")).scalars().all()
    engine.dispose()
    assert "Later" not in names


@pytest.mark.parametrize("left", [0.0, 0.4, 0.99])
def test_a_truncated_backup_restores_nothing(kept: Path, tmp_path: Path, left: float) -> None:
    data = kept.read_bytes()
    (tmp_path / "b").write_bytes(data[: int(len(data) * left)])

    settings = load(instance=tmp_path / "new")
    with pytest.raises(Damaged):
        restored(tmp_path / "b", settings)
    assert list((tmp_path / "new").iterdir()) == []


def test_a_flipped_byte_and_a_wrong_passphrase_restore_nothing(
    kept: Path, empty: Settings, tmp_path: Path
) -> None:
    data = bytearray(kept.read_bytes())
    data[-100] ^= 1
    (tmp_path / "c").write_bytes(data)

    with pytest.raises(Damaged):
        restored(tmp_path / "c", empty)
    with pytest.raises(WrongKey):
        restored(kept, empty, "acht paarse fietsen")
    assert list(empty.instance.iterdir()) == []
    if "postgresql" in empty.url:
        engine = engine_of(empty)
        assert backups.tables_in(engine) == []
        engine.dispose()


def test_a_place_where_something_is_stays_as_it_is(
    kept: Path, empty: Settings, tmp_path: Path
) -> None:
    restored(kept, empty)

    with pytest.raises(Unfit, match="empty"):
        restored(kept, empty)


def test_other_keys_than_those_of_the_backup_are_refused(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="keys"):
        restored(kept, load(instance=tmp_path / "new", secret_key="another"))
    assert list((tmp_path / "new").iterdir()) == []


def test_a_backup_of_a_newer_release_is_refused(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.health.is_known", lambda _revision: False)

    with pytest.raises(Unfit, match="newer release"):
        restored(kept, load(instance=tmp_path / "new"))


def test_a_backup_is_never_written_over(kept: Path) -> None:
    with pytest.raises(Unfit, match="there already"):
        backups.make(kept, *[None] * 3, key=KEY, at=NOON)  # type: ignore[arg-type]


def test_tables_of_another_release_are_not_backed_up(house: House, tmp_path: Path) -> None:
    with house.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    with pytest.raises(Unfit, match="database upgrade"):
        made(house, tmp_path / "a.backup")
    assert [one.name for one in tmp_path.iterdir() if "backup" in one.name] == []


def test_what_did_not_hold_is_kept_and_named(house: House, tmp_path: Path) -> None:
    stored = house.world.store.put(PAPERS[0])
    file = house.settings.instance / "documents" / stored.hash[:2] / stored.hash[2:4] / stored.hash
    file.write_bytes(b"%PDF-1.7 een zon")

    found = made(house, tmp_path / "b")

    assert [(one.kind, one.code) for one in found.findings] == [("document", "bytes-missing")]
    assert found.missing == 1


def test_28_an_old_backup_names_what_was_booked_after_it(house: House, tmp_path: Path) -> None:
    made(house, tmp_path / "monday")
    with Session(house.engine) as session:
        Desk(session, house.owner_id).post("5", AccountKind.BANK, AccountKind.OWN)
        session.commit()
    _, then = backups.heads_of(tmp_path / "monday", KEY)
    with Session(house.engine) as session:
        assert list(queries.against(session, then)) == []
        now = [head for head in queries.heads(session) if head.chain is Chain.BOOK]

    settings = load(instance=tmp_path / "new")
    back = restored(tmp_path / "monday", settings)

    engine = engine_of(settings)
    with Session(engine) as session:
        gone = list(queries.against(session, now))
    engine.dispose()
    assert back.made_at == NOON.isoformat()
    assert [(one.code, one.id) for one in gone] == [("cut-off", house.owner_id)]


def test_what_is_open_for_a_moment_never_lies_beside_the_backup(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, there, load_it = tmp_path / "stick", list[str](), backups.load
    stick.mkdir()

    def look(*given: Any) -> Summary:
        there.extend(one.name for one in stick.iterdir())
        return load_it(*given)

    monkeypatch.setattr(backups, "load", look)
    made(house, stick / "kept")

    assert there == [".kept.part"]
