"""Names and words of lines that were settled long ago go by themselves, whoever reads a file or not."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app import jobs
from app.clock import now, told
from app.extensions import db
from app.payments.jobs import ask_daily
from grants.outbox.models import Job
from grants.payments.models import StatementLine
from grants.payments.service.forgetting import KEPT_FOR
from tests.payments.test_bank_pages import hans, line_id, read, today
from tests.spending.stage import ids, stage
from tests.web import Browser

__all__ = ["hans", "ids", "stage"]


def words(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        found = db.session.scalars(select(StatementLine))
        return sorted((line.counter_name, line.words) for line in found)


def test_what_was_settled_long_ago_is_forgotten_every_day_anew(app: Flask, hans: Browser) -> None:
    read(app, hans, (today(app), "-4", "pin"), (today(app), "-3", "thee"))
    hans.send(f"/payments/bank/line/{line_id(app, 'pin')}/aside", reason="holders-own")
    then = now() + KEPT_FOR

    with app.app_context(), told(then - timedelta(days=1)):
        ask_daily()
        ask_daily()
        jobs.run_due()
    assert words(app) == [("Iemand", "pin"), ("Iemand", "thee")]

    with app.app_context(), told(then + timedelta(days=1)):
        jobs.run_due()
        coming = select(Job.due_at).where(Job.kind == "payments.forget", Job.done_at.is_(None))
        assert [at > then for at in db.session.scalars(coming)] == [True]
    # What waits is not forgotten: somebody still has to say what it is.
    assert words(app) == [("", ""), ("Iemand", "thee")]
