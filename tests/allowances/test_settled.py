"""What was settled stays settled."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.allowances import service
from grants.awards import service as awards
from grants.kit.errors import NotNow
from tests.allowances.story import helping
from tests.ground import NOON


def test_after_the_settlement_no_allowance_is_undone(session: Session) -> None:
    one = helping(session)
    allowance = one.paid()
    plan_id, dirk = allowance.proposal_id, one.actor("Dirk")
    awards.settle(session, plan_id, keep=False, by=dirk, at=NOON)

    with pytest.raises(NotNow, match="accounted-already"):
        service.correct(session, allowance, "Toch niet.", by=one.actor("Dan"), at=NOON)
