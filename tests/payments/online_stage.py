"""A plan in the browser that is paid through the plain twin of a provider."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import jobs as outbox
from app.extensions import db
from app.gateways.provider import FakeProvider
from app.payments import jobs
from app.world import world
from grants.ledger import queries as book
from grants.outbox.models import Job
from grants.payments.models import (
    BackKind,
    OnlinePayment,
)
from grants.payments.provider import Back, Standing
from grants.payments.states import BackState
from grants.proposals.models import Proposal
from tests.spending.stage import Ids, ids, stage
from tests.web import Browser, Web

__all__ = ["bank", "ids", "stage"]


@pytest.fixture
def bank(app: Flask) -> FakeProvider:
    there = FakeProvider()
    with app.app_context():
        world().provider = there
    return there


def the(app: Flask) -> OnlinePayment:
    with app.app_context():
        return db.session.scalars(select(OnlinePayment)).one()


def held(app: Flask, ids: Ids) -> str:
    with app.app_context():
        return str(book.amounts(db.session(), ids.owner).bank)


def reference(app: Flask, ids: Ids) -> str:
    with app.app_context():
        return db.session.get_one(Proposal, ids.plan).reference


def opened(web: Web, app: Flask, ids: Ids) -> str:
    web.as_("ada").send(f"/payments/gifts/{ids.plan}", aim="100", words="Voor een oven.")
    return f"/payments/give/{reference(app, ids)}"


def begun(web: Web, app: Flask, ids: Ids, **typed: str) -> str:
    """A neighbour is on her way to the bank; where her own page is."""
    path = opened(web, app, ids)
    web.nobody().send(path, **typed)
    return f"/payments/standing/{the(app).token}"


def tell(web: Web, signature: str = "good", **said: Any) -> int:
    said = {"ref": "evt_1", "payment": "", "about": "cs_1"} | said
    data = json.dumps(said)
    headers = {"Stripe-Signature": signature}
    client = web.nobody().client
    answer = client.post(
        "/payments/provider/events", data=data, headers=headers, content_type="application/json"
    )
    return answer.status_code


def work(app: Flask) -> None:
    with app.app_context():
        outbox.run_due()


def work_on(app: Flask, kind: str) -> None:
    """Jobs of this kind, also those that are due later."""
    with app.app_context():
        rows = db.session.scalars(select(Job).where(Job.kind == kind, Job.done_at.is_(None))).all()
        found = [json.loads(row.facts) for row in rows]
        db.session.rollback()
        for facts in found:
            jobs.HANDLERS[kind](facts)
        db.session.rollback()


def reversed_gift(web: Web, app: Flask, ids: Ids, bank: FakeProvider) -> None:
    page = begun(web, app, ids)
    bank.becomes("cs_1", Standing.PAID)
    web.nobody().send(page)
    amount = the(app).amount
    bank.went("cs_1", Back("dp_1", BackKind.REVERSAL, amount, BackState.DONE))


def paid(web: Web, app: Flask, ids: Ids, bank: FakeProvider) -> tuple[Browser, str]:
    page = begun(web, app, ids)
    bank.becomes("cs_1", Standing.PAID)
    web.nobody().send(page)
    return web.as_("hans"), f"/payments/online/{the(app).id}"
