"""The journal of a book, read by Beancount itself."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from beancount import loader
from beancount.core.data import Balance, Open, Transaction
from flask import Flask

from app.ledger.papers import Told, journal, quoted
from grants.kit.acts import Act
from grants.kit.money import EUR, Money
from grants.kit.orm import Ref
from grants.ledger.models import AccountKind
from grants.ledger.queries import Booking
from grants.ledger.rules import Line
from tests.spending.stage import Ids, ids, stage
from tests.web import Web

__all__ = ["ids", "stage"]

K = AccountKind
DAY = date(2026, 3, 2)


@dataclass(frozen=True)
class CostLine:
    id: UUID = field(default_factory=uuid4)
    words: str = "Zaal"


@dataclass(frozen=True)
class Plan:
    id: UUID = field(default_factory=uuid4)
    reference: str = "P-2026-0042"
    title: str = "Oudercafé"


def told(
    plan: Plan,
    lines: list[tuple[AccountKind, str, UUID | None]],
    title: str = "Bakker",
    note: str = "betaald",
    on: date = DAY,
    no: int = 1,
) -> Told:
    posted = tuple(Line(kind, EUR(amount), plan.id, ref) for kind, amount, ref in lines)
    return Told(
        Booking(no, on, Act.SPENDING_PAY, Ref("expense", uuid4()), False, posted), title, note
    )


def read(text: str) -> tuple[list[Any], list[Any]]:
    """What Beancount makes of it: its entries, and what it finds wrong."""
    entries, errors, _options = loader.load_string(text)
    return entries, errors


def text_of(plan: Plan, several: list[Told], costs: tuple[CostLine, ...] = ()) -> str:
    return "".join(journal("Vrouwengroep", {plan: list(costs)}, several))  # type: ignore[dict-item, arg-type]


def test_every_kind_of_account_is_one_that_beancount_knows() -> None:
    plan, cost = Plan(), CostLine()
    several = [
        told(
            plan, [(kind, "5", cost.id if kind is K.COST else uuid4()), (K.CASH, "-5", None)], no=no
        )
        for no, kind in enumerate(sorted(K), start=1)
        if kind is not K.CASH
    ]

    entries, errors = read(text_of(plan, several, (cost,)))

    assert errors == []
    assert len([one for one in entries if isinstance(one, Transaction)]) == len(K) - 1
    assert len([one for one in entries if isinstance(one, Balance)]) == len(K)
    assert "Expenses:P-2026-0042:L1" in {one.account for one in entries if isinstance(one, Open)}


@pytest.mark.parametrize(
    "words",
    [
        'Bakker "De Korst"',
        "terug\\slag",
        "twee\nregels\r\nen\teen tab",
        "مخبز الحي",
        "\u202eomgekeerd\u0000",
        "* ! ; option",
        "é" * 5000,
        "",
    ],
    ids=["quotes", "slash", "lines", "arabic", "control", "signs", "long", "nothing"],
)
def test_what_people_write_stays_text(words: str) -> None:
    plan = Plan(title=words)
    lines: list[tuple[AccountKind, str, UUID | None]] = [(K.CASH, "5", None), (K.OWN, "-5", None)]

    entries, errors = read(
        text_of(plan, [told(plan, lines, title=words)], (CostLine(words=words),))
    )

    assert errors == []
    (paid,) = [one for one in entries if isinstance(one, Transaction)]
    assert "".join((paid.payee or "").split()) == "".join(quoted_back(words).split())


def quoted_back(words: str) -> str:
    return quoted(words)[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def test_the_last_balances_are_asserted() -> None:
    plan = Plan()
    several = [
        told(plan, [(K.CASH, "5", None), (K.OWN, "-5", None)], on=DAY),
        told(plan, [(K.CASH, "-2", None), (K.OWN, "2", None)], on=DAY - timedelta(days=3), no=2),
    ]

    text = text_of(plan, several)

    assert "2026-03-03 balance Assets:CashBox:P-2026-0042  3.00 EUR" in text
    assert read(text)[1] == []
    assert read(
        text.replace(
            "balance Assets:CashBox:P-2026-0042  3.00", "balance Assets:CashBox:P-2026-0042  4.00"
        )
    )[1]


def test_an_empty_book_is_a_journal_too() -> None:
    entries, errors = read(text_of(Plan(), []))

    assert (entries, errors) == ([], [])


def test_money_of_the_group_outside_a_plan_has_its_own_account() -> None:
    plan, purse = Plan(), Plan()
    several = [told(purse, [(K.CASH, "5", None), (K.OWN, "-5", None)])]

    assert "Assets:CashBox:Purse" in text_of(plan, several)


def test_a_long_book_takes_no_more_memory_than_a_short_one() -> None:
    plan = Plan()

    def many(count: int) -> Iterator[Told]:
        for no in range(1, count + 1):
            yield told(plan, [(K.CASH, "5", None), (K.OWN, "-5", None)], no=no)

    def peak(count: int) -> int:
        gc.collect()
        tracemalloc.start()
        for _line in journal("Groep", {plan: []}, many(count)):  # type: ignore[dict-item]
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(4000)
    assert peak(4000) - peak(200) < 200_000  # bytes, where the journal itself has 500 000


@pytest.mark.parametrize(
    "asked", ["", "shelf=all", "place=cash", "shelf=all&words=Kom", "plan=all"]
)
def test_the_journal_of_a_real_book_has_no_faults(
    app: Flask, web: Web, ids: Ids, asked: str
) -> None:
    ada = web.as_("ada")

    answer = ada.get(f"/ledger/book.beancount?{asked}")
    table = ada.get(f"/ledger/book.csv?{asked}").get_data(as_text=True)

    assert answer.mimetype == "text/plain"
    entries, errors = read(answer.get_data(as_text=True))
    assert errors == []
    numbers = {one.meta["no"] for one in entries if isinstance(one, Transaction)}
    assert {str(number) for number in numbers} == {
        row.split(",")[0] for row in table.splitlines()[1:]
    }
    assert Money(1).currency == "EUR"
