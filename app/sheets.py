"""Rows for a spreadsheet, as a file that it shows and never runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from grants.kit.money import Money

# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def sheet(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """The rows under their heads, as CSV with the line ends of RFC 4180."""
    return "".join(sheet_lines(heads, rows))


def sheet_lines(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The same, line by line: what is long is never whole in memory."""
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    for row in chain((heads,), rows):
        writer.writerow([cell(one) for one in row])
        yield page.getvalue()
        page.seek(0)
        page.truncate()


def cell(value: object) -> str:
    """Amounts as ``12.50``, nothing as nothing; words that would run stay words."""
    if isinstance(value, Money):
        return value.digits
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
