"""A hundred times the rows, copied past the rules: only how pages read them is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, create_engine, select

from grants.kit import database
from grants.kit.orm import Base
from tests.house.things import Things

TIMES = 100
# Which thing is copied; which column then points at which copy.
COPIED = {
    "proposal": ("running", {}),
    "request": ("request", {"proposal_id": "proposal"}),
    "expense": ("expense", {}),
    "award": ("award-active", {"request_id": "request", "proposal_id": "proposal"}),
    "statement_line": ("bank-line", {}),
}


def grow(url: str, things: Things) -> None:
    """Copy the rows."""
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    made: dict[str, list[UUID]] = {}
    with engine.begin() as connection:
        for name, (thing, pointing) in COPIED.items():
            table = Base.metadata.tables[name]
            made[name] = [uuid4() for _ in range(TIMES)]
            row = connection.execute(select(table).where(table.c.id == UUID(things.ids[thing])))
            copied = dict(row.one()._mapping)
            for number in range(TIMES):
                own = {"reference": f"X-2020-{number:04d}", "nth": number + 2}
                copied["id"] = made[name][number]
                copied |= {column: own[column] for column in own if column in table.c}
                copied |= {column: made[other][number] for column, other in pointing.items()}
                connection.execute(table.insert(), copied)
        waiting = Base.metadata.tables["waiting"]
        connection.execute(waiting.insert(), list(more_waiting(connection, waiting)))
    engine.dispose()


def more_waiting(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """What waits, for each of the people, ten times."""
    for row in connection.execute(select(table).where(table.c.done_at.is_(None))).all():
        for _ in range(TIMES // 10):
            yield dict(row._mapping) | {"id": uuid4(), "thing_id": uuid4()}
