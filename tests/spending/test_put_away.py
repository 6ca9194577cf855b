"""A plan that is being written again may lie at a fund: putting it away ends that as well."""

from __future__ import annotations

from sqlalchemy.orm import Session

from grants.proposals import service as proposals
from grants.proposals.states import ProposalState
from grants.requests.models import RequestState
from grants.spending.service import put_away_plan
from grants.waiting.queries import waiting_for
from tests.ground import NOON
from tests.requests.story import story


def test_a_plan_put_away_is_no_longer_asked_at_a_fund(session: Session) -> None:
    one = story(session)
    request = one.sent()
    proposals.change(session, one.proposal, by=one.ada, at=NOON)

    put_away_plan(session, one.proposal, by=one.ada, at=NOON)

    assert one.proposal.state is ProposalState.WITHDRAWN
    assert request.state is RequestState.WITHDRAWN
    reviewer = one.rosa.person_id
    assert reviewer is not None
    assert not [row for row in waiting_for(session, reviewer) if row.thing_id == request.id]
