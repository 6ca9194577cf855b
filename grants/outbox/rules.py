"""How long a lease lasts, and how long to wait before another try."""

from __future__ import annotations

from datetime import timedelta

LEASE = timedelta(minutes=2)
TRIES = 12


def wait_after(attempts: int) -> timedelta:
    """Thirty seconds, then twice as long each time, at most six hours."""
    return min(timedelta(seconds=30 * 2 ** (attempts - 1)), timedelta(hours=6))
