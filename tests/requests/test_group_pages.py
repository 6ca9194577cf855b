from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from app.extensions import db
from app.jobs import run_due
from grants.requests.models import Request, RequestState
from tests.requests.staged import Staged, letters, set_stage
from tests.web import Web, id_in, text_of


@pytest.fixture
def staged(app: Flask) -> Staged:
    return set_stage(app)


def state_of(app: Flask, request_id: object) -> RequestState:
    with app.app_context():
        return db.session.get_one(Request, request_id).state


def test_a_member_sees_each_fund_and_whether_the_plan_fits(staged: Staged, web: Web) -> None:
    page = text_of(web.as_("ada").get(f"/requests/new/{staged.proposal_id}"))

    assert "Buurtpotje" in page
    assert "Fonds Samen" in page
    assert "€ 300,00" in page.replace("\xa0", " ")


def test_choosing_a_fund_leads_to_checking_everything(staged: Staged, web: Web) -> None:
    ada = web.as_("ada")
    page = f"/requests/new/{staged.proposal_id}"

    answer = ada.send(f"{page}/{staged.fund_id}", on=page)

    assert answer.status_code == 303
    assert answer.location.endswith("/check")
    assert "Oppas" in text_of(ada.get(answer.location))


def test_a_fund_with_a_portal_has_no_button(staged: Staged, web: Web) -> None:
    page = web.as_("ada").get(f"/requests/new/{staged.proposal_id}").get_data(as_text=True)

    assert page.count('method="post"') == 1


def test_a_fund_of_another_place_is_not_there(staged: Staged, web: Web) -> None:
    ada = web.as_("ada")
    form = ada.form(f"/requests/new/{staged.proposal_id}")

    assert ada.post(f"/requests/new/{staged.proposal_id}/{uuid4()}", form).status_code == 404


def test_sending_shows_number_day_and_whom_to_ask(staged: Staged, web: Web, app: Flask) -> None:
    ada, request_id = web.as_("ada"), staged.prepared()

    answer = ada.send(f"/requests/{request_id}/check")

    page = text_of(ada.get(answer.location))
    assert state_of(app, request_id) is RequestState.SENT
    assert "A-2026-0001" in page
    assert "Gemeente Waterdrecht" in page


def test_sending_twice_gives_the_first_page_again(staged: Staged, web: Web) -> None:
    ada, request_id = web.as_("ada"), staged.prepared()
    form = ada.form(f"/requests/{request_id}/check")

    first = ada.post(f"/requests/{request_id}/check", form)
    again = ada.post(f"/requests/{request_id}/check", form)

    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location


def test_sending_a_second_time_from_another_page_is_a_conflict(staged: Staged, web: Web) -> None:
    ada, ben, request_id = web.as_("ada"), web.as_("ben"), staged.prepared()
    form = ben.form(f"/requests/{request_id}/check")
    ada.send(f"/requests/{request_id}/check")

    assert ben.post(f"/requests/{request_id}/check", form).status_code in (403, 409)


@pytest.mark.parametrize("name", ["eve", "rob", "hans"])
def test_a_draft_is_not_there_for_others(staged: Staged, web: Web, name: str) -> None:
    request_id = staged.prepared()

    assert web.as_(name).get(f"/requests/{request_id}/check").status_code == 404


def test_a_coach_may_look_but_not_send(staged: Staged, web: Web, app: Flask) -> None:
    carla, request_id = web.as_("carla"), staged.prepared()
    path = f"/requests/{request_id}/check"

    assert carla.get(path).status_code == 200
    assert carla.post(path, carla.form("/people/me")).status_code == 403
    assert state_of(app, request_id) is RequestState.DRAFT


def test_an_unread_request_is_taken_back(staged: Staged, web: Web, app: Flask) -> None:
    ada, request_id = web.as_("ada"), staged.sent()

    answer = ada.send(f"/requests/{request_id}/take-back", on=f"/requests/{request_id}")

    assert answer.status_code == 303
    assert state_of(app, request_id) is RequestState.DRAFT


def test_a_read_request_cannot_be_taken_back(staged: Staged, web: Web) -> None:
    ada, request_id = web.as_("ada"), staged.opened()
    form = ada.form(f"/requests/{request_id}/withdraw")

    assert ada.post(f"/requests/{request_id}/take-back", form).status_code == 409


def test_a_read_request_is_withdrawn(staged: Staged, web: Web, app: Flask) -> None:
    ada, request_id = web.as_("ada"), staged.opened()

    ada.send(f"/requests/{request_id}/withdraw")

    assert state_of(app, request_id) is RequestState.WITHDRAWN


def test_the_question_stands_on_the_page_and_is_answered(
    staged: Staged, web: Web, app: Flask
) -> None:
    ada, request_id = web.as_("ada"), staged.asked()
    path = f"/requests/{request_id}/answer"

    assert "Wie helpt er?" in text_of(ada.get(path))
    answer = ada.send(path, words="De buren en wij.")

    assert answer.status_code == 303
    assert state_of(app, request_id) is RequestState.READING
    assert "De buren en wij." in text_of(ada.get(f"/requests/{request_id}"))


def test_an_empty_answer_is_asked_again(staged: Staged, web: Web) -> None:
    ada, request_id = web.as_("ada"), staged.asked()

    assert ada.send(f"/requests/{request_id}/answer", words="").status_code == 422


def test_a_second_answer_keeps_its_words(staged: Staged, web: Web) -> None:
    ada, ben, request_id = web.as_("ada"), web.as_("ben"), staged.asked()
    path = f"/requests/{request_id}/answer"
    form = ben.form(path)
    ada.send(path, words="Wij.")

    answer = ben.post(path, form | {"words": "Ook ik."})

    assert answer.status_code == 409


def test_the_paper_is_made_by_the_job_and_kept(staged: Staged, web: Web, app: Flask) -> None:
    request_id = staged.sent()
    path = f"/requests/{request_id}/request.pdf"
    assert web.as_("ada").get(path).status_code == 404
    with app.app_context():
        run_due()

    answer = web.as_("ada").get(path)

    assert answer.status_code == 200
    assert answer.get_data().startswith(b"%PDF")
    assert web.as_("rob").get(path).status_code == 200
    assert web.as_("eve").get(path).status_code == 404


def test_a_question_is_mailed_to_everybody_in_the_group(staged: Staged, app: Flask) -> None:
    staged.asked()
    with app.app_context():
        run_due()
        mails = [one for one in letters() if "Wie helpt er?" in one.text]

    assert {one.to for one in mails} == {
        f"{name}@example.org" for name in ("ada", "ben", "dan", "carla")
    }


def test_the_choosing_page_is_there_in_arabic(staged: Staged, web: Web) -> None:
    page = web.as_("ada", "ar").get(f"/requests/new/{staged.proposal_id}").get_data(as_text=True)

    assert 'dir="rtl"' in page


def test_choosing_leads_to_the_request_that_stands(staged: Staged, web: Web) -> None:
    ada, request_id = web.as_("ada"), staged.prepared()

    page = ada.get(f"/requests/new/{staged.proposal_id}").get_data(as_text=True)

    assert str(request_id) in page
    assert id_in(ada.get(f"/requests/{request_id}")) == request_id
