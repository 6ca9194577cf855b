"""Who may make and see what belongs to the neighbourhood."""

from __future__ import annotations

from grants.kit.access import DESK, STRANGER, YES, Actor, Role, Verdict, no
from grants.kit.acts import Act
from grants.neighbourhoods.models import Neighbourhood, Organisation, Place, Seat, Theme


def may(
    actor: Actor,
    act: Act,
    thing: Neighbourhood | Organisation | Place | Seat | Theme | None,
) -> Verdict:
    """The operator makes; who sits at an organisation sees it, and its manager seats others."""
    if actor.operator:
        return YES
    if not isinstance(thing, Organisation | Seat) or not actor.has(thing.owner_id, *DESK):
        return STRANGER
    if act is Act.NEIGHBOURHOODS_SEE:
        return YES
    if act is Act.NEIGHBOURHOODS_SEAT and actor.has(thing.owner_id, Role.MANAGER):
        return YES
    return no("not-the-operator")
