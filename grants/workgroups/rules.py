"""Who must stay, which roles can follow each other, where a group's money lies."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from grants.kit.access import RESIDENTS, Role
from grants.kit.errors import Invalid, NotNow
from grants.ledger.models import AccountKind
from grants.workgroups.models import Membership, Workgroup

ENOUGH = 2  # who can act: needed for rounds and money, so kept once reached


def refuse_leaving(members: Sequence[Membership], leaving: Membership, *, operator: bool) -> None:
    """Refuse ``two-must-stay`` or ``last-coach`` if the group could not go on without her.

    Not at the start: a group that never had two who can act holds nobody back. A coach never
    counts as a resident.
    """
    if leaving.role is Role.COACH:
        others = [one for one in members if one.role is Role.COACH and one.id != leaving.id]
        if not others and not operator:
            raise NotNow("last-coach")
        return
    if leaving.can_act and sum(one.can_act for one in members) == ENOUGH:
        raise NotNow("two-must-stay")


def can_become(role: Role, new: Role) -> bool:
    """A resident stays a resident; a coach stays a coach: a professional is no neighbour."""
    return role in RESIDENTS and new in RESIDENTS


def still_looked_for(members: Sequence[Membership], size_aimed: int) -> int:
    """How many residents the group still looks for; never below zero."""
    return max(0, size_aimed - sum(one.role in RESIDENTS for one in members))


def place_of(workgroup: Workgroup, kind: AccountKind, plan_id: UUID) -> UUID:
    """Of whom a place is: the money holder's bank, else the plan's own. Refuses ``place-unknown``.

    A group without an account of its own has no money there.
    """
    if kind not in workgroup.places:
        raise Invalid("place-unknown", field="place")
    return workgroup.holder_id if kind is AccountKind.BANK else plan_id
