"""The book as a workbook: what people typed stays words, whatever it looks like."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from app.sheets import workbook
from grants.kit.money import EUR
from tests.spending.stage import Ids, ids, stage
from tests.web import Web

__all__ = ["ids", "stage"]

HOSTILE = (
    "=1+1",
    "+31612345678",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    '=HYPERLINK("http://kwaad.example","klik")',
    "http://kwaad.example/",
    "mailto:iemand@kwaad.example",
    "=cmd|' /C calc'!A0",
    "{=1+1}",
    "#REF!",
    "<f>1+1</f>",
    "007",
    "bel\x07 en nul\x00",
)


def made(*rows: tuple[object, ...], title: str = "Kas") -> io.BytesIO:
    out = io.BytesIO()
    workbook(out, title, ["wat"], rows)
    out.seek(0)
    return out


def test_no_text_becomes_a_formula_a_link_or_an_error() -> None:
    book = made(*((one,) for one in HOSTILE))

    with zipfile.ZipFile(book) as parts:
        written = {name: parts.read(name) for name in parts.namelist()}
    page = written["xl/worksheets/sheet1.xml"]
    assert not [name for name in written if "rels" in name and "sheet1" in name]
    assert b"<f>" not in page.replace(b"&lt;f&gt;", b"")
    assert b"hyperlink" not in page
    cells = [row[0] for row in load_workbook(book).active.iter_rows(min_row=2)]
    assert [one.value for one in cells] == [
        "".join(sign for sign in one if sign >= " " or sign == "\t") for one in HOSTILE
    ]
    assert {one.data_type for one in cells} == {"s"}
    assert all(one.hyperlink is None for one in cells)
    assert cells[0].quotePrefix


def test_what_is_no_sign_at_all_breaks_no_workbook() -> None:
    out = io.BytesIO()

    workbook(out, "Geld", ["wat"], [["Bakker\ufffe\uffff\ud800\x00 de Kom"]])

    out.seek(0)
    assert load_workbook(out).active["A2"].value == "Bakker de Kom"


def test_amounts_and_days_are_counted_with() -> None:
    book = made((None, EUR("-12.30"), date(2026, 11, 5), 7))

    nothing, amount, day, number = next(load_workbook(book).active.iter_rows(min_row=2))

    assert (amount.value, amount.data_type) == (-12.3, "n")
    assert day.value.date() == date(2026, 11, 5)
    assert (number.value, nothing.value) == (7, None)


@pytest.mark.parametrize("title", ["[kas]:*?/\\'", "x" * 90, "\x00"])
def test_a_tab_has_a_name_that_it_may_have(title: str) -> None:
    tab = load_workbook(made(title=title)).active.title

    assert 1 <= len(tab) <= 31
    assert not set(tab) & set("[]:*?/\\'")


def test_a_long_book_needs_no_more_memory_than_a_short_one() -> None:
    def rows(count: int) -> tuple[int, int]:
        tracemalloc.start()
        out = io.BytesIO()
        workbook(out, "Kas", ["wat"], ((f"regel {no}", EUR("1")) for no in range(count)))
        size, most = len(out.getvalue()), tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size, most

    _, few = rows(200)
    size, many = rows(4000)

    assert many < few + 3 * size + 500_000


def test_geld_gives_exactly_what_it_shows_as_a_workbook(web: Web, ids: Ids) -> None:
    ada = web.as_("ada")

    page = ada.get("/ledger/?shelf=all").get_data(as_text=True)
    answer = ada.get("/ledger/book.xlsx?shelf=all")
    narrow = ada.get("/ledger/book.xlsx?shelf=all&since=2999-01-01")

    assert "/ledger/book.xlsx?" in page
    assert answer.headers["Content-Disposition"].startswith("attachment")
    table = list(load_workbook(io.BytesIO(answer.data)).active.values)
    comma = ada.get("/ledger/book.csv?shelf=all").get_data(as_text=True).splitlines()
    assert len(table) == len(comma) > 3
    assert table[1][0] == 1
    assert sum(row[5] or 0 for row in table[1:]) == pytest.approx(
        sum(row[6] or 0 for row in table[1:])
    )
    assert len(list(load_workbook(io.BytesIO(narrow.data)).active.values)) == 1
