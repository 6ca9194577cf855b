"""The last ten euro, asked for by sixty-four people through the pages, at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import create_app
from app.clock import told
from app.config import load
from app.extensions import db
from app.who import SEEN, TOKEN
from app.world import fake_world
from grants.history.queries import owners, verify
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.people import service as people
from tests.ground import NOON
from tests.spending.story import running

TRIES, LEFT = 64, 10
SECRET = "for tests alone, " * 3


@contextmanager
def served(url: str, folder: Path) -> Iterator[Flask]:
    """The app on this database."""
    settings = load(instance=folder, secret_key=SECRET, database_url=url)
    app = create_app(settings, fake_world(), TESTING=True)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def cookie_of(app: Flask, token: str) -> str:
    """The cookie of somebody who is signed in, and who opened a page of ours."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"csrf_token": "here", TOKEN: token, SEEN: int(NOON.timestamp())})
    cookie = client.get_cookie("wijkkas")
    assert cookie is not None
    return cookie.value


def at_once(app: Flask, cookie: str, paths: list[str]) -> Counter[int]:
    """All of these at the same moment, each from a browser of its own."""
    answers: Counter[int] = Counter()
    mutex, start = threading.Lock(), threading.Barrier(len(paths))
    signed = str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("here"))

    def send(path: str) -> None:
        client = app.test_client()
        client.set_cookie("wijkkas", cookie)
        start.wait()
        with told(NOON):
            answer = client.post(path, data={"csrf_token": signed, "form_id": str(uuid4())})
        with mutex:
            answers[answer.status_code] += 1

    threads = [threading.Thread(target=send, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def ten_left(engine: Engine) -> tuple[list[UUID], str, UUID, UUID]:
    """A plan with ten euro of room, receipts of one euro each, and Ben's session."""
    with Session(engine) as session:
        plan = running(session)
        for _ in range(3):
            plan.approved("90", why="Duurder.")
        plan.approved("20", why="Duurder.")
        expenses = [plan.asking("1", why="Nog iets.").id for _ in range(TRIES)]
        ben = plan.one.people["Ben"]
        _, token = people.begin_session(session, ben, fresh=True, at=NOON)
        found = expenses, token, plan.proposal.owner_id, plan.proposal.id
        session.commit()
    return found


@pytest.mark.xdist_group("race")
def test_the_last_ten_euro_are_given_ten_times_through_the_pages(
    open_engine: Engine, open_url: str, tmp_path: Path
) -> None:
    expenses, token, owner_id, plan_id = ten_left(open_engine)
    paths = [f"/spending/{expense_id}/approve" for expense_id in expenses]

    with served(open_url, tmp_path) as app:
        answers = at_once(app, cookie_of(app, token), paths)

    assert answers == {303: LEFT, 422: TRIES - LEFT}
    with Session(open_engine) as session:
        assert book.amounts(session, owner_id, plan_id).room == EUR("0")
        assert book.check(session) == []
        assert [fault for one in owners(session) for fault in verify(session, one)] == []
