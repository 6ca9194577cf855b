"""All tables as lines of text and back, on either database, without knowing what they mean.

The types that are used are few: an id, a moment, a day, a number, yes or no, bytes, text. What is
written names them, so that it is read without the models, into the tables of its own migration.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

from grants.kit.orm import Base, Moment

_PART = 256 * 1024

_TYPES: dict[str, tuple[Callable[[], TypeEngine[Any]], type[TypeEngine[Any]]]] = {
    "id": (Uuid, Uuid),
    "at": (Moment, Moment),
    "on": (Date, Date),
    "yes": (Boolean, Boolean),
    "number": (BigInteger, Integer),
    "bytes": (LargeBinary, LargeBinary),
    "text": (Text, String),
}
_OUT: dict[str, Callable[[Any], Any]] = {
    "id": lambda value: value.hex,
    "at": lambda value: value.isoformat(),
    "on": lambda value: value.isoformat(),
    "bytes": lambda value: base64.b64encode(value).decode(),
}
_IN: dict[str, Callable[[Any], Any]] = {
    "id": UUID,
    "at": datetime.fromisoformat,
    "on": date.fromisoformat,
    "bytes": base64.b64decode,
}
# Postings stand before the entry that closes them.
_FIRST = ("posting",)

Shape = list[list[str]]


def shapes() -> dict[str, Shape]:
    """Each table with its columns and what they hold, in the order in which they are restored."""
    tables = sorted(Base.metadata.tables, key=lambda name: (name not in _FIRST, name))
    return {
        name: [[one.name, _kind(one.type)] for one in Base.metadata.tables[name].columns]
        for name in tables
    }


def _kind(type_: TypeEngine[Any]) -> str:
    for kind, (_, family) in _TYPES.items():
        if isinstance(type_, family):
            return kind
    raise TypeError(f"{type_!r} has no place in a backup")


def _table(name: str, shape: Shape) -> Table:
    columns: list[Column[Any]] = [Column(column, _TYPES[kind][0]()) for column, kind in shape]
    return Table(name, MetaData(), *columns)


def rows(connection: Connection, name: str, shape: Shape) -> Iterator[tuple[int, bytes]]:
    """A table in parts of some size: how many rows, and their lines."""
    held, count, size = [], 0, 0
    out = [_OUT.get(kind) for _, kind in shape]
    found = connection.execution_options(yield_per=500).execute(select(_table(name, shape)))
    for row in found:
        values = [
            value if value is None or write is None else write(value)
            for value, write in zip(row, out, strict=True)
        ]
        line = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        held.append(line)
        count, size = count + 1, size + len(line)
        if size > _PART:
            yield count, "\n".join(held).encode()
            held, count, size = [], 0, 0
    if held:
        yield count, "\n".join(held).encode()


def add(connection: Connection, name: str, shape: Shape, part: bytes) -> int:
    """Put a part back; says how many rows."""
    into = [(column, _IN.get(kind)) for column, kind in shape]
    found = [
        {
            column: value if value is None or read is None else read(value)
            for (column, read), value in zip(into, json.loads(line), strict=True)
        }
        for line in part.decode().split("\n")
    ]
    connection.execute(insert(_table(name, shape)), found)
    return len(found)


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """In here rows come in any order and as they are; afterwards all guards stand again."""
    if connection.dialect.name == "sqlite":
        yield from _without_triggers(connection)
    else:
        yield from _deferred(connection)


def _without_triggers(connection: Connection) -> Iterator[None]:
    found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    triggers = [tuple(row) for row in connection.exec_driver_sql(found)]
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, statement in triggers:
        connection.exec_driver_sql(statement)


def _deferred(connection: Connection) -> Iterator[None]:
    quote = connection.dialect.identifier_preparer.quote
    look = inspect(connection)
    tables = look.get_table_names()
    keys = [
        (table, str(key["name"]))
        for table in tables
        for key in look.get_foreign_keys(table)
        if not key.get("options", {}).get("deferrable")
    ]
    change = "ALTER TABLE {} ALTER CONSTRAINT {} {}"
    for table in tables:
        connection.execute(text(f"ALTER TABLE {quote(table)} DISABLE TRIGGER USER"))
    for table, key in keys:
        how = "DEFERRABLE INITIALLY DEFERRED"
        connection.execute(text(change.format(quote(table), quote(key), how)))
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, key in keys:
        connection.execute(text(change.format(quote(table), quote(key), "NOT DEFERRABLE")))
    for table in tables:
        connection.execute(text(f"ALTER TABLE {quote(table)} ENABLE TRIGGER USER"))
