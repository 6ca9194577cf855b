from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.funds.models import Channel
from grants.kit.access import Right
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.money import EUR
from grants.mandates import service as mandates
from grants.mandates.rules import Template
from grants.outbox.models import Job
from grants.proposals import service as proposals
from grants.requests import queries, service
from grants.requests.access import may
from grants.requests.models import Request, RequestState
from grants.requests.rules import Busy, Plain
from grants.waiting.queries import waiting_for
from tests.ground import NOON
from tests.requests.story import Story, pot, story


def acts_waiting(one: Story, name: str) -> list[str]:
    return [row.act for row in waiting_for(one.session, one.people[name].id)]


def test_a_request_asks_what_the_plan_asks(session: Session) -> None:
    request = story(session).prepared()

    assert (request.state, request.asked) == (RequestState.DRAFT, EUR("300"))
    assert request.reference == "A-2026-0001"


def test_preparing_twice_gives_the_first_one(session: Session) -> None:
    one = story(session)

    assert one.prepared().id == one.prepared().id


def test_the_database_keeps_one_open_request_for_a_plan_and_pot(session: Session) -> None:
    one = story(session)
    first = one.prepared()
    columns = {col.key: getattr(first, col.key) for col in Request.__mapper__.column_attrs}
    second = Request(**{**columns, "id": one.people["Ada"].id, "reference": "A-2026-9999"})

    session.add(second)
    with pytest.raises(IntegrityError):
        session.flush()


def test_no_euro_is_asked_twice(session: Session) -> None:
    one = story(session)
    one.prepared()
    other = pot(session, one.funder, name="Ander potje")

    with pytest.raises(NotNow, match="nothing-to-ask"):
        service.prepare(session, one.proposal, other, by=one.ada, at=NOON)


def test_two_pots_share_one_plan(session: Session) -> None:
    one = story(session)
    other = pot(session, one.funder, name="Ander potje")

    service.prepare(session, one.proposal, one.fund, by=one.ada, at=NOON, asked=EUR("200"))
    rest = service.prepare(session, one.proposal, other, by=one.ada, at=NOON)

    assert rest.asked == EUR("100")


def test_more_than_the_plan_asks_is_refused(session: Session) -> None:
    one = story(session)

    with pytest.raises(Invalid, match="asked-too-much"):
        service.prepare(session, one.proposal, one.fund, by=one.ada, at=NOON, asked=EUR("300.01"))


@pytest.mark.parametrize("channel", [Channel.PORTAL, Channel.PAPER])
def test_a_pot_with_its_own_portal_cannot_be_chosen_yet(session: Session, channel: Channel) -> None:
    one = story(session)
    elsewhere = pot(session, one.funder, name="Fonds", channel=channel)

    with pytest.raises(NotNow, match="fund-elsewhere"):
        service.prepare(session, one.proposal, elsewhere, by=one.ada, at=NOON)


def test_a_closed_pot_is_refused(session: Session) -> None:
    one = story(session)
    closed = pot(session, one.funder, name="Oud", closes_on=NOON.date() - timedelta(days=1))

    with pytest.raises(NotNow, match="fund-closed"):
        service.prepare(session, one.proposal, closed, by=one.ada, at=NOON)


def test_sending_promises_a_day_and_tells_the_desk(session: Session) -> None:
    one = story(session)

    request = one.sent()

    assert (request.state, request.answer_by) == (RequestState.SENT, date(2026, 4, 13))
    assert acts_waiting(one, "Rosa") == ["requests.open"]
    kinds = set(session.scalars(select(Job.kind).where(Job.kind.startswith("requests."))))
    assert kinds == {"requests.paper", "requests.reminder"}


def test_the_reminder_is_due_a_week_before_the_promised_day(session: Session) -> None:
    story(session).sent()

    job = session.scalars(select(Job).where(Job.kind == "requests.reminder")).one()

    assert job.due_at == datetime(2026, 4, 6, 6, 0, tzinfo=UTC)


def test_a_plan_that_changed_since_is_not_sent(session: Session) -> None:
    one = story(session)
    request = one.prepared()
    proposals.change(session, one.proposal, by=one.ada, at=NOON)

    with pytest.raises(NotNow, match="round-first"):
        service.send(session, request, by=one.ada, at=NOON)


def test_sending_twice_is_refused(session: Session) -> None:
    one = story(session)
    request = one.sent()

    with pytest.raises(NotNow, match="wrong-state"):
        service.send(session, request, by=one.ada, at=NOON)


def test_together_sending_waits_for_the_coachs_yes(session: Session) -> None:
    one = story(session, Template.ON_THE_WAY)
    request = one.prepared()

    with pytest.raises(NotNow, match="needs-coach-yes") as refused:
        service.send(session, request, by=one.ada, at=NOON)

    mark = str(refused.value.facts["mark"])
    asked = mandates.ask_nod(
        session, Right.SEND, request, mark=mark, label=request.title, by=one.ada, at=NOON
    )
    mandates.nod(session, asked, by=one.actor("Cas"), at=NOON)
    assert service.send(session, request, by=one.ada, at=NOON).state is RequestState.SENT


def test_a_coach_does_not_send_for_a_group_that_sends_itself(session: Session) -> None:
    one = story(session)
    request = one.prepared()

    with pytest.raises(NotAllowed, match="in-group-hands"):
        service.send(session, request, by=one.actor("Cas"), at=NOON)


def test_an_unread_request_can_be_taken_back_and_sent_again(session: Session) -> None:
    one = story(session)
    request = one.sent()

    service.take_back(session, request, by=one.ada, at=NOON)

    assert (request.state, request.sent_at) == (RequestState.DRAFT, None)
    assert acts_waiting(one, "Rosa") == []
    later = NOON + timedelta(hours=1)
    assert service.send(session, request, by=one.ben, at=later).sent_at == later


def test_a_request_that_was_read_is_not_taken_back(session: Session) -> None:
    one = story(session)
    request = one.opened()

    with pytest.raises(NotNow, match="wrong-state"):
        service.take_back(session, request, by=one.ada, at=NOON)


def test_a_request_that_was_read_can_be_withdrawn(session: Session) -> None:
    one = story(session)

    request = service.withdraw(session, one.opened(), by=one.ada, at=NOON, why="Te druk.")

    assert request.state is RequestState.WITHDRAWN
    assert acts_waiting(one, "Rosa") == []


def test_a_fund_never_sees_a_draft_or_what_was_taken_back(session: Session) -> None:
    one = story(session)
    request = one.prepared()

    assert not may(one.rosa, Act.REQUESTS_SEE, request).tied
    service.take_back(session, one.sent(), by=one.ada, at=NOON)
    assert not may(one.rosa, Act.REQUESTS_SEE, request).tied
    assert queries.desk(session, [one.funder.id], queries.Filter()).count == 0


def test_a_fund_sees_nothing_that_went_to_another_fund(session: Session) -> None:
    one = story(session)
    one.sent()

    assert queries.desk(session, [one.ground.holder.id], queries.Filter()).count == 0
    assert not may(one.actor("Hans"), Act.REQUESTS_SEE, one.prepared()).tied


def test_the_plain_state_says_who_is_busy_and_until_when(session: Session) -> None:
    one = story(session)

    seen = [queries.path_of(session, one.prepared())]
    request = one.sent()
    seen.append(queries.path_of(session, request))

    assert [(each.plain, each.busy) for each in seen] == [
        (Plain.WRITING, Busy.GROUP),
        (Plain.SENT, Busy.FUND),
    ]
    assert seen[1].until == date(2026, 4, 13)
