from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from app import jobs
from app.clock import now
from app.gateways.mail import FakeMail
from app.world import world
from grants.consent.models import AnswerKind, Round
from grants.consent.states import RoundState
from grants.people.models import Person
from tests.cast import actor
from tests.proposals import staged
from tests.web import Browser, Web, soup, text_of

NOT_YET = {"kind": "not-yet", "because": "Woensdag is markt", "instead": "Donderdag"}


@pytest.fixture
def round_id(app: Flask) -> UUID:
    return staged.asked(app)[1]


@pytest.fixture
def ada(web: Web) -> Browser:
    return web.as_("ada")


def kinds(app: Flask, round_id: UUID) -> list[AnswerKind]:
    return staged.read(
        app, lambda session: [one.kind for one in session.get_one(Round, round_id).answers]
    )


def state(app: Flask, round_id: UUID) -> RoundState:
    return staged.read(app, lambda session: session.get_one(Round, round_id).state)


def person(app: Flask, name: str) -> UUID:
    return staged.read(app, lambda session: actor(session, name).person_id or UUID(int=0))


def test_a_round_is_answered_and_the_answer_can_change(
    app: Flask, ada: Browser, round_id: UUID
) -> None:
    path = f"/consent/{round_id}"
    first = ada.send(path, kind="tip", tip="Zet thee klaar")
    kept = ada.form(path)
    second = ada.send(path, kind="yes")

    assert (first.status_code, second.status_code) == (303, 303)
    assert (kept["kind"], kept["tip"].strip()) == ("tip", "Zet thee klaar")
    assert kinds(app, round_id) == [AnswerKind.TIP, AnswerKind.YES]


def test_the_same_form_twice_is_one_answer(app: Flask, ada: Browser, round_id: UUID) -> None:
    path = f"/consent/{round_id}"
    fields = ada.form(path) | {"kind": "yes"}

    first, second = (ada.post(path, fields) for _ in range(2))

    assert first.location == second.location
    assert kinds(app, round_id) == [AnswerKind.YES]


def test_a_not_yet_without_a_proposal_keeps_its_reason(
    app: Flask, ada: Browser, round_id: UUID
) -> None:
    answer = ada.send(f"/consent/{round_id}", kind="not-yet", because="Woensdag is markt")

    page = soup(answer)
    assert answer.status_code == 422
    assert page.select_one("#instead-error") is not None
    assert "Woensdag is markt" in str(page.select_one("#because"))
    assert kinds(app, round_id) == []


def test_no_choice_is_asked_for_one(ada: Browser, round_id: UUID) -> None:
    assert ada.send(f"/consent/{round_id}").status_code == 422


def test_others_words_show_after_ones_own_answer(web: Web, ada: Browser, round_id: UUID) -> None:
    web.as_("ben").send(f"/consent/{round_id}", kind="tip", tip="Neem bekers mee")
    before = text_of(ada.get(f"/consent/{round_id}"))
    ada.send(f"/consent/{round_id}", kind="yes")

    assert "Neem bekers mee" not in before
    assert "Neem bekers mee" in text_of(ada.get(f"/consent/{round_id}"))


def test_when_everybody_answered_the_outcome_stands_with_all_words(
    app: Flask, web: Web, round_id: UUID
) -> None:
    path = f"/consent/{round_id}"
    for name in ("ada", "dan"):
        web.as_(name).send(path, kind="yes")
    web.as_("ben").send(path, **NOT_YET)

    page = text_of(web.as_("ada").get(path))
    assert state(app, round_id) is RoundState.NOT_AGREED
    assert "Woensdag is markt" in page
    assert "Donderdag" in page


def test_answering_after_the_end_is_refused(web: Web, ada: Browser, round_id: UUID) -> None:
    path = f"/consent/{round_id}"
    late = ada.form(path) | {"kind": "yes"}
    for name in ("ada", "ben", "dan"):
        web.as_(name).send(path, kind="yes")

    assert ada.post(path, late).status_code == 409


def test_at_the_table_one_phone_goes_round(app: Flask, ada: Browser, round_id: UUID) -> None:
    path = f"/consent/{round_id}/table"
    for name in ("ada", "ben"):
        answer = ada.send(path, person_id=str(person(app, name)), kind="yes")
        assert answer.location.endswith("/table")
    last = ada.send(path, person_id=str(person(app, "dan")), kind="yes")

    assert last.location.endswith(str(round_id))
    assert state(app, round_id) is RoundState.OPEN
    assert "telefoon" in text_of(ada.get(f"/consent/{round_id}"))


