"""Faults 1, 2, 12 and 13: what was confirmed is there, and half of anything never is."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select
from werkzeug.datastructures import FileStorage

from app.config import ROOT
from app.extensions import db
from app.gateways.files import FileStore
from app.world import world
from grants.documents.models import Document
from grants.kit import database
from grants.ledger.models import Entry
from grants.ledger.queries import check
from grants.spending.models import Expense
from tests.spending.stage import Ids, ids, stage
from tests.spending.test_pages import send_new
from tests.web import Browser, Web, id_in

__all__ = ["ids", "stage"]

KILLING = Path(__file__).with_name("killing.py")
PICTURE = b"\xff\xd8\xff\xe0"


def killed(url: str, kills: int, way: str, seed: int = 1) -> dict[str, object]:
    """What came of so many kills."""
    done = subprocess.run(
        [sys.executable, str(KILLING), url, str(kills), str(seed), way],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_01_what_a_killed_process_confirmed_is_there_and_balances(
    open_engine: Engine, open_url: str
) -> None:
    open_engine.dispose()

    found = killed(open_url, 8, "kill")

    assert (found["lost"], found["wrong"]) == (0, [])
    assert found["confirmed"]


def test_01_what_was_confirmed_before_the_server_cut_us_off_is_there(
    open_engine: Engine, open_url: str
) -> None:
    if open_engine.dialect.name == "sqlite":
        pytest.skip("there is no server to be cut off from")

    found = killed(open_url, 5, "cut")

    assert (found["lost"], found["wrong"]) == (0, [])
    assert found["confirmed"]


def test_12_a_disk_that_fills_up_in_a_commit_loses_nothing(
    open_engine: Engine, open_url: str
) -> None:
    if open_engine.dialect.name != "sqlite":
        pytest.skip("the disk of PostgreSQL is another machine's")
    open_engine.dispose()

    found = killed(open_url, 3, "full")

    assert (found["lost"], found["wrong"]) == (0, [])
    assert found["confirmed"]


def entries(app: Flask) -> int:
    with app.app_context(), database.reading():
        count = db.session.scalar(select(func.count()).select_from(Entry)) or 0
        assert check(db.session()) == []
        db.session.rollback()
        return count


def test_02_killed_after_the_commit_the_same_form_gives_the_answer_that_was_lost(
    app: Flask, web: Web, ids: Ids
) -> None:
    ada = web.as_("ben")
    path = f"/spending/{ids.asking}"
    fields = ada.form(path, action="/approve")
    before = entries(app)
    with app.app_context():
        db.session.remove()
        engine = db.engine
        engine.dispose()

    child = os.fork()
    if child == 0:

        def die(_session: object) -> None:
            if not database.is_reading():
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            event.listen(db.session.session_factory, "after_commit", die)
            ada.post(f"{path}/approve", fields)
        finally:  # a child never goes on as the test
            os._exit(1)
    _, status = os.waitpid(child, 0)

    assert os.WIFSIGNALED(status)
    assert entries(app) == before + 1
    answer = ada.post(f"{path}/approve", fields)
    assert answer.status_code == 303
    assert id_in(answer) == ids.asking
    assert entries(app) == before + 1


def test_13_a_disk_that_fills_up_under_a_receipt_leaves_no_row_and_no_file(
    app: Flask, web: Web, ids: Ids, tmp_path: Path
) -> None:
    app.testing = False
    with app.app_context():
        store = FileStore(tmp_path / "documents")
        world().store = store
        path = Path(str(db.engine.url.database))
        before = db.session.scalar(select(func.count()).select_from(Document))
        expenses = db.session.scalar(select(func.count()).select_from(Expense))
        db.session.remove()
        db.engine.dispose()
    room = path.stat().st_size + 1_000_000
    ada = web.as_("ada")

    child = os.fork()
    if child == 0:
        status = 0
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            status = upload_of(ada, ids, room + 1_000_000)
        finally:
            os._exit(0 if status in {500, 503} else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Document)) == before
        assert db.session.scalar(select(func.count()).select_from(Expense)) == expenses
    assert [one for one in (tmp_path / "documents").rglob("*") if one.is_file()] == []


def upload_of(browser: Browser, ids: Ids, size: int) -> int:
    file = FileStorage(io.BytesIO(PICTURE + bytes(size)), "bon.jpg", content_type="image/jpeg")
    return send_new(browser, ids, file=file).status_code
