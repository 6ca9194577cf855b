"""Costs that come too late: of a plan that does not run, or whose money was settled."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards.queries import accounted
from grants.kit.asking import an_id, look_up
from grants.kit.errors import NotNow
from grants.proposals.models import Proposal
from grants.spending.queries import SPENDABLE

_NOW = select(
    Proposal.state, Proposal.agreed_version_id, accounted(Proposal.id).label("accounted")
).where(Proposal.id == an_id("plan_id"))


def refuse_ended(session: Session, proposal: Proposal) -> None:
    """Refuse ``plan-not-running`` and ``accounted-already``, for who holds the lock."""
    code = ended_by(session, proposal)
    if code:
        raise NotNow(code)


def ended_by(session: Session, proposal: Proposal) -> str:
    """Why nothing more is asked of this plan, or nothing.

    The plan is read anew where its state or what was agreed changed since it was read.
    """
    now = look_up(session, _NOW, {"plan_id": proposal.id}).one()
    if (now.state, now.agreed_version_id) != (proposal.state, proposal.agreed_version_id):
        session.refresh(proposal)
    if now.state not in SPENDABLE:
        return "plan-not-running"
    return "accounted-already" if now.accounted else ""
