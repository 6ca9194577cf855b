"""A plan's life after it was written: agreed, changed, started, finished, closed, or stopped."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from grants.consent import service as consent
from grants.consent.models import Round
from grants.consent.states import RoundState
from grants.history import service as history
from grants.history.queries import happened
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.owners import service as owners
from grants.proposals.access import may
from grants.proposals.models import PartKind, Proposal, Version
from grants.proposals.queries import last_version
from grants.proposals.states import LIFE, ProposalState
from grants.waiting import service as waiting
from grants.workgroups.queries import residents

MONEY_PARTS = frozenset({PartKind.COSTS, PartKind.COVER})

OUTCOMES = {
    RoundState.AGREED: Act.PROPOSALS_AGREE,
    RoundState.NOT_AGREED: Act.PROPOSALS_OBJECT,
    RoundState.LAPSED: Act.PROPOSALS_LAPSE,
}


def apply_outcome(session: Session, round_: Round, *, by: Actor, at: datetime) -> None:
    """What the group's outcome means for the plan: agreed, or back to the writing table."""
    version = session.get_one(Version, round_.thing_id)
    proposal = session.get_one(Proposal, version.proposal_id)
    _move(session, proposal, OUTCOMES[round_.state], by=by, at=at, version=version.no)
    if proposal.state is ProposalState.AGREED:
        proposal.agreed_version_id = version.id
        _close_parts(proposal)
    else:
        people = residents(session, proposal.owner_id)
        waiting.ask(session, Act.PROPOSALS_WRITE, proposal, who=people, label=proposal.title, at=at)
    session.flush()


def change(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    """Make an agreed plan a draft again. What was agreed stays sealed."""
    may(by, Act.PROPOSALS_CHANGE, proposal).check()
    return _move(session, proposal, Act.PROPOSALS_CHANGE, by=by, at=at)


def withdraw(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    """Put the plan away before it was agreed; an open round lapses."""
    may(by, Act.PROPOSALS_WITHDRAW, proposal).check()
    version = last_version(session, proposal)
    if version is not None:
        consent.call_off(session, version, by=by, at=at)
    return _move(session, proposal, Act.PROPOSALS_WITHDRAW, by=by, at=at)


def cancel(
    session: Session, proposal: Proposal, *, by: Actor, at: datetime, why: str | None = None
) -> Proposal:
    """Stop an agreed or running plan. Its money goes back when it is settled."""
    may(by, Act.PROPOSALS_CANCEL, proposal).check()
    return _move(session, proposal, Act.PROPOSALS_CANCEL, by=by, at=at, why=why)


def start(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    """Money is promised by agreement: the plan runs. Called by the verb that agreed it."""
    return _move(session, proposal, Act.PROPOSALS_START, by=by, at=at)


def finish(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    """Everything was done. Called by the verb that seals the report."""
    return _move(session, proposal, Act.PROPOSALS_FINISH, by=by, at=at)


def close(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    """All its accounts are zero. Called by the verb that settled."""
    return _move(session, proposal, Act.PROPOSALS_CLOSE, by=by, at=at)


def resume(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    """Its accounts are not zero any more: money came back. Called by the verb that booked it.

    It is where it was before its books were closed: done, or stopped.
    """
    stopped = happened(session, proposal.ref, Act.PROPOSALS_CANCEL)
    act = Act.PROPOSALS_STOPPED_AGAIN if stopped else Act.PROPOSALS_RESUME
    return _move(session, proposal, act, by=by, at=at)


def reopen(
    session: Session, proposal: Proposal, kind: PartKind, *, by: Actor, at: datetime
) -> Proposal:
    """A question was asked about one part: only that part can be written again.

    Costs and cover go together, since they must stay equal. Called by the verb that asks.
    """
    owners.lock(session, proposal.owner_id)
    for part in proposal.parts:
        if part.kind is kind or {part.kind, kind} <= MONEY_PARTS:
            part.reopened = True
    session.flush()
    history.record(session, Act.PROPOSALS_REOPEN, proposal, by=by, at=at, part=kind)
    return proposal


def shut(session: Session, proposal: Proposal) -> Proposal:
    """The question was answered in words: nothing needs writing any more.

    The verb that answers calls it, and records who did.
    """
    owners.lock(session, proposal.owner_id)
    if proposal.state is ProposalState.AGREED:
        _close_parts(proposal)
        session.flush()
    return proposal


def _close_parts(proposal: Proposal) -> None:
    for part in proposal.parts:
        part.reopened = False


def _move(
    session: Session,
    proposal: Proposal,
    act: Act,
    *,
    by: Actor,
    at: datetime,
    why: str | None = None,
    **facts: int,
) -> Proposal:
    session.flush()
    owners.lock(session, proposal.owner_id)
    session.refresh(proposal)
    proposal.state = LIFE.after(proposal.state, act)
    proposal.changed_at = at
    session.flush()
    history.record(session, act, proposal, by=by, at=at, why=why, owner_id=None, **facts)
    waiting.done(session, proposal, at=at)
    return proposal
