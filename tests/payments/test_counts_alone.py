"""Nobody books a difference of the cash box alone, also not by a box that the second should tick."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.payments import service
from grants.payments.rules import Counting, Explaining
from grants.payments.states import CountState
from tests.ground import NOON
from tests.spending.story import Running, running


@pytest.fixture
def plan(session: Session) -> Running:
    one = running(session)
    one.own("100")
    return one


def test_who_counted_never_books_a_difference_on_her_own_phone(plan: Running) -> None:
    ada, group = plan.actor("Ada"), plan.one.ground.workgroup
    counting = Counting(EUR("40"), plan.id_of("Ben"))
    count = service.count(plan.session, group, counting, by=ada, at=NOON)
    why = Explaining(plan.proposal.id, "Kwijt.")
    service.explain(plan.session, count, why, by=ada, at=NOON)

    with pytest.raises(NotNow, match="second-own-phone"):
        service.confirm(plan.session, count, said=True, by=ada, at=NOON)

    assert (count.state, plan.now.cash) == (CountState.COUNTED, EUR("100"))
    service.confirm(plan.session, count, by=plan.actor("Ben"), at=NOON)
    assert plan.now.cash == EUR("40")
