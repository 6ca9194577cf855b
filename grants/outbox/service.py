"""Asking for a job, leasing one, and saying how it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from grants.kit.canon import canonical
from grants.kit.ids import new_id
from grants.kit.orm import insert_all_missing
from grants.outbox.models import Job
from grants.outbox.rules import LEASE, TRIES, wait_after


def enqueue(
    session: Session,
    kind: str,
    key: str,
    *,
    at: datetime,
    due: datetime | None = None,
    **facts: str | int | UUID,
) -> None:
    """Ask for a job in this transaction; the same key again is nothing."""
    enqueue_all(session, kind, {key: facts}, at=at, due=due)


def enqueue_all(
    session: Session,
    kind: str,
    jobs: Mapping[str, Mapping[str, str | int | UUID]],
    *,
    at: datetime,
    due: datetime | None = None,
) -> None:
    """Ask for several of a kind, by key, each with what it is about."""
    rows: list[dict[str, object]] = [
        {
            "id": new_id(session, at),
            "kind": kind,
            "key": key,
            "facts": canonical(facts),
            "asked_at": at,
            "due_at": due or at,
            "attempts": 0,
        }
        for key, facts in jobs.items()
    ]
    insert_all_missing(session, Job, rows)


def lease(session: Session, *, at: datetime) -> Job | None:
    """Take the oldest due job for ``LEASE``; commit before doing it. None: nothing to do."""
    job = session.scalars(
        select(Job)
        .where(
            Job.done_at.is_(None),
            Job.due_at <= at,
            Job.attempts < TRIES,
            or_(Job.leased_until.is_(None), Job.leased_until <= at),
        )
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if job is not None:
        job.leased_until = at + LEASE
        job.attempts += 1
        session.flush()
    return job


def unneeded(session: Session, keys: Sequence[str], *, at: datetime) -> None:
    """What these would do was done along with another: those that nobody has begun are done."""
    session.execute(
        update(Job)
        .where(Job.key.in_(keys), Job.done_at.is_(None), Job.leased_until.is_(None))
        .values(done_at=at, fault=None)
    )


def finish(session: Session, job_id: UUID, *, at: datetime) -> None:
    """It is done."""
    done = update(Job).where(Job.id == job_id)
    session.execute(done.values(done_at=at, leased_until=None, fault=None))


def fail(session: Session, job: Job, fault: str, *, at: datetime) -> None:
    """It did not work: try again later. ``fault`` is a class name or code, never people's text."""
    job.fault = fault
    job.leased_until = None
    job.due_at = at + wait_after(job.attempts)
    session.flush()
