"""Changing a plan that was asked money for: not behind the back of who reads it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.kit.access import Actor
from grants.kit.errors import NotNow
from grants.owners.service import lock
from grants.proposals import service as proposals
from grants.proposals.models import Proposal
from grants.requests.models import Request
from grants.requests.rules import KEEP_PLAN


def change_plan(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    """Make an agreed plan a draft again. A fund's question opens one part without this.

    Refuses ``plan-is-at-fund``: what a fund reads or granted stays as it was sent.
    """
    lock(session, proposal.owner_id)
    held = select(Request.id).where(
        Request.proposal_id == proposal.id, Request.state.in_(KEEP_PLAN)
    )
    if session.scalars(held.limit(1)).first() is not None:
        raise NotNow("plan-is-at-fund")
    return proposals.change(session, proposal, by=by, at=at)
