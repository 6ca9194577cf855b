from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.kit.access import Role
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.money import EUR
from grants.proposals import service as proposals
from grants.proposals.models import CoverKind, LineKind, PartKind
from grants.proposals.queries import plan_facts
from grants.proposals.service import CoverData, LineData
from grants.requests import queries, service
from grants.requests.models import Question, Request, RequestState
from grants.waiting.queries import waiting_for
from grants.workgroups import service as groups
from tests.ground import NOON
from tests.requests.story import Story, agree, story


def asked(one: Story, part: PartKind | None = PartKind.COSTS) -> Question:
    request = one.opened()
    return service.ask(one.session, request, part, "Waarom?", by=one.rosa, at=NOON)


def test_opening_is_kept_and_asks_the_desk_for_advice(session: Session) -> None:
    one = story(session)

    request = one.opened()

    assert (request.state, request.opened_at) == (RequestState.READING, NOON)
    rows = waiting_for(session, one.people["Rosa"].id)
    assert [row.act for row in rows] == ["reviews.advise"]


def test_opening_twice_changes_nothing(session: Session) -> None:
    one = story(session)
    request = one.opened()

    assert service.open_(session, request, by=one.dirk, at=NOON).opened_at == NOON


def test_a_reviewer_who_is_in_the_group_does_not_handle_its_request(session: Session) -> None:
    one = story(session)
    request = one.sent()
    groups.join(
        session, one.ground.workgroup, one.people["Rosa"], Role.MEMBER, by=one.rosa, at=NOON
    )

    with pytest.raises(NotAllowed, match="own-workgroup"):
        service.open_(session, request, by=one.rosa, at=NOON)


def test_a_question_opens_only_its_part(session: Session) -> None:
    one = story(session)

    question = asked(one, PartKind.HOPES)

    session.refresh(one.proposal)
    assert [part.kind for part in one.proposal.parts if part.reopened] == [PartKind.HOPES]
    assert queries.open_question(session, question.request_id) == question
    assert "requests.answer" in [r.act for r in waiting_for(session, one.people["Ben"].id)]


def test_a_question_needs_words(session: Session) -> None:
    one = story(session)

    with pytest.raises(Invalid, match="words-needed"):
        service.ask(session, one.opened(), None, "  ", by=one.rosa, at=NOON)


def test_one_question_waits_at_a_time(session: Session) -> None:
    one = story(session)
    question = asked(one)
    request = session.get_one(Request, question.request_id)

    with pytest.raises(NotNow, match="wrong-state"):
        service.ask(session, request, None, "En?", by=one.dirk, at=NOON)


def test_an_answer_in_words_needs_no_round_and_closes_the_part(session: Session) -> None:
    one = story(session)
    question = asked(one)

    service.answer(session, question, "Omdat het zo is.", by=one.ben, at=NOON)

    request = session.get_one(Request, question.request_id)
    assert (request.state, question.changed) == (RequestState.READING, False)
    assert not any(part.reopened for part in one.proposal.parts)


def test_answering_twice_is_refused(session: Session) -> None:
    one = story(session)
    question = asked(one)
    service.answer(session, question, "Zo.", by=one.ben, at=NOON)

    with pytest.raises(NotNow, match="answered-already"):
        service.answer(session, question, "Nee.", by=one.ada, at=NOON)


def dearer(one: Story) -> None:
    """The group changes costs and cover: 30 more, asked from the pot."""
    line = LineData(LineKind.FOOD, "Koffie", 1, EUR("30"))
    proposals.put_line(one.session, one.proposal, line, by=one.ada, at=NOON)
    cover = next(row for row in one.proposal.covers if row.kind is CoverKind.ASKED)
    more = CoverData(CoverKind.ASKED, "Potje", EUR("330"))
    proposals.put_cover(
        one.session, one.proposal, more, by=one.ada, at=NOON, cover=cover, revision=cover.revision
    )


def test_a_changed_part_waits_for_the_groups_round(session: Session) -> None:
    one = story(session)
    question = asked(one)
    dearer(one)

    with pytest.raises(NotNow, match="round-first"):
        service.answer(session, question, "Met koffie.", by=one.ada, at=NOON)


def test_an_agreed_change_goes_with_the_answer(session: Session) -> None:
    one = story(session)
    question = asked(one)
    dearer(one)
    agree(session, one.proposal, one.people)

    service.answer(session, question, "Met koffie.", by=one.ada, at=NOON)

    request = session.get_one(Request, question.request_id)
    assert (request.asked, question.changed) == (EUR("330"), True)
    assert request.version_hash == queries.sent_version(session, request).hash


def test_until_the_answer_the_fund_sees_what_was_sent(session: Session) -> None:
    one = story(session)
    question = asked(one)
    dearer(one)
    agree(session, one.proposal, one.people)

    request = session.get_one(Request, question.request_id)
    facts = plan_facts(queries.sent_version(session, request))

    assert facts.totals.asked == EUR("300")
