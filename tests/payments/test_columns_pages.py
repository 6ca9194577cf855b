"""A CSV in a browser's way: what the page takes from the file itself, and when it asks again."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db
from grants.payments.models import StatementLine
from tests.payments.test_bank_pages import IBAN, account, hans, ing, upload
from tests.spending.stage import ids, stage
from tests.web import Browser, fields_of, soup, text_of

__all__ = ["hans", "ids", "stage"]

HEAD = "Datum;Naam;Bedrag;Omschrijving\n"
POINTS = HEAD + "2026-03-02;Jan;1,012.50;bijdrage\n2026-03-03;Piet;-7.25;terug\n"
COMMAS = HEAD + "2-3-2026;Jan;12,50;bijdrage\n"


def chosen(answer: TestResponse) -> dict[str, Any]:
    """What the page would send when nobody changes anything."""
    form = soup(answer).select("form[method=post]")[-1]
    fields = fields_of(form)
    for one in form.select("select[name]"):
        option = one.select_one("option[selected]") or one.select("option")[0]
        fields[str(one["name"])] = option["value"]
    return fields


def ask(app: Flask, browser: Browser, data: str) -> TestResponse:
    return upload(browser, f"/payments/bank/{account(app)}/read", data.encode())


def say(app: Flask, browser: Browser, asked: TestResponse, data: str, **more: Any) -> TestResponse:
    told = chosen(asked) | more | {"file": (io.BytesIO(data.encode()), "x.csv")}
    path = f"/payments/bank/{account(app)}/columns"
    return browser.client.post(path, data=told, content_type="multipart/form-data")


def amounts(app: Flask) -> list[str]:
    with app.app_context():
        which = select(StatementLine).order_by(StatementLine.on, StatementLine.id)
        return [one.amount.digits for one in db.session.scalars(which)]


def test_what_stands_before_the_cents_is_chosen_as_the_file_shows(
    app: Flask, hans: Browser
) -> None:
    asked = ask(app, hans, POINTS)

    assert (chosen(asked)["decimal"], chosen(asked)["day_shape"]) == (".", "ymd")
    assert "“1,012.50”" in text_of(say(app, hans, asked, POINTS, decimal=","))
    assert amounts(app) == []
    assert say(app, hans, asked, POINTS).status_code == 303
    assert amounts(app) == ["1012.50", "-7.25"]


def test_a_file_without_heads_loses_no_payment(app: Flask, hans: Browser) -> None:
    bare = "2-3-2026;Jan;12,50;een\n3-3-2026;Piet;7,00;twee\n"
    asked = ask(app, hans, bare)
    places = {"day": "0", "name": "1", "amount": "2", "words": "3"}

    assert chosen(asked)["skip"] == "0"
    assert "worden overgeslagen" in text_of(say(app, hans, asked, bare, **places, skip="1"))
    assert say(app, hans, asked, bare, **places).status_code == 303
    assert amounts(app) == ["12.50", "7.00"]


def test_other_heads_are_asked_about_with_the_same_names_in_their_new_place(
    app: Flask, hans: Browser
) -> None:
    say(app, hans, ask(app, hans, COMMAS), COMMAS)
    swapped = "Datum;Naam;Saldo;Bedrag;Omschrijving\n3-3-2026;Jan;900,00;5,00;meer\n"

    again = ask(app, hans, swapped)

    assert "anders dan de vorige keer" in text_of(again)
    assert {name: chosen(again)[name] for name in ("amount", "words", "balance")} == {
        "amount": "3",
        "words": "4",
        "balance": "2",
    }
    assert amounts(app) == ["12.50"]
    assert say(app, hans, again, swapped).status_code == 303
    assert amounts(app) == ["12.50", "5.00"]
    # The new heads are those of next time.
    assert ask(app, hans, swapped.replace("3-3", "4-3")).status_code == 303


def test_what_a_bank_publishes_is_read_beside_what_was_said_of_another_file(
    app: Flask, hans: Browser
) -> None:
    say(app, hans, ask(app, hans, COMMAS), COMMAS)

    answer = upload(hans, f"/payments/bank/{account(app)}/read", ing(("20260303", "10,00", "hoi")))

    assert answer.status_code == 303, text_of(answer)
    assert amounts(app) == ["12.50", "10.00"]


def test_a_published_csv_with_other_cents_is_read_by_saying_its_columns(
    app: Flask, hans: Browser
) -> None:
    """Nothing of it was shown: the page was asked for by its link."""
    path = f"/payments/bank/{account(app)}"
    data = f"{IBAN}\tEUR\t20260302\t5.00\t17.50\t20260302\t12.50\tBijdrage\n"
    assert "“12.50”" in text_of(ask(app, hans, data))
    places = {"day": "2", "amount": "6", "words": "7", "currency": "1", "skip": "0"}
    told = chosen(hans.get(f"{path}/columns")) | places | {"decimal": ".", "day_shape": "ymd"}
    told["file"] = (io.BytesIO(data.encode()), "x.tab")

    answer = hans.client.post(f"{path}/columns", data=told, content_type="multipart/form-data")

    assert answer.status_code == 303, text_of(answer)
    assert ask(app, hans, data.replace("0302", "0303").replace("12.50", "1.50")).status_code == 303
    assert amounts(app) == ["12.50", "1.50"]


def test_the_words_for_in_and_out_are_chosen_as_the_file_shows(app: Flask, hans: Browser) -> None:
    data = "Datum;Bedrag;D/C;Omschrijving\n2-3-2026;5,00;C;in\n3-3-2026;6,00;D;uit\n"
    asked = ask(app, hans, data)
    strange = data + "4-3-2026;7,00;??;wat\n"

    assert (chosen(asked)["minus"], chosen(asked)["plus"]) == ("d", "c")
    assert "zegt niet of er geld" in text_of(say(app, hans, asked, strange))
    assert say(app, hans, asked, data).status_code == 303
    assert amounts(app) == ["5.00", "-6.00"]


# ---- Lines that may stand here already -----------------------------------------------------------

FIRST = "Datum;Wie;Bedrag;Wat\n2-3-2026;Jan;10,00;overboeking\n2-3-2026;Piet;10,00;overboeking\n"
WORDS = "Datum;Bedrag;Omschrijving\n2-3-2026;10,00;bijdrage jan\n2-3-2026;10,00;bijdrage piet\n"
PLACES = {"day": "0", "name": "1", "amount": "2", "words": "3"}


def again(app: Flask, browser: Browser, page: TestResponse, data: str, *same: str) -> TestResponse:
    told = chosen(page) | {"same": list(same), "file": (io.BytesIO(data.encode()), "x.csv")}
    path = f"/payments/bank/{account(app)}/read"
    return browser.client.post(path, data=told, content_type="multipart/form-data")


def test_lines_that_may_stand_here_are_asked_about_one_by_one(app: Flask, hans: Browser) -> None:
    say(app, hans, ask(app, hans, FIRST), FIRST, **PLACES)
    page = say(app, hans, ask(app, hans, WORDS), WORDS)

    assert "misschien al" in text_of(page)
    boxes = [one.text.strip() for one in soup(page).select("input[name=same] + label")]
    assert [box.partition("Hier staat")[0].split("·")[2].strip() for box in boxes] == [
        "bijdrage jan",
        "bijdrage piet",
    ]
    assert amounts(app) == ["10.00", "10.00"]
    assert len(soup(page).select("input[name=same][checked]")) == 2

    # Without the file nothing is lost; with another file it is asked anew.
    bare = hans.client.post(f"/payments/bank/{account(app)}/read", data=chosen(page))
    assert len(soup(bare).select("input[name=same]")) == 2
    other = again(app, hans, page, WORDS.replace("bijdrage", "gift"), "0", "1")
    assert other.status_code == 422
    done = again(app, hans, page, WORDS, "0", "1")

    assert "2 regels stonden er al" in text_of(hans.get(done.location))
    assert amounts(app) == ["10.00", "10.00"]


def test_what_is_not_ticked_is_another_payment(app: Flask, hans: Browser) -> None:
    say(app, hans, ask(app, hans, FIRST), FIRST, **PLACES)
    page = say(app, hans, ask(app, hans, WORDS), WORDS)

    done = again(app, hans, page, WORDS, "1")

    assert done.status_code == 303
    assert amounts(app) == ["10.00"] * 3


def test_what_somebody_else_read_meanwhile_is_asked_too_and_what_was_said_stays(
    app: Flask, hans: Browser
) -> None:
    data = "Datum;Bedrag;Omschrijving\n2-3-2026;10,00;bijdrage jan\n2-3-2026;20,00;verf\n"
    say(app, hans, ask(app, hans, FIRST), FIRST, **PLACES)
    page = say(app, hans, ask(app, hans, data), data)
    assert len(soup(page).select("input[name=same]")) == 1
    upload(hans, f"/payments/bank/{account(app)}/read", ing(("20260302", "20,00", "kwasten")))

    more = again(app, hans, page, data)
    assert more.status_code == 422
    boxes = soup(more).select("input[name=same]")
    assert [one.has_attr("checked") for one in boxes] == [False, True]
    done = again(app, hans, more, data, "1")

    assert done.status_code == 303
    assert sorted(amounts(app)) == ["10.00"] * 3 + ["20.00"]


def test_what_is_no_question_of_ours_is_as_if_nobody_had_asked(app: Flask, hans: Browser) -> None:
    say(app, hans, ask(app, hans, FIRST), FIRST, **PLACES)
    page = say(app, hans, ask(app, hans, WORDS), WORDS)
    path = f"/payments/bank/{account(app)}/read"

    for asked in ("", "{", "7", '["x",[["0"]]]', '["x",[[1,2,3]]]'):
        told = chosen(page) | {"asked": asked, "same": ["0", "x"]}
        told["file"] = (io.BytesIO(WORDS.encode()), "x.csv")
        answer = hans.client.post(path, data=told, content_type="multipart/form-data")
        assert (answer.status_code, len(soup(answer).select("input[name=same]"))) == (422, 2)
    assert amounts(app) == ["10.00"] * 2


RABO = (
    "IBAN/BBAN,Munt,Volgnr,Datum,Bedrag,Tegenrekening IBAN/BBAN,Naam tegenpartij,Omschrijving-1\n"
    'NL02ABNA0123456789,{ours},1,2026-03-02,"+12,50",,Jan,bijdrage\n'
    'NL91ABNA0417164300,{other},1,2026-03-02,"+7,00",,Piet,iets anders\n'
)


def test_an_account_in_dollars_in_the_same_file_does_not_stop_ours(
    app: Flask, hans: Browser
) -> None:
    done = ask(app, hans, RABO.format(ours="EUR", other="USD"))

    assert done.status_code == 303, text_of(done)
    assert "andere rekeningen" in text_of(hans.get(done.location))
    assert amounts(app) == ["12.50"]


def test_dollars_on_our_own_account_are_refused_beside_another_one(
    app: Flask, hans: Browser
) -> None:
    answer = ask(app, hans, RABO.format(ours="USD", other="EUR"))

    assert answer.status_code == 422
    assert "Er staat geld in USD in" in text_of(answer)
    assert amounts(app) == []


def test_the_page_says_that_a_line_in_another_currency_stops_the_file(
    app: Flask, hans: Browser
) -> None:
    page = text_of(ask(app, hans, COMMAS))

    assert "Staat er een regel in een andere munt in? Dan wordt het bestand niet ingelezen." in page
