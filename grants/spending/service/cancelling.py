"""Cancelling a plan: what was only asked ends, and the money that is left goes back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.kit.access import Actor
from grants.ledger import service as ledger
from grants.proposals import service as proposals
from grants.proposals.models import Proposal
from grants.spending import queries
from grants.spending.service.noting import end_unbooked
from grants.spending.states import UNBOOKED


def cancel_plan(
    session: Session, proposal: Proposal, why: str, *, by: Actor, at: datetime
) -> Proposal:
    """End a plan before its time. What was approved is still paid; the rest is owed back.

    Settles its awards as a report would: costs less own income is kept, what is left returns.
    """
    ledger.lock(session, proposal.owner_id)
    session.refresh(proposal)
    proposals.cancel(session, proposal, why=why, by=by, at=at)
    for expense in queries.expenses_of(session, proposal.id):
        if expense.state in UNBOOKED:
            end_unbooked(session, expense, by=by, at=at)
    awards.settle(session, proposal.id, keep=False, by=by, at=at)
    return proposal
