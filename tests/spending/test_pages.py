"""The pages of receipts: they work, and every wrong way gets its own answer."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.clock import today
from app.extensions import db
from grants.spending.models import Expense
from grants.spending.states import ExpenseState
from tests.spending.stage import JPEG, Ids, encoded, ids, stage, upload
from tests.web import Browser, Web, fields_of, id_in, soup, text_of

__all__ = ["ids", "stage"]


def state(app: Flask, expense_id: object) -> ExpenseState:
    with app.app_context():
        return db.session.get_one(Expense, expense_id).state


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Expense)) or 0


def typed(ids: Ids, **other: object) -> dict[str, object]:
    usual = {
        "amount": "12,50",
        "shop": "Buurtsuper",
        "on": today().isoformat(),
        "line": str(ids.line),
        "who_paid": "myself",
    }
    return {**usual, **other}


def send_new(browser: Browser, ids: Ids, **other: object) -> TestResponse:
    path = f"/spending/new?plan={ids.plan}"
    # Encoded here: the client would put a large file in a temporary one and forget to close it.
    fields = browser.form(path) | typed(ids) | upload() | other
    kind, body = encoded(fields)
    return browser.client.post(path, data=body, content_type=kind)


def test_a_year_that_was_typed_wrongly_is_looked_at_once_more(web: Web, ids: Ids) -> None:
    answer = send_new(web.as_("ada"), ids, on="0226-03-02")

    assert answer.status_code == 422
    assert "Kijk nog eens naar het jaar" in text_of(answer)


def test_a_receipt_with_a_photo_waits_for_the_others(app: Flask, web: Web, ids: Ids) -> None:
    answer = send_new(web.as_("ada"), ids)

    assert answer.status_code == 303
    assert state(app, id_in(answer)) is ExpenseState.ASKING


def test_the_page_after_it_says_who_looks(web: Web, ids: Ids) -> None:
    ada = web.as_("ada")

    page = ada.get(send_new(ada, ids).location)

    assert "Ben" in text_of(page)
    assert "12,50" in text_of(page)


def test_the_form_says_before_what_is_left(web: Web, ids: Ids) -> None:
    page = text_of(web.as_("ada").get("/spending/new"))

    assert "€ 150,00" in page
    assert "€ 292,00" in page
    assert "€ 42,00" in page


def test_a_form_without_anything_keeps_its_page(web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    path = f"/spending/new?plan={ids.plan}"

    answer = ada.post(path, ada.form(path) | {"shop": "Bakker Öz", "amount": "honderd"})

    assert answer.status_code == 422
    assert 'value="Bakker Öz"' in answer.get_data(as_text=True)
    assert 'value="honderd"' in answer.get_data(as_text=True)


def test_a_photo_that_came_in_need_not_be_chosen_again(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    first = send_new(ada, ids, amount="")
    fields = fields_of(soup(first).select("form[method=post]")[0])

    answer = ada.post(f"/spending/new?plan={ids.plan}", fields | {"amount": "12,50"})

    assert (first.status_code, answer.status_code) == (422, 303)
    assert state(app, id_in(answer)) is ExpenseState.ASKING


def test_somebody_elses_kept_photo_is_none(web: Web, ids: Ids) -> None:
    first = send_new(web.as_("ada"), ids, amount="")
    kept = fields_of(soup(first).select("form[method=post]")[0])["photo"]
    ben = web.as_("ben")
    path = f"/spending/new?plan={ids.plan}"

    answer = ben.post(path, ben.form(path) | typed(ids, photo=kept))

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("leeg.jpg", b""),
        ("brief.docx", b"PK\x03\x04"),
        ("bon.jpg", b"<html>"),
        ("bon.pdf", JPEG),
        ("groot.jpg", JPEG + b"0" * 12 * 1024 * 1024),
    ],
    ids=["empty", "type", "lie", "named-pdf", "large"],
)
def test_a_bad_file_gets_its_own_sentence_beside_the_field(
    web: Web, ids: Ids, name: str, data: bytes
) -> None:
    answer = send_new(web.as_("ada"), ids, **upload(data, name))

    assert answer.status_code == 422
    assert soup(answer).select_one("#file-error")
    assert 'value="Buurtsuper"' in answer.get_data(as_text=True)


def test_without_a_photo_it_asks_for_one(web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    path = f"/spending/new?plan={ids.plan}"

    answer = ada.post(path, ada.form(path) | typed(ids))

    assert answer.status_code == 422
    assert soup(answer).select_one("#file-error")


def test_over_the_line_asks_why_and_then_goes_on(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    first = send_new(ada, ids, amount="160")
    fields = fields_of(soup(first).select("form[method=post]")[0])

    answer = ada.post(f"/spending/new?plan={ids.plan}", fields | {"why": "De zaal werd duurder."})

    assert first.status_code == 422
    assert soup(first).select_one("#why-error")
    assert answer.status_code == 303


def test_over_the_room_is_refused_with_what_is_left(web: Web, ids: Ids) -> None:
    answer = send_new(web.as_("ada"), ids, amount="300", why="Veel.")

    assert answer.status_code == 422
    assert "€\xa0292,00" in soup(answer).select("#amount-error")[0].get_text()


def test_sent_twice_it_is_one_receipt(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    path = f"/spending/new?plan={ids.plan}"
    fields = ada.form(path) | typed(ids)
    before = count(app)

    first, second = (ada.post(path, fields | upload()) for _ in range(2))

    assert first.location == second.location
    assert count(app) == before + 1


def test_the_same_form_with_something_else_is_refused(web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    path = f"/spending/new?plan={ids.plan}"
    fields = ada.form(path) | typed(ids)
    ada.post(path, fields | upload())

    answer = ada.post(path, fields | {"amount": "13,00"} | upload())

    assert answer.status_code == 409


def test_another_says_yes_on_its_page(app: Flask, web: Web, ids: Ids) -> None:
    path = f"/spending/{ids.asking}"

    answer = web.as_("ben").send(f"{path}/approve", on=path)

    assert answer.status_code == 303
    assert state(app, ids.asking) is ExpenseState.APPROVED


def test_saying_yes_twice_is_saying_it_once(app: Flask, web: Web, ids: Ids) -> None:
    ben, path = web.as_("ben"), f"/spending/{ids.asking}"
    fields = ben.form(path, action="/approve")

    first, second = (ben.post(f"{path}/approve", fields) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)


ROUTES = ["", "/refuse", "/mend", "/withdraw", "/pay", "/correct"]


@pytest.mark.parametrize("route", ROUTES)
def test_to_an_outsider_a_receipt_is_not_there(web: Web, ids: Ids, route: str) -> None:
    eve = web.as_("eve")

    real = eve.get(f"/spending/{ids.asking}{route}")
    made_up = eve.get(f"/spending/{uuid4()}{route}")

    assert (real.status_code, made_up.status_code) == (404, 404)
    assert real.data == made_up.data


@pytest.mark.parametrize(
    ("name", "expense", "route", "status"),
    [
        ("ada", "asking", "/refuse", 403),
        ("ben", "asking", "/mend", 403),
        ("ben", "asking", "/withdraw", 403),
        ("ben", "approved", "/pay", 403),
        ("ben", "approved", "/correct", 403),
        ("hans", "asking", "", 403),
        ("hans", "asking", "/pay", 409),
        ("hans", "asking", "/correct", 409),
        ("ada", "approved", "/refuse", 409),
        ("ada", "asking", "/mend", 409),
        ("ben", "approved", "/withdraw", 409),
        ("hans", "approved", "/pay", 200),
        ("dan", "approved", "/correct", 200),
        ("ada", "asking", "/withdraw", 200),
        ("carla", "asking", "", 200),
    ],
)
def test_who_gets_which_answer(
    web: Web, ids: Ids, name: str, expense: str, route: str, status: int
) -> None:
    answer = web.as_(name).get(f"/spending/{getattr(ids, expense)}{route}")

    assert answer.status_code == status


def test_saying_yes_to_ones_own_is_refused_with_the_reason(web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    fields = ada.form(f"/spending/new?plan={ids.plan}")

    answer = ada.post(f"/spending/{ids.asking}/approve", fields)

    assert answer.status_code == 403
    assert "eigen bon" in text_of(answer)


def test_a_refusal_comes_back_with_its_words(web: Web, ids: Ids) -> None:
    web.as_("ben").send(f"/spending/{ids.asking}/refuse", why="De bon is onleesbaar.")

    page = web.as_("ada").get(f"/spending/{ids.asking}")

    assert "De bon is onleesbaar." in text_of(page)


def test_a_refusal_without_words_asks_for_them(web: Web, ids: Ids) -> None:
    answer = web.as_("ben").send(f"/spending/{ids.asking}/refuse", why=" ")

    assert answer.status_code == 422


def test_a_refused_receipt_is_mended_and_asked_again(app: Flask, web: Web, ids: Ids) -> None:
    web.as_("ben").send(f"/spending/{ids.asking}/refuse", why="Verkeerd bedrag.")

    answer = web.as_("ada").send(f"/spending/{ids.asking}/mend", amount="55,00")

    assert answer.status_code == 303
    assert state(app, ids.asking) is ExpenseState.ASKING


def test_taking_back(app: Flask, web: Web, ids: Ids) -> None:
    web.as_("ada").send(f"/spending/{ids.asking}/withdraw")

    assert state(app, ids.asking) is ExpenseState.WITHDRAWN


def test_the_holder_pays(app: Flask, web: Web, ids: Ids) -> None:
    answer = web.as_("hans").send(f"/spending/{ids.approved}/pay")

    assert answer.location == "/payments/"
    assert state(app, ids.approved) is ExpenseState.PAID


def test_paying_more_than_the_box_holds_says_what_there_is(web: Web, ids: Ids) -> None:
    answer = web.as_("hans").send(f"/spending/{ids.approved}/pay", place="cash")

    assert answer.status_code == 422
    assert "€\xa042,00" in soup(answer).select("#place-error")[0].get_text()


def test_a_correction_undoes_a_payment(app: Flask, web: Web, ids: Ids) -> None:
    web.as_("hans").send(f"/spending/{ids.approved}/pay")

    web.as_("dan").send(f"/spending/{ids.approved}/correct", why="Dubbel betaald.")

    assert state(app, ids.approved) is ExpenseState.CORRECTED


def test_all_receipts_of_a_plan(web: Web, ids: Ids) -> None:
    page = text_of(web.as_("ben").get(f"/spending/?plan={ids.plan}"))

    assert page.count("De Kom") == 2


def test_many_receipts_are_shown_a_page_at_a_time(
    web: Web, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grants.spending.queries.expenses.LISTED", 1)
    ben, path = web.as_("ben"), f"/spending/?plan={ids.plan}"

    first = soup(ben.get(path))
    second = soup(ben.get(str(first.select("a[rel=next]")[0]["href"])))

    assert text_of(ben.get(path)).count("De Kom") == 1
    assert str(second.select("a[rel=prev]")[0]["href"]).endswith("page=1")


def test_a_receipt_picture_is_served_with_a_fence(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    page = soup(ada.get(send_new(ada, ids).location))
    picture = str(page.select(".shot img")[0]["src"])

    answer = ada.get(picture)

    assert answer.data == JPEG
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert web.as_("eve").get(picture).status_code == 404
    assert ada.get(f"{picture}/small").status_code == 200


def test_stopping_a_plan_sends_its_money_back(web: Web, ids: Ids) -> None:
    answer = web.as_("ada").send(f"/spending/cancel/{ids.plan}", why="De zaal is dicht.")

    assert answer.status_code == 303
    assert "€ 232,00" not in text_of(web.as_("ada").get("/ledger/"))


def test_without_a_running_plan_the_page_says_so(web: Web) -> None:
    assert web.as_("ada").get("/spending/new").status_code == 200
