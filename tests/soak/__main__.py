"""The long faults, one after the other, with their figures: ``make soak``. Not in CI.

Arguments: how many kills (1000), how many full disks (50).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine

from grants.kit import database
from tests.conftest import import_models, make_tables
from tests.databases import postgresql_url
from tests.faults.test_kills import killed


def main(kills: int, full: int) -> int:
    """Do all; the exit code is how many went wrong."""
    import_models()
    wrong = 0
    with TemporaryDirectory(prefix="wijkkas-soak-") as folder:
        url = f"sqlite:///{Path(folder) / 'soak.db'}"
        wrong += run(url, "kill -9 on SQLite", "kill", kills)
        url = f"sqlite:///{Path(folder) / 'full.db'}"
        wrong += run(url, "disk full on SQLite", "full", full)
    with postgresql_url("soak", "kill") as url:
        wrong += run(url, "kill -9 on PostgreSQL", "kill", max(1, kills // 4))
    with postgresql_url("soak", "cut") as url:
        wrong += run(url, "connections cut on PostgreSQL", "cut", max(1, kills // 4))
    return wrong


def run(url: str, name: str, way: str, kills: int) -> int:
    """One of them, on a database of its own; 0 when nothing was lost and everything balances."""
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    make_tables(engine)
    engine.dispose()
    began = time.monotonic()
    found = killed(url, kills, way, seed=kills)
    seconds = time.monotonic() - began
    print(  # noqa: T201  the figures
        f"{name}: {kills} times, {found['confirmed']} confirmed bookings, {found['lost']} lost, "
        f"{len(found['wrong'])} faults, {seconds:.0f} s",  # type: ignore[arg-type]
        flush=True,
    )
    return int(bool(found["lost"] or found["wrong"]))


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(numbers + [1000, 50][len(numbers) :])))
