"""Who sees an audit, who asks for one, and who does it."""

from __future__ import annotations

from grants.audits.models import AuditItem, CashAudit
from grants.audits.states import LIFE
from grants.kit.access import STRANGER, YES, Actor, Role, Verdict, no
from grants.kit.acts import Act
from grants.workgroups.models import Workgroup


def may(actor: Actor, act: Act, thing: CashAudit | AuditItem | Workgroup) -> Verdict:
    """The group, its coach and its money holder see it; the two who were named do it."""
    group = thing.owner_id
    inside = actor.is_resident(group)
    if not (inside or actor.is_coach(group) or actor.holds_money_of(group)):
        return STRANGER
    if act is Act.AUDITS_SEE:
        return YES
    if not inside or actor.pauses(group):
        return no("paused" if inside else "audit-members-only")
    if isinstance(thing, Workgroup):
        return YES
    return _does(actor, act, thing.audit if isinstance(thing, AuditItem) else thing)


def _does(actor: Actor, act: Act, audit: CashAudit) -> Verdict:
    if actor.has(audit.owner_id, Role.TREASURER):
        return no("audit-not-treasurer")
    named = {*audit.auditors, audit.opened_by_id} if act is Act.AUDITS_WITHDRAW else audit.auditors
    if actor.person_id not in named:
        return no("audit-two-do")
    if act is Act.AUDITS_SIGN and actor.person_id in audit.signed:
        return no("audit-signed-before")
    return LIFE.verdict(audit.state, act)
