"""How a database is opened, so that the last euro is spent once on either kind.

SQLite: WAL, every commit on disk, ``BEGIN IMMEDIATE`` for whoever may write. PostgreSQL:
rows are locked with ``FOR UPDATE`` by the verbs. A unit of work that only reads says so
with ``reading()`` and is held to it by the database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic, sleep
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlalchemy.engine import Connection

SAFE_SQLITE = (3, 51, 3)
BUSY_SECONDS = 10
LOOK_EVERY = 0.001

_reading: ContextVar[bool] = ContextVar("reading", default=False)
_snapshot: ContextVar[bool] = ContextVar("snapshot", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions that begin in here cannot write and never wait for a writer."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def snapshot() -> Iterator[None]:
    """Transactions that begin in here only read, and read one moment from begin to end."""
    token = _snapshot.set(True)
    try:
        with reading():
            yield
    finally:
        _snapshot.reset(token)


def set_reading(*, only: bool) -> None:
    """Say for the rest of this context whether transactions that begin only read."""
    _reading.set(only)


def is_reading() -> bool:
    """Whether transactions that begin now only read."""
    return _reading.get()


def sqlite_module() -> ModuleType:
    """The SQLite library that brings its own, fixed version; else the standard one."""
    try:
        import pysqlite3  # noqa: PLC0415  not on every machine
    except ImportError:
        return sqlite3
    return pysqlite3  # type: ignore[no-any-return]


def is_safe_sqlite() -> bool:
    """False below 3.51.3: such a library can corrupt a WAL database (sqlite.org/wal.html)."""
    return sqlite_module().sqlite_version_info >= SAFE_SQLITE  # type: ignore[no-any-return]


def engine_options(url: str) -> dict[str, Any]:
    """What ``create_engine`` needs besides the url."""
    if make_url(url).get_backend_name() != "sqlite":
        return {"pool_pre_ping": True, "hide_parameters": True}
    return {
        "hide_parameters": True,  # what people typed stays out of error reports and logs
        "module": sqlite_module(),
        "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
    }


def prepare(engine: Engine) -> None:
    """Install the settings and the way transactions begin. Once per engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_settings)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        event.listen(engine, "begin", _postgresql_begin)


def _sqlite_settings(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # INSERT OR REPLACE would go round the append-only triggers
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    only = _reading.get()
    if connection.info.get("only") is not only:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if only else 'OFF'}")
        connection.info["only"] = only
    if only:
        connection.exec_driver_sql("BEGIN")
    else:
        _begin_writing(connection)


def _begin_writing(connection: Connection) -> None:
    """Begin as soon as nobody else writes; raises when that takes longer than it may.

    SQLite's own waiting sleeps up to a tenth of a second between two looks, longer the longer
    somebody waits: who came last goes first, and others wait seconds beside a free place.
    """
    own: Any = connection.connection.driver_connection
    (patience,) = own.execute("PRAGMA busy_timeout").fetchone()
    until = monotonic() + patience / 1000
    try:
        own.execute("PRAGMA busy_timeout=0")
        while "locked" in (said := _begun(own)) and monotonic() < until:
            sleep(LOOK_EVERY)
        if said:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # a fault is raised as any other
    finally:
        own.execute(f"PRAGMA busy_timeout={patience}")


def _begun(own: Any) -> str:
    """Try, without the layers above, so that a look costs next to nothing. Gives what hinders."""
    try:
        own.execute("BEGIN IMMEDIATE")
    except sqlite_module().Error as fault:
        return str(fault)
    return ""


def _postgresql_begin(connection: Connection) -> None:
    if _snapshot.get():
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    elif _reading.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
