"""Rows for a spreadsheet, as a file that it shows and never runs: CSV or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import IO, Any

from grants.kit.money import Money

# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_LONGEST, _TAB, _NARROW = 32_767, 31, 12  # what a cell and a tab can hold; signs across


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


def workbook(
    out: IO[bytes],
    title: str,
    heads: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    right_to_left: bool = False,
) -> None:
    """The rows as a workbook: days and amounts are counted with, all else is words.

    Row by row to the file, so what is long is never whole in memory. No text becomes a formula,
    a link or an error, also not when somebody opens its cell and presses Enter.
    """
    # Heavy, and most processes never make one.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    book.properties.creator = "Wijkkas"
    page = book.create_sheet(_tab(title))
    page.sheet_view.rightToLeft = right_to_left
    page.freeze_panes = "A2"
    for place, head in enumerate(heads):
        page.column_dimensions[chr(ord("A") + place)].width = max(_NARROW, 2 * len(str(head)))
    page.append([_bold(page, head) for head in heads])
    for row in rows:
        page.append([_cell(page, value) for value in row])
    book.save(out)


def _cell(page: Any, value: object) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    if isinstance(value, Money):
        made = WriteOnlyCell(page, Decimal(value.digits))
        made.number_format = "#,##0.00"
        return made
    if value is None or isinstance(value, int | date):
        return WriteOnlyCell(page, value)
    text = _shown(str(value))
    made = WriteOnlyCell(page, text)
    # Whatever the library took it for: a formula, a number or an error.
    made.data_type = "s"
    if text.startswith(_FORMULA):
        made.quotePrefix = True
    return made


def _bold(page: Any, head: object) -> Any:
    from openpyxl.styles import Font  # noqa: PLC0415

    made = _cell(page, str(head))
    made.font = Font(bold=True)
    return made


def _shown(text: str) -> str:
    """What the format can hold: no control signs, nothing that is no sign, no longer than a cell."""
    return "".join(sign for sign in text if _is_sign(sign))[:_LONGEST]


def _is_sign(sign: str) -> bool:
    """As XML says it."""
    if sign < " ":
        return sign in "\t\n\r"
    return not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff"


def _tab(title: str) -> str:
    """A name that a tab may have."""
    plain = "".join(" " if sign in "[]:*?/\\'" else sign for sign in _shown(title)).strip()
    return plain[:_TAB] or "Wijkkas"
