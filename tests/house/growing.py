"""A hundred times the rows, copied past the rules: only how pages read them is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, create_engine, select

from grants.kit import database
from grants.kit.orm import Base
from tests.house.stage import Things

TIMES = 100
# Which thing is copied, and the columns that have to differ.
COPIED = {
    "proposal": ("running", ("reference",)),
    "request": ("request", ("reference",)),
    "expense": ("expense", ("reference",)),
    "award": ("award-active", ("reference",)),
}


def grow(url: str, things: Things) -> None:
    """Copy the rows."""
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for name, (thing, columns) in COPIED.items():
            table = Base.metadata.tables[name]
            connection.execute(
                table.insert(), list(copies(connection, table, things, thing, columns))
            )
        waiting = Base.metadata.tables["waiting"]
        connection.execute(waiting.insert(), list(more_waiting(connection, waiting)))
    engine.dispose()


def copies(
    connection: Connection, table: Table, things: Things, thing: str, columns: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """The same row again, a hundred times."""
    row = connection.execute(select(table).where(table.c.id == UUID(things.ids[thing]))).one()
    requests = list(connection.scalars(select(Base.metadata.tables["request"].c.id)))
    for number in range(TIMES):
        copy = dict(row._mapping) | {"id": uuid4()}
        copy |= dict.fromkeys(columns, f"X-2020-{number:04d}")
        if table.name == "award":
            copy["request_id"] = requests[number]
        yield copy


def more_waiting(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """What waits, for each of the people, a hundred times."""
    for row in connection.execute(select(table).where(table.c.done_at.is_(None))).all():
        for _ in range(TIMES // 10):
            yield dict(row._mapping) | {"id": uuid4(), "thing_id": uuid4()}
