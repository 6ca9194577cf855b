"""Works through the outbox: leases a job, does it, marks it done. Harmless twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

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
    """Do what is due now, at most so many; says how many were tried."""
    for count in range(most):
        if not run_one():
            return count
    return most


def run_one() -> bool:
    """Do the oldest due job. False: there is none."""
    job = outbox.lease(db.session(), at=now())
    if job is None:
        db.session.rollback()
        return False
    job_id, kind, facts = job.id, job.kind, json.loads(job.facts)
    db.session.commit()
    try:
        current_app.extensions["wijkkas-jobs"][kind](facts)
    except Exception as error:  # noqa: BLE001  whatever it is, the others go on and this one is tried again
        db.session.rollback()
        log.warning("job-failed", job=str(job_id), kind=kind, fault=type(error).__name__)
        outbox.fail(db.session(), _row(job_id), type(error).__name__, at=now())
    else:
        outbox.finish(db.session(), _row(job_id), at=now())
    db.session.commit()
    return True


def run_forever(pause: float = PAUSE) -> None:
    """Do what is due, wait a little, and again, until the process ends."""
    while True:
        if run_due() == 0:
            time.sleep(pause)


def _row(job_id: object) -> Job:
    row = db.session.get(Job, job_id, with_for_update=True)
    if row is None:
        raise LookupError(str(job_id))
    return row
