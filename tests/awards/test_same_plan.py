"""What was granted is begun as it was granted, and what comes in parts comes whole."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.awards import queries, service
from grants.awards.models import AwardState, InstalmentState
from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.payments import service as payments
from grants.payments.rules import Receiving
from grants.proposals import service as proposals
from grants.proposals.models import PartKind
from tests.awards.test_service import active, offered
from tests.ground import NOON
from tests.requests.story import agree, story


def test_a_plan_that_changed_after_it_was_granted_does_not_begin(session: Session) -> None:
    one = story(session)
    award = offered(one)
    proposals.change(session, one.proposal, by=one.ada, at=NOON)
    other = {"title": "Gokavond", "what": "Kaarten om geld.", "whom": "Wij."}
    proposals.write_part(session, one.proposal, PartKind.WHAT, other, 9, by=one.ada, at=NOON)
    agree(session, one.proposal, one.people)
    service.agree(session, award, by=one.ada, at=NOON)

    with pytest.raises(NotNow, match="granted-another-plan"):
        service.agree(session, award, by=one.dirk, at=NOON)

    session.rollback()


def test_what_did_not_come_yet_of_the_last_instalment_is_still_planned(session: Session) -> None:
    one = story(session)
    award = active(one)
    first, last = queries.instalments_of(session, award.id)
    hans = one.actor("Hans")
    payments.receive(session, first, Receiving(NOON.date()), by=hans, at=NOON)

    data = Receiving(NOON.date(), amount=EUR("50"))
    payments.receive(session, last, data, by=hans, at=NOON)

    rest = queries.instalments_of(session, award.id)[-1]
    assert (rest.no, rest.amount, rest.state) == (3, EUR("10"), InstalmentState.PLANNED)
    payments.receive(session, rest, Receiving(NOON.date()), by=hans, at=NOON)
    assert len(queries.instalments_of(session, award.id)) == 3
    assert award.state is AwardState.ACTIVE


def test_what_lapsed_can_be_asked_again(session: Session) -> None:
    one = story(session)
    award = offered(one)

    service.lapse(session, award, by=one.dirk, at=NOON)

    assert one.prepared().asked == EUR("300")
