"""One job in a process of its own, to see how long it works and how much memory it takes.

``python -m tests.bench.child FOLDER check`` or ``… FOLDER get TOKEN PATH``; answers in JSON.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time

import click
from flask import Flask

from app import create_app
from app.extensions import db
from app.play import sample
from app.who import TOKEN
from grants.kit.database import reading
from grants.ledger import queries

ADDRESS = "http://127.0.0.1:5050"


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the processor, megabytes at the highest, and how much came of it."""

    seconds: float
    before: float
    highest: float
    count: int


class Running:
    """A job that has begun; others may run beside it."""

    def __init__(self, folder: Path, *job: str) -> None:
        """Begin it."""
        words = [sys.executable, "-m", "tests.bench.child", str(folder), *job]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)

    def took(self) -> Took:
        """Wait for its end: what it took."""
        said, _ = self.process.communicate()
        if self.process.returncode:
            raise LookupError("a job of the bench failed")
        return Took(**json.loads(said.splitlines()[-1]))


def work(app: Flask, job: str, *about: str) -> Took:
    """Do it: check all books, or get a file."""
    before, begin = _highest(), process_time()
    if job == "check":
        with app.app_context(), reading():
            count = len(queries.check(db.session()))
            db.session.remove()
    else:
        client = app.test_client()
        with client.session_transaction() as kept:
            kept[TOKEN] = about[0]
        with client.get(about[1]) as answer:
            count = _bytes(answer.iter_encoded()) if answer.status_code == 200 else -1
    return Took(process_time() - begin, before, _highest(), count)


def main(folder: Path, *job: str) -> None:
    """Do it, and say what it took."""
    logging.disable(logging.WARNING)
    app = create_app(sample.settings_of(folder, address=ADDRESS))
    click.echo(json.dumps(asdict(work(app, *job))))


def _bytes(pieces: Iterable[bytes]) -> int:
    return sum(len(piece) for piece in pieces)


def _highest() -> float:
    """Megabytes at the highest. ``getrusage`` would count what our parent had when it began us."""
    status = dict(row.split(":", 1) for row in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
