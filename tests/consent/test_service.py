from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from grants.consent import queries, service
from grants.consent.access import may
from grants.consent.models import Answer, AnswerKind, Round
from grants.consent.service import Answering
from grants.consent.states import RoundState
from grants.kit.access import SYSTEM
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.ids import new_id
from grants.outbox.models import Job
from grants.proposals.states import ProposalState
from grants.waiting.queries import waiting_for
from grants.workgroups.models import RoundRule
from tests.ground import NOON, store
from tests.proposals.plans import WEEK, YES, Circle, all_say_yes, asked

TIP = Answering(AnswerKind.TIP, "Zet ook thee klaar")
NOT_YET = Answering(AnswerKind.NOT_YET, "Woensdag is markt", "Donderdag")
DAY = timedelta(hours=24)


@pytest.fixture
def round_(session: Session, group: Circle) -> Round:
    return asked(session, group)[1]


def jobs(session: Session, kind: str) -> list[Job]:
    return list(session.scalars(select(Job).where(Job.kind == kind).order_by(Job.due_at)))


def test_residents_are_asked_and_the_coach_is_not(round_: Round, group: Circle) -> None:
    assert set(round_.elector_ids) == {
        group.people[name].id for name in ("fatma", "nadia", "samira", "hatice")
    }
    assert round_.quorum == 3


def test_an_opened_round_waits_for_each_elector(
    session: Session, group: Circle, round_: Round
) -> None:
    waits = waiting_for(session, group.people["nadia"].id)

    assert [(one.act, one.thing_id, one.due_at) for one in waits] == [
        (Act.CONSENT_ANSWER, round_.id, round_.closes_at)
    ]
    assert list(waiting_for(session, group.people["marieke"].id)) == []


def test_a_reminder_goes_out_a_day_before_it_closes(session: Session, round_: Round) -> None:
    (job,) = jobs(session, "consent.reminder")

    assert job.due_at == round_.closes_at - DAY


def test_answering_takes_it_off_her_list(session: Session, group: Circle, round_: Round) -> None:
    service.answer(session, round_, YES, by=group.nadia, at=NOON)

    assert list(waiting_for(session, group.people["nadia"].id)) == []


def test_the_last_answer_concludes(session: Session, group: Circle, round_: Round) -> None:
    all_say_yes(session, group, round_)

    assert round_.state is RoundState.AGREED
    assert round_.concluded_at == NOON
    assert [job.facts for job in jobs(session, "consent.outcome")] == [f'{{"round":"{round_.id}"}}']


def test_an_answer_can_change_while_the_round_is_open_and_all_stay(
    session: Session, group: Circle, round_: Round
) -> None:
    service.answer(session, round_, NOT_YET, by=group.nadia, at=NOON)
    service.answer(session, round_, TIP, by=group.nadia, at=NOON)

    assert [(one.no, one.kind) for one in round_.answers] == [
        (1, AnswerKind.NOT_YET),
        (2, AnswerKind.TIP),
    ]


def test_a_not_yet_ends_it_as_not_agreed_when_all_answered(
    session: Session, group: Circle, round_: Round
) -> None:
    for actor in (group.fatma, group.nadia, group.samira):
        service.answer(session, round_, YES, by=actor, at=NOON)
    service.answer(session, round_, NOT_YET, by=group.hatice, at=NOON)

    assert round_.state is RoundState.NOT_AGREED


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        (Answering(AnswerKind.NOT_YET, " ", "Donderdag"), "reason-missing", "because"),
        (Answering(AnswerKind.NOT_YET, "Markt", " "), "proposal-missing", "instead"),
        (Answering(AnswerKind.TIP, " "), "tip-missing", "tip"),
    ],
    ids=["no reason", "no proposal", "no tip"],
)
def test_an_answer_carries_the_words_it_needs(
    session: Session, group: Circle, round_: Round, said: Answering, code: str, field: str
) -> None:
    with pytest.raises(Invalid, match=code) as refusal:
        service.answer(session, round_, said, by=group.nadia, at=NOON)

    assert refusal.value.field == field


def test_the_database_refuses_a_not_yet_without_a_proposal(
    session: Session, group: Circle, round_: Round
) -> None:
    nadia = group.people["nadia"].id
    row = Answer(
        id=new_id(session, NOON),
        owner_id=round_.owner_id,
        round_id=round_.id,
        no=1,
        person_id=nadia,
        given_by_id=nadia,
        kind=AnswerKind.NOT_YET,
        words="Markt",
        change="",
        at=NOON,
    )

    with pytest.raises(IntegrityError, match="not_yet_proposes"):
        store(session, row)


def test_the_database_refuses_an_answer_of_somebody_who_was_not_asked(
    session: Session, group: Circle, round_: Round
) -> None:
    coach = group.people["marieke"].id
    row = Answer(
        id=new_id(session, NOON),
        owner_id=round_.owner_id,
        round_id=round_.id,
        no=1,
        person_id=coach,
        given_by_id=coach,
        kind=AnswerKind.YES,
        words="",
        change="",
        at=NOON,
    )

    with pytest.raises(IntegrityError):
        store(session, row)


