"""A plan that closed between looking and undoing opens again all the same."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.writing import turn_to_writing
from grants.kit import database
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.payments import service
from grants.payments.models import Arrival, ArrivalKind
from grants.payments.rules import GivingBack
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from tests.ground import NOON
from tests.payments.paying import paying
from tests.payments.test_run_ways import ended
from tests.spending.story import DAY


@pytest.mark.parametrize("read_before", [False, True])
def test_what_is_undone_after_the_plan_closed_is_owed_again(
    open_engine: Engine, *, read_before: bool
) -> None:
    with Session(open_engine) as session:
        one = paying(session)
        fund, hans, plan_id = ended(one), one.actor("Hans"), one.plan.proposal.id
        came = select(Arrival.id).where(Arrival.kind == ArrivalKind.INSTALMENT)
        came_id = session.scalars(came).one()
        session.commit()

    with Session(open_engine) as late, Session(open_engine) as other:
        if read_before:
            database.set_reading(only=True)
            before = late.get_one(Proposal, plan_id)
            assert before.state is ProposalState.CANCELLED
            turn_to_writing(late)
        given = GivingBack(fund, EUR("300"), DAY)
        service.give_back(other, other.get_one(Proposal, plan_id), given, by=hans, at=NOON)
        assert other.get_one(Proposal, plan_id).state is ProposalState.CLOSED
        other.commit()
        service.mirror(late, late.get_one(Arrival, came_id), "verkeerd", by=hans, at=NOON)
        late.commit()

    with Session(open_engine) as session:
        assert session.get_one(Proposal, plan_id).state is ProposalState.CANCELLED
        assert not book.settled(session, plan_id)
