"""What pages and the loader of actors ask about hands and nods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.kit.access import Actor, Hand, Right, Role
from grants.kit.money import Money
from grants.kit.orm import Ref
from grants.mandates.models import Asking, Mandate, Nod
from grants.neighbourhoods.queries import seats_of
from grants.people.models import Person
from grants.workgroups.queries import held_by, memberships_of


def hands(
    session: Session, workgroup_ids: Iterable[UUID], on: date
) -> tuple[dict[UUID, dict[Right, Hand]], dict[UUID, Money]]:
    """Hands by workgroup and right, and the limit for approving by workgroup, on that day."""
    ids = list(workgroup_ids)
    lying: dict[UUID, dict[Right, Hand]] = defaultdict(dict)
    limits: dict[UUID, Money] = {}
    if not ids:
        return {}, {}
    rows = session.scalars(
        select(Mandate).where(
            Mandate.owner_id.in_(ids),
            Mandate.from_on <= on,
            Mandate.until_on.is_(None) | (Mandate.until_on > on),
        )
    )
    for row in rows:
        lying[row.owner_id][row.right] = row.hand
        if row.limit is not None:
            limits[row.owner_id] = row.limit
    return dict(lying), limits


def mandates(session: Session, workgroup_id: UUID) -> Sequence[Mandate]:
    """The rows that stand now."""
    return session.scalars(
        select(Mandate).where(Mandate.owner_id == workgroup_id, Mandate.until_on.is_(None))
    ).all()


def nod_on(
    session: Session, owner_id: UUID, right: Right, thing: Ref, mark: str = ""
) -> Nod | None:
    """The yes to this thing under this right, if it was given."""
    return session.scalars(
        select(Nod).where(
            Nod.owner_id == owner_id,
            Nod.right == right,
            Nod.thing_kind == thing.kind,
            Nod.thing_id == thing.id,
            Nod.mark == mark,
        )
    ).one_or_none()


def asking_for(
    session: Session, owner_id: UUID, right: Right, thing: Ref, mark: str = ""
) -> Asking | None:
    """The asking for this thing under this right, if somebody asked."""
    return session.scalars(
        select(Asking).where(
            Asking.owner_id == owner_id,
            Asking.right == right,
            Asking.thing_kind == thing.kind,
            Asking.thing_id == thing.id,
            Asking.mark == mark,
        )
    ).one_or_none()


def askings_about(session: Session, thing: Ref) -> Sequence[Asking]:
    """Every yes that was asked for to this thing."""
    about = Asking.thing_kind == thing.kind, Asking.thing_id == thing.id
    return session.scalars(select(Asking).where(*about)).all()


def actor_of(session: Session, person: Person, on: date) -> Actor:
    """The person as she can act on that day: her roles, what she holds, and whose hands."""
    memberships = memberships_of(session, person.id, on)
    seats = seats_of(session, person.id, on)
    roles: dict[UUID, set[Role]] = defaultdict(set)
    for one in memberships:
        roles[one.owner_id].add(one.role)
    for seat in seats:
        roles[seat.owner_id].add(seat.role)
    holds = held_by(session, {seat.owner_id for seat in seats if seat.role is Role.PAYER})
    lying, limits = hands(session, {*(one.owner_id for one in memberships), *holds}, on)
    return Actor(
        person.id,
        language=person.language,
        roles={owner: frozenset(several) for owner, several in roles.items()},
        holds=holds,
        hands=lying,
        limits=limits,
        operator=person.operator,
    )
