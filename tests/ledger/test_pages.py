"""The group's money on a page and in a file."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import event

from app.extensions import db
from app.sheets import cell as cell_of
from tests.spending.stage import Ids, ids, stage
from tests.web import Web, text_of

__all__ = ["ids", "stage"]


def test_the_page_says_the_five_amounts(web: Web, ids: Ids) -> None:
    page = text_of(web.as_("ada").get("/ledger/"))

    for amount in ("€ 300,00", "€ 282,00", "€ 50,00", "€ 232,00", "€ 0,00"):
        assert amount in page


def test_a_group_without_money_is_told_what_comes_first(web: Web) -> None:
    assert web.as_("ada").get("/ledger/").status_code == 200


def test_the_holder_sees_the_book_of_a_group(web: Web, ids: Ids) -> None:
    assert web.as_("hans").get(f"/ledger/?group={ids.owner}").status_code == 200


@pytest.mark.parametrize("path", ["/ledger/", "/ledger/book.beancount", "/ledger/book.csv"])
def test_to_an_outsider_the_book_is_not_there(web: Web, ids: Ids, path: str) -> None:
    assert web.as_("eve").get(f"{path}?group={ids.owner}").status_code == 404
    assert web.as_("cleo").get(f"{path}?group={ids.owner}").status_code == 404


def test_another_groups_plan_is_not_in_my_book(web: Web, ids: Ids) -> None:
    assert web.as_("eve").get(f"/ledger/?plan={ids.plan}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("shelf=all", 4),
        ("shelf=money", 2),
        ("place=cash", 1),
        ("shelf=all&place=bank", 1),
        ("place=grant", 2),
        ("words=nergens", 0),
        ("shelf=promised", 2),
        ("shelf=reserved", 1),
        ("shelf=all&since=2999-01-01", 0),
        ("shelf=all&until=2000-01-01", 0),
        ("shelf=nonsense&since=nonsense&page=nonsense", 2),
    ],
)
def test_bookings_are_filtered(web: Web, ids: Ids, asked: str, rows: int) -> None:
    answer = web.as_("ada").get(f"/ledger/book.csv?{asked}")

    numbers = {row["nummer"] for row in csv.DictReader(io.StringIO(answer.get_data(as_text=True)))}
    assert len(numbers) == rows
    assert web.as_("ada").get(f"/ledger/?plan=all&{asked}").status_code == 200


def test_the_file_balances(web: Web, ids: Ids) -> None:
    text = web.as_("ada").get("/ledger/book.csv?shelf=all").get_data(as_text=True)

    rows = list(csv.DictReader(io.StringIO(text)))
    debit = sum(int(row["debet"].replace(".", "") or 0) for row in rows)
    credit = sum(int(row["credit"].replace(".", "") or 0) for row in rows)
    assert debit == credit > 0


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    assert cell_of(cell) == f"'{cell}"


def test_plain_words_stay_as_they_are() -> None:
    assert cell_of("Bakker = goed") == "Bakker = goed"


def test_the_page_asks_a_bounded_number_of_statements(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    ada.get("/ledger/")
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)

    ada.get("/ledger/")

    asked = [one for one in statements if one.startswith(("SELECT", "WITH"))]
    assert len(asked) <= 20, asked
