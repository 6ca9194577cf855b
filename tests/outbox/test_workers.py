"""Four workers, killed in the middle: of 200 jobs none is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from grants.outbox.models import Job
from grants.outbox.service import enqueue

JOBS, WORKERS, KILLED = 200, 4, 3
WORKER = Path(__file__).with_name("worker.py")
ROOT = WORKER.parents[2]
LONGEST = 60


def start(url: str, file: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, str(WORKER), url, str(file)], env=environment)


def count_done(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).where(Job.done_at.is_not(None))) or 0


def wait_for(engine: Engine, count: int) -> None:
    end = time.monotonic() + LONGEST
    while count_done(engine) < count:
        assert time.monotonic() < end, f"{count_done(engine)} of {count}"
        time.sleep(0.05)


def test_no_job_is_lost_when_workers_are_killed(
    open_engine: Engine, open_url: str, tmp_path: Path
) -> None:
    asked = datetime(2026, 1, 1, tzinfo=UTC)
    with Session(open_engine) as session:
        for no in range(JOBS):
            enqueue(session, "people.code", f"job-{no}", at=asked)
        session.commit()
    file = tmp_path / "done"

    workers = [start(open_url, file) for _ in range(WORKERS)]
    try:
        for round_ in range(KILLED):
            wait_for(open_engine, 20 + 30 * round_)
            workers[round_].send_signal(signal.SIGKILL)
            workers[round_].wait()
            workers.append(start(open_url, file))
        for worker in workers[KILLED:]:
            assert worker.wait(LONGEST) == 0
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()

    done = file.read_text().split()
    assert count_done(open_engine) == JOBS
    assert set(done) == {f"job-{no}" for no in range(JOBS)}
    assert len(done) <= JOBS + KILLED, "only what a killed worker had in hand is done twice"
