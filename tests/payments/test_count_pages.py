"""Counting the cash box and the group's own account, as people use the pages."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from grants.payments.models import CashCount
from grants.payments.states import CountState
from grants.people.models import Person
from grants.workgroups.models import Workgroup
from tests.spending.stage import Ids, ids, stage
from tests.web import Browser, Web, text_of

__all__ = ["ids", "stage"]


def person(app: Flask, name: str) -> str:
    with app.app_context():
        return str(db.session.scalars(select(Person.id).where(Person.name.startswith(name))).one())


def last(app: Flask) -> tuple[UUID, CountState]:
    with app.app_context():
        count = db.session.scalars(
            select(CashCount).order_by(CashCount.counted_at.desc(), CashCount.id.desc())
        ).first()
        assert count is not None
        return count.id, count.state


def count(app: Flask, browser: Browser, ids: Ids, **more: str) -> str:
    """Count with Ben; gives the page that follows."""
    path = f"/payments/box/{ids.owner}/count"
    answer = browser.send(path, second=person(app, "Ben"), **more)
    assert answer.status_code == 303, text_of(answer)
    return f"/payments/counts/{last(app)[0]}"


def test_the_book_is_shown_after_the_count_only(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")

    before = text_of(ada.get(f"/payments/box/{ids.owner}/count"))
    after = text_of(ada.get(count(app, ada, ids, counted="42")))

    assert "42,00" not in before
    assert "Het klopt" in after
    assert "42,00" in after


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example/", "/\\\\evil.example", ""]
)
def test_whoever_came_from_elsewhere_goes_back_to_the_box(
    app: Flask, web: Web, ids: Ids, where: str
) -> None:
    ada, box = web.as_("ada"), f"/payments/box/{ids.owner}"
    path = f"{box}/count?{urlencode({'next': where})}"

    page = ada.get(path)
    answer = ada.send(path, second=person(app, "Ben"), counted="42")

    assert f'href="{box}"' in page.text
    assert "evil" not in page.text.split("<main")[1]
    assert answer.location == f"/payments/counts/{last(app)[0]}"


def test_notes_and_coins_are_added_up_by_the_app(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")

    page = text_of(ada.get(count(app, ada, ids, piece_2000="2", piece_100="1", piece_50="2")))

    assert "Het klopt" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Schrijf dan 0"),
        ({"counted": "42", "piece_2000": "1"}, "samen"),
        ({"counted": "twee"}, "Kijk"),
        ({"counted": "42", "piece_2000": "-1"}, "hoeveel er zijn"),
    ],
    ids=["nothing", "two-amounts", "no-amount", "below-nothing"],
)
def test_what_does_not_add_up_is_asked_again(
    app: Flask, web: Web, ids: Ids, typed: dict[str, str], words: str
) -> None:
    path = f"/payments/box/{ids.owner}/count"

    answer = web.as_("ada").send(path, second=person(app, "Ben"), **typed)

    assert answer.status_code == 422
    assert words in text_of(answer) or "aantal" in text_of(answer) or "bedrag" in text_of(answer)


def test_a_difference_is_explained_and_both_stand_for_it(app: Flask, web: Web, ids: Ids) -> None:
    ada, ben = web.as_("ada"), web.as_("ben")
    page = count(app, ada, ids, counted="40")
    assert "Te weinig" in text_of(ada.get(page))
    assert "wacht op de tweede persoon" in text_of(ben.get(page))

    assert ada.send(page).status_code == 422
    ada.send(page, why="Twee euro in de verkeerde portemonnee.")
    assert "Heb je meegeteld?" in text_of(ben.get("/"))
    answer = ben.send(f"{page}/confirm", on=page)

    assert answer.status_code == 303
    assert last(app)[1] is CountState.CONFIRMED
    assert "€ 2,00 te weinig" in text_of(ada.get("/ledger/"))
    assert "Minder geteld dan in het kasboek" in text_of(ada.get("/ledger/"))
    assert "te weinig" in text_of(ada.get(f"/payments/box/{ids.owner}"))


def test_at_the_table_the_second_ticks_and_says_so_again_at_home(
    app: Flask, web: Web, ids: Ids
) -> None:
    ada, ben = web.as_("ada"), web.as_("ben")
    page = count(app, ada, ids, counted="42")

    assert ada.send(f"{page}/confirm", on=page).status_code == 422
    assert ada.send(f"{page}/confirm", on=page, said="y").status_code == 303
    assert "op de telefoon van" in text_of(ada.get(page))
    answer = ben.send(f"{page}/vouch", on=page)

    assert answer.status_code == 303
    assert "klopt" in text_of(ben.get("/ledger/"))
    assert "op de telefoon van" not in text_of(ada.get(page))


def test_a_count_that_was_replaced_says_so(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    first = count(app, ada, ids, counted="50")
    assert "Te veel" in text_of(ada.get(first))

    count(app, ada, ids, counted="42")

    assert "opnieuw geteld" in text_of(ada.get(first))
    assert "wacht op de tweede persoon" in text_of(ada.get(f"/payments/box/{ids.owner}"))


def test_the_group_writes_its_own_account_down_and_pays_from_it(
    app: Flask, web: Web, ids: Ids
) -> None:
    ada, hans = web.as_("ada"), web.as_("hans")
    path = f"/payments/own-account/{ids.owner}"

    assert ada.send(path, iban="NL00ABNA0417164300", name="Groep").status_code == 422
    assert ada.send(path, iban="NL91 ABNA 0417 1643 00", name="Groep").status_code == 303
    assert "4300" in text_of(ada.get(f"/workgroups/{ids.owner}"))
    moved = hans.send(f"/payments/move/{ids.plan}", amount="60", origin="bank", place="own-bank")
    paid = hans.send(f"/spending/{ids.approved}/pay", place="own-bank")

    assert (moved.status_code, paid.status_code) == (303, 303)
    assert "Op onze eigen rekening" in text_of(ada.get("/ledger/"))
    assert ada.send(f"{path}/drop", on=path).status_code == 409
    hans.send(f"/payments/move/{ids.plan}", amount="10", origin="own-bank", place="cash")
    assert ada.send(f"{path}/drop", on=path).status_code == 303
    with app.app_context():
        assert not db.session.get_one(Workgroup, ids.owner).has_account


def test_a_form_offers_no_place_that_the_group_has_not(web: Web, ids: Ids) -> None:
    page = web.as_("hans").get(f"/payments/move/{ids.plan}").get_data(as_text=True)

    assert "own-bank" not in page
