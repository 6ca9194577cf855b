"""Who may see, write and lead a plan."""

from __future__ import annotations

from uuid import UUID

from grants.kit.access import STRANGER, YES, Actor, Hand, Right, Verdict, in_hands, no
from grants.kit.acts import Act
from grants.proposals.models import Proposal
from grants.proposals.states import LIFE, ProposalState
from grants.workgroups.models import Workgroup

WRITING = frozenset({Act.PROPOSALS_CREATE, Act.PROPOSALS_WRITE, Act.PROPOSALS_CHANGE})
# Whoever holds the money sees a plan once money may move for it.
MOVING = frozenset(
    {
        ProposalState.RUNNING,
        ProposalState.FINISHED,
        ProposalState.CLOSED,
        ProposalState.CANCELLED,
    }
)


def may(actor: Actor, act: Act, thing: Proposal | Workgroup) -> Verdict:
    """Residents and coach see; writing and leading are rights that lie in somebody's hands."""
    group = thing.owner_id
    if not actor.is_resident(group) and not actor.is_coach(group):
        return _holder(actor, act, thing)
    if act in (Act.PROPOSALS_SEE, Act.PROPOSALS_COMMENT):
        return YES
    verdict = _writing(actor, group) if act in WRITING else _leading(actor, group)
    if not verdict or isinstance(thing, Workgroup):
        return verdict
    if act is Act.PROPOSALS_WRITE and is_writable(thing):
        return YES
    return LIFE.verdict(thing.state, act)


def is_writable(proposal: Proposal) -> bool:
    """A draft; or an agreed plan of which a question opened a part again."""
    if proposal.state is ProposalState.DRAFT:
        return True
    return proposal.state is ProposalState.AGREED and proposal.is_limited


def _writing(actor: Actor, group: UUID) -> Verdict:
    if actor.is_coach(group) and not actor.is_resident(group):
        hand = actor.hand(group, Right.WRITE_PLAN)
        return no("in-group-hands") if hand is Hand.GROUP else YES
    return in_hands(actor, Right.WRITE_PLAN, group)


def _leading(actor: Actor, group: UUID) -> Verdict:
    """The coach may always ask the group; a resident when leading is theirs."""
    if actor.is_coach(group):
        return YES
    return in_hands(actor, Right.LEAD, group)


def _holder(actor: Actor, act: Act, thing: Proposal | Workgroup) -> Verdict:
    if isinstance(thing, Workgroup) or not actor.holds_money_of(thing.owner_id):
        return STRANGER
    if thing.state not in MOVING:
        return STRANGER
    return YES if act is Act.PROPOSALS_SEE else no("members-only")
