"""Faults 14, 16, 17 and 18: somebody holds the lock, two act at once, rights end, a reader stays."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.clock import today
from app.extensions import db
from grants.kit import database
from grants.kit.access import Actor
from grants.kit.errors import NotNow
from grants.ledger import queries as book
from grants.ledger.models import AccountKind as K
from grants.people.models import Person
from grants.spending import service
from grants.spending.models import Expense
from grants.spending.states import ExpenseState
from grants.workgroups.models import Membership
from tests.core.test_errors import be_impatient, hold_lock
from tests.ground import NOON
from tests.ledger.books import desk
from tests.spending.stage import Ids, ids, stage
from tests.spending.story import running
from tests.spending.test_pages import state
from tests.web import Web, fields_of, soup, text_of

__all__ = ["ids", "stage"]

MOST_WAL = 64 * 1024 * 1024


def test_14_a_database_that_stays_locked_is_a_kind_page_that_keeps_the_form(
    app: Flask, web: Web, ids: Ids
) -> None:
    ben = web.as_("ben")
    path = f"/spending/{ids.asking}"
    fields = ben.form(path, action="/approve")
    be_impatient(app)
    other = hold_lock(app)

    busy = ben.post(f"{path}/approve", fields)
    other.rollback()

    assert busy.status_code == 503
    form = soup(busy).select_one("form[method=post]")
    assert form is not None
    assert (str(form["action"]), fields_of(form)) == (f"{path}/approve", fields)
    assert ben.post(str(form["action"]), fields_of(form)).status_code == 303
    assert state(app, ids.asking) is ExpenseState.APPROVED
    with app.app_context():
        assert book.check(db.session()) == []


def test_14_who_waits_looks_again_soon_and_goes_on_when_the_place_is_free(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        db.engine.connect().close()
    other, naps = hold_lock(app), list[float]()

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 20:
            other.rollback()

    monkeypatch.setattr(database, "sleep", nap)
    with app.app_context(), db.engine.begin() as connection:
        patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()

    assert naps == [database.LOOK_EVERY] * 20
    assert patience == database.BUSY_SECONDS * 1000


def test_16_two_treasurers_say_yes_at_once_and_one_yes_counts(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        plan = running(session)
        expense_id = plan.asking("10").id
        actors = [plan.actor("Ben"), plan.actor("Dan")]
        session.commit()
    start, said = threading.Barrier(2), list[str]()

    def approve(by: Actor) -> None:
        start.wait()
        with Session(open_engine) as session:
            expense = session.get_one(Expense, expense_id)
            try:
                service.approve(session, expense, by=by, at=NOON)
                session.commit()
                said.append("done")
            except NotNow as refusal:
                said.append(refusal.code)

    threads = [threading.Thread(target=approve, args=(by,)) for by in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["done", "wrong-state"]
    with Session(open_engine) as session:
        assert session.get_one(Expense, expense_id).state is ExpenseState.APPROVED
        assert len(book.entries_of(session, session.get_one(Expense, expense_id))) == 1
        assert book.check(session) == []


def test_16_the_second_is_told_who_was_first(web: Web, ids: Ids) -> None:
    ben, dan = web.as_("ben"), web.as_("dan")
    path = f"/spending/{ids.asking}"
    fields = dan.form(path, action="/approve")
    ben.send(f"{path}/approve", on=path)

    late = dan.post(f"{path}/approve", fields)

    assert late.status_code == 409
    assert "Ben" in text_of(dan.get(path))


def test_17_whose_membership_ended_while_the_page_was_open_is_refused(
    app: Flask, web: Web, ids: Ids
) -> None:
    ben = web.as_("ben")
    path = f"/spending/{ids.asking}"
    fields = ben.form(path, action="/approve")
    with app.app_context():
        person_id = db.session.scalars(select(Person.id).where(Person.name == "Ben")).one()
        mine = select(Membership).where(
            Membership.person_id == person_id, Membership.owner_id == ids.owner
        )
        for membership in db.session.scalars(mine):
            membership.from_on = min(membership.from_on, today())
            membership.until_on = today()
        db.session.commit()

    answer = ben.post(f"{path}/approve", fields)

    assert answer.status_code in {403, 404}
    assert state(app, ids.asking) is ExpenseState.ASKING


def test_18_a_reader_that_stays_keeps_no_writer_waiting_and_the_log_stays_small(
    open_engine: Engine, tmp_path: Path
) -> None:
    if open_engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps what a reader sees in its tables")
    path = Path(str(open_engine.url.database))
    with Session(open_engine) as session:
        mine = desk(session)
        mine.post("1", K.CASH, K.OWN)
        session.commit()

    with database.snapshot():
        reader = open_engine.connect()
        before = reader.exec_driver_sql("SELECT count(*) FROM entry").scalar()
    writer = threading.Thread(target=write, args=(open_engine,))
    writer.start()
    writer.join()
    wal = path.with_name(f"{path.name}-wal")
    assert reader.exec_driver_sql("SELECT count(*) FROM entry").scalar() == before == 1
    assert wal.stat().st_size < MOST_WAL
    reader.close()

    with open_engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        connection.rollback()
        raw = connection.connection.driver_connection
        assert raw is not None
        assert raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    assert wal.stat().st_size == 0
    with Session(open_engine) as session:
        assert book.check(session) == []


def write(engine: Engine) -> None:
    with Session(engine) as session:
        mine = desk(session)
        for _ in range(50):
            mine.post("1", K.CASH, K.OWN)
            session.commit()
