"""Who enters money that came, went back or moved: whoever holds the group's money."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from grants.kit.access import STRANGER, YES, Actor, Hand, Right, Role, Verdict, no
from grants.kit.acts import Act
from grants.payments.models import Arrival
from grants.payments.states import LIFE


class OfGroup(Protocol):
    """Anything of a workgroup: an arrival, an instalment, a plan."""

    @property
    def owner_id(self) -> UUID:
        """The workgroup."""


def may(actor: Actor, act: Act, thing: OfGroup) -> Verdict:
    """The payer at the money holder; the treasurer when the group holds its money itself."""
    owner_id = thing.owner_id
    holds = actor.holds_money_of(owner_id)
    in_group = actor.is_resident(owner_id) or actor.is_coach(owner_id)
    if not holds and not in_group:
        return STRANGER
    if act is Act.PAYMENTS_SEE:
        return YES
    own = actor.hand(owner_id, Right.HOLD_MONEY) is Hand.GROUP
    if not holds and not (own and actor.has(owner_id, Role.TREASURER)):
        return no("holder-enters")
    if not holds and actor.pauses(owner_id):
        return no("paused")
    if act is Act.PAYMENTS_MIRROR and isinstance(thing, Arrival):
        return LIFE.verdict(thing.state, act)
    return YES
