from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from app.awards.mail import remind
from app.extensions import db
from app.world import world
from grants.awards.models import Award, AwardState
from grants.outbox.models import Job
from tests.requests.staged import Staged, set_stage
from tests.web import Web, text_of


@pytest.fixture
def staged(app: Flask) -> Staged:
    return set_stage(app)


def state_of(app: Flask, award_id: object) -> AwardState:
    with app.app_context():
        return db.session.get_one(Award, award_id).state


def test_both_sides_agree_and_the_money_is_promised(staged: Staged, web: Web, app: Flask) -> None:
    award_id = staged.offered()
    path = f"/awards/{award_id}"

    assert web.as_("ada").send(path).status_code == 303
    assert state_of(app, award_id) is AwardState.OFFERED
    web.as_("cleo").send(path)

    assert state_of(app, award_id) is AwardState.ACTIVE


def test_the_page_says_what_comes_when(staged: Staged, web: Web) -> None:
    page = text_of(web.as_("ada").get(f"/awards/{staged.offered()}")).replace("\xa0", " ")

    assert "€ 240,00" in page
    assert "€ 60,00" in page
    assert "Vertel hoe het ging." in page


def test_agreeing_twice_gives_the_first_page(staged: Staged, web: Web) -> None:
    ada, path = web.as_("ada"), f"/awards/{staged.offered()}"
    form = ada.form(path)

    assert (ada.post(path, form).status_code, ada.post(path, form).status_code) == (303, 303)


def test_one_side_agrees_once(staged: Staged, web: Web) -> None:
    ada, ben, path = web.as_("ada"), web.as_("ben"), f"/awards/{staged.offered()}"
    form = ben.form(path)
    ada.send(path)

    assert ben.post(path, form).status_code == 403


def test_a_reviewer_reads_and_does_not_agree(staged: Staged, web: Web) -> None:
    rob, path = web.as_("rob"), f"/awards/{staged.offered()}"

    assert rob.get(path).status_code == 200
    assert rob.post(path, rob.form("/people/me")).status_code == 403


def test_who_holds_the_money_sees_the_agreement(staged: Staged, web: Web) -> None:
    award_id = staged.offered()

    assert web.as_("hans").get(f"/awards/{award_id}").status_code == 200
    assert web.as_("eve").get(f"/awards/{award_id}").status_code == 404


@pytest.mark.parametrize("query", ["", "?state=offered", "?state=nonsense", "?page=9"])
def test_the_desk_lists_what_was_granted(staged: Staged, web: Web, query: str) -> None:
    staged.offered()

    assert "Oudercafé" in text_of(web.as_("cleo").get(f"/awards/desk{query}"))


def test_another_desk_does_not_see_it(staged: Staged, web: Web) -> None:
    staged.offered()

    assert "Oudercafé" not in text_of(web.as_("hans").get("/awards/desk"))


def test_stopping_the_plan_ends_the_offer(staged: Staged, web: Web, app: Flask) -> None:
    award_id = staged.offered()

    assert web.as_("ada").send(f"/proposals/{staged.proposal_id}/stop").status_code == 303

    assert state_of(app, award_id) is AwardState.LAPSED


def test_a_decider_lets_go_an_offer_that_nobody_takes_up(
    staged: Staged, web: Web, app: Flask
) -> None:
    award_id = staged.offered()
    path = f"/awards/{award_id}"

    assert f"{path}/lapse" in web.as_("cleo").get(path).text
    assert web.as_("cleo").send(f"{path}/lapse").status_code == 303

    assert state_of(app, award_id) is AwardState.LAPSED
    assert "/lapse" not in web.as_("cleo").get(path).text


def test_only_a_decider_is_offered_to_let_it_go(staged: Staged, web: Web) -> None:
    path = f"/awards/{staged.offered()}"

    assert all(f"{path}/lapse" not in web.as_(name).get(path).text for name in ("ada", "rob"))
    assert web.as_("rob").get(f"{path}/lapse").status_code == 403


def test_two_weeks_before_the_account_is_due_the_group_gets_a_letter(
    staged: Staged, web: Web, app: Flask
) -> None:
    award_id = staged.offered()
    for name in ("ada", "cleo"):
        web.as_(name).send(f"/awards/{award_id}")
    with app.app_context():
        award = db.session.get_one(Award, award_id)
        job = db.session.scalars(select(Job).where(Job.kind == "awards.reminder")).one()
        early = award.report_due_on - timedelta(days=14)
        assert job.due_at == datetime.combine(early, time(8), ZoneInfo("Europe/Amsterdam"))
        db.session.rollback()

        remind({"award": str(award_id)})

        letters = [one for one in world().mail.sent if "reports" in one.text]  # type: ignore[attr-defined]
    assert {one.to for one in letters} >= {"ada@example.org", "ben@example.org"}
    assert "verantwoording" in letters[0].text


def test_an_offer_that_was_not_taken_up_reminds_nobody(staged: Staged, app: Flask) -> None:
    award_id = staged.offered()

    with app.app_context():
        remind({"award": str(award_id)})

        assert not [one for one in world().mail.sent if "reports" in one.text]  # type: ignore[attr-defined]
