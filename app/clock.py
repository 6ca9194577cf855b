"""The one place that reads the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import current_app, has_app_context

from grants.kit.periods import day_of


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in the zone of the installation."""
    zone = current_app.config["ZONE"] if has_app_context() else "Europe/Amsterdam"
    return day_of(now(), zone)
