"""A plan that its group agreed to, a fund with two people at its desk, and everybody acting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from grants import outcomes
from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.service import Answering
from grants.funds import service as funds
from grants.funds.models import Channel, Fund
from grants.funds.service import Rules
from grants.kit.access import Actor, Role
from grants.kit.money import EUR
from grants.mandates import service as mandates
from grants.mandates.rules import Template
from grants.neighbourhoods import service as neighbourhoods
from grants.neighbourhoods.models import Organisation, OrganisationKind
from grants.people.models import Person
from grants.proposals import service as proposals
from grants.proposals.models import CoverKind, LineKind, PartKind, Proposal
from grants.proposals.service import CoverData, LineData, NewPlan
from grants.requests import service as requests
from grants.requests.models import Request
from tests.ground import NOON, OPERATOR, Ground, acting, ground, joined, person, seated
from tests.told_once import told_once

PARTS = {
    PartKind.WHAT: {"title": "Oudercafé", "what": "Koffie en praten.", "whom": "Ouders."},
    PartKind.WHEN: {
        "starts_on": "2026-06-01",
        "ends_on": "2026-08-31",
        "times": "10",
        "place": "De Kom",
        "helpers": "Wij vieren.",
    },
    PartKind.HOPES: {"hopes": "Dat niemand alleen zit."},
}

Costs = tuple[tuple[LineKind, str, str], ...]
COSTS: Costs = ((LineKind.ROOM, "Zaal", "20"), (LineKind.CHILDCARE, "Oppas", "14.20"))


@dataclass(frozen=True)
class Story:
    """Who and what these tests speak of."""

    session: Session
    ground: Ground
    funder: Organisation
    fund: Fund
    proposal: Proposal
    people: dict[str, Person]

    def actor(self, name: str) -> Actor:
        """Ada and Ben are members, Cas coaches, Rosa reviews, Dirk and Eva decide, Hans pays."""
        return acting(self.session, self.people[name])

    @property
    def ada(self) -> Actor:
        return self.actor("Ada")

    @property
    def ben(self) -> Actor:
        return self.actor("Ben")

    @property
    def rosa(self) -> Actor:
        return self.actor("Rosa")

    @property
    def dirk(self) -> Actor:
        return self.actor("Dirk")

    def prepared(self) -> Request:
        return requests.prepare(self.session, self.proposal, self.fund, by=self.ada, at=NOON)

    def sent(self) -> Request:
        return requests.send(self.session, self.prepared(), by=self.ada, at=NOON)

    def opened(self) -> Request:
        return requests.open_(self.session, self.sent(), by=self.rosa, at=NOON)


@told_once
def story(
    session: Session,
    template: Template = Template.OURSELVES,
    costs: Costs = COSTS,
    name: str = "Zuidwest",
) -> Story:
    """The plan asks 300 of a pot of 100 to 500; costs are 342, 42 is paid by who comes."""
    outcomes.wire()
    place = ground(session, name)
    people = {name: joined(session, place.workgroup, name=name) for name in ("Ada", "Ben", "Gül")}
    people["Cas"] = joined(session, place.workgroup, Role.COACH, "Cas")
    people["Hans"] = seated(session, place.holder, Role.PAYER, "Hans")
    people["Zoë"] = person(session, "Zoë")
    funder = neighbourhoods.add_organisation(
        session,
        place.neighbourhood,
        neighbourhoods.NewOrganisation("Gemeente", OrganisationKind.MUNICIPALITY, funder=True),
        by=OPERATOR,
        at=NOON,
    )
    people["Rosa"] = seated(session, funder, Role.REVIEWER, "Rosa")
    people["Dirk"] = seated(session, funder, Role.DECIDER, "Dirk")
    people["Eva"] = seated(session, funder, Role.DECIDER, "Eva")
    coach = acting(session, people["Cas"])
    mandates.apply_template(session, place.workgroup, template, by=coach, at=NOON)
    fund = pot(session, funder)
    proposal = plan(session, place, people, costs)
    return Story(session, place, funder, fund, proposal, people)


def pot(session: Session, funder: Organisation, **rules: object) -> Fund:
    """A pot with dull rules."""
    usual: dict[str, object] = {
        "name": "Buurtpotje",
        "words": "Voor plannen van bewoners.",
        "least": EUR("100"),
        "most": EUR("500"),
        "opens_on": NOON.date() - timedelta(days=60),
        "closes_on": NOON.date() + timedelta(days=200),
        "answer_weeks": 6,
        "channel": Channel.HERE,
    }
    filled = Rules(**{**usual, **rules})  # type: ignore[arg-type]
    return funds.create(session, funder.id, filled, by=OPERATOR, at=NOON)


def plan(
    session: Session, place: Ground, people: dict[str, Person], costs: Costs = COSTS
) -> Proposal:
    """Written by Ada, agreed to by everybody."""
    ada = acting(session, people["Ada"])
    proposal = proposals.create(session, place.workgroup, NewPlan("Oudercafé"), by=ada, at=NOON)
    for kind, answers in PARTS.items():
        proposals.write_part(session, proposal, kind, answers, 0, by=ada, at=NOON)
    for cost, words, price in costs:
        line = LineData(cost, words, 10, EUR(price))
        proposals.put_line(session, proposal, line, by=ada, at=NOON)
    for cover, words, amount in (
        (CoverKind.ASKED, "Potje", "300"),
        (CoverKind.PARTICIPANTS, "Bijdrage", "42"),
    ):
        source = CoverData(cover, words, EUR(amount))
        proposals.put_cover(session, proposal, source, by=ada, at=NOON)
    agree(session, proposal, people)
    return proposal


def agree(
    session: Session, proposal: Proposal, people: dict[str, Person], at: datetime = NOON
) -> None:
    """Put the plan as it is now to the group; everybody says yes from her own phone."""
    coach = acting(session, people["Cas"])
    closes = at + timedelta(days=5)
    round_ = proposals.put(session, proposal, closes_at=closes, by=coach, at=at)
    for name in ("Ada", "Ben", "Gül"):
        yes = Answering(AnswerKind.YES)
        consent.answer(session, round_, yes, by=acting(session, people[name]), at=at)
    session.refresh(proposal)
