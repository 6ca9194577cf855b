"""What the migrations build is what the models say: tables, constraints, indexes and triggers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DatabaseError

from app.config import ROOT
from grants.kit import database
from grants.kit.orm import APPEND_ONLY, Base
from tests.conftest import import_models, make_tables
from tests.databases import postgresql_url

TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal"
    ),
}


def migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def move(engine: Engine, to: str, *, back: bool = False) -> None:
    config = migrations()
    with engine.connect() as connection:
        config.attributes |= {"connection": connection, "metadata": Base.metadata}
        if back or to == "base":
            command.downgrade(config, to)
        else:
            command.upgrade(config, to)
        connection.commit()


def shape(engine: Engine) -> dict[str, object]:
    """Everything that a database knows about its tables, in an order that does not matter."""
    look = inspect(engine)
    tables = {}
    for table in set(look.get_table_names()) - {"alembic_version"}:
        tables[table] = {
            "columns": {
                (column["name"], str(column["type"]), column["nullable"])
                for column in look.get_columns(table)
            },
            "key": look.get_pk_constraint(table)["constrained_columns"],
            "foreign": {
                (key["name"], str(key.get("options", {}).get("initially")).upper())
                for key in look.get_foreign_keys(table)
            },
            "unique": {
                (one["name"], *one["column_names"]) for one in look.get_unique_constraints(table)
            },
            "checks": {check["name"] for check in look.get_check_constraints(table)},
            "indexes": {
                (index["name"], index["unique"], *index["column_names"])
                for index in look.get_indexes(table)
            },
        }
    with engine.connect() as connection:
        triggers = {tuple(row) for row in connection.execute(text(TRIGGERS[engine.dialect.name]))}
    return {"tables": tables, "triggers": triggers}


@pytest.fixture(params=["sqlite", "postgresql"])
def two(
    request: pytest.FixtureRequest, tmp_path: Path, run_id: str, worker: str
) -> Iterator[list[Engine]]:
    """Two empty databases of one kind."""
    import_models()
    if request.param == "sqlite":
        urls = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "two")]
        engines = [create_engine(url, **database.engine_options(url)) for url in urls]
        yield engines
    else:
        with (
            postgresql_url(run_id, f"{worker}_one") as one,
            postgresql_url(run_id, f"{worker}_two") as two,
        ):
            engines = [create_engine(one), create_engine(two)]
            yield engines
            for engine in engines:
                engine.dispose()
    for engine in engines:
        engine.dispose()


def test_migrations_build_what_the_models_say_and_take_it_down_again(two: list[Engine]) -> None:
    migrated, made = two
    for engine in two:
        database.prepare(engine)
    make_tables(made)

    move(migrated, "head")

    assert shape(migrated) == shape(made)
    move(migrated, "base")
    assert shape(migrated) == {"tables": {}, "triggers": set()}


def test_migrations_are_one_line_of_worded_numbers() -> None:
    script = ScriptDirectory.from_config(migrations())

    files = [Path(one.path).name for one in script.walk_revisions()][::-1]

    assert script.get_heads() == [f"{len(files):04d}"]
    assert all(file.startswith(f"{no:04d}_") for no, file in enumerate(files, start=1))


def test_every_append_only_table_refuses_change_by_the_database_itself(two: list[Engine]) -> None:
    engine = two[0]
    database.prepare(engine)
    move(engine, "head")

    guarded = {table for _, table in shape(engine)["triggers"]}  # type: ignore[attr-defined]

    assert guarded >= APPEND_ONLY
    assert {"event", "entry", "posting", "answer", "version", "document"} <= APPEND_ONLY


ID = "{:032x}".format
OWNED = "INSERT INTO owner (id, kind) VALUES ('{}', 'workgroup')".format
HELD = (
    "INSERT INTO account (id, owner_id, plan_id, kind, ref_id, balance_minor, balance_currency)"
    " VALUES ('{0}', '{1}', '{2}', '{3}', '{2}', {4}, 'EUR')"
).format
POSTED = "INSERT INTO posting VALUES ('{}', '{}', '{}', {}, 'EUR')".format
ENTERED = (
    "INSERT INTO entry (id, owner_id, no, booked_on, booked_at, act, source_kind, source_id,"
    " previous, hash) VALUES ('{}', '{}', {}, '2026-09-10', '2026-09-10 12:00:00.000000',"
    " 'payments.enter', 'arrival', '{}', '', '{}')"
).format


def write(engine: Engine, *statements: str) -> None:
    """All of them, or none."""
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def posted(engine: Engine) -> list[tuple[object, ...]]:
    """What the table of postings holds."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM posting ORDER BY 1, 2"))
        return [tuple(map(str, row)) for row in rows]


def test_postings_that_stand_move_together_unchanged_and_stay_guarded(two: list[Engine]) -> None:
    engine = two[0]
    database.prepare(engine)
    move(engine, "0030")
    halves = [POSTED(ID(7), ID(no), ID(1), minor) for no, minor in ((2, 500), (3, -500))]
    holds = [
        HELD(ID(no), ID(1), ID(4), kind, minor)
        for no, kind, minor in ((2, "bank", 500), (3, "own", -500))
    ]
    entered = ENTERED(ID(7), ID(1), 1, ID(8), "a" * 64)
    write(engine, OWNED(ID(1)), *holds, *halves, entered)
    before = posted(engine)

    move(engine, "head")
    there = posted(engine)
    move(engine, "0030", back=True)
    back = posted(engine)
    move(engine, "head")

    assert before == there == back == posted(engine)
    for refused in (
        ["UPDATE posting SET amount_minor = 1"],
        ["DELETE FROM posting"],
        [POSTED(ID(7), ID(2), ID(1), 100)],
        [
            POSTED(ID(9), ID(2), ID(1), 100),
            POSTED(ID(9), ID(3), ID(1), -99),
            ENTERED(ID(9), ID(1), 2, ID(10), "b" * 64),
        ],
        [POSTED(ID(9), ID(2), ID(1), 100)],
    ):
        with pytest.raises(DatabaseError):
            write(engine, *refused)
    assert posted(engine) == before
