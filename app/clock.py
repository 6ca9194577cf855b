"""The one place that reads the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

from grants.kit.periods import day_of

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def told(at: datetime) -> Iterator[None]:
    """In here it is this moment: for a story that is played, in the order in which it happens."""
    token = _told.set(at)
    try:
        yield
    finally:
        _told.reset(token)


def today() -> date:
    """The day it is in the zone of the installation."""
    return day_here(now())


def day_here(at: datetime) -> date:
    """The day that a moment belongs to in the zone of the installation."""
    return day_of(at, _zone())


def end_of(day: date) -> datetime:
    """The last minute of a day in the zone of the installation, in UTC."""
    return datetime.combine(day, time(23, 59), ZoneInfo(_zone())).astimezone(UTC)


def _zone() -> str:
    return current_app.config["ZONE"] if has_app_context() else "Europe/Amsterdam"
