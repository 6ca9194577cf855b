"""A worker in a process of its own: writes down each job that it did, until nothing is left.

python worker.py ADDRESS FILE: takes jobs from the database and adds their keys to the file.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from grants.kit import database
from grants.outbox import service
from grants.outbox.models import Job

service.LEASE = timedelta(seconds=1)  # type: ignore[attr-defined]


def main(url: str, file: Path) -> None:
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    with file.open("ab", buffering=0) as done:
        while not is_empty(engine):
            try:
                work(engine, done)
            except OperationalError:
                time.sleep(0.01)


def work(engine: Engine, done: IO[bytes]) -> None:
    with Session(engine) as session:
        job = service.lease(session, at=datetime.now(UTC))  # noqa: TID251
        if job is None:
            session.rollback()
            time.sleep(0.05)
            return
        session.commit()
        time.sleep(0.005)
        done.write(f"{job.key}\n".encode())
        service.finish(session, job.id, at=datetime.now(UTC))  # noqa: TID251
        session.commit()


def is_empty(engine: Engine) -> bool:
    with database.reading(), Session(engine) as session:
        return session.scalar(select(Job.id).where(Job.done_at.is_(None)).limit(1)) is None


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
