"""Costs that come too late: of a plan that does not run, or whose money was settled."""

from __future__ import annotations

from sqlalchemy.orm import Session

from grants.awards.service import is_accounted
from grants.kit.errors import NotNow
from grants.proposals.models import Proposal
from grants.spending.queries import SPENDABLE


def refuse_ended(session: Session, proposal: Proposal) -> None:
    """Refuse ``plan-not-running`` and ``accounted-already``. Under the lock, as it is now."""
    code = ended_by(session, proposal)
    if code:
        raise NotNow(code)


def ended_by(session: Session, proposal: Proposal) -> str:
    """Why nothing more is asked of this plan, or nothing."""
    if proposal.state not in SPENDABLE:
        return "plan-not-running"
    return "accounted-already" if is_accounted(session, proposal.id) else ""
