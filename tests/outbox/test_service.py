"""The outbox: asked once, leased by one worker, taken over when she dies, tried again."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from grants.outbox import service
from grants.outbox.models import Job
from grants.outbox.rules import LEASE, TRIES, wait_after
from tests.cast import NOON

MINUTE = timedelta(minutes=1)


def enqueue(session: Session, key: str = "one", at: datetime = NOON, **more: object) -> None:
    service.enqueue(session, "people.code", key, at=at, **more)  # type: ignore[arg-type]


def leased(session: Session, at: datetime = NOON) -> Job:
    job = service.lease(session, at=at)
    assert job is not None
    return job


def test_a_job_keeps_its_kind_and_facts(session: Session) -> None:
    enqueue(session, person=UUID(int=1), count=3, word="é")

    job = leased(session)
    assert job.kind == "people.code"
    assert json.loads(job.facts) == {"person": str(UUID(int=1)), "count": 3, "word": "é"}


def test_asking_twice_with_one_key_is_asking_once(session: Session) -> None:
    enqueue(session, count=1)
    enqueue(session, count=2)

    assert session.scalar(select(func.count()).select_from(Job)) == 1
    assert json.loads(leased(session).facts) == {"count": 1}


def test_asking_again_after_it_was_done_is_nothing_either(session: Session) -> None:
    enqueue(session)
    service.finish(session, leased(session).id, at=NOON)

    enqueue(session)

    assert service.lease(session, at=NOON + LEASE) is None


def test_what_is_rolled_back_was_never_asked(session: Session) -> None:
    begun = session.begin_nested()
    enqueue(session)
    begun.rollback()

    assert service.lease(session, at=NOON) is None


def test_a_job_waits_until_it_is_due(session: Session) -> None:
    enqueue(session, due=NOON + MINUTE)

    assert service.lease(session, at=NOON) is None
    assert service.lease(session, at=NOON + MINUTE) is not None


def test_what_is_due_first_is_done_first(session: Session) -> None:
    enqueue(session, "later", due=NOON + MINUTE)
    enqueue(session, "first", due=NOON)

    assert [leased(session, NOON + MINUTE).key for _ in range(2)] == ["first", "later"]


def test_a_leased_job_is_left_alone(session: Session) -> None:
    enqueue(session)
    leased(session)

    assert service.lease(session, at=NOON + LEASE - MINUTE) is None


def test_a_dead_workers_job_is_taken_over(session: Session) -> None:
    enqueue(session)
    leased(session)

    again = leased(session, NOON + LEASE)

    assert again.attempts == 2


def test_a_job_that_is_done_stays_done(session: Session) -> None:
    enqueue(session)
    service.finish(session, leased(session).id, at=NOON)

    assert service.lease(session, at=NOON + timedelta(days=9)) is None


def test_a_job_that_failed_is_tried_later_with_its_fault_kept(session: Session) -> None:
    enqueue(session)
    job = leased(session)

    service.fail(session, job, "OSError", at=NOON)

    assert (job.fault, job.leased_until, job.done_at) == ("OSError", None, None)
    assert service.lease(session, at=NOON + timedelta(seconds=29)) is None
    assert service.lease(session, at=NOON + timedelta(seconds=30)) is not None


def test_the_fault_goes_when_it_works(session: Session) -> None:
    enqueue(session)
    service.fail(session, leased(session), "OSError", at=NOON)

    job = leased(session, NOON + MINUTE)
    service.finish(session, job.id, at=NOON + MINUTE)

    assert (job.fault, job.done_at) == (None, NOON + MINUTE)


def test_waiting_doubles_and_ends_at_six_hours() -> None:
    waits = [wait_after(attempt).total_seconds() for attempt in range(1, TRIES + 1)]

    assert waits[:4] == [30, 60, 120, 240]
    assert waits[-1] == 6 * 3600
    assert waits == sorted(waits)


def test_what_never_works_is_left_for_a_person_to_look_at(session: Session) -> None:
    enqueue(session)
    at = NOON
    for _ in range(TRIES):
        service.fail(session, leased(session, at), "OSError", at=at)
        at += timedelta(days=1)

    assert service.lease(session, at=at) is None
    assert session.scalar(select(Job.fault)) == "OSError"


def test_two_who_lease_at_once_get_different_jobs(open_engine: Engine) -> None:
    with Session(open_engine) as one, Session(open_engine) as two:
        enqueue(one, "a")
        enqueue(one, "b")
        one.commit()

        keys = {leased(one).key}
        if open_engine.dialect.name == "sqlite":
            one.commit()  # one writer at a time there
        keys |= {leased(two).key}

    assert keys == {"a", "b"}


def test_what_was_done_along_with_another_is_not_done_again(session: Session) -> None:
    enqueue(session, "begun")
    begun = leased(session)
    enqueue(session, "waits", at=NOON + MINUTE)
    enqueue(session, "other", at=NOON + MINUTE)

    service.unneeded(session, ["begun", "waits"], at=NOON)

    open_ = select(Job.key).where(Job.done_at.is_(None)).order_by(Job.key)
    assert list(session.scalars(open_)) == ["begun", "other"]
    assert begun.leased_until == NOON + LEASE
