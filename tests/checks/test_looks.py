"""The look at everything: it names what is wrong, keeps where chains stood, and tells the operators."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from typing import cast
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from app import jobs
from app.checks import jobs as checks
from app.clock import now, told
from app.extensions import db
from app.gateways.files import MemoryStore
from app.world import world
from grants.checks import queries, service
from grants.checks.models import Anchor, Audit, Chain
from grants.checks.rules import Finding
from grants.documents import service as documents
from grants.documents.store import Kind, Stored
from grants.history.service import record
from grants.kit.access import SYSTEM
from grants.kit.acts import Act
from grants.ledger.models import AccountKind as K
from grants.outbox.models import Job
from grants.people import service as people
from grants.people.models import Person
from grants.waiting.models import Waiting
from tests.cast import actor as cast_actor
from tests.ledger.books import NOON, Desk, desk
from tests.web import Web, text_of

NIGHT = NOON + timedelta(days=1)


@pytest.fixture
def book(session: Session) -> Iterator[Desk]:
    """Three entries and three events, in a database without its guards."""
    book = desk(session)
    for amount in ("5", "6", "7"):
        book.post(amount, K.BANK, K.OWN)
        record(session, Act.SPENDING_APPROVE, book.paper(), by=SYSTEM, at=NOON)
    session.flush()
    unguarded(session)
    yield book
    session.expire_all()


def unguarded(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        for table in ("entry", "posting", "event"):
            for verb in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
    else:
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        for table in ("entry", "posting", "event"):
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


def found(book: Desk) -> set[tuple[str, str, int | None]]:
    book.session.expire_all()
    one = queries.faults_of(book.session, [book.owner_id])
    assert {finding.id for finding in one} <= {book.owner_id}
    return {(finding.kind, finding.code, finding.no) for finding in one}


def test_a_sound_owner_has_no_findings(book: Desk) -> None:
    assert found(book) == set()


def test_a_fault_is_named_by_whose_book_and_which_number(book: Desk) -> None:
    book.session.execute(text("UPDATE entry SET booked_on = '2025-01-01' WHERE no = 2"))

    assert found(book) == {("book", "chain-broken", 2)}


def test_a_balance_is_named_by_its_account(book: Desk) -> None:
    account = book.session.scalar(text("SELECT id FROM account WHERE kind = 'own'"))
    book.session.execute(text("UPDATE account SET balance_minor = -1 WHERE kind = 'own'"))

    wrong = queries.faults_of(book.session, [book.owner_id])
    assert {(one.code, one.thing_id) for one in wrong} == {
        ("balance-wrong", UUID(str(account))),
        ("plan-unbalanced", book.plan_id),
    }


def test_an_act_that_is_none_is_named_and_stops_nothing(book: Desk) -> None:
    book.session.execute(text("UPDATE entry SET act = 'spending.eat' WHERE no = 3"))
    book.session.execute(text("UPDATE event SET facts = 'x' WHERE no = 1"))

    assert found(book) == {("book", "unreadable", 3), ("history", "changed", 1)}


def test_an_end_that_was_cut_off_is_noticed_by_its_anchor(book: Desk) -> None:
    session = book.session
    service.anchor(session, queries.heads(session, [book.owner_id]), at=NOON)
    session.execute(text("DELETE FROM event WHERE no = 3"))
    session.execute(text("DELETE FROM posting WHERE entry_id IN (SELECT id FROM entry WHERE no=3)"))
    session.execute(text("DELETE FROM entry WHERE no = 3"))
    session.execute(text("UPDATE account SET balance_minor = 1100 WHERE kind = 'bank'"))
    session.execute(text("UPDATE account SET balance_minor = -1100 WHERE kind = 'own'"))
    session.execute(
        text("UPDATE book SET last_no = 2, last_hash = (SELECT hash FROM entry WHERE no = 2)")
    )

    assert found(book) == {("book", "cut-off", 3), ("history", "cut-off", 3)}


def test_a_chain_that_was_written_anew_is_noticed_by_its_anchor(book: Desk) -> None:
    session = book.session
    service.anchor(session, queries.heads(session, [book.owner_id]), at=NOON)
    session.execute(text("UPDATE anchor SET hash = replace(hash, substr(hash, 1, 1), 'x')"))

    assert found(book) == {("book", "rewritten", 3), ("history", "rewritten", 3)}


def test_an_anchor_goes_forward_only(book: Desk) -> None:
    session = book.session
    heads = list(queries.heads(session, [book.owner_id]))
    service.anchor(session, heads, at=NOON)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    book.post("1", K.BANK, K.OWN)
    service.anchor(session, queries.heads(session, [book.owner_id]), at=NOON)
    service.anchor(session, heads, at=NOON)

    assert session.get_one(Anchor, (book.owner_id, Chain.BOOK)).no == 4


def test_files_are_named_by_what_is_wrong_with_them(session: Session) -> None:
    store, owner_id = MemoryStore(), desk(session).owner_id
    stored = [store.put(b"whole"), store.put(b"long"), Stored("a" * 64, 12, Kind.JPEG)]
    stored[1] = Stored(stored[1].hash, 3, Kind.JPEG)
    rows = [
        documents.keep(session, one, owner_id=owner_id, name="bon.jpg", by=SYSTEM, at=NOON)
        for one in stored
    ]

    kept = queries.documents_after(session, None, 10)
    assert set(queries.files(kept, store)) == {
        Finding("size-wrong", "document", rows[1].id),
        Finding("bytes-missing", "document", rows[2].id),
    }


def test_an_entry_without_its_document_and_an_account_without_plan_are_orphans(
    book: Desk,
) -> None:
    wrong = {(one.kind, one.code) for one in queries.orphans(book.session)}

    assert wrong == {("book", "no-source"), ("account", "no-proposal")}


def test_a_row_without_its_parent_is_an_orphan(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL looks at every key itself")
    owner_id = desk(session).owner_id
    session.execute(text("DROP TRIGGER document_no_update"))
    stored = Stored("b" * 64, 1, Kind.JPEG)
    row = documents.keep(session, stored, owner_id=owner_id, name="b", by=SYSTEM, at=NOON)
    session.execute(text("PRAGMA defer_foreign_keys = ON"))
    session.execute(text("UPDATE document SET owner_id = :other"), {"other": "0" * 32})

    assert Finding("no-owner", "document", row.id) in set(queries.orphans(session))


def test_a_book_a_hundred_times_as_long_costs_no_more_memory_or_statements(
    session: Session,
) -> None:
    small, large = desk(session), desk(session)
    for _ in range(6):
        small.post("1", K.BANK, K.OWN)
    for _ in range(600):
        large.post("1", K.BANK, K.OWN)
    session.expunge_all()
    weights = {}
    for one in (small, large, small, large):
        asked: list[str] = []
        listen = lambda *args: asked.append(args[2])  # noqa: B023, E731
        event.listen(session.get_bind(), "before_cursor_execute", listen)
        tracemalloc.start()
        assert queries.faults_of(session, [one.owner_id]) == []
        weights[one.owner_id] = (tracemalloc.get_traced_memory()[1] // 1024, len(asked))
        tracemalloc.stop()
        event.remove(session.get_bind(), "before_cursor_execute", listen)

    assert weights[large.owner_id][1] == weights[small.owner_id][1] <= 7
    assert weights[large.owner_id][0] < weights[small.owner_id][0] + 3000


def spoil() -> None:
    db.session.execute(text("DROP TRIGGER document_no_update"))
    owner_id = desk(db.session()).owner_id
    stored = Stored("c" * 64, 3, Kind.JPEG)
    documents.keep(db.session(), stored, owner_id=owner_id, name="c", by=SYSTEM, at=NOON)
    db.session.commit()


def last() -> Audit:
    audit = queries.last_audit(db.session())
    assert audit is not None
    return audit


def test_at_the_start_everything_is_looked_at_and_again_the_next_night(app: Flask) -> None:
    with app.app_context(), told(NOON):
        checks.ask_now()
        checks.ask_now()
        jobs.run_due()

        assert last().is_whole
        assert last().owners > 0
        assert len(db.session.scalars(select(Audit)).all()) == 1
        assert [job.fault for job in db.session.scalars(select(Job)) if job.fault] == []
        coming = db.session.scalars(select(Job.due_at).where(Job.kind == "checks.begin"))
        assert [f"{at:%d %H:%M}" for at in sorted(coming)] == ["10 12:00", "11 01:00"]
        with told(NIGHT):
            jobs.run_due()
        assert len(db.session.scalars(select(Audit)).all()) == 2


def test_a_look_goes_on_slice_by_slice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "OWNERS_AT_ONCE", 2)
    with app.app_context(), told(NOON):
        checks.ask_now()
        jobs.run_due()

        slices = db.session.scalars(select(Job).where(Job.kind == "checks.slice")).all()
        assert len(slices) > 3
        assert last().owners == db.session.scalar(text("SELECT count(*) FROM owner"))
        assert last().is_whole


def test_a_number_that_the_key_does_not_open_is_named(web: Web) -> None:
    with web.app.app_context(), told(NOON):
        session, olga = db.session(), cast_actor(db.session(), "olga")
        person = session.get_one(Person, olga.person_id)
        iban = "NL91ABNA0417164300"
        people.set_iban(session, person, iban, "O", vault=world().vault, by=olga, at=NOON)
        session.commit()
        assert checks.look().is_whole
        person.iban_sealed = b"sealed with another key"
        session.commit()

        assert checks.look().lines == [f"person {olga.person_id}: does-not-open"]


def test_the_operator_is_asked_once_to_look_until_everything_holds_again(web: Web) -> None:
    with web.app.app_context(), told(NOON):
        spoil()
        checks.look()
        audit = checks.look()
        rows = db.session.scalars(select(Waiting).where(Waiting.done_at.is_(None))).all()
        mine = [row for row in rows if row.act == str(Act.CHECKS_SEE)]
        assert [row.thing_id for row in mine] == [audit.id] * len(queries.operators(db.session()))
        assert len(mine) >= 1
        path, line = f"/checks/{audit.id}", audit.lines[0]
        assert "bytes-missing" in line

        cast("MemoryStore", world().store).kept["c" * 64] = b"abc"
        assert checks.look().is_whole
        assert now() == NOON
        still = db.session.scalars(
            select(Waiting).where(Waiting.act == str(Act.CHECKS_SEE), Waiting.done_at.is_(None))
        ).all()
        assert still == []
    olga, ada = web.as_("olga"), web.as_("ada")
    assert line in text_of(olga.get(path))
    assert ada.get(path).status_code == 404


def test_health_says_that_something_does_not_hold_and_not_what(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.health.schema", lambda: "x")
    monkeypatch.setattr("app.health.head", lambda: "x")
    with web.app.app_context(), told(NOON):
        spoil()
        checks.look()

    assert web.nobody().get("/health").json == {"ready": True, "whole": False}
