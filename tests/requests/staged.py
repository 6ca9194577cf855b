"""What the web tests stand on: a fund of the municipality and a plan that Ontmoeting agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.extensions import db
from app.gateways.mail import FakeMail, Letter
from app.world import world
from grants import outcomes
from grants.awards import service as awards
from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.service import Answering
from grants.funds import service as funds
from grants.funds.models import Channel, Fund
from grants.funds.service import Rules
from grants.kit.access import Actor
from grants.kit.money import EUR
from grants.neighbourhoods.models import Organisation
from grants.proposals import service as proposals
from grants.proposals.models import CoverKind, LineKind, PartKind, Proposal
from grants.proposals.service import CoverData, LineData, NewPlan
from grants.requests import service as requests
from grants.requests.models import Question, Request
from grants.reviews import service as reviews
from grants.reviews.models import Advice, Decision, DecisionKind
from grants.reviews.service import Advising, Proposing
from grants.workgroups.models import Workgroup
from tests import cast


@dataclass
class Staged:
    """Makes what a test needs, through the verbs, in the app's own database."""

    app: Flask
    fund_id: UUID
    proposal_id: UUID

    def prepared(self) -> UUID:
        with self.app.app_context():
            request = self._prepared()
            db.session.commit()
            return request.id

    def sent(self) -> UUID:
        with self.app.app_context():
            request = self._sent()
            db.session.commit()
            return request.id

    def opened(self) -> UUID:
        with self.app.app_context():
            request = self._opened()
            db.session.commit()
            return request.id

    def asked(self, part: PartKind | None = PartKind.HOPES) -> UUID:
        with self.app.app_context():
            question = self._asked(part)
            db.session.commit()
            return question.request_id

    def proposed(self, proposing: Proposing | None = None) -> tuple[UUID, UUID]:
        with self.app.app_context():
            decision = self._proposed(proposing)
            db.session.commit()
            return decision.request_id, decision.id

    def offered(self) -> UUID:
        with self.app.app_context():
            decision = self._proposed(None)
            award = awards.decide(db.session(), decision, by=actor("cleo"), at=now())
            assert award is not None
            db.session.commit()
            return award.id

    def _prepared(self) -> Request:
        plan = db.session.get_one(Proposal, self.proposal_id)
        fund = db.session.get_one(Fund, self.fund_id)
        return requests.prepare(db.session(), plan, fund, by=actor("ada"), at=now())

    def _sent(self) -> Request:
        return requests.send(db.session(), self._prepared(), by=actor("ada"), at=now())

    def _opened(self) -> Request:
        return requests.open_(db.session(), self._sent(), by=actor("rob"), at=now())

    def _asked(self, part: PartKind | None) -> Question:
        words = "Wie helpt er?"
        return requests.ask(db.session(), self._opened(), part, words, by=actor("rob"), at=now())

    def _proposed(self, proposing: Proposing | None) -> Decision:
        request = self._opened()
        advice = Advising(Advice.GRANT, "Goed plan.", knows_nobody=True)
        reviews.advise(db.session(), request, advice, by=actor("rob"), at=now())
        usual = Proposing(
            DecisionKind.ALL, "Wij geven het hele bedrag.", conditions="Vertel hoe het ging."
        )
        return reviews.propose(db.session(), request, proposing or usual, by=actor("rob"), at=now())


def letters() -> list[Letter]:
    """What the jobs sent so far."""
    mail = world().mail
    assert isinstance(mail, FakeMail)
    return list(mail.sent)


def actor(name: str) -> Actor:
    """One of the cast, as she can act today."""
    return cast.actor(db.session(), name)


def set_stage(app: Flask) -> Staged:
    """A fund of 100 to 500 and an agreed plan that asks 300."""
    outcomes.wire()
    with app.app_context():
        session: Session = db.session()
        town = session.scalars(select(Organisation).where(Organisation.funder)).one()
        fund = funds.create(session, town.id, _rules(), by=actor("olga"), at=now())
        elsewhere = Rules("Fonds Samen", "Voor buurten.", date(2026, 1, 1), channel=Channel.PORTAL)
        funds.create(session, town.id, elsewhere, by=actor("olga"), at=now())
        plan = _plan(session)
        session.commit()
        return Staged(app, fund.id, plan.id)


def _rules() -> Rules:
    return Rules(
        "Buurtpotje",
        "Voor plannen van bewoners.",
        date(2026, 1, 1),
        least=EUR("100"),
        most=EUR("500"),
        excluded=frozenset({"trainer"}),
        own_one_in=10,
    )


def _plan(session: Session) -> Proposal:
    ada, at = actor("ada"), now()
    group = session.scalars(select(Workgroup).where(Workgroup.name == "Ontmoeting")).one()
    plan = proposals.create(session, group, NewPlan("Oudercafé"), by=ada, at=at)
    first = (at + timedelta(days=90)).date()
    parts = {
        PartKind.WHAT: {
            "title": "Oudercafé",
            "what": "Tien ochtenden koffie voor ouders, met een hoek voor de kinderen.",
            "whom": "Ouders met jonge kinderen",
        },
        PartKind.WHEN: {
            "starts_on": first.isoformat(),
            "ends_on": (first + timedelta(days=70)).isoformat(),
            "times": "10",
            "place": "Buurthuis De Linde",
            "helpers": "Wij vieren en twee buren",
        },
        PartKind.HOPES: {"hopes": "Dat ouders elkaar kennen en helpen."},
    }
    for kind, answers in parts.items():
        proposals.write_part(session, plan, kind, answers, 0, by=ada, at=at)
    for cost, words, times, price in (
        (LineKind.CHILDCARE, "Oppas", 10, "15"),
        (LineKind.ROOM, "Zaal", 10, "12.50"),
        (LineKind.FOOD, "Koffie en thee", 10, "4.20"),
        (LineKind.PUBLICITY, "Flyers", 1, "25"),
    ):
        line = LineData(cost, words, times, EUR(price))
        proposals.put_line(session, plan, line, by=ada, at=at)
    for cover, words, amount in (
        (CoverKind.ASKED, "Potje van de gemeente", "300"),
        (CoverKind.PARTICIPANTS, "Bezoekers leggen in", "42"),
    ):
        source = CoverData(cover, words, EUR(amount))
        proposals.put_cover(session, plan, source, by=ada, at=at)
    round_ = proposals.put(session, plan, closes_at=at + timedelta(days=5), by=ada, at=at)
    for name in ("ada", "ben", "dan"):
        consent.answer(session, round_, Answering(AnswerKind.YES), by=actor(name), at=at)
    session.refresh(plan)
    return plan
