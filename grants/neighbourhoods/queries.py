"""What pages and other rooms ask of the place and its partners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from grants.kit.access import Role
from grants.kit.asking import an_id, look_up, several_ids
from grants.neighbourhoods.models import Neighbourhood, Organisation, Place, Seat, Theme

# Asked for every page, so they are put together once.
_SEATS = select(Seat).where(
    Seat.person_id == an_id("person_id"),
    Seat.from_on <= bindparam("on"),
    Seat.until_on.is_(None) | (Seat.until_on > bindparam("on")),
)
_PEOPLE_AT = (
    select(Seat.person_id)
    .where(
        Seat.owner_id == an_id("organisation_id"),
        Seat.until_on.is_(None),
        Seat.role.in_(bindparam("roles", expanding=True)),
    )
    .distinct()
    .order_by(Seat.person_id)
)
_BY_ID = (
    select(Organisation).where(Organisation.id.in_(several_ids("ids"))).order_by(Organisation.name)
)


def seats_of(session: Session, person_id: UUID, on: date) -> Sequence[Seat]:
    """Where this person sits on that day."""
    return session.scalars(_SEATS, {"person_id": person_id, "on": on}).all()


def people_at(session: Session, organisation_id: UUID, *roles: Role) -> list[UUID]:
    """Who sits there now, in one of these roles (any when none is named)."""
    asked = {"organisation_id": organisation_id, "roles": list(roles) or list(Role)}
    return list(look_up(session, _PEOPLE_AT, asked).scalars())


def seats_at(session: Session, organisation_ids: Sequence[UUID]) -> Sequence[Seat]:
    """The seats that are taken now at these organisations."""
    return session.scalars(
        select(Seat)
        .where(Seat.owner_id.in_(organisation_ids), Seat.until_on.is_(None))
        .order_by(Seat.from_on, Seat.id)
    ).all()


def neighbourhoods(session: Session) -> Sequence[Neighbourhood]:
    """All of them, by name."""
    return session.scalars(select(Neighbourhood).order_by(Neighbourhood.name)).all()


def themes(session: Session, neighbourhood_id: UUID) -> Sequence[Theme]:
    """The themes there, in their order."""
    return session.scalars(
        select(Theme).where(Theme.owner_id == neighbourhood_id).order_by(Theme.position, Theme.name)
    ).all()


def organisations(session: Session, neighbourhood_id: UUID) -> Sequence[Organisation]:
    """The partners there, by name."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.neighbourhood_id == neighbourhood_id)
        .order_by(Organisation.name)
    ).all()


def organisations_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Organisation]:
    """These organisations, by id, in the order of their names. Nothing asked, nothing read."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {one.id: one for one in session.scalars(_BY_ID, {"ids": list(wanted)})}


def holders(session: Session, neighbourhood_id: UUID) -> Sequence[Organisation]:
    """The partners there that hold money."""
    return [one for one in organisations(session, neighbourhood_id) if one.holder]


def funders(session: Session, neighbourhood_id: UUID) -> Sequence[Organisation]:
    """The partners there that give money."""
    return [one for one in organisations(session, neighbourhood_id) if one.funder]


def places(session: Session, neighbourhood_id: UUID) -> Sequence[Place]:
    """Where groups there can meet, by name."""
    return session.scalars(
        select(Place).where(Place.owner_id == neighbourhood_id).order_by(Place.name)
    ).all()


def holder_called(session: Session, name: str) -> UUID | None:
    """The money holder of this name; without a name the only one there is. Else nobody."""
    rows = select(Organisation.id).where(Organisation.holder.is_(True))
    if name:
        rows = rows.where(Organisation.name == name)
    found = session.scalars(rows.limit(2)).all()
    return found[0] if len(found) == 1 else None
