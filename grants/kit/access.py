"""Who acts, and how a rule answers: yes, no with a reason, or "there is nothing here".

The actor arrives loaded (``app/access.py`` does that once a request), so that each room's
``may(actor, act, thing)`` is pure: no database, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from grants.kit.errors import NotAllowed, NotNow
from grants.kit.money import Money


class Role(StrEnum):
    """What a person is to an owner. The first three at a workgroup, the others at an organisation."""

    MEMBER = "member"
    TREASURER = "treasurer"
    COACH = "coach"
    REVIEWER = "reviewer"
    DECIDER = "decider"
    PAYER = "payer"
    MANAGER = "manager"


RESIDENTS = frozenset({Role.MEMBER, Role.TREASURER})
DESK = frozenset({Role.REVIEWER, Role.DECIDER, Role.PAYER, Role.MANAGER})


class Capacity(StrEnum):
    """In which quality somebody acted, as history keeps it."""

    RESIDENT = "resident"
    COACH = "coach"
    FUNDER = "funder"
    HOLDER = "holder"
    OPERATOR = "operator"
    SYSTEM = "system"


class Right(StrEnum):
    """What can lie in the hands of the coach, of both together, or of the group."""

    LEAD = "lead"
    WRITE_PLAN = "write-plan"
    SEND = "send"
    APPROVE = "approve"
    PAY = "pay"
    WRITE_REPORT = "write-report"
    INVITE = "invite"
    SPEAK = "speak"
    HOLD_MONEY = "hold-money"


class Hand(StrEnum):
    """In whose hands a right is. For paying and holding money, "coach" means the money holder."""

    COACH = "coach"
    TOGETHER = "together"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a rule. ``tied`` False: to this person the thing does not exist (404)."""

    allowed: bool
    code: str = ""
    tied: bool = True

    def __bool__(self) -> bool:
        """Truth is permission."""
        return self.allowed

    def check(self) -> None:
        """Raise the reason unless allowed: NotNow for a wrong state, else NotAllowed."""
        if not self.allowed:
            raise NotNow(self.code) if self.code == "wrong-state" else NotAllowed(self.code)


YES = Verdict(allowed=True)
STRANGER = Verdict(allowed=False, code="not-found", tied=False)


def no(code: str) -> Verdict:
    """No, and the reason that the page can say."""
    return Verdict(allowed=False, code=code)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as she acts now. ``roles`` by owner id; ``hands`` and ``limits`` by workgroup id.

    ``paused``: the workgroups where she is a resident who sees everything and decides nothing.
    ``shares``: the persons who gave the same account number, so that money for them is hers too.
    """

    person_id: UUID | None
    language: str = "nl"
    roles: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)
    holds: frozenset[UUID] = frozenset()
    hands: Mapping[UUID, Mapping[Right, Hand]] = field(default_factory=dict)
    limits: Mapping[UUID, Money] = field(default_factory=dict)
    operator: bool = False
    paused: frozenset[UUID] = frozenset()
    shares: frozenset[UUID] = frozenset()

    def has(self, owner_id: UUID, *roles: Role) -> bool:
        """Has one of these roles there now."""
        return not self.roles.get(owner_id, frozenset()).isdisjoint(roles)

    def is_resident(self, workgroup_id: UUID) -> bool:
        """Member or treasurer of this workgroup."""
        return self.has(workgroup_id, *RESIDENTS)

    def is_coach(self, workgroup_id: UUID) -> bool:
        """Coach of this workgroup."""
        return self.has(workgroup_id, Role.COACH)

    def pauses(self, workgroup_id: UUID) -> bool:
        """Is she away from this workgroup for a while?"""
        return workgroup_id in self.paused

    def holds_money_of(self, workgroup_id: UUID) -> bool:
        """Pays for the organisation that holds this workgroup's money."""
        return workgroup_id in self.holds

    def hand(self, workgroup_id: UUID, right: Right) -> Hand:
        """In whose hands the right is there; the coach's when nothing is written."""
        return self.hands.get(workgroup_id, {}).get(right, Hand.COACH)

    def capacity(self, owner_id: UUID) -> Capacity:
        """In which capacity she acts for this owner's things."""
        if self.person_id is None:
            return Capacity.SYSTEM
        if self.is_resident(owner_id):
            return Capacity.RESIDENT
        if self.is_coach(owner_id):
            return Capacity.COACH
        if self.holds_money_of(owner_id) or self.has(owner_id, Role.PAYER):
            return Capacity.HOLDER
        if self.operator:
            return Capacity.OPERATOR
        return Capacity.FUNDER


SYSTEM = Actor(person_id=None)


# Rights over money: the one who watches over them is the money holder, not the coach.
MONEY_RIGHTS = frozenset({Right.PAY, Right.HOLD_MONEY})


def in_hands(actor: Actor, right: Right, workgroup_id: UUID) -> Verdict:
    """May she exercise this right of the group herself, as it lies now?

    Under *together* the residents act and the nod is asked by the verb itself.
    """
    hand = actor.hand(workgroup_id, right)
    of_money = right in MONEY_RIGHTS
    if actor.is_resident(workgroup_id):
        if actor.pauses(workgroup_id):
            return no("paused")
        if hand is Hand.COACH:
            return no("in-holder-hands" if of_money else "in-coach-hands")
        return YES
    watches = actor.holds_money_of(workgroup_id) if of_money else actor.is_coach(workgroup_id)
    if watches:
        return YES if hand is Hand.COACH else no("in-group-hands")
    return no("in-holder-hands") if actor.is_coach(workgroup_id) else STRANGER
