"""Who may see and change a pot."""

from __future__ import annotations

from grants.funds.models import Fund
from grants.kit.access import DESK, STRANGER, YES, Actor, Role, Verdict, no
from grants.kit.acts import Act


def may(actor: Actor, act: Act, fund: Fund) -> Verdict:
    """A manager of the organisation, or an operator, changes it; its own people see it."""
    tied = actor.operator or actor.has(fund.owner_id, *DESK)
    if not tied:
        return STRANGER
    if act is Act.FUNDS_SEE:
        return YES
    if actor.operator or actor.has(fund.owner_id, Role.MANAGER):
        return YES
    return no("not-a-manager")
