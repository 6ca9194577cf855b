"""A plan that ended since it was read takes nothing more."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from grants.kit.errors import NotNow
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from grants.spending.service import refuse_ended
from tests.spending.story import running


def test_a_plan_that_ended_since_it_was_read_is_read_anew(session: Session) -> None:
    plan = running(session).proposal
    session.flush()
    session.connection().execute(
        update(Proposal.__table__)  # type: ignore[arg-type]
        .where(Proposal.__table__.c.id == plan.id)
        .values(state=ProposalState.CANCELLED)
    )
    before = plan.state

    with pytest.raises(NotNow, match="plan-not-running"):
        refuse_ended(session, plan)

    assert (before, plan.state) == (ProposalState.RUNNING, ProposalState.CANCELLED)
