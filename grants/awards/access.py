"""Who sees an award and who agrees to it, for which side."""

from __future__ import annotations

from grants.awards.models import Award
from grants.awards.states import LIFE
from grants.kit.access import DESK, STRANGER, YES, Actor, Right, Role, Verdict, in_hands, no
from grants.kit.acts import Act


def may(actor: Actor, act: Act, award: Award) -> Verdict:
    """Both sides and the money holder see it; each side agrees for itself."""
    at_group = actor.is_resident(award.owner_id) or actor.is_coach(award.owner_id)
    at_fund = actor.has(award.organisation_id, *DESK)
    if not (at_group or at_fund or actor.holds_money_of(award.owner_id)):
        return STRANGER
    if act is Act.AWARDS_SEE:
        return YES
    if act is Act.AWARDS_LAPSE:
        decides = actor.has(award.organisation_id, Role.DECIDER)
        return LIFE.verdict(award.state, act) if decides else no("not-a-decider")
    if act is not Act.AWARDS_AGREE:
        return no("not-yours")
    verdict = _for_side(actor, award, at_group=at_group)
    return LIFE.verdict(award.state, act) if verdict else verdict


def _for_side(actor: Actor, award: Award, *, at_group: bool) -> Verdict:
    if at_group:
        verdict = in_hands(actor, Right.SPEAK, award.owner_id)
        agreed = award.group_agreed_at is not None
    else:
        decides = actor.has(award.organisation_id, Role.DECIDER)
        verdict = YES if decides else no("not-a-decider")
        agreed = award.organisation_agreed_at is not None
    return no("agreed-already") if verdict and agreed else verdict
