"""Who advises, proposes and decides: people of the fund who are tied to nobody in the group."""

from __future__ import annotations

from grants.kit.access import DESK, STRANGER, YES, Actor, Role, Verdict, no
from grants.kit.acts import Act
from grants.requests.access import at_desk, is_at_fund
from grants.requests.models import Request, RequestState
from grants.reviews.models import Decision, DecisionState
from grants.reviews.states import LIFE

_READ = frozenset({RequestState.READING, RequestState.QUESTION})


def may_review(actor: Actor, act: Act, request: Request) -> Verdict:
    """See, advise or propose on this request, once it was opened."""
    if not is_at_fund(actor, request):
        tied = actor.roles.get(request.owner_id)
        return no("not-at-fund") if tied else STRANGER
    if act is Act.REVIEWS_SEE:
        return YES
    verdict = at_desk(actor, request, Role.REVIEWER, Role.DECIDER)
    if not verdict:
        return verdict
    return YES if request.state in _READ else no("wrong-state")


def may(actor: Actor, act: Act, decision: Decision) -> Verdict:
    """The group sees what was sent; a decider who did not advise alone sends it."""
    if not actor.has(decision.owner_id, *DESK):
        at_group = actor.roles.get(decision.workgroup_id)
        if not at_group or decision.state is not DecisionState.SENT:
            return STRANGER
        return YES if act is Act.REVIEWS_SEE else no("not-at-fund")
    if act is Act.REVIEWS_SEE:
        return YES
    verdict = _at_desk(actor, act, decision)
    return LIFE.verdict(decision.state, act) if verdict else verdict


def _at_desk(actor: Actor, act: Act, decision: Decision) -> Verdict:
    if actor.roles.get(decision.workgroup_id):
        return no("own-workgroup")
    if act is not Act.REVIEWS_SEND:
        desk = actor.has(decision.owner_id, Role.REVIEWER, Role.DECIDER)
        return YES if desk else no("not-a-reviewer")
    if not actor.has(decision.owner_id, Role.DECIDER):
        return no("not-a-decider")
    alone = actor.person_id == decision.only_adviser_id
    return no("only-adviser") if alone else YES