def test_the_database_lets_no_answer_be_rewritten(
    session: Session, group: Circle, round_: Round
) -> None:
    service.answer(session, round_, YES, by=group.nadia, at=NOON)

    with pytest.raises(DatabaseError, match="only adds"), session.begin_nested():
        session.execute(update(Answer).values(kind=AnswerKind.NOT_YET))


@pytest.mark.parametrize(
    ("name", "code"),
    [("marieke", "coach-does-not-answer"), ("eve", "not-found"), ("jan", "not-found")],
)
def test_only_electors_answer(
    session: Session, group: Circle, round_: Round, name: str, code: str
) -> None:
    with pytest.raises(NotAllowed, match=code):
        service.answer(session, round_, YES, by=group.actors[name], at=NOON)


def test_outside_the_group_a_round_does_not_exist(group: Circle, round_: Round) -> None:
    assert not may(group.eve, Act.CONSENT_SEE, round_).tied
    assert may(group.marieke, Act.CONSENT_SEE, round_)


def test_after_closing_an_answer_is_too_late(
    session: Session, group: Circle, round_: Round
) -> None:
    with pytest.raises(NotNow, match="round-over"):
        service.answer(session, round_, YES, by=group.nadia, at=round_.closes_at)


def test_at_the_table_those_answered_for_are_told_at_once(
    session: Session, group: Circle, round_: Round
) -> None:
    nadia = group.people["nadia"].id

    row = service.answer(session, round_, YES, by=group.fatma, at=NOON, person_id=nadia)

    assert not row.is_own
    assert [job.due_at for job in jobs(session, "consent.answered-for")] == [NOON]
    assert [one.act for one in waiting_for(session, nadia)] == [Act.CONSENT_CONFIRM]


def test_who_answered_herself_is_not_answered_for(
    session: Session, group: Circle, round_: Round
) -> None:
    service.answer(session, round_, NOT_YET, by=group.nadia, at=NOON)
    nadia = group.people["nadia"].id

    with pytest.raises(NotNow, match="answered-herself"):
        service.answer(session, round_, YES, by=group.fatma, at=NOON, person_id=nadia)


def at_the_table(session: Session, group: Circle, round_: Round) -> None:
    for name in ("fatma", "nadia", "samira", "hatice"):
        person = group.people[name].id
        service.answer(session, round_, YES, by=group.fatma, at=NOON, person_id=person)


def test_all_on_one_phone_waits_for_a_second_phone(
    session: Session, group: Circle, round_: Round
) -> None:
    at_the_table(session, group, round_)
    waited = round_.state

    service.answer(session, round_, YES, by=group.nadia, at=NOON)

    assert (waited, round_.state) == (RoundState.OPEN, RoundState.AGREED)


def test_all_on_one_phone_stands_after_a_day(
    session: Session, group: Circle, round_: Round
) -> None:
    at_the_table(session, group, round_)
    with pytest.raises(NotNow, match="round-still-open"):
        service.conclude(session, round_, by=SYSTEM, at=NOON + DAY - timedelta(seconds=1))

    service.conclude(session, round_, by=SYSTEM, at=NOON + DAY)

    assert round_.state is RoundState.AGREED
    assert max(job.due_at for job in jobs(session, "consent.conclude")[:3]) == NOON + DAY


def test_who_was_answered_for_can_still_say_no_within_the_day(
    session: Session, group: Circle, round_: Round
) -> None:
    at_the_table(session, group, round_)

    service.answer(session, round_, NOT_YET, by=group.hatice, at=NOON + timedelta(hours=1))

    assert round_.state is RoundState.NOT_AGREED


def test_concluding_twice_is_as_once(session: Session, group: Circle, round_: Round) -> None:
    all_say_yes(session, group, round_)
    again = service.conclude(session, round_, by=SYSTEM, at=NOON + DAY)

    assert again.concluded_at == NOON


def test_a_quorum_missed_lapses_at_closing_time(
    session: Session, group: Circle, round_: Round
) -> None:
    service.answer(session, round_, YES, by=group.nadia, at=NOON)

    service.conclude(session, round_, by=SYSTEM, at=NOON + WEEK)

    assert round_.state is RoundState.LAPSED


def test_a_round_needs_two_electors_and_a_sensible_closing_time(
    session: Session, group: Circle
) -> None:
    people = [person.id for person in group.people.values()]
    for electors, closes_at, code in (
        (people[:1], NOON + WEEK, "too-few-electors"),
        (people[:4], NOON, "closes-too-soon"),
        (people[:4], NOON + 20 * WEEK, "closes-too-late"),
    ):
        with pytest.raises((NotNow, Invalid), match=code):
            service.open_round(
                session,
                group.workgroup,
                mark="x",
                rule=RoundRule.CONSENT,
                electors=electors,
                closes_at=closes_at,
                about_money=False,
                label="Regels",
                by=group.fatma,
                at=NOON,
            )


def test_the_outcome_moves_the_plan_in_the_same_transaction(
    session: Session, group: Circle
) -> None:
    plan, round_ = asked(session, group)

    all_say_yes(session, group, round_)

    assert plan.state is ProposalState.AGREED
    agreed = queries.agreed_round(session, round_.thing, round_.mark)
    assert agreed is round_
