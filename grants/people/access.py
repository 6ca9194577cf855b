"""Who may see and change a person, her sessions and an invitation."""

from __future__ import annotations

from uuid import UUID

from grants.kit.access import (
    DESK,
    STRANGER,
    SYSTEM,
    YES,
    Actor,
    Hand,
    Right,
    Role,
    Verdict,
    in_hands,
)
from grants.kit.access import no as refuse
from grants.kit.acts import Act
from grants.owners.service import INSTALLATION
from grants.people.models import Invitation, Person, WayBack
from grants.people.models import Session as SignedIn

_OWN = frozenset({Act.PEOPLE_SEE, Act.PEOPLE_CHANGE, Act.PEOPLE_SIGN_OUT})


def may(actor: Actor, act: Act, thing: Person | SignedIn | Invitation | WayBack) -> Verdict:
    """A person and her sessions are hers alone; an invitation is whose who may invite there.

    A way back is seen by who made it, to show it.
    """
    if isinstance(thing, WayBack):
        return YES if actor.person_id == thing.made_by_id else STRANGER
    if isinstance(thing, Invitation):
        return _may_see(actor, thing)
    whose = thing.id if isinstance(thing, Person) else thing.person_id
    if actor is SYSTEM:
        return YES
    return YES if actor.person_id == whose and act in _OWN else STRANGER


def may_invite(actor: Actor, owner_id: UUID) -> Verdict:
    """At a workgroup the right to invite; at an organisation its manager; everywhere an operator.

    The nod that a right *together* needs is asked by the room above that knows of nods.
    """
    if actor is SYSTEM or actor.operator:
        return YES
    if actor.has(owner_id, Role.MANAGER):
        return YES
    if actor.has(owner_id, *DESK):
        return refuse("not-the-manager")
    if actor.is_coach(owner_id) and actor.hand(owner_id, Right.INVITE) is Hand.TOGETHER:
        return YES  # a group begins with nobody in it; her own yes is in the act
    return in_hands(actor, Right.INVITE, owner_id)


def _may_see(actor: Actor, invitation: Invitation) -> Verdict:
    """Its link gives its role to who has it: a resident sees the links of members only."""
    verdict = may_invite(actor, invitation.owner_id)
    only_members = actor.is_resident(invitation.owner_id) and not actor.operator
    if verdict and only_members and invitation.role is not Role.MEMBER:
        return refuse("invites-members-only")
    return verdict


def as_herself(person_id: UUID | None) -> Actor:
    """Her, in what concerns only herself: history keeps it as a resident's act."""
    if person_id is None:
        return SYSTEM
    return Actor(person_id, roles={INSTALLATION: frozenset({Role.MEMBER})})


def is_money_role(actor: Actor) -> bool:
    """Has she somewhere a role whose sessions last twelve hours in all?"""
    if actor.operator:
        return True
    money = DESK | {Role.TREASURER}
    return any(not money.isdisjoint(roles) for roles in actor.roles.values())
