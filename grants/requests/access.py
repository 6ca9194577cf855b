"""Who may do what with a request: the group by its rights, the fund once it was sent."""

from __future__ import annotations

from grants.kit.access import (
    DESK,
    STRANGER,
    YES,
    Actor,
    Right,
    Role,
    Verdict,
    in_hands,
    no,
)
from grants.kit.acts import Act
from grants.requests.models import Request, RequestState
from grants.requests.states import LIFE

BY_GROUP = {
    Act.REQUESTS_PREPARE: Right.SEND,
    Act.REQUESTS_SEND: Right.SEND,
    Act.REQUESTS_TAKE_BACK: Right.SEND,
    Act.REQUESTS_WITHDRAW: Right.SEND,
    Act.REQUESTS_ANSWER: Right.SPEAK,
}
BY_FUND = frozenset({Act.REQUESTS_OPEN, Act.REQUESTS_ASK})


def may(actor: Actor, act: Act, request: Request) -> Verdict:
    """The group sees all of its own; a fund sees what was sent to it, and acts on that."""
    at_group = actor.is_resident(request.owner_id) or actor.is_coach(request.owner_id)
    if not at_group and not is_at_fund(actor, request):
        return STRANGER
    if act in BY_GROUP:
        verdict = in_hands(actor, BY_GROUP[act], request.owner_id) if at_group else no("not-yours")
    elif act in BY_FUND:
        verdict = at_desk(actor, request, Role.REVIEWER, Role.DECIDER)
    else:
        return YES if act is Act.REQUESTS_SEE else no("not-yours")
    if not verdict or act is Act.REQUESTS_PREPARE:
        return verdict
    return LIFE.verdict(request.state, act)


def is_at_fund(actor: Actor, request: Request) -> bool:
    """Sits at the organisation that it was sent to; a draft is not there yet."""
    sent = request.state is not RequestState.DRAFT and request.sent_at is not None
    return sent and actor.has(request.organisation_id, *DESK)


def at_desk(actor: Actor, request: Request, *roles: Role) -> Verdict:
    """May she handle it at the fund: with this role, and tied to nobody in the group?"""
    if not is_at_fund(actor, request):
        return no("not-at-fund")
    if actor.roles.get(request.owner_id):
        return no("own-workgroup")
    return YES if actor.has(request.organisation_id, *roles) else no("not-a-reviewer")
