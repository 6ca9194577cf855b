"""What leaves the house: after the commit, at least once, in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import select

from app import jobs, mails
from app.clock import told
from app.extensions import db
from app.gateways.mail import FakeMail
from app.world import world
from grants.kit.acts import Act
from grants.outbox import service as outbox
from grants.outbox.models import Job
from grants.people.models import Contact, Person
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup
from tests.cast import NOON

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def done(app: Flask) -> list[dict[str, str]]:
    """What a handler of ours was asked to do."""
    found: list[dict[str, str]] = []
    app.extensions["wijkkas-jobs"]["people.probe"] = found.append
    return found


def enqueue(key: str = "one", **facts: Any) -> None:
    outbox.enqueue(db.session(), "people.probe", key, at=NOON, **facts)
    db.session.commit()


def job(key: str = "one") -> Job:
    db.session.expire_all()
    return db.session.scalars(select(Job).where(Job.key == key)).one()


def letters() -> list[str]:
    return [letter.subject for letter in cast("FakeMail", world().mail).sent]


def ask(name: str, act: Act = Act.CONSENT_ANSWER, at: datetime = NOON) -> None:
    person = db.session.query(Person).join(Contact).filter_by(address=f"{name}@example.org").one()
    group = db.session.query(Workgroup).filter_by(name="Ontmoeting").one()
    waiting.ask(db.session(), act, group, who=[person.id], label="Oudercafé", at=at)
    db.session.commit()


def test_a_job_is_done_with_its_facts(app: Flask, done: list[dict[str, str]]) -> None:
    with app.app_context(), told(LATER):
        enqueue(word="é")

        assert jobs.run_due() == 1
        assert done == [{"word": "é"}]
        assert job().done_at == LATER


def test_a_job_is_done_once(app: Flask, done: list[dict[str, str]]) -> None:
    with app.app_context(), told(LATER):
        enqueue()
        jobs.run_due()
        jobs.run_due()

    assert len(done) == 1


def test_nothing_to_do_is_nothing(app: Flask, done: list[dict[str, str]]) -> None:
    with app.app_context(), told(LATER):
        assert jobs.run_due() == 0


def test_a_handler_that_breaks_stops_nobody_and_is_tried_again(
    app: Flask, done: list[dict[str, str]]
) -> None:
    def broken(_facts: dict[str, str]) -> None:
        raise OSError("ada@example.org")

    app.extensions["wijkkas-jobs"]["people.broken"] = broken
    with app.app_context(), told(LATER):
        outbox.enqueue(db.session(), "people.broken", "two", at=NOON - timedelta(minutes=1))
        enqueue()

        assert jobs.run_due() == 2
        assert len(done) == 1
        assert (job("two").fault, job("two").done_at) == ("OSError", None)
        assert job("two").due_at == LATER + timedelta(seconds=30)


def test_a_kind_that_nobody_handles_is_kept(app: Flask) -> None:
    with app.app_context(), told(LATER):
        outbox.enqueue(db.session(), "people.unknown", "three", at=NOON)
        db.session.commit()
        jobs.run_due()

        assert job("three").fault == "KeyError"


def test_what_a_broken_handler_wrote_is_gone(app: Flask) -> None:
    def broken(_facts: dict[str, str]) -> None:
        outbox.enqueue(db.session(), "people.probe", "half", at=NOON)
        raise OSError

    app.extensions["wijkkas-jobs"]["people.broken"] = broken
    with app.app_context(), told(LATER):
        outbox.enqueue(db.session(), "people.broken", "two", at=NOON)
        db.session.commit()
        jobs.run_due()

        assert db.session.scalars(select(Job).where(Job.key == "half")).all() == []


def test_no_lock_is_held_while_a_handler_works(app: Flask) -> None:
    open_ = []
    app.extensions["wijkkas-jobs"]["people.probe"] = lambda _facts: open_.append(
        db.session().in_transaction()
    )
    with app.app_context(), told(LATER):
        enqueue()
        jobs.run_due()

    assert open_ == [False]


def test_every_kind_has_its_room(app: Flask) -> None:
    kinds = app.extensions["wijkkas-jobs"]

    assert {kind.partition(".")[0] for kind in kinds} <= set(app.blueprints) | {"waiting"}


def test_what_waits_comes_in_one_mail(app: Flask) -> None:
    with app.app_context():
        ask("ada")
        ask("ada", Act.SPENDING_APPROVE)
        with told(LATER):
            jobs.run_due()

        (letter,) = cast("FakeMail", world().mail).sent
        assert letter.to == "ada@example.org"
        assert letter.text.count("Oudercafé") == 2


def test_what_was_told_is_told_once(app: Flask) -> None:
    with app.app_context():
        ask("ada")
        with told(LATER):
            jobs.run_due()
        ask("ada", Act.SPENDING_APPROVE, LATER)
        with told(LATER + timedelta(hours=1)):
            jobs.run_due()

        first, second = cast("FakeMail", world().mail).sent
        assert second.text.count("Oudercafé") == 1
        assert first.key != second.key


def test_what_was_done_meanwhile_is_not_mailed(app: Flask) -> None:
    with app.app_context():
        ask("ada")
        group = db.session.query(Workgroup).filter_by(name="Ontmoeting").one()
        waiting.done(db.session(), group, at=NOON)
        db.session.commit()
        with told(LATER):
            jobs.run_due()

        assert letters() == []


@pytest.mark.parametrize(("language", "way"), [("nl", "ltr"), ("en", "ltr"), ("ar", "rtl")])
def test_a_mail_is_in_its_readers_language(app: Flask, language: str, way: str) -> None:
    with app.app_context():
        ada = db.session.query(Person).join(Contact).filter_by(address="ada@example.org").one()
        ada.language = language
        ask("ada")
        with told(LATER):
            jobs.run_due()

        (letter,) = cast("FakeMail", world().mail).sent
        assert letter.language == language
        assert f'lang="{language}"' in letter.html
        assert f'dir="{way}"' in letter.html


def test_no_name_can_add_a_line_to_the_head_of_a_mail(app: Flask) -> None:
    with app.app_context():
        letter = mails.letter(
            "home",
            "digest",
            to="ada@example.org",
            language="nl",
            key="x",
            name="a\r\nBcc: b@example.org",
            titles=[("t\r\nBcc: c@example.org", "n", "l")],
        )

    assert "\n" not in letter.subject
    assert "\r" not in letter.subject


def test_the_clock_is_ours(app: Flask) -> None:
    with told(datetime(2026, 1, 1, tzinfo=UTC)):
        from app.clock import now, today  # noqa: PLC0415

        assert now().year == 2026
        assert today().isoformat() == "2026-01-01"
