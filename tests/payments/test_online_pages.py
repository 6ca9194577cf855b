"""Paying and giving in the browser: on to the bank, and back from it."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.gateways.provider import FakeProvider
from app.payments import jobs
from grants.payments.models import (
    OnlinePayment,
)
from grants.payments.provider import Standing
from grants.payments.states import OnlineState
from tests.payments.online_stage import bank, begun, held, ids, opened, paid, stage, tell, the, work
from tests.spending.stage import Ids
from tests.web import Web, soup, text_of

__all__ = ["bank", "ids", "stage"]


def test_a_neighbour_gives_without_an_account(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    path = opened(web, app, ids)
    neighbour = web.nobody()
    assert "Voor een oven." in text_of(neighbour.get(path))

    answer = neighbour.send(path, amount="12,50", name="Ans")

    assert (answer.status_code, answer.location) == (303, "https://bank.example/pay/cs_1")
    order = bank.orders[0]
    assert order.key == order.payment == str(the(app).id)
    assert order.back_to.endswith(f"/payments/standing/{the(app).token}")
    bank.becomes("cs_1", Standing.PAID)
    assert tell(web, payment=order.payment) == 200
    work(app)
    assert the(app).state is OnlineState.PAID
    assert "Ans" in text_of(neighbour.get(path))
    assert held(app, ids) == "252.50 EUR"


def test_the_form_leads_to_the_bank_and_nowhere_else(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    policy = web.nobody().get(opened(web, app, ids)).headers["Content-Security-Policy"]

    assert "form-action 'self' https://bank.example;" in policy


def test_sent_twice_it_is_one_gift(app: Flask, web: Web, ids: Ids, bank: FakeProvider) -> None:
    path = opened(web, app, ids)
    neighbour = web.nobody()
    fields = neighbour.form(path)
    neighbour.post(path, fields)

    again = neighbour.post(path, fields)

    assert again.location.endswith(f"/payments/standing/{the(app).token}")
    assert len(bank.orders) == 1


def test_what_is_no_gift_is_said_beside_the_field(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    answer = web.nobody().send(opened(web, app, ids), amount="300")

    assert answer.status_code == 422
    assert soup(answer).select_one("#amount-error")


def test_many_gifts_from_one_place_wait(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.payments.routes.gifts.GIFTS_A_PLACE", 1)
    path = opened(web, app, ids)
    web.nobody().send(path)

    assert web.nobody().send(path).status_code == 429


def test_without_a_provider_everything_but_the_button_is_there(
    app: Flask, web: Web, ids: Ids
) -> None:
    path = opened(web, app, ids)
    page = web.nobody().get(path)
    form = web.as_("cleo").get(f"/payments/pay/{ids.instalment}")

    assert "Online geven kan nu niet" in text_of(page)
    assert soup(page).select("form[method=post]") == []
    assert "per overschrijving" in text_of(form)
    assert "Betaal online" not in text_of(form)
    assert tell(web) == 404
    assert "niets vergeleken" in text_of(web.as_("hans").get("/payments/online/differences"))


def test_a_member_closes_the_page_and_opens_it_again(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    path = opened(web, app, ids)
    ada = web.as_("ada")
    page = f"/payments/gifts/{ids.plan}"
    close = next(
        str(form["action"]) for form in soup(ada.get(page)).select("form") if form.get("action")
    )
    fields = ada.form(page, action=close)
    assert ada.post(close, fields).status_code == 303
    assert "nu geen giften" in text_of(web.nobody().get(path))

    assert ada.post(close, ada.form(page)).status_code == 409
    assert ada.post(close, ada.form(page) | {"form_id": "x"}).status_code == 422
    assert ada.send(page, aim="0").status_code == 422
    assert ada.send(page, aim="50").status_code == 303
    assert "€ 50,00" in text_of(web.nobody().get(path))


def test_who_is_not_of_the_group_finds_no_gifts(web: Web, ids: Ids) -> None:
    assert web.as_("hans").get(f"/payments/gifts/{ids.plan}").status_code == 404
    assert web.nobody().get("/payments/give/P-2026-0001").status_code == 404


def test_a_funder_pays_an_instalment(app: Flask, web: Web, ids: Ids, bank: FakeProvider) -> None:
    cleo = web.as_("cleo")
    award = soup(cleo.get("/awards/desk")).select_one("main a[href*='/awards/0']")
    assert award is not None
    assert "Betaal deel 2" in text_of(cleo.get(str(award["href"])))

    answer = cleo.send(f"/payments/pay/{ids.instalment}")
    assert answer.location == "https://bank.example/pay/cs_1"
    bank.becomes("cs_1", Standing.PAID)
    page = f"/payments/standing/{the(app).token}"
    assert "Over een minuut zit het in de kas" in text_of(cleo.get(page))
    cleo.send(page)

    assert held(app, ids) == "300.00 EUR"
    assert "zit in de kas" in text_of(cleo.get(page))
    assert "al betaald" in text_of(cleo.get(f"/payments/pay/{ids.instalment}"))
    assert "Deel van de toekenning" in text_of(cleo.get(f"/payments/online/{the(app).id}"))


def test_a_debit_is_on_its_way_and_not_paid_twice(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    cleo = web.as_("cleo")
    path = f"/payments/pay/{ids.instalment}"
    fields = cleo.form(path)
    cleo.send(path)
    bank.becomes("cs_1", Standing.PENDING)
    page = f"/payments/standing/{the(app).token}"
    assert "onderweg" in text_of(cleo.get(page))
    cleo.send(page)

    assert "niet nog een keer" in text_of(cleo.get(path))
    assert cleo.post(path, fields).status_code == 409
    assert held(app, ids) == "240.00 EUR"


def test_only_a_decider_there_pays(web: Web, ids: Ids, bank: FakeProvider) -> None:
    path = f"/payments/pay/{ids.instalment}"

    assert web.as_("rob").get(path).status_code == 403
    assert web.as_("ada").get(path).status_code == 404
    assert web.as_("cleo").get(f"/payments/pay/{UUID(int=1)}").status_code == 404


def test_a_bank_that_does_not_answer_is_said_and_tried_again(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    path = opened(web, app, ids)
    neighbour = web.nobody()
    bank.down = True
    answer = neighbour.send(path)
    page = f"/payments/standing/{the(app).token}"
    assert answer.location.endswith(page)
    assert "niet bereiken" in text_of(neighbour.get(page))
    assert neighbour.send(page).location.endswith(page)
    bank.down = False

    assert neighbour.send(page).location == "https://bank.example/pay/cs_1"
    assert {order.key for order in bank.orders} == {str(the(app).id)}
    assert "Naar mijn bank" in text_of(neighbour.get(page))


def test_what_was_made_without_our_hearing_of_it_is_found(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = begun(web, app, ids)
    with app.app_context():
        row = db.session.scalars(select(OnlinePayment)).one()
        row.state, row.session_ref, row.url = OnlineState.MADE, None, ""
        db.session.commit()
    monkeypatch.setattr(jobs, "open_page", lambda _id: "")

    assert web.nobody().send(page).location == "https://bank.example/pay/cs_1"


def test_a_stored_fault_is_left_for_a_new_key_when_nothing_is_there(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    path = opened(web, app, ids)
    bank.refuses = "parameter_invalid"
    web.nobody().send(path)
    page = f"/payments/standing/{the(app).token}"
    assert web.nobody().send(page).location.endswith(page)
    bank.refuses = ""
    first = str(the(app).id)
    bank.broken_keys.add(first)

    assert web.nobody().send(page).location == "https://bank.example/pay/cs_1"
    assert bank.orders[-1].key == f"{first}.2"


def test_the_page_after_paying_never_guesses(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    page = begun(web, app, ids)
    neighbour = web.nobody()
    assert "nog niet verteld" in text_of(neighbour.get(page))
    bank.down = True
    assert "nog niet verteld" in text_of(neighbour.get(page))
    assert neighbour.send(page).status_code == 303
    bank.down = False
    bank.becomes("cs_1", Standing.EXPIRED)
    assert "tijd om te betalen is voorbij" in text_of(neighbour.get(page))
    bank.truths.clear()
    assert "nog niet verteld" in text_of(neighbour.get(page))
    assert neighbour.get("/payments/standing/none").status_code == 404


def test_what_was_paid_online_is_not_offered_to_be_undone_by_hand(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    hans, _page = paid(web, app, ids, bank)

    desk = soup(hans.get("/payments/"))

    entered = str(the(app).arrival_id)
    assert "Online betaald" in text_of(hans.get("/payments/"))
    assert [one for one in desk.select("a[href*='/undo/']") if entered in str(one["href"])] == []
