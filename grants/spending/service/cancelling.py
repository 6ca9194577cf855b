"""Cancelling a plan: what was only asked or offered ends, and the money that is left goes back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.kit.access import Actor
from grants.ledger import service as ledger
from grants.proposals import service as proposals
from grants.proposals.models import Proposal
from grants.requests import service as requests
from grants.reviews import service as reviews
from grants.spending import queries
from grants.spending.service.noting import end_unbooked
from grants.spending.service.shifting import end_shifts
from grants.spending.states import UNBOOKED, ExpenseState


def cancel_plan(
    session: Session, proposal: Proposal, why: str, *, by: Actor, at: datetime
) -> Proposal:
    """End a plan before its time. What was approved is still paid; the rest is owed back.

    What no fund decided on is no longer asked, and what was only offered lapses. Settles the
    awards as a report would: costs less own income is kept, what is left returns. Allowances
    stand above this room: ``allowances.stop_plan`` ends theirs in the same act.
    """
    ledger.lock(session, proposal.owner_id)
    session.refresh(proposal)
    proposals.cancel(session, proposal, why=why or None, by=by, at=at)
    end_asked(session, proposal, "plan-stopped", by=by, at=at)
    _end_asking(session, proposal, why, by=by, at=at)
    awards.settle(session, proposal.id, keep=False, by=by, at=at)
    return proposal


def end_asked(
    session: Session, proposal: Proposal, code: str, *, by: Actor, at: datetime
) -> set[UUID]:
    """What nobody said yes to ends with the plan or its money: nobody can any more. Under the lock.

    ``code`` says why, where it is shown. Says who waited for a yes: not whom somebody told no.
    """
    ended = [one for one in queries.expenses_of(session, proposal.id) if one.state in UNBOOKED]
    waited = {one.spender_id for one in ended if one.state is not ExpenseState.REFUSED}
    for expense in ended:
        end_unbooked(session, expense, code=code, by=by, at=at)
    shifts = end_shifts(session, proposal, code, by=by, at=at)
    return waited | {one.asked_by_id for one in shifts}


def put_away_plan(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    """Put a plan away that is being written; what funds still have of it is no longer asked."""
    ledger.lock(session, proposal.owner_id)
    session.refresh(proposal)
    proposals.withdraw(session, proposal, by=by, at=at)
    _end_asking(session, proposal, "", by=by, at=at)
    return proposal


def _end_asking(session: Session, proposal: Proposal, why: str, *, by: Actor, at: datetime) -> None:
    for request in requests.end_undecided(session, proposal.id, why=why, by=by, at=at):
        reviews.forget(session, request, at=at)
    awards.lapse_offers(session, proposal.id, by=by, at=at)
