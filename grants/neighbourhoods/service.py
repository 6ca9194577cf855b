"""Making the place, its themes, partners and meeting places, and seating people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from grants.history import service as history
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.kit.periods import day_of
from grants.neighbourhoods.access import may
from grants.neighbourhoods.models import (
    Hue,
    Neighbourhood,
    Organisation,
    OrganisationKind,
    Pictogram,
    Place,
    Seat,
    Theme,
)
from grants.neighbourhoods.rules import given
from grants.owners import service as owners
from grants.owners.models import OwnerKind
from grants.people.models import Person


@dataclass(frozen=True, slots=True)
class NewNeighbourhood:
    """What a place is called."""

    name: str
    town: str
    programme: str = ""


@dataclass(frozen=True, slots=True)
class NewTheme:
    """A theme as it will look."""

    name: str
    hue: Hue
    pictogram: Pictogram


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """A partner, and what it does for groups."""

    name: str
    kind: OrganisationKind
    funder: bool = False
    holder: bool = False
    portal_url: str = ""


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A meeting place; ``price`` for one time, None when not known."""

    name: str
    address: str = ""
    price: Money | None = None


def create(session: Session, data: NewNeighbourhood, *, by: Actor, at: datetime) -> Neighbourhood:
    """Make a neighbourhood. Refuses ``name-taken``."""
    may(by, Act.NEIGHBOURHOODS_CREATE, None).check()
    name, town = given(data.name, "name"), given(data.town, "town")
    taken = select(Neighbourhood.id).where(Neighbourhood.name == name, Neighbourhood.town == town)
    if session.scalar(taken) is not None:
        raise Invalid("name-taken", field="name")
    place = Neighbourhood(
        id=owners.create(session, OwnerKind.NEIGHBOURHOOD, at=at),
        name=name,
        town=town,
        programme=data.programme.strip() or None,
    )
    session.add(place)
    session.flush()
    history.record(session, Act.NEIGHBOURHOODS_CREATE, place, by=by, at=at)
    return place


def add_theme(
    session: Session, neighbourhood: Neighbourhood, data: NewTheme, *, by: Actor, at: datetime
) -> Theme:
    """Add a theme after the others. Refuses ``name-taken``."""
    may(by, Act.NEIGHBOURHOODS_CHANGE, neighbourhood).check()
    owners.lock(session, neighbourhood.id)
    name = given(data.name, "name")
    _refuse_taken(session, Theme, name, Theme.owner_id == neighbourhood.id)
    last = session.scalar(
        select(func.max(Theme.position)).where(Theme.owner_id == neighbourhood.id)
    )
    theme = Theme(
        id=new_id(session, at),
        owner_id=neighbourhood.id,
        name=name,
        hue=data.hue,
        pictogram=data.pictogram,
        position=0 if last is None else last + 1,
    )
    session.add(theme)
    session.flush()
    history.record(session, Act.NEIGHBOURHOODS_CHANGE, neighbourhood, by=by, at=at, theme=theme.id)
    return theme


def add_organisation(
    session: Session,
    neighbourhood: Neighbourhood,
    data: NewOrganisation,
    *,
    by: Actor,
    at: datetime,
) -> Organisation:
    """Add a partner organisation. Refuses ``name-taken``."""
    may(by, Act.NEIGHBOURHOODS_CHANGE, neighbourhood).check()
    name = given(data.name, "name")
    _refuse_taken(session, Organisation, name, Organisation.neighbourhood_id == neighbourhood.id)
    organisation = Organisation(
        id=owners.create(session, OwnerKind.ORGANISATION, at=at),
        neighbourhood_id=neighbourhood.id,
        name=name,
        kind=data.kind,
        funder=data.funder,
        holder=data.holder,
        portal_url=data.portal_url.strip() or None,
    )
    session.add(organisation)
    session.flush()
    history.record(session, Act.NEIGHBOURHOODS_CREATE, organisation, by=by, at=at)
    return organisation


def add_place(
    session: Session, neighbourhood: Neighbourhood, data: NewPlace, *, by: Actor, at: datetime
) -> Place:
    """Add a meeting place. Refuses ``name-taken`` and ``price-below-zero``."""
    may(by, Act.NEIGHBOURHOODS_CHANGE, neighbourhood).check()
    name = given(data.name, "name")
    _refuse_taken(session, Place, name, Place.owner_id == neighbourhood.id)
    if data.price is not None and data.price.is_negative:
        raise Invalid("price-below-zero", field="price")
    place = Place(
        id=new_id(session, at),
        owner_id=neighbourhood.id,
        name=name,
        address=data.address.strip(),
        price=data.price,
    )
    session.add(place)
    session.flush()
    history.record(session, Act.NEIGHBOURHOODS_CHANGE, neighbourhood, by=by, at=at, place=place.id)
    return place


def seat(
    session: Session,
    organisation: Organisation,
    person: Person,
    role: Role,
    *,
    by: Actor,
    at: datetime,
) -> Seat:
    """Seat a person: she herself by an invitation that the caller took, or somebody who may.

    Again the same seat gives the one that stands.
    """
    if by.person_id != person.id:
        may(by, Act.NEIGHBOURHOODS_SEAT, organisation).check()
    owners.lock(session, organisation.id)
    stands = session.scalars(
        select(Seat).where(
            Seat.owner_id == organisation.id,
            Seat.person_id == person.id,
            Seat.role == role,
            Seat.until_on.is_(None),
        )
    ).one_or_none()
    if stands is not None:
        return stands
    taken = Seat(
        id=new_id(session, at),
        owner_id=organisation.id,
        person_id=person.id,
        role=role,
        from_on=day_of(at),
    )
    session.add(taken)
    session.flush()
    history.record(
        session, Act.NEIGHBOURHOODS_SEAT, organisation, by=by, at=at, person=person.id, role=role
    )
    return taken


def unseat(session: Session, stands: Seat, *, by: Actor, at: datetime) -> Seat:
    """End a seat today. Refuses ``seat-ended`` when it was ended before."""
    organisation = session.get_one(Organisation, stands.owner_id)
    if by.person_id != stands.person_id:
        may(by, Act.NEIGHBOURHOODS_SEAT, organisation).check()
    owners.lock(session, organisation.id)
    session.refresh(stands)
    if stands.until_on is not None:
        raise NotNow("seat-ended")
    stands.until_on = day_of(at)
    session.flush()
    history.record(
        session,
        Act.NEIGHBOURHOODS_UNSEAT,
        organisation,
        by=by,
        at=at,
        person=stands.person_id,
        role=stands.role,
    )
    return stands


def _refuse_taken(
    session: Session,
    model: type[Theme | Organisation | Place],
    name: str,
    where: ColumnElement[bool],
) -> None:
    """One name once, whatever its capitals."""
    same = func.lower(model.name) == name.lower()
    if session.scalar(select(model.id).where(same, where)) is not None:
        raise Invalid("name-taken", field="name")
