"""Who may see and change a workgroup, and who in it."""

from __future__ import annotations

from uuid import UUID

from grants.kit.access import STRANGER, YES, Actor, Hand, Right, Role, Verdict, in_hands, no
from grants.kit.acts import Act
from grants.workgroups.models import Group, Membership, Workgroup

_NOT_ONES_OWN = frozenset({Act.WORKGROUPS_ROLE, Act.WORKGROUPS_LET_BACK})


def may(actor: Actor, act: Act, thing: Workgroup | Group | Membership | None) -> Verdict:
    """The operator makes and mends; inside, the right to lead and to invite decide."""
    if thing is None or isinstance(thing, Group):
        return YES if actor.operator else STRANGER
    if not is_tied(actor, thing.owner_id):
        return STRANGER
    if isinstance(thing, Membership) and thing.person_id == actor.person_id:
        return no("own-role") if act in _NOT_ONES_OWN else YES
    if act is Act.WORKGROUPS_SEE or (actor.operator and act is not Act.WORKGROUPS_LET_BACK):
        return YES
    return _inside(actor, act, thing.owner_id)


def is_tied(actor: Actor, workgroup_id: UUID) -> bool:
    """Does this workgroup exist for her? Members, coaches, who holds its money, the operator."""
    return (
        actor.operator
        or actor.holds_money_of(workgroup_id)
        or actor.has(workgroup_id, Role.MEMBER, Role.TREASURER, Role.COACH)
    )


def _inside(actor: Actor, act: Act, workgroup_id: UUID) -> Verdict:
    if act is Act.PEOPLE_INVITE:
        return _as_it_lies(actor, Right.INVITE, workgroup_id)
    if act in {Act.WORKGROUPS_ROLE, Act.WORKGROUPS_CHANGE}:
        lead = actor.hand(workgroup_id, Right.LEAD)
        if lead is Hand.TOGETHER and actor.is_resident(workgroup_id):
            return no("in-coach-hands")  # roles and rules know no half-way
        return _as_it_lies(actor, Right.LEAD, workgroup_id)
    if act is Act.WORKGROUPS_LEAVE and actor.is_coach(workgroup_id):
        return YES
    if act is Act.WORKGROUPS_LET_BACK:
        inside = actor.is_resident(workgroup_id) or actor.is_coach(workgroup_id)
        return YES if inside else no("not-in-the-group")
    return no("not-the-operator")


def _as_it_lies(actor: Actor, right: Right, workgroup_id: UUID) -> Verdict:
    """Under *together* the coach acts as well: her yes is in the act."""
    if actor.is_coach(workgroup_id):
        in_group = actor.hand(workgroup_id, right) is Hand.GROUP
        return no("in-group-hands") if in_group else YES
    verdict = in_hands(actor, right, workgroup_id)
    return verdict if verdict.tied else no("not-in-the-group")
