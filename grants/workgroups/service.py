"""Making groups and workgroups; joining, leaving, pausing, roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.history import service as history
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.kit.periods import day_of
from grants.neighbourhoods.models import Neighbourhood, Organisation, Theme
from grants.neighbourhoods.rules import given
from grants.outbox import service as outbox
from grants.owners import service as owners
from grants.owners.models import OwnerKind
from grants.people import service as people
from grants.people.models import Person, WayBack
from grants.workgroups import queries
from grants.workgroups.access import may
from grants.workgroups.models import Group, Membership, RoundRule, Workgroup
from grants.workgroups.rules import ENOUGH, can_become, refuse_leaving


@dataclass(frozen=True, slots=True)
class NewWorkgroup:
    """A workgroup as it starts."""

    name: str
    theme_id: UUID
    holder_id: UUID
    size_aimed: int = 4
    rule: RoundRule = RoundRule.CONSENT


def create_group(
    session: Session, neighbourhood: Neighbourhood, name: str, *, by: Actor, at: datetime
) -> Group:
    """Make a group that workgroups can be part of. Refuses ``name-taken``."""
    may(by, Act.WORKGROUPS_CREATE, None).check()
    owners.lock(session, neighbourhood.id)
    clean = given(name, "name")
    same = (Group.owner_id == neighbourhood.id) & (func.lower(Group.name) == clean.lower())
    if session.scalar(select(Group.id).where(same)) is not None:
        raise Invalid("name-taken", field="name")
    group = Group(id=new_id(session, at), owner_id=neighbourhood.id, name=clean)
    session.add(group)
    session.flush()
    history.record(session, Act.WORKGROUPS_CREATE, group, by=by, at=at)
    return group


def create(
    session: Session, group: Group, data: NewWorkgroup, *, by: Actor, at: datetime
) -> Workgroup:
    """Make a workgroup. Refuses ``name-taken``, ``theme-elsewhere``, ``no-money-holder``."""
    may(by, Act.WORKGROUPS_CREATE, group).check()
    owners.lock(session, group.owner_id)
    name = given(data.name, "name")
    _refuse_unfit(session, group, data, name)
    workgroup = Workgroup(
        id=owners.create(session, OwnerKind.WORKGROUP, at=at),
        group_id=group.id,
        neighbourhood_id=group.owner_id,
        theme_id=data.theme_id,
        holder_id=data.holder_id,
        name=name,
        size_aimed=data.size_aimed,
        rule=data.rule,
    )
    session.add(workgroup)
    session.flush()
    history.record(session, Act.WORKGROUPS_CREATE, workgroup, by=by, at=at)
    return workgroup


def join(
    session: Session, workgroup: Workgroup, person: Person, role: Role, *, by: Actor, at: datetime
) -> Membership:
    """Come in: she herself by an invitation that the caller took, or brought by who may invite.

    Who is in already stays as she is.
    """
    if by.person_id != person.id:
        may(by, Act.PEOPLE_INVITE, workgroup).check()
    owners.lock(session, workgroup.id)
    for one in queries.members(session, workgroup.id):
        if one.person_id == person.id:
            return one
    membership = _add(session, workgroup.id, person.id, role, at=at)
    history.record(
        session, Act.WORKGROUPS_JOIN, workgroup, by=by, at=at, person=person.id, role=role
    )
    return membership


def leave(session: Session, membership: Membership, *, by: Actor, at: datetime) -> Membership:
    """End a membership today. Refuses ``two-must-stay``, ``last-coach``, ``left-already``."""
    may(by, Act.WORKGROUPS_LEAVE, membership).check()
    workgroup, members = _locked(session, membership)
    refuse_leaving(members, membership, operator=by.operator)
    membership.until_on = day_of(at)
    session.flush()
    history.record(
        session, Act.WORKGROUPS_LEAVE, workgroup, by=by, at=at, person=membership.person_id
    )
    return membership


def pause(session: Session, membership: Membership, *, by: Actor, at: datetime) -> Membership:
    """Not be asked and not be counted for a while. Refuses as leaving does."""
    may(by, Act.WORKGROUPS_LEAVE, membership).check()
    workgroup, members = _locked(session, membership)
    if membership.paused_on is not None:
        return membership
    refuse_leaving(members, membership, operator=by.operator)
    membership.paused_on = day_of(at)
    session.flush()
    history.record(
        session, Act.WORKGROUPS_PAUSE, workgroup, by=by, at=at, person=membership.person_id
    )
    return membership


def come_back(session: Session, membership: Membership, *, by: Actor, at: datetime) -> Membership:
    """Be asked and counted again."""
    may(by, Act.WORKGROUPS_LEAVE, membership).check()
    workgroup, _ = _locked(session, membership)
    if membership.paused_on is None:
        return membership
    membership.paused_on = None
    session.flush()
    history.record(
        session, Act.WORKGROUPS_COME_BACK, workgroup, by=by, at=at, person=membership.person_id
    )
    return membership


def let_back(session: Session, membership: Membership, *, by: Actor, at: datetime) -> WayBack:
    """Show her a code that lets her in again; the others are told.

    Refuses ``has-address`` and ``left-already``.
    """
    may(by, Act.WORKGROUPS_LET_BACK, membership).check()
    workgroup, _ = _locked(session, membership)
    way = people.make_way_back(session, membership.person_id, workgroup.id, by=by, at=at)
    history.record(
        session, Act.WORKGROUPS_LET_BACK, workgroup, by=by, at=at, person=membership.person_id
    )
    kind = "workgroups.let-back"
    outbox.enqueue(session, kind, f"{kind}:{way.id}", at=at, way_back=way.id)
    return way


def change_role(
    session: Session, membership: Membership, role: Role, *, by: Actor, at: datetime
) -> Membership:
    """Give a resident another role from today: the old row ends, a new one begins.

    Refuses ``coach-stays-coach`` and, for one's own role, ``own-role``.
    """
    may(by, Act.WORKGROUPS_ROLE, membership).check()
    workgroup, _ = _locked(session, membership)
    if not can_become(membership.role, role):
        raise Invalid("coach-stays-coach", field="role")
    if membership.role is role:
        return membership
    membership.until_on = day_of(at)
    session.flush()
    new = _add(session, workgroup.id, membership.person_id, role, at=at)
    new.paused_on = day_of(at) if membership.paused_on else None
    session.flush()
    history.record(
        session, Act.WORKGROUPS_ROLE, workgroup, by=by, at=at, person=new.person_id, role=role
    )
    return new


def set_rule(
    session: Session, workgroup: Workgroup, rule: RoundRule, *, by: Actor, at: datetime
) -> Workgroup:
    """Choose how the group decides, while it is not yet two who can act.

    Refuses ``rule-by-round`` afterwards: then the group itself decides, in a round.
    """
    may(by, Act.WORKGROUPS_CHANGE, workgroup).check()
    owners.lock(session, workgroup.id)
    if len(queries.residents(session, workgroup.id)) >= ENOUGH:
        raise NotNow("rule-by-round")
    workgroup.rule = rule
    session.flush()
    history.record(session, Act.WORKGROUPS_CHANGE, workgroup, by=by, at=at, rule=rule)
    return workgroup


def _add(
    session: Session, workgroup_id: UUID, person_id: UUID, role: Role, *, at: datetime
) -> Membership:
    membership = Membership(
        id=new_id(session, at),
        owner_id=workgroup_id,
        person_id=person_id,
        role=role,
        from_on=day_of(at),
    )
    session.add(membership)
    session.flush()
    return membership


def _locked(session: Session, membership: Membership) -> tuple[Workgroup, list[Membership]]:
    """The workgroup and who is in it, read again under its lock."""
    owners.lock(session, membership.owner_id)
    session.refresh(membership)
    if membership.until_on is not None:
        raise NotNow("left-already")
    workgroup = session.get_one(Workgroup, membership.owner_id)
    return workgroup, list(queries.members(session, workgroup.id))


def _refuse_unfit(session: Session, group: Group, data: NewWorkgroup, name: str) -> None:
    same = (Workgroup.group_id == group.id) & (func.lower(Workgroup.name) == name.lower())
    if session.scalar(select(Workgroup.id).where(same)) is not None:
        raise Invalid("name-taken", field="name")
    theme = session.get(Theme, data.theme_id)
    if theme is None or theme.owner_id != group.owner_id:
        raise Invalid("theme-elsewhere", field="theme_id")
    holder = session.get(Organisation, data.holder_id)
    if holder is None or holder.neighbourhood_id != group.owner_id or not holder.holder:
        raise Invalid("no-money-holder", field="holder_id")
    if not 2 <= data.size_aimed <= 99:  # noqa: PLR2004  as the table has it
        raise Invalid("size-out-of-range", field="size_aimed")