def test_one_more_phone_makes_it_count(app: Flask, web: Web, ada: Browser, round_id: UUID) -> None:
    path = f"/consent/{round_id}/table"
    for name in ("ada", "ben", "dan"):
        ada.send(path, person_id=str(person(app, name)), kind="yes")

    web.as_("ben").send(f"/consent/{round_id}", kind="yes")

    assert state(app, round_id) is RoundState.AGREED


def test_at_the_table_nobody_answers_for_who_answered_herself(
    app: Flask, web: Web, ada: Browser, round_id: UUID
) -> None:
    path = f"/consent/{round_id}/table"
    late = ada.form(path) | {"person_id": str(person(app, "ben")), "kind": "yes"}
    web.as_("ben").send(f"/consent/{round_id}", **NOT_YET)

    answer = ada.post(path, late)

    assert answer.status_code == 422
    assert kinds(app, round_id) == [AnswerKind.NOT_YET]


def test_those_answered_for_and_the_outcome_are_mailed_in_their_language(
    app: Flask, web: Web, ada: Browser, round_id: UUID
) -> None:
    ben = person(app, "ben")
    with staged.writing(app) as session:
        session.get_one(Person, ben).language = "ar"
    for name in ("ada", "ben", "dan"):
        path = f"/consent/{round_id}/table"
        ada.send(path, person_id=str(person(app, name)), kind="yes")
    web.as_("ben").send(f"/consent/{round_id}", kind="yes")

    with app.app_context():
        outside = world().mail
        jobs.run_due()
    assert isinstance(outside, FakeMail)
    found = {
        (letter.to, letter.language) for letter in outside.sent if str(round_id) in letter.text
    }
    assert ("ben@example.org", "ar") in found
    assert ("dan@example.org", "nl") in found


def test_a_round_whose_time_is_over_is_ended_by_a_button(
    app: Flask, web: Web, ada: Browser, round_id: UUID
) -> None:
    for name in ("ada", "ben"):
        web.as_(name).send(f"/consent/{round_id}", kind="yes")
    with staged.writing(app) as session:
        round_ = session.get_one(Round, round_id)
        round_.opened_at = now() - timedelta(days=8)
        round_.closes_at = now() - timedelta(minutes=1)

    page = f"/consent/{round_id}"
    waiting = ada.get(page)
    ada.send(f"{page}/conclude", on=page)

    assert soup(waiting).select_one('form[action$="/conclude"]') is not None
    assert state(app, round_id) is RoundState.AGREED


def test_ending_a_round_that_is_still_open_is_refused(
    app: Flask, ada: Browser, round_id: UUID
) -> None:
    fields = ada.form(f"/consent/{round_id}")
    fields = {name: fields[name] for name in ("csrf_token", "form_id")}

    assert ada.post(f"/consent/{round_id}/conclude", fields).status_code == 409


def test_the_job_ends_a_round_in_time(app: Flask, web: Web, round_id: UUID) -> None:
    web.as_("ada").send(f"/consent/{round_id}", kind="yes")
    with staged.writing(app) as session:
        round_ = session.get_one(Round, round_id)
        round_.opened_at = now() - timedelta(days=8)
        round_.closes_at = now() - timedelta(minutes=1)
    handlers = app.extensions["wijkkas-jobs"]

    with app.app_context():
        for _ in range(2):
            handlers["consent.conclude"]({"round": str(round_id)})

    assert state(app, round_id) is RoundState.LAPSED


@pytest.mark.parametrize("name", ["eve", "cleo", "hans", "olga"])
@pytest.mark.parametrize("page", ["", "/table"])
def test_for_strangers_a_round_looks_like_nothing(
    web: Web, round_id: UUID, name: str, page: str
) -> None:
    stranger = web.as_(name)

    found = stranger.get(f"/consent/{round_id}{page}")
    nothing = stranger.get(f"/consent/{uuid4()}{page}")

    assert (found.status_code, found.get_data()) == (404, nothing.get_data())


def test_the_coach_reads_along_and_is_told_why_she_does_not_answer(
    web: Web, round_id: UUID
) -> None:
    carla = web.as_("carla")

    page = soup(carla.get(f"/consent/{round_id}"))
    refused = carla.get(f"/consent/{round_id}/table")

    assert page.select_one("[name=kind]") is None
    assert refused.status_code == 403
    assert "begeleider" in text_of(refused)
