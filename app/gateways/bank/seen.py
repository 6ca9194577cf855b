"""What a table shows of itself: whether it has heads, how it writes days, cents and ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.gateways.bank.written import (
    WAYS,
    currencies,
    decimals_of,
    is_amount,
    is_currency,
    shapes_of,
)


def seen(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """How many rows stand above the first line; and of each column what its cells can be."""
    widest = max(len(row) for row in rows)
    skip = _above(rows, widest)
    heads = rows[skip - 1] if skip else ()
    cells = [[row[no] for row in rows[skip:] if no < len(row) and row[no]] for no in range(widest)]
    return {
        "skip": skip,
        "shapes": [_shape(column) for column in cells],
        "decimals": [_decimal(column) for column in cells],
        "ways": [_ways(column) for column in cells],
        "currency": next(iter(currencies(heads) or _named(cells)), None),
    }


def _above(rows: Sequence[Sequence[str]], widest: int) -> int:
    """The first line is the first row with a day and an amount, where most rows have theirs."""

    def most(fits: Any, but: int | None = None) -> int | None:
        counts = {
            no: sum(1 for row in rows if no < len(row) and fits(row[no]))
            for no in range(widest)
            if no != but
        }
        best = max(counts, key=lambda no: counts[no])
        return best if counts[best] else None

    on = most(shapes_of)
    amount = most(is_amount, on)
    if on is None or amount is None:
        return min(1, len(rows) - 1)
    for no, row in enumerate(rows):
        if max(on, amount) < len(row) and shapes_of(row[on]) and is_amount(row[amount]):
            return no
    return min(1, len(rows) - 1)


def _shape(column: Sequence[str]) -> str:
    """The one order of day, month and year that fits all; the Dutch one where several do."""
    fitting = [set(shapes_of(cell)) for cell in column]
    common = set.intersection(*fitting) if fitting else set()
    return next((shape for shape in ("dmy", "ymd", "mdy") if shape in common), "")


def _decimal(column: Sequence[str]) -> str:
    """What stands before the cents, where a cell leaves no choice and none says otherwise."""
    sure = {found.pop() for cell in column if len(found := decimals_of(cell)) == 1}
    return sure.pop() if len(sure) == 1 else ""


def _ways(column: Sequence[str]) -> list[str]:
    """The two words for out and in, where all cells are one of such a pair."""
    words = {cell.casefold() for cell in column}
    return next((list(pair) for pair in WAYS if words and words <= set(pair)), [])


def _named(cells: Sequence[Sequence[str]]) -> list[int]:
    """The columns that hold nothing but names of currencies."""
    return [no for no, column in enumerate(cells) if column and all(map(is_currency, column))]
