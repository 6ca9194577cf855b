"""Measuring that every subject shares: two ways beside each other, statements, bytes, figures."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

from sqlalchemy import Engine, event

from grants.kit.database import is_reading

# What opens a transaction carries no question.
SETTINGS = ("PRAGMA", "BEGIN", "SET ", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the report: what was measured, the most (or least) it may be, and what it is."""

    subject: str
    what: str
    value: float
    unit: str
    aim: float | None = None
    note: str = ""
    at_least: bool = False

    @property
    def ok(self) -> bool | None:
        """Within its aim? None when it has none."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim


@dataclass(frozen=True, slots=True)
class Beside:
    """Medians of two ways that took turns: milliseconds, and how many times the bare one's."""

    ours: float
    bare: float
    ratio: float


def beside(
    ours: Callable[[], object],
    bare: Callable[[], object],
    rounds: int,
    clock: Callable[[], float] = process_time,
) -> Beside:
    """Let both take turns, warm, so that what else the machine does falls on both alike.

    Pages are timed by the processor's clock: others that run meanwhile are not counted.
    """
    for _ in range(2):
        ours()
        bare()
    mine, theirs = [], []
    gc.collect()
    for _ in range(rounds):
        mine.append(_time(ours, clock))
        theirs.append(_time(bare, clock))
    ratios = [one / other for one, other in zip(mine, theirs, strict=True)]
    return Beside(median(mine), median(theirs), median(ratios))


def _time(work: Callable[[], object], clock: Callable[[], float]) -> float:
    begun = clock()
    work()
    return (clock() - begun) * 1000


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The questions that are asked of the database in here."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(SETTINGS):
            found.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


@dataclass(frozen=True, slots=True)
class Held:
    """How long a write held the lock, and how much of that it worked: in milliseconds."""

    wall: float
    work: float


@contextmanager
def locked(engine: Engine) -> Iterator[list[Held]]:
    """How long each write in here held SQLite's lock: BEGIN up to the end of COMMIT."""
    held: list[Held] = []
    begun: list[tuple[float, float]] = []

    def begin(_connection: object) -> None:
        if not is_reading():
            begun.append((perf_counter(), process_time()))

    def end(_connection: object, _record: object) -> None:
        if begun:
            wall, work = begun.pop()
            held.append(Held((perf_counter() - wall) * 1000, (process_time() - work) * 1000))

    # A connection is handed back to the pool right after its COMMIT was written to the disk.
    event.listen(engine, "begin", begin)  # told after ours, which took the lock
    event.listen(engine, "checkin", end)
    try:
        yield held
    finally:
        event.remove(engine, "begin", begin)
        event.remove(engine, "checkin", end)
