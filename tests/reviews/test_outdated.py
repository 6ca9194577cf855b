"""A decision is about the plan as it was read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.proposals.models import PartKind
from grants.requests import service as requests
from grants.requests.models import Request
from grants.reviews import service
from tests.awards.test_service import ALL, decision
from tests.ground import NOON
from tests.requests.story import agree, story
from tests.requests.test_asking import dearer

LATER = NOON + timedelta(hours=1)


def test_what_was_proposed_before_the_plan_changed_is_proposed_anew(session: Session) -> None:
    one = story(session)
    proposed = decision(one)
    request = session.get_one(Request, proposed.request_id)
    asked = requests.ask(session, request, PartKind.COSTS, "Echt?", by=one.rosa, at=NOON)
    dearer(one)
    agree(session, one.proposal, one.people)
    requests.answer(session, asked, "Met koffie.", by=one.ada, at=LATER)

    with pytest.raises(NotNow, match="proposed-before-change"):
        awards.decide(session, proposed, by=one.dirk, at=LATER)
    again = service.propose(session, request, ALL, by=one.rosa, at=LATER)

    award = awards.decide(session, again, by=one.dirk, at=LATER)
    assert award is not None
    assert award.amount == EUR("330")
