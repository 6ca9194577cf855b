"""The holder's desk: entering what came, went back or moved, and every wrong way."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from grants.ledger import queries as book
from grants.payments.models import Arrival
from tests.spending.stage import Ids, ids, stage
from tests.web import Web, soup, text_of

__all__ = ["ids", "stage"]


def bank(app: Flask, ids: Ids) -> str:
    with app.app_context():
        return str(book.amounts(db.session(), ids.owner).bank)


def arrival(app: Flask) -> object:
    with app.app_context():
        return db.session.scalars(select(Arrival.id).order_by(Arrival.entered_at)).first()


def test_the_desk_shows_what_is_to_do(web: Web, ids: Ids) -> None:
    page = text_of(web.as_("hans").get("/payments/"))

    assert "Oudercafé" in page
    assert "Ben" in page
    assert "€ 50,00" in page
    assert "€ 60,00" in page


@pytest.mark.parametrize(("name", "status"), [("ada", 404), ("cleo", 404), ("dan", 200)])
def test_the_desk_is_for_who_holds_or_keeps_money(
    web: Web, ids: Ids, name: str, status: int
) -> None:
    assert web.as_(name).get("/payments/").status_code == status


def test_an_instalment_is_entered(app: Flask, web: Web, ids: Ids) -> None:
    answer = web.as_("hans").send(f"/payments/receive/{ids.instalment}")

    assert answer.status_code == 303
    assert bank(app, ids) == "300.00 EUR"


def test_more_than_promised_is_refused_beside_the_field(web: Web, ids: Ids) -> None:
    answer = web.as_("hans").send(f"/payments/receive/{ids.instalment}", amount="60,01")

    assert answer.status_code == 422
    assert soup(answer).select_one("#amount-error")


def test_sent_twice_it_came_once(app: Flask, web: Web, ids: Ids) -> None:
    hans, path = web.as_("hans"), f"/payments/receive/{ids.instalment}"
    fields = hans.form(path)

    first, second = (hans.post(path, fields) for _ in range(2))

    assert first.location == second.location
    assert bank(app, ids) == "300.00 EUR"


def test_own_money_is_entered(app: Flask, web: Web, ids: Ids) -> None:
    answer = web.as_("hans").send(
        f"/payments/income/{ids.plan}", amount="10", source="gift", words="Van de bakker"
    )

    assert answer.status_code == 303
    assert bank(app, ids) == "250.00 EUR"


def test_money_moves_to_the_cash_box(app: Flask, web: Web, ids: Ids) -> None:
    web.as_("hans").send(f"/payments/move/{ids.plan}", amount="40", origin="bank", place="cash")

    assert bank(app, ids) == "200.00 EUR"


def test_no_more_moves_than_there_is(web: Web, ids: Ids) -> None:
    answer = web.as_("hans").send(
        f"/payments/move/{ids.plan}", amount="43", origin="cash", place="bank"
    )

    assert answer.status_code == 422


def test_a_wrong_entry_is_undone(app: Flask, web: Web, ids: Ids) -> None:
    path = f"/payments/undo/{arrival(app)}"

    answer = web.as_("hans").send(path, why="Verkeerd plan.")

    assert answer.status_code == 303
    assert bank(app, ids) == "0.00 EUR"
    assert web.as_("hans").get(path).status_code == 409


def test_undoing_needs_words(app: Flask, web: Web, ids: Ids) -> None:
    answer = web.as_("hans").send(f"/payments/undo/{arrival(app)}", why="")

    assert answer.status_code == 422


def test_what_is_owed_back_is_sent_back(app: Flask, web: Web, ids: Ids) -> None:
    web.as_("ada").send(f"/spending/cancel/{ids.plan}", why="De zaal is dicht.")
    path = f"/payments/return/{ids.plan}/{ids.funder}"
    hans = web.as_("hans")
    fields = hans.form(path)

    first, second = (hans.post(path, fields) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert bank(app, ids) == "8.00 EUR"


def test_the_group_reads_on_its_money_page_what_goes_back(web: Web, ids: Ids) -> None:
    ada, path = web.as_("ada"), f"/ledger/?plan={ids.plan}"
    before = text_of(ada.get(path))

    ada.send(f"/spending/cancel/{ids.plan}", why="De zaal is dicht.")

    assert "gereserveerde geld gaat terug" not in before
    assert "Een deel van het gereserveerde geld gaat terug naar wie het gaf" in text_of(
        ada.get(path)
    )


def test_nothing_owed_is_no_page(web: Web, ids: Ids) -> None:
    assert web.as_("hans").get(f"/payments/return/{ids.plan}/{ids.funder}").status_code == 404


def paths(app: Flask, ids: Ids) -> list[str]:
    return [
        f"/payments/receive/{ids.instalment}",
        f"/payments/income/{ids.plan}",
        f"/payments/move/{ids.plan}",
        f"/payments/undo/{arrival(app)}",
        f"/payments/return/{ids.plan}/{ids.funder}",
    ]


def test_to_outsiders_none_of_it_is_there(app: Flask, web: Web, ids: Ids) -> None:
    eve = web.as_("eve")

    assert {eve.get(path).status_code for path in paths(app, ids)} == {404}
    assert eve.get(f"/payments/receive/{uuid4()}").status_code == 404


def test_members_are_told_who_enters_it(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")

    assert {ada.get(path).status_code for path in paths(app, ids)} == {403}
