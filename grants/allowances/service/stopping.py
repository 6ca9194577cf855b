"""A plan that is stopped or settled: what nobody said yes to ends with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances.models import Allowance
from grants.allowances.states import LIFE, AllowanceState
from grants.history.service import record
from grants.kit.access import SYSTEM, Actor
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
    _end_noted(session, proposal, "plan-stopped", by=by, at=at)
    return proposal


def end_asked(session: Session, proposal: Proposal, code: str, *, at: datetime) -> set[UUID]:
    """The money of the plan is settled: what nobody said yes to ends by itself. Says who asked it."""
    ledger.lock(session, proposal.owner_id)
    waited = spending.end_asked(session, proposal, code, by=SYSTEM, at=at)
    noted = _end_noted(session, proposal, code, by=SYSTEM, at=at)
    return waited | {one.person_id for one in noted}


def _end_noted(
    session: Session, proposal: Proposal, code: str, *, by: Actor, at: datetime
) -> Sequence[Allowance]:
    rows = select(Allowance).where(
        Allowance.proposal_id == proposal.id, Allowance.state == AllowanceState.NOTED
    )
    ended = session.scalars(rows.execution_options(populate_existing=True)).all()
    for allowance in ended:
        allowance.state = LIFE.after(allowance.state, Act.ALLOWANCES_WITHDRAW)
        session.flush()
        record(session, Act.ALLOWANCES_WITHDRAW, allowance, by=by, at=at, code=code)
        waiting.done(session, allowance, at=at)
    return ended
