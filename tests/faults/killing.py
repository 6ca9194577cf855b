"""Kills writers at random moments, and counts what was confirmed and is gone.

python killing.py ADDRESS KILLS SEED WAY: forks writers one after the other. Each books, and says so
after its commit. WAY: ``kill`` is kill -9 of the process, ``cut`` ends its connections at the
server, ``full`` lets its files grow only a little.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import random
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn
from uuid import UUID

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import grants
from grants.checks.queries import damage, faults_of, orphans
from grants.history.service import record
from grants.kit import database
from grants.kit.access import SYSTEM
from grants.kit.acts import Act
from grants.ledger.models import AccountKind as K
from grants.ledger.models import Entry
from tests.ledger.books import NOON, Desk, desk

LONGEST = 0.08
ROOM = 150_000


def main(url: str, kills: int, seed: int, way: str) -> None:
    """Do it, and print what came of it."""
    random.seed(seed)
    engine = opened(url)
    with Session(engine) as session:
        books = [desk(session) for _ in range(2)]
        session.commit()
    # Whatever is only made once is made here, before the first fork.
    book_one(engine, books[0], os.open(os.devnull, os.O_WRONLY))
    said: list[str] = []
    for _ in range(kills):
        engine.dispose()
        said += one(engine, url, books, way)
    print(json.dumps(outcome(engine, books, said)))  # noqa: T201


def opened(url: str) -> Engine:
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    return engine


def one(engine: Engine, url: str, books: list[Desk], way: str) -> list[str]:
    """One writer, from its first word to its end; gives what it confirmed."""
    ears, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ears)
        write(engine, url, books, mouth, way)
    os.close(mouth)
    # Sometimes before its first word, mostly after it.
    select.select([ears], [], [], random.choice([0.01, 20, 20, 20]))
    if way != "full":
        time.sleep(random.uniform(0, LONGEST))
    if way == "cut":
        cut(url)
        time.sleep(LONGEST)
    if way != "full":  # whom the cut found between two bookings has connected anew
        os.kill(child, signal.SIGKILL)
    said = b""
    while piece := os.read(ears, 1 << 16):
        said += piece
    os.close(ears)
    os.waitpid(child, 0)
    return said.decode().splitlines()


def write(engine: Engine, url: str, books: list[Desk], mouth: int, way: str) -> NoReturn:
    """Book until the end, whatever that is."""
    if way == "full":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        path = Path(url.removeprefix("sqlite:///"))
        sizes = [one.stat().st_size for one in path.parent.glob(f"{path.name}*")]
        room = max(sizes) + random.randrange(ROOM)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    with suppress(SQLAlchemyError):
        engine.dispose(close=False)
        while True:
            book_one(engine, random.choice(books), mouth)
    os._exit(0)


def book_one(engine: Engine, book: Desk, mouth: int) -> None:
    with Session(engine) as session:
        mine = Desk(session, book.owner_id, *(book.plan_id, book.award_id, book.line_id))
        entry = mine.post("1", K.CASH, K.OWN)
        record(session, Act.SPENDING_APPROVE, mine.paper(), by=SYSTEM, at=NOON)
        words = f"{entry.owner_id} {entry.no} {entry.hash}\n"
        session.commit()
    os.write(mouth, words.encode())


def cut(url: str) -> None:
    """End all connections of others at the server."""
    engine = opened(url)
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


def import_models() -> None:
    """Every room's tables, without the web floor, which takes long to load."""
    for module in pkgutil.walk_packages(grants.__path__, "grants."):
        if module.name.endswith((".models", ".references")):
            importlib.import_module(module.name)


def outcome(engine: Engine, books: list[Desk], said: list[str]) -> dict[str, object]:
    import_models()
    lost = 0
    with database.snapshot(), Session(engine) as session:
        for line in said:
            owner, no, hash_ = line.split()
            found = session.query(Entry.hash).filter_by(owner_id=UUID(owner), no=int(no)).scalar()
            lost += found != hash_
        entries = session.query(Entry).count()
        wrong = [str(one) for one in faults_of(session, [book.owner_id for book in books])]
        wrong += [str(one) for one in damage(session)]
        codes = {"no-source", "no-proposal"}  # the papers of these books are invented
        wrong += [str(one) for one in orphans(session) if one.code not in codes]
    return {"confirmed": len(said), "entries": entries, "lost": lost, "wrong": wrong[:20]}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
