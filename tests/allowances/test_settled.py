"""What was settled stays settled."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.allowances import service
from grants.allowances.states import AllowanceState
from grants.awards import service as awards
from grants.kit.acts import Act
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


def test_after_the_settlement_no_allowance_is_noted_or_agreed_to(session: Session) -> None:
    one = helping(session)
    noted = one.noted("20", "Ada")
    plan_id, dirk = noted.proposal_id, one.actor("Dirk")
    awards.settle(session, plan_id, keep=False, by=dirk, at=NOON)

    with pytest.raises(NotNow, match="accounted-already"):
        one.noted("20", "Ben")
    with pytest.raises(NotNow, match="accounted-already"):
        service.agree(session, noted, by=one.actor("Dan"), at=NOON)


def test_a_stopped_plan_asks_for_no_allowance_any_more(session: Session) -> None:
    one = helping(session)
    noted, agreed = one.noted("20", "Ada"), one.agreed("30", "Ben")

    service.stop_plan(session, one.plan.proposal, "Brand.", by=one.actor("Cas"), at=NOON)

    assert (noted.state, agreed.state) == (AllowanceState.WITHDRAWN, AllowanceState.AGREED)
    assert one.plan.waits_for(Act.ALLOWANCES_AGREE) == set()
    assert one.pay(agreed).state is AllowanceState.PAID


def test_an_allowance_that_nobody_agreed_to_ends_with_the_account(session: Session) -> None:
    one = helping(session)
    noted, agreed = one.noted("20", "Ben"), one.agreed("15")

    told = service.end_asked(session, one.plan.proposal, "account-made", at=NOON)

    assert told == {one.id_of("Ben")}
    assert (noted.state, agreed.state) == (AllowanceState.WITHDRAWN, AllowanceState.AGREED)
    assert one.plan.waits_for(Act.ALLOWANCES_AGREE) == set()
    again = one.noted("60", "Ben")  # it does not fill her month any more
    assert again.state is AllowanceState.NOTED
