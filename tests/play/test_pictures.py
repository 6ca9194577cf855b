"""Receipts and illustrations: drawn the same each time, and adding up."""

from __future__ import annotations

from datetime import date

import pytest

from app.gateways.uploads import MOST_BYTES, checked_kind
from app.play import drawings, pictures
from grants.documents.store import Kind
from grants.kit.money import EUR

TILL = pictures.Till(
    "Buurtsuper Merel",
    "Merelplein 4",
    date(2026, 8, 1),
    [("Koffie", EUR("6.49")), ("Melk", EUR("1.29"))],
)


def test_a_receipt_adds_up_by_itself() -> None:
    assert TILL.total == EUR("7.78")
    assert pictures.amount(TILL.total) == "7,78"


@pytest.mark.parametrize("draw", [drawings.cafe, drawings.corner, drawings.table])
def test_an_illustration_is_a_small_picture(draw: object) -> None:
    drawn = draw()  # type: ignore[operator]

    assert checked_kind("foto.png", drawn) is Kind.PNG
    assert len(drawn) < MOST_BYTES // 20


def test_a_receipt_is_drawn_the_same_each_time() -> None:
    assert pictures.receipt(TILL) == pictures.receipt(TILL)
    assert pictures.invoice(TILL, "12", "Ontmoeting") == pictures.invoice(TILL, "12", "Ontmoeting")
