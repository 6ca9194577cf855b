"""A plan that was carried out: money came and went, and its report is on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import outcomes
from grants.awards.models import Award
from grants.consent import service as consent
from grants.consent.models import Answer, AnswerKind, Round
from grants.consent.service import Answering
from grants.funds.models import Fund
from grants.kit.access import Actor
from grants.ledger.models import AccountKind
from grants.mandates.rules import Template
from grants.neighbourhoods.models import Neighbourhood, Organisation, Theme
from grants.people.models import Person
from grants.proposals.models import LineKind, Proposal
from grants.reports import service
from grants.reports.models import Leftover, Report
from grants.reports.queries import gathered
from grants.reports.rules import Answers, Gap, Gathered, missing
from grants.workgroups.models import Group, Workgroup
from tests.ground import NOON, Ground
from tests.requests.story import Story
from tests.spending.story import Running, running
from tests.told_once import told_once

TOLD = Answers(14, 19, "Moeders kwamen terug.", "In het voorjaar gaan we wandelen.")
WEEK = timedelta(days=7)


@dataclass
class Told:
    """The plan, its report, and verbs with dull defaults."""

    session: Session
    plan: Running

    def actor(self, name: str) -> Actor:
        return self.plan.actor(name)

    @property
    def proposal(self) -> Proposal:
        return self.plan.proposal

    @property
    def found(self) -> Gathered:
        return gathered(self.session, self.proposal)

    @property
    def gaps(self) -> list[Gap]:
        return missing(self.found)

    def started(self) -> Report:
        return service.start(self.session, self.proposal, by=self.actor("Ada"), at=NOON)

    def written(self, answers: Answers = TOLD) -> Report:
        return service.write(self.session, self.started(), answers, by=self.actor("Ada"), at=NOON)

    def whole(self, leftover: Leftover = Leftover.RETURN, why: str = "") -> Report:
        """Nothing is missing."""
        report, ada = self.written(), self.actor("Ada")
        whys = {self.plan.line(LineKind.CHILDCARE): "Een extra ochtend."}
        service.explain(self.session, report, whys, by=ada, at=NOON)
        service.choose(self.session, report, leftover, why, by=ada, at=NOON)
        return report

    def put(self, report: Report, by: str = "Ada", at: datetime = NOON) -> Round:
        return service.put(self.session, report, closes_at=at + WEEK, by=self.actor(by), at=at)

    def answered(self, round_: Round, *kinds: AnswerKind, at: datetime = NOON) -> list[Answer]:
        """Ada, Ben, Gül and Dan answer; yes unless said otherwise."""
        given = []
        for place, name in enumerate(("Ada", "Ben", "Gül", "Dan")):
            kind = kinds[place] if place < len(kinds) else AnswerKind.YES
            words = "" if kind is AnswerKind.YES else "De foto klopt niet."
            said = Answering(kind, words, words)
            by = self.actor(name)
            given.append(consent.answer(self.session, round_, said, by=by, at=at))
        return given

    def sealed(self, leftover: Leftover = Leftover.RETURN, why: str = "") -> Report:
        report = self.whole(leftover, why)
        self.answered(self.put(report))
        self.session.refresh(report)
        return report

    def sent(self, **more: object) -> Report:
        report = self.sealed(**more)  # type: ignore[arg-type]
        return service.send(self.session, report, by=self.actor("Ada"), at=NOON)

    def read(self, **more: object) -> Report:
        report = self.sent(**more)
        return service.read(self.session, report, by=self.actor("Rosa"), at=NOON)


@told_once
def spent(session: Session, template: Template = Template.OURSELVES) -> Told:
    """300 and 42 came in; 190 of 200 for the room and 150 of 142 for childcare went out."""
    plan = running(session, template)
    plan.arrives("300")
    plan.own("42", AccountKind.BANK)
    return Told(session, plan)


@told_once
def carried_out(session: Session, template: Template = Template.OURSELVES) -> Told:
    """As ``spent``, with the spending done."""
    told = spent(session, template)
    plan, care = told.plan, told.plan.line(LineKind.CHILDCARE)
    plan.paid("90", documents=(plan.document("zaal-1.jpg"),))
    plan.paid("100", documents=(plan.document("zaal-2.jpg"),))
    plan.paid("70", line_id=care, shop="Oppas Zon", documents=(plan.document("oppas.jpg"),))
    plan.paid(
        "80",
        line_id=care,
        shop="Oppas Zon",
        why="Een extra ochtend.",
        documents=(plan.document("oppas-2.jpg"),),
    )
    return told


@told_once
def retold(session: Session) -> Told:
    """The story again, from what stands in the database."""
    outcomes.wire()
    proposal = session.scalars(select(Proposal)).one()
    workgroup = session.get_one(Workgroup, proposal.owner_id)
    fund = session.scalars(select(Fund)).one()
    here = Ground(
        session.get_one(Neighbourhood, workgroup.neighbourhood_id),
        session.get_one(Theme, workgroup.theme_id),
        session.get_one(Organisation, workgroup.holder_id),
        session.get_one(Group, workgroup.group_id),
        workgroup,
    )
    people = {person.name: person for person in session.scalars(select(Person))}
    funder = session.get_one(Organisation, fund.owner_id)
    one = Story(session, here, funder, fund, proposal, people)
    return Told(session, Running(session, one, proposal, session.scalars(select(Award)).one()))
