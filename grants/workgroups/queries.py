"""What pages and other rooms ask of groups and their people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from grants.kit.access import Role
from grants.kit.asking import an_id, several_ids
from grants.workgroups.models import Group, Membership, Workgroup

# Asked for every page, so they are put together once.
_MEMBERSHIPS = (
    select(Membership)
    .where(
        Membership.person_id == an_id("person_id"),
        Membership.from_on <= bindparam("on"),
        Membership.until_on.is_(None) | (Membership.until_on > bindparam("on")),
    )
    .order_by(Membership.from_on, Membership.id)
)
_MEMBERS = (
    select(Membership)
    .where(Membership.owner_id == an_id("workgroup_id"), Membership.until_on.is_(None))
    .order_by(Membership.from_on, Membership.id)
)
_BY_ID = select(Workgroup).where(Workgroup.id.in_(several_ids("ids")))


def memberships_of(session: Session, person_id: UUID, on: date) -> Sequence[Membership]:
    """Where this person is in on that day, oldest first."""
    return session.scalars(_MEMBERSHIPS, {"person_id": person_id, "on": on}).all()


def members(session: Session, workgroup_id: UUID) -> Sequence[Membership]:
    """Everybody who is in now, coaches and who paused as well, oldest first."""
    return session.scalars(_MEMBERS, {"workgroup_id": workgroup_id}).all()


def residents(session: Session, workgroup_id: UUID) -> list[UUID]:
    """The persons who can act for the group now: residents who did not pause."""
    return [one.person_id for one in members(session, workgroup_id) if one.can_act]


def coaches(session: Session, workgroup_id: UUID) -> list[UUID]:
    """The coaches now."""
    return [one.person_id for one in members(session, workgroup_id) if one.role is Role.COACH]


def everybody(session: Session, workgroup_id: UUID) -> list[UUID]:
    """All residents (who paused as well) and coaches."""
    return [one.person_id for one in members(session, workgroup_id)]


def groups(session: Session, neighbourhood_id: UUID) -> Sequence[Group]:
    """The groups there, by name."""
    return session.scalars(
        select(Group).where(Group.owner_id == neighbourhood_id).order_by(Group.name)
    ).all()


def workgroups(session: Session, neighbourhood_id: UUID) -> Sequence[Workgroup]:
    """The workgroups there, by name."""
    return session.scalars(
        select(Workgroup)
        .where(Workgroup.neighbourhood_id == neighbourhood_id)
        .order_by(Workgroup.name)
    ).all()


def workgroups_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Workgroup]:
    """These workgroups, by id. Nothing asked, nothing read."""
    if not ids:
        return {}
    found = session.scalars(_BY_ID, {"ids": list(ids)})
    return {one.id: one for one in found}


def members_of_all(session: Session, workgroup_ids: Sequence[UUID]) -> Sequence[Membership]:
    """Everybody who is in one of these now."""
    return session.scalars(
        select(Membership)
        .where(Membership.owner_id.in_(workgroup_ids), Membership.until_on.is_(None))
        .order_by(Membership.from_on, Membership.id)
    ).all()
