"""Who may see and answer a round."""

from __future__ import annotations

from grants.consent.models import Round
from grants.consent.states import LIFE
from grants.kit.access import STRANGER, YES, Actor, Verdict, no
from grants.kit.acts import Act


def may(actor: Actor, act: Act, round_: Round) -> Verdict:
    """Residents and coach see it, electors answer; opening is a right of the thing's own room."""
    resident = actor.is_resident(round_.owner_id)
    if not resident and not actor.is_coach(round_.owner_id):
        return STRANGER
    if act in (Act.CONSENT_SEE, Act.CONSENT_CONCLUDE):
        return YES
    if not resident:
        return no("coach-does-not-answer")
    if actor.person_id not in round_.elector_ids:
        return no("not-an-elector")
    if actor.pauses(round_.owner_id):
        return no("paused")
    return LIFE.verdict(round_.state, act)
