"""Reading a receipt: a suggestion where a reader is installed; without one nothing changes."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from flask import Flask
from PIL import Image, ImageDraw

from app.clock import today
from app.gateways.reader import FakeReader, NoReader, Reading, Tesseract, reading_of
from app.world import world
from grants.kit.money import EUR
from tests.spending.stage import Ids, ids, stage, upload
from tests.web import Web, fields_of, soup, text_of

__all__ = ["ids", "stage"]

NOW = date(2026, 11, 21)
SLIP = """\
BUURTWINKEL DE KOM
Datum: 05-11-2026 14:02
Koffie            4,20
Subtotaal        60,00
BTW 9%            5,40
TOTAAL   EUR     64,20
Contant          70,00
Wisselgeld        5,80
"""


@pytest.mark.parametrize(
    ("words", "total", "on"),
    [
        (SLIP, "64.20", date(2026, 11, 5)),
        ("Te betalen 12.50\nTotaal 99,00\n5 november 2026", "12.50", date(2026, 11, 5)),
        ("totaal 7 , 95\n01/12/26", "7.95", None),
        ("TOTAAL 8,00 mrt\n3 mrt 2026", "8.00", date(2026, 3, 3)),
        ("31-02-2026\n20.11.26\nbedrag 3,00", "3.00", date(2026, 11, 20)),
        ("05-11-2019 pin 1,00", "1.00", None),
    ],
)
def test_the_total_and_the_day_are_found(words: str, total: str, on: date | None) -> None:
    assert reading_of(words, NOW) == Reading(EUR(total), on)


@pytest.mark.parametrize("words", ["", "subtotaal 6,00", "totaal 0,00", "1.234.567", "\x00" * 50])
def test_where_nothing_is_said_nothing_is_suggested(words: str) -> None:
    assert reading_of(words, NOW) is None


def test_without_a_reader_nothing_changes(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")

    page = ada.send(f"/spending/new?plan={ids.plan}", shop="Markt", **upload())

    assert page.status_code == 422
    assert "Schrijf een bedrag" in text_of(page)
    assert "van de foto" not in text_of(ada.get(f"/spending/new?plan={ids.plan}"))
    assert not NoReader().is_there


def test_with_a_reader_an_empty_amount_comes_back_filled_in(app: Flask, web: Web, ids: Ids) -> None:
    bought = today() - timedelta(days=2)
    with app.app_context():
        world().reader = FakeReader(f"TOTAAL 64,20\n{bought:%d-%m-%Y}")
    ada = web.as_("ada")
    path = f"/spending/new?plan={ids.plan}"
    typed = {"shop": "Markt", "line": str(ids.line), "who_paid": "myself"}

    page = ada.send(path, **typed, **upload())

    assert "Dit lazen we van de foto" in text_of(page)
    form = next(one for one in map(fields_of, soup(page).find_all("form")) if "shop" in one)
    assert (form["amount"], form["on"]) == ("64,20", bought.isoformat())
    form.pop("file", None)
    done = ada.post(path, form)
    assert done.status_code == 303, text_of(done)
    assert "64,20" in text_of(ada.get(done.location))


def test_what_was_typed_is_surer_than_what_was_read(app: Flask, web: Web, ids: Ids) -> None:
    with app.app_context():
        world().reader = FakeReader("TOTAAL 64,20")
    ada = web.as_("ada")
    typed = {"shop": "Markt", "line": str(ids.line), "who_paid": "myself", "amount": "12"}

    done = ada.send(f"/spending/new?plan={ids.plan}", **typed, **upload())

    assert done.status_code == 303, text_of(done)
    assert "12,00" in text_of(ada.get(done.location))


def test_the_real_reader_reads_a_clean_slip() -> None:
    reader = Tesseract()
    if not reader.is_there:
        pytest.skip("the command tesseract, or its Dutch words (nld), is not on this machine")
    paper = Image.new("RGB", (700, 900), "white")
    drawn = ImageDraw.Draw(paper)
    for no, line in enumerate(SLIP.splitlines()):
        drawn.text((40, 40 + 60 * no), line, fill="black", font_size=34)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=90)

    found = reading_of(reader.words(out.getvalue()), NOW)

    assert found == Reading(EUR("64.20"), date(2026, 11, 5))
