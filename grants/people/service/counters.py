"""Counting tries. The count is committed before the try itself, so no rollback takes it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from grants.kit.errors import TooMany
from grants.kit.orm import insert_missing
from grants.people.models import Counter

_START = datetime(2000, 1, 1, tzinfo=UTC)


def count(session: Session, key: str, limit: int, period: timedelta, at: datetime) -> None:
    """Count one try; the one after ``limit`` raises TooMany("too-many", again_at=…).

    Call it in a transaction of its own and commit that, before what is counted is done.
    """
    since = at - (at - _START) % period
    insert_missing(session, Counter, key=key, since=since, times=0)
    counter = session.scalars(
        select(Counter)
        .where(Counter.key == key, Counter.since == since)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if counter.times >= limit:
        raise TooMany("too-many", again_at=since + period)
    counter.times += 1
    session.flush()


def sweep_counters(session: Session, *, at: datetime) -> None:
    """Throw away counts that are older than two days: no period is longer than one."""
    session.execute(delete(Counter).where(Counter.since < at - timedelta(days=2)))
