"""The fixed cast, made by the same verbs as the pages make it.

Ada and Ben are members of the workgroup Ontmoeting, Dan keeps its books, Carla is its coach.
Rob reviews and Cleo decides at the municipality; Hans pays at the welfare organisation that holds
the money. Eve is treasurer of another workgroup, with Fay. Olga runs the installation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import today
from grants.kit.access import SYSTEM, Actor, Role
from grants.mandates import service as mandates
from grants.mandates.queries import actor_of
from grants.mandates.rules import Template
from grants.neighbourhoods import service as neighbourhoods
from grants.neighbourhoods.models import (
    Hue,
    Neighbourhood,
    Organisation,
    OrganisationKind,
    Pictogram,
    Theme,
)
from grants.neighbourhoods.service import NewNeighbourhood, NewOrganisation, NewTheme
from grants.people import service as people
from grants.people.models import Contact, Person
from grants.workgroups import service as workgroups
from grants.workgroups.models import Workgroup
from grants.workgroups.service import NewWorkgroup

NOON = datetime(2026, 11, 2, 11, tzinfo=UTC)
NAMES = ("ada", "ben", "dan", "carla", "rob", "cleo", "hans", "eve", "fay", "olga")


@dataclass(frozen=True)
class Cast:
    """Who and what tests play with. Ask ``actor(name)`` for how somebody can act now."""

    session: Session
    people: dict[str, Person]
    neighbourhood: Neighbourhood
    theme: Theme
    municipality: Organisation
    welfare: Organisation
    workgroup: Workgroup
    other: Workgroup

    def person(self, name: str) -> Person:
        """One of the cast."""
        return self.people[name]

    def actor(self, name: str) -> Actor:
        """As she can act on the day of ``NOON``, with everything that was said until now."""
        return actor_of(self.session, self.people[name], NOON.date())


def actor(session: Session, name: str) -> Actor:
    """One of the cast in the database of the pages, as she can act today."""
    person = session.scalars(
        select(Person).join(Contact).where(Contact.address == f"{name}@example.org")
    ).one()
    return actor_of(session, person, today())


def play_cast(session: Session, *, template: Template = Template.OURSELVES) -> Cast:
    """Make the whole cast."""
    everybody = {
        name: people.register(
            session,
            name=name.capitalize(),
            email=f"{name}@example.org",
            language="nl",
            by=SYSTEM,
            at=NOON,
        )
        for name in NAMES
    }
    people.make_operator(session, everybody["olga"], by=SYSTEM, at=NOON)
    olga = actor_of(session, everybody["olga"], NOON.date())
    place = neighbourhoods.create(
        session,
        NewNeighbourhood("Vogelwijk", "Waterdrecht", "Bloeiend Vogelwijk"),
        by=olga,
        at=NOON,
    )
    theme = neighbourhoods.add_theme(
        session,
        place,
        NewTheme("Ontmoeting", Hue.HONING, Pictogram.ONTMOETING),
        by=olga,
        at=NOON,
    )
    town, welfare = (
        neighbourhoods.add_organisation(session, place, new, by=olga, at=NOON)
        for new in (
            NewOrganisation("Gemeente Waterdrecht", OrganisationKind.MUNICIPALITY, funder=True),
            NewOrganisation("Welzijn Waterdrecht", OrganisationKind.WELFARE, holder=True),
        )
    )
    for name, where, role in (
        ("rob", town, Role.REVIEWER),
        ("cleo", town, Role.DECIDER),
        ("hans", welfare, Role.PAYER),
    ):
        neighbourhoods.seat(session, where, everybody[name], role, by=olga, at=NOON)
    group = workgroups.create_group(session, place, "Vrouwengroep", by=olga, at=NOON)
    ours, theirs = (
        workgroups.create(
            session, group, NewWorkgroup(name, theme.id, welfare.id), by=olga, at=NOON
        )
        for name in ("Ontmoeting", "Opvoeding")
    )
    for name, group_of, role in (
        ("ada", ours, Role.MEMBER),
        ("ben", ours, Role.MEMBER),
        ("dan", ours, Role.TREASURER),
        ("carla", ours, Role.COACH),
        ("eve", theirs, Role.TREASURER),
        ("fay", theirs, Role.MEMBER),
    ):
        workgroups.join(session, group_of, everybody[name], role, by=olga, at=NOON)
    for workgroup in (ours, theirs):
        mandates.apply_template(session, workgroup, template, by=olga, at=NOON)
    session.flush()
    return Cast(session, everybody, place, theme, town, welfare, ours, theirs)
