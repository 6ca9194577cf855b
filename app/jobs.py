"""Works through the outbox: leases a job, does it, marks it done. Harmless twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

import structlog
from flask import Flask, current_app

from app.clock import now
from app.extensions import db
from grants.outbox import service as outbox
from grants.outbox.models import Job

log = structlog.get_logger(__name__)

Facts = dict[str, str]
Handler = Callable[[Facts], None]
PAUSE = 2.0


def install(app: Flask, handlers: dict[str, Handler]) -> None:
    """Say which function does which kind of job."""
    app.extensions["wijkkas-jobs"] = handlers


def run_due(most: int = 1000) -> int:
    """Do what is due now, the oldest first, at most so many; says how many were tried."""
    task = _leased() if most else None
    db.session.commit()
    count = 0
    while task is not None:
        count += 1
        fault = _tried(task)
        if fault:
            outbox.fail(db.session(), _row(task.id), fault, at=now())
        else:
            outbox.finish(db.session(), task.id, at=now())
        # Along with the end of this one: each commit waits for the disk.
        task = _leased() if count < most else None
        db.session.commit()
    return count


class _Task(NamedTuple):
    """A job as it was leased."""

    id: UUID
    kind: str
    facts: Facts


def _leased() -> _Task | None:
    job = outbox.lease(db.session(), at=now())
    return _Task(job.id, job.kind, json.loads(job.facts)) if job is not None else None


def _tried(task: _Task) -> str:
    """Do it; the kind of fault that it ended with, if any."""
    try:
        current_app.extensions["wijkkas-jobs"][task.kind](task.facts)
    except Exception as error:  # noqa: BLE001  whatever it is, the others go on and this one is tried again
        db.session.rollback()
        fault = type(error).__name__
        log.warning("job-failed", job=str(task.id), kind=task.kind, fault=fault)
        return fault
    return ""


def run_forever(pause: float = PAUSE) -> None:
    """Do what is due, wait a little, and again, until the process ends."""
    while True:
        if run_due() == 0:
            time.sleep(pause)


def _row(job_id: UUID) -> Job:
    row = db.session.get(Job, job_id, with_for_update=True)
    if row is None:
        raise LookupError(str(job_id))
    return row
