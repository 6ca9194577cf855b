"""A draft that waited asks no more than its plan asks when it is sent."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.kit.money import EUR
from grants.proposals import service as proposals
from grants.proposals.models import Cover, CoverKind, LineKind
from grants.proposals.service import CoverData, LineData
from grants.requests import service
from tests.ground import NOON
from tests.requests.story import Story, agree, story


def cheaper(one: Story) -> None:
    """The room costs a hundred less, and so much less is asked."""
    session, plan = one.session, one.proposal
    proposals.change(session, plan, by=one.ada, at=NOON)
    room = next(line for line in plan.lines if line.kind is LineKind.ROOM)
    data = LineData(room.kind, room.words, 10, EUR("10"))
    proposals.put_line(session, plan, data, by=one.ada, at=NOON, line=room, revision=9)
    pot = session.scalars(select(Cover).where(Cover.kind == CoverKind.ASKED)).one()
    asked = CoverData(CoverKind.ASKED, pot.words, EUR("200"))
    proposals.put_cover(session, plan, asked, by=one.ada, at=NOON, cover=pot, revision=9)
    agree(session, plan, one.people)


def test_a_draft_asks_no_more_than_its_plan_when_it_is_sent(session: Session) -> None:
    one = story(session)
    draft = one.prepared()
    cheaper(one)

    sent = service.send(session, draft, by=one.ada, at=NOON)

    assert sent.asked == EUR("200")
