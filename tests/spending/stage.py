"""A running plan on the stage of the web tests: granted, paid in part, with receipts to look at."""

from __future__ import annotations

import io
import pickle
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app import create_app
from app.clock import now, today
from app.config import load
from app.extensions import db
from app.world import fake_world
from grants.awards import service as awards
from grants.awards.models import Instalment
from grants.awards.service.offering import Term
from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.service import Answering
from grants.documents import service as documents
from grants.documents.store import Kind, Stored
from grants.funds import service as funds
from grants.funds.models import Channel
from grants.funds.service import Rules
from grants.kit.access import Actor
from grants.kit.canon import digest
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.payments import service as payments
from grants.payments.models import Source
from grants.payments.rules import Income, Receiving
from grants.proposals import service as proposals
from grants.proposals.models import CoverKind, LineKind, PartKind, Proposal
from grants.proposals.service import CoverData, LineData, NewPlan
from grants.requests import service as requests
from grants.reviews import service as reviews
from grants.reviews.models import DecisionKind
from grants.reviews.service import Proposing
from grants.spending import service
from grants.spending.models import Expense, WhoPaid
from grants.spending.rules import Noting
from grants.workgroups.models import Workgroup
from tests.cast import actor
from tests.requests.story import PARTS

JPEG = b"\xff\xd8\xff\xe0 a small picture"


@dataclass(frozen=True)
class Ids:
    """What the tests ask for by address."""

    plan: UUID
    owner: UUID
    line: UUID
    asking: UUID
    approved: UUID
    instalment: UUID
    funder: UUID


@pytest.fixture(scope="session")
def stage(stage: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stage with the plan on it, made once; import this and ``ids`` to play on it."""
    folder = tmp_path_factory.mktemp("money")
    shutil.copy(stage, folder / "wijkkas.db")
    settings = load(instance=folder, secret_key="for tests alone, " * 3)
    app = create_app(settings, fake_world(), TESTING=True)
    found = running_plan(app)
    (folder / "ids").write_bytes(pickle.dumps(found))
    with app.app_context():
        db.session.remove()
        with db.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA journal_mode=DELETE")  # type: ignore[union-attr]
        db.engine.dispose()
    return folder / "wijkkas.db"


@pytest.fixture
def ids(stage: Path) -> Ids:
    """The ids of what stands on the stage."""
    found: Ids = pickle.loads((stage.parent / "ids").read_bytes())  # noqa: S301  written above
    return found


def running_plan(app: Flask, received: str = "240") -> Ids:
    """Ada's receipt of 60 waits for a yes; Ben's of 50 waits to be paid; 42 lies in the box."""
    with app.app_context():
        session = db.session()
        plan, instalment, funder = _granted(session)
        hans = actor(session, "hans")
        payments.receive(
            session, instalment, Receiving(today(), amount=EUR(received)), by=hans, at=now()
        )
        own = Income(EUR("42"), today(), AccountKind.CASH, Source.PARTICIPANTS)
        payments.income(session, plan, own, by=hans, at=now())
        asking = _receipt(session, plan, "60", "ada")
        approved = _receipt(session, plan, "50", "ben")
        service.approve(session, approved, by=actor(session, "ada"), at=now())
        session.commit()
        later = session.scalars(
            select(Instalment).where(Instalment.award_id == instalment.award_id, Instalment.no == 2)
        ).one()
        line = next(one.id for one in plan.lines if one.kind is LineKind.ROOM)
        return Ids(plan.id, plan.owner_id, line, asking.id, approved.id, later.id, funder)


def _receipt(session: Session, plan: Proposal, amount: str, name: str) -> Expense:
    by = actor(session, name)
    stored = Stored(hash=digest(name), kind=Kind.JPEG, size=len(JPEG))
    file = documents.keep(session, stored, owner_id=plan.owner_id, name="bon.jpg", by=by, at=now())
    line = next(one.id for one in plan.lines if one.kind is LineKind.ROOM)
    data = Noting(line, EUR(amount), "De Kom", today(), WhoPaid.MYSELF, (file.id,))
    expense = service.note(session, plan, data, by=by, at=now())
    return service.submit(session, expense, by=by, at=now())


def _granted(session: Session) -> tuple[Proposal, Instalment, UUID]:
    at = now()
    ada, rob, cleo = (actor(session, name) for name in ("ada", "rob", "cleo"))
    group = session.scalars(select(Workgroup).where(Workgroup.name == "Ontmoeting")).one()
    funder = next(iter(rob.roles))
    plan = _agreed(session, group, ada)
    fund = funds.create(
        session,
        funder,
        Rules(
            name="Buurtpotje",
            words="Voor plannen van bewoners.",
            least=EUR("100"),
            most=EUR("500"),
            opens_on=today() - timedelta(days=60),
            closes_on=today() + timedelta(days=400),
            answer_weeks=6,
            channel=Channel.HERE,
        ),
        by=actor(session, "olga"),
        at=at,
    )
    request = requests.prepare(session, plan, fund, by=ada, at=at)
    requests.send(session, request, by=ada, at=at)
    requests.open_(session, request, by=rob, at=at)
    proposing = Proposing(DecisionKind.ALL, "Het hele bedrag.", conditions="Vertel hoe het ging.")
    decision = reviews.propose(session, request, proposing, by=rob, at=at)
    terms = [Term(EUR("240"), today()), Term(EUR("60"), today())]
    award = awards.decide(session, decision, instalments=terms, by=cleo, at=at)
    assert award is not None
    awards.agree(session, award, by=ada, at=at)
    awards.agree(session, award, by=cleo, at=at)
    session.refresh(plan)
    first = session.scalars(
        select(Instalment).where(Instalment.award_id == award.id, Instalment.no == 1)
    ).one()
    return plan, first, funder


def _agreed(session: Session, group: Workgroup, ada: Actor) -> Proposal:
    at = now()
    plan = proposals.create(session, group, NewPlan("Oudercafé"), by=ada, at=at)
    days = {
        "starts_on": (today() + timedelta(days=30)).isoformat(),
        "ends_on": (today() + timedelta(days=60)).isoformat(),
    }
    for kind, answers in PARTS.items():
        told = answers | days if kind is PartKind.WHEN else answers
        proposals.write_part(session, plan, kind, told, 0, by=ada, at=at)
    for line, words, price in (
        (LineKind.ROOM, "Zaal", "20"),
        (LineKind.CHILDCARE, "Oppas", "14.20"),
    ):
        proposals.put_line(session, plan, LineData(line, words, 10, EUR(price)), by=ada, at=at)
    for cover, words, amount in (
        (CoverKind.ASKED, "Potje", "300"),
        (CoverKind.PARTICIPANTS, "Bijdrage", "42"),
    ):
        proposals.put_cover(session, plan, CoverData(cover, words, EUR(amount)), by=ada, at=at)
    round_ = proposals.put(session, plan, closes_at=at + timedelta(days=5), by=ada, at=at)
    for name in ("ada", "ben", "dan"):
        yes = Answering(AnswerKind.YES)
        consent.answer(session, round_, yes, by=actor(session, name), at=at)
    session.refresh(plan)
    return plan


def upload(data: bytes = JPEG, name: str = "bon.jpg") -> dict[str, Any]:
    """A file as a browser sends it."""
    return {"file": FileStorage(io.BytesIO(data), filename=name)}


def encoded(fields: dict[str, Any]) -> tuple[str, bytes]:
    """A form with its files as bytes, and the content type that goes with it."""
    boundary, body = encode_multipart(fields)
    return f"multipart/form-data; boundary={boundary}", body
