"""Builders of the ground that stories stand on: a place, partners, a workgroup, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.kit.access import Actor, Role
from grants.kit.ids import new_id
from grants.kit.orm import Base
from grants.kit.periods import day_of
from grants.mandates import queries as mandates
from grants.neighbourhoods import service as neighbourhoods
from grants.neighbourhoods.models import (
    Hue,
    Neighbourhood,
    Organisation,
    OrganisationKind,
    Pictogram,
    Theme,
)
from grants.people.models import Person
from grants.workgroups import service as groups
from grants.workgroups.models import Group, Workgroup

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
OPERATOR = Actor(person_id=UUID(int=0xA), operator=True)


@dataclass(frozen=True)
class Ground:
    """A neighbourhood with one theme, one money holder, one group, one workgroup."""

    neighbourhood: Neighbourhood
    theme: Theme
    holder: Organisation
    group: Group
    workgroup: Workgroup


def person(session: Session, name: str = "Fatma") -> Person:
    """Somebody, with dull defaults."""
    someone = Person(id=new_id(session, NOON), name=name, language="nl", created_at=NOON)
    session.add(someone)
    session.flush()
    return someone


def store(session: Session, row: Base) -> None:
    """Write a row past the rules: only the database itself can refuse it."""
    with session.begin_nested():
        session.add(row)
        session.flush()


def ground(session: Session, name: str = "Zuidwest") -> Ground:
    """The place and one workgroup in it, without people or mandates."""
    place = neighbourhoods.create(
        session, neighbourhoods.NewNeighbourhood(name, "Almelo"), by=OPERATOR, at=NOON
    )
    theme = neighbourhoods.add_theme(
        session,
        place,
        neighbourhoods.NewTheme("Ontmoeting", Hue.HONING, Pictogram.ONTMOETING),
        by=OPERATOR,
        at=NOON,
    )
    holder = neighbourhoods.add_organisation(
        session,
        place,
        neighbourhoods.NewOrganisation("De Brug", OrganisationKind.WELFARE, holder=True),
        by=OPERATOR,
        at=NOON,
    )
    group = groups.create_group(session, place, "Vrouwengroep", by=OPERATOR, at=NOON)
    new = groups.NewWorkgroup("Werkgroep Ontmoeting", theme.id, holder.id)
    workgroup = groups.create(session, group, new, by=OPERATOR, at=NOON)
    return Ground(place, theme, holder, group, workgroup)


def joined(
    session: Session, workgroup: Workgroup, role: Role = Role.MEMBER, name: str = "Fatma"
) -> Person:
    """Somebody who came in with this role."""
    someone = person(session, name)
    groups.join(session, workgroup, someone, role, by=Actor(someone.id), at=NOON)
    return someone


def seated(session: Session, organisation: Organisation, role: Role, name: str = "Jan") -> Person:
    """Somebody who sits at an organisation with this role."""
    someone = person(session, name)
    neighbourhoods.seat(session, organisation, someone, role, by=Actor(someone.id), at=NOON)
    return someone


def acting(session: Session, someone: Person, at: datetime = NOON) -> Actor:
    """The person as an actor, loaded from what stands in the database."""
    return mandates.actor_of(session, someone, day_of(at))
