"""A workgroup of four that writes plans: builders with dull defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from grants.consent import service as consent
from grants.consent.models import AnswerKind, Round
from grants.consent.service import Answering
from grants.kit.access import Actor, Role
from grants.kit.money import EUR
from grants.mandates import service as mandates
from grants.mandates.rules import Template
from grants.outcomes import wire
from grants.people.models import Person
from grants.proposals import service
from grants.proposals.models import CoverKind, LineKind, PartKind, Proposal
from grants.workgroups.models import Workgroup
from tests.ground import NOON, OPERATOR, Ground, acting, ground, joined, seated

WEEK = timedelta(days=7)
YES = Answering(AnswerKind.YES)
TEXTS = {
    PartKind.WHAT: {
        "title": "Koffie en kinderen",
        "what": "Zes ochtenden koffie, met een hoek voor de kinderen.",
        "whom": "Moeders uit de wijk, ongeveer twaalf",
    },
    PartKind.WHEN: {
        "starts_on": "2026-04-01",
        "ends_on": "2026-05-06",
        "times": "Zes woensdagen, van half tien tot half twaalf",
        "place": "Buurthuis De Linde",
        "helpers": "Wij vieren en twee buurvrouwen",
    },
    PartKind.HOPES: {"hopes": "Moeders kennen elkaar en komen terug"},
}


@dataclass
class Circle:
    """The people around one workgroup."""

    here: Ground
    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def workgroup(self) -> Workgroup:
        return self.here.workgroup

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["actors"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None


def circle(session: Session, template: Template = Template.OURSELVES) -> Circle:
    """Fatma, Nadia, Samira, Hatice; coach Marieke; Jan who pays for De Brug; Eve outside."""
    wire()
    here = ground(session)
    mandates.apply_template(session, here.workgroup, template, by=OPERATOR, at=NOON)
    found = Circle(here)
    for name in ("fatma", "nadia", "samira", "hatice"):
        found.people[name] = joined(session, here.workgroup, name=name.title())
    found.people["marieke"] = joined(session, here.workgroup, Role.COACH, "Marieke")
    found.people["jan"] = seated(session, here.holder, Role.PAYER)
    elsewhere = ground(session, "Noord")
    found.people["eve"] = joined(session, elsewhere.workgroup, name="Eve")
    found.actors = {name: acting(session, person) for name, person in found.people.items()}
    return found


def draft(session: Session, group: Circle, title: str = "Koffie en kinderen") -> Proposal:
    """A plan that has only a name."""
    new = service.NewPlan(title)
    return service.create(session, group.workgroup, new, by=group.fatma, at=NOON)


def whole_plan(session: Session, group: Circle) -> Proposal:
    """A plan that can be put: all five parts, € 159 on both sides."""
    plan = draft(session, group)
    for kind, answers in TEXTS.items():
        service.write_part(session, plan, kind, answers, 0, by=group.fatma, at=NOON)
    for cost, words, price in (
        (LineKind.ROOM, "Zaal", "12.50"),
        (LineKind.FOOD, "Koffie en fruit", "14.00"),
    ):
        line = service.LineData(cost, words, 6, EUR(price))
        service.put_line(session, plan, line, by=group.fatma, at=NOON)
    for source, amount in ((CoverKind.ASKED, "139.00"), (CoverKind.PARTICIPANTS, "20.00")):
        cover = service.CoverData(source, "", EUR(amount))
        service.put_cover(session, plan, cover, by=group.fatma, at=NOON)
    return plan


def asked(session: Session, group: Circle) -> tuple[Proposal, Round]:
    """A whole plan that was put to the group."""
    plan = whole_plan(session, group)
    return plan, service.put(session, plan, closes_at=NOON + WEEK, by=group.fatma, at=NOON)


def all_say_yes(session: Session, group: Circle, round_: Round) -> None:
    """Each from her own phone."""
    for name in ("fatma", "nadia", "samira", "hatice"):
        consent.answer(session, round_, YES, by=group.actors[name], at=NOON)


def agreed(session: Session, group: Circle) -> Proposal:
    """A plan that the group agreed on."""
    plan, round_ = asked(session, group)
    all_say_yes(session, group, round_)
    return plan
