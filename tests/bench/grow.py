"""A database grown many times over: copies of every plan, and of all that hangs on one of them.

A copy of a row gets a new id, and its references go to copies made in the same turn. What is not
copied (people, groups, organisations, the kept plan) stays what it is, so the same group has many
times the plans, its book many times the entries, and the kept plan itself many times the lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import String, Table, UniqueConstraint

from grants.kit.database import sqlite_module
from grants.kit.orm import Base

# Postings before the entry that closes them.
TABLES = (
    *("proposal", "part", "line", "cover", "comment", "version", "round", "elector", "answer"),
    *("request", "question", "review", "decision", "award", "instalment"),
    *("expense", "receipt", "approval", "arrival", "report", "photo", "waiting"),
    *("account", "posting", "entry"),
)
STEP = 0x9E3779B97F4A7C15F39CC0605CEDC835
Row = dict[str, Any]


def grow(file: Path, kept: Iterable[str], times: int) -> dict[str, int]:
    """Copy the rows of a SQLite file until there are so many times as many; give the counts."""
    connection = sqlite_module().connect(file)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    rows = {name: list(_rows(connection, name)) for name in _there()}
    moving = _moving(rows, frozenset(kept))
    for turn in range(1, times):
        for name, several in rows.items():
            copies = [_copy(_table(name), row, moving, turn) for row in several]
            changed = [new for new, old in zip(copies, several, strict=True) if new != old]
            _insert(connection, name, changed)
    connection.commit()
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    counts = {name: _count(connection, name) for name in rows}
    connection.execute("ANALYZE")
    connection.close()
    if broken:
        raise LookupError(f"copies point nowhere: {broken[:5]}")
    return counts


def _there() -> list[str]:
    return [name for name in TABLES if name in Base.metadata.tables]


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _rows(connection: Any, name: str) -> Iterator[Row]:
    found = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608  our own table
    heads = [column[0] for column in found.description]
    for values in found:
        yield dict(zip(heads, values, strict=True))


def _count(connection: Any, name: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608


def _insert(connection: Any, name: str, rows: list[Row]) -> None:
    if rows:
        heads = ", ".join(f'"{head}"' for head in rows[0])
        marks = ", ".join("?" for _ in rows[0])
        text = f'INSERT INTO "{name}" ({heads}) VALUES ({marks})'  # noqa: S608  our own names
        connection.executemany(text, [tuple(row.values()) for row in rows])


def _moving(rows: Mapping[str, list[Row]], kept: frozenset[str]) -> frozenset[str]:
    """The ids that get copies: not those whose copy would break a rule that says only one."""
    moving = {row["id"] for several in rows.values() for row in several if "id" in row} - kept
    before = -1
    while before != len(moving):
        before = len(moving)
        for name, several in rows.items():
            keys = _only_ones(_table(name))
            for row in several:
                if any(all(_stays(_table(name), row, key, moving) for key in one) for one in keys):
                    moving.discard(row.get("id"))
    return frozenset(moving)


def _only_ones(table: Table) -> list[list[str]]:
    """The groups of columns that are only one in their table, by constraint or by index."""
    sets = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    sets += [one.columns for one in table.indexes if one.unique]
    return [[column.name for column in columns] for columns in sets]


def _stays(table: Table, row: Row, column: str, moving: Iterable[str]) -> bool:
    value = row[column]  # what is empty is never the only one
    return value is not None and value not in moving and not _is_counted(table, column, value)


def _is_counted(table: Table, column: str, value: object) -> bool:
    """Numbers and references that are only one in their table follow the turn of the copy."""
    if value is None or table.columns[column].foreign_keys:
        return False
    in_key = any(column in key for key in _only_ones(table))
    return in_key and (column == "no" or _is_name(table, column))


def _is_name(table: Table, column: str) -> bool:
    one = [column] in _only_ones(table)
    return one and isinstance(table.columns[column].type, String)


def _copy(table: Table, row: Row, moving: frozenset[str], turn: int) -> Row:
    # A posting follows its entry, every other row is itself what is copied.
    if row.get("id", row.get("entry_id", "")) not in moving:
        return row
    new = {name: _moved(value, moving, turn) for name, value in row.items()}
    if new == row:
        return row
    for name, value in row.items():
        if _is_counted(table, name, value):
            new[name] = value + turn * 10_000 if isinstance(value, int) else f"{value}-{turn}"
    return new


def _moved(value: object, moving: frozenset[str], turn: int) -> object:
    if not isinstance(value, str) or value not in moving:
        return value
    return f"{int(value, 16) ^ (STEP * turn % (1 << 128)):032x}"
