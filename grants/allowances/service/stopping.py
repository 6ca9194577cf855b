"""Stopping a plan: allowances that nobody said yes to end with it, and so does all the rest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances.models import Allowance
from grants.allowances.states import LIFE, AllowanceState
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.ledger import service as ledger
from grants.proposals.models import Proposal
from grants.spending import service as spending
from grants.waiting import service as waiting


def stop_plan(
    session: Session, proposal: Proposal, why: str, *, by: Actor, at: datetime
) -> Proposal:
    """End a plan before its time, with everything that was only asked. The one way to stop it.

    An allowance that was agreed to is owed and is still paid; one that was only noted would fill
    a person's year for nothing.
    """
    ledger.lock(session, proposal.owner_id)
    spending.cancel_plan(session, proposal, why, by=by, at=at)
    rows = select(Allowance).where(
        Allowance.proposal_id == proposal.id, Allowance.state == AllowanceState.NOTED
    )
    for allowance in session.scalars(rows.execution_options(populate_existing=True)).all():
        allowance.state = LIFE.after(allowance.state, Act.ALLOWANCES_WITHDRAW)
        session.flush()
        record(session, Act.ALLOWANCES_WITHDRAW, allowance, by=by, at=at)
        waiting.done(session, allowance, at=at)
    return proposal
