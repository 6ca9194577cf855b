"""Who sees what lies where, who sets it, and who may say yes under *together*."""

from __future__ import annotations

from grants.kit.access import MONEY_RIGHTS, STRANGER, YES, Actor, Right, Role, Verdict, no
from grants.kit.acts import Act
from grants.mandates.models import Asking, Mandate
from grants.workgroups.access import is_tied
from grants.workgroups.models import Workgroup


def may(actor: Actor, act: Act, thing: Workgroup | Asking | Mandate) -> Verdict:
    """Everybody tied to the group sees; operator or coach sets; the watcher of a right nods."""
    if not is_tied(actor, thing.owner_id):
        return STRANGER
    if act is Act.MANDATES_SEE:
        return YES
    if act is Act.MANDATES_SET:
        if actor.operator or actor.is_coach(thing.owner_id):
            return YES
        return no("coach-or-operator")
    if act is Act.MANDATES_NOD and isinstance(thing, Asking):
        return may_nod(actor, thing.right, thing)
    return no("not-in-the-group")


def may_nod(actor: Actor, right: Right, thing: Asking) -> Verdict:
    """The coach says yes; for paying and holding money the money holder does."""
    if right in MONEY_RIGHTS:
        return YES if actor.holds_money_of(thing.owner_id) else no("holder-only")
    return YES if actor.has(thing.owner_id, Role.COACH) else no("coach-only")
