"""CSV: by the columns that somebody named, or by those that Dutch banks publish."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from contextlib import suppress
from typing import Any

from app.gateways.bank.camt import MOST_LINES
from app.gateways.bank.published import published
from app.gateways.bank.seen import seen
from app.gateways.bank.text import Unreadable, is_iban, line
from app.gateways.bank.written import (
    amount_of,
    currencies,
    day_of,
    foreign_in,
    refuse_foreign_head,
    way_of,
)

SHOWN = 6
_WIDEST = 60
_FIELD_BYTES = 8_000
_DELIMITERS = (";", ",", "\t")
_LOOKED_AT = 200
_OURS = "EUR"


def rows_of(text: str, delimiter: str) -> list[list[str]]:
    """The rows, the empty ones too; ``statement-broken`` for what no spreadsheet would open."""
    csv.field_size_limit(_FIELD_BYTES)
    rows: list[list[str]] = []
    try:
        plain = io.StringIO(_quoted(text, delimiter), newline="")
        for row in csv.reader(plain, delimiter=delimiter):
            rows.append([cell.strip() for cell in row[:_WIDEST]])
            if len(rows) > MOST_LINES:
                raise Unreadable("statement-too-long")
    except csv.Error as wrong:
        raise Unreadable("statement-broken") from wrong
    return rows


def _quoted(text: str, delimiter: str) -> str:
    """ASN quotes with single signs: they are made double, where no cell begins with a double one.

    A name such as 't Hart begins with the same sign, but no cell ends with another one.
    """
    between = re.escape(delimiter)
    begins, ends = rf"(?m)(^|{between})", rf"(?={between}|\r?$)"
    if re.search(f'{begins}"', text):
        return text
    return re.sub(rf"{begins}'((?:(?!{between}')[^\r\n])*?)'{ends}", _doubly, text)


def _doubly(cell: re.Match[str]) -> str:
    words = cell[2].replace("''", "'").replace('"', '""')
    return f'{cell[1]}"{words}"'


def look(text: str, encoding: str) -> dict[str, Any]:
    """The first rows, and what we think of them."""
    delimiter = max(_DELIMITERS, key=text[:4000].count)
    rows = [row for row in rows_of(text[:20_000], delimiter) if any(row)]
    if not rows or max(len(row) for row in rows) < 3:  # noqa: PLR2004  a day, an amount, words
        raise Unreadable("statement-unknown")
    guess = published(rows)
    if guess is not None:
        guess |= {"delimiter": delimiter, "encoding": ""}
    about = seen(rows[:_LOOKED_AT])
    told = {"rows": rows[:SHOWN], "guess": guess, "delimiter": delimiter, "encoding": encoding}
    return told | {"seen": about}


def fits(text: str, columns: dict[str, Any]) -> bool:
    """Is it the sort of file of which somebody said these columns? By its heads, or its width."""
    if columns["heads"] is None:
        return True
    rows = [row for row in rows_of(text[:20_000], columns["delimiter"]) if any(row)]
    return _heads(rows, columns["skip"]) == [one.casefold() for one in columns["heads"]]


def _heads(rows: list[list[str]], skip: int) -> list[str]:
    """The names of the columns, from the last row above the lines; without any, empty ones."""
    if skip:
        return [head.casefold() for head in rows[skip - 1]] if len(rows) >= skip else []
    return [""] * len(rows[0]) if rows else []


def read(text: str, columns: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """The statements, one for each account that the rows name; and the heads above them."""
    rows = [(no, row) for no, row in enumerate(rows_of(text, columns["delimiter"]), 1) if any(row)]
    above, lines = rows[: columns["skip"]], rows[columns["skip"] :]
    _refuse_passed(above, columns)
    heads = above[-1][1] if above else [""] * max((len(row) for _no, row in lines[:1]), default=0)
    places = _currency_places(above, columns)
    of_account: dict[str, list[tuple[dict[str, Any], list[int | None]]]] = defaultdict(list)
    foreign: list[Unreadable] = []
    for number, row in lines:
        account, told, around = _at(number, row, columns, places)
        of_account[account] += [(told, around)] if told["amount"][0] else []
        if named := foreign_in(row, places):
            foreign.append(Unreadable("statement-row-currency", number, named))
    if foreign and len(of_account) == 1:  # of several, the reader does not know which is ours
        raise foreign[0]
    return [_statement(account, found) for account, found in of_account.items() if found], heads


def _refuse_passed(above: list[tuple[int, list[str]]], columns: dict[str, Any]) -> None:
    """A payment among what is passed over would be lost without a word."""
    for number, row in above:
        with suppress(Unreadable):
            _at(number, row, columns, [])
            break
    else:
        return
    raise Unreadable("statement-row-passed", number)


def _currency_places(above: list[tuple[int, list[str]]], columns: dict[str, Any]) -> list[int]:
    """Where the rows name a currency: as somebody said, and as the heads say."""
    said = [] if columns["currency"] is None else [columns["currency"]]
    if not above:
        return said
    number, heads = above[-1]
    for place in (columns["amount"], columns["came"]):
        if place is not None and place < len(heads):
            try:
                refuse_foreign_head(heads[place])
            except Unreadable as wrong:
                raise Unreadable(wrong.code, number, wrong.told) from wrong
    return [*said, *currencies(heads)]


def _at(
    number: int, row: list[str], columns: dict[str, Any], foreign: list[int]
) -> tuple[str, dict[str, Any], list[int | None]]:
    """One row; what cannot be read of it is named with its number."""
    try:
        return _row(row, columns, foreign)
    except IndexError as wrong:
        raise Unreadable("statement-row-short", number) from wrong
    except Unreadable as wrong:
        raise Unreadable(wrong.code, number, wrong.told) from wrong


def _statement(account: str, told: list[tuple[dict[str, Any], list[int | None]]]) -> dict[str, Any]:
    lines = [one for one, _around in told]
    days = [one["on"] for one in lines]
    opening, closing = _ends(told)
    currency = lines[0]["amount"][1]
    return {
        "account": account,
        "label": "",
        "from": min(days),
        "until": max(days),
        "opening": None if opening is None else [opening, currency],
        "closing": None if closing is None else [closing, currency],
        "lines": lines,
    }


def _ends(
    told: list[tuple[dict[str, Any], list[int | None]]],
) -> tuple[int | None, int | None]:
    """The balances around all lines, where each row has them; banks write newest first or last."""
    first, last = told[0], told[-1]
    for begin, end in ((first, last), (last, first)):
        before, after = begin[1][0], end[1][1]
        moved = sum(one["amount"][0] for one, _around in told)
        if before is not None and after is not None and before + moved == after:
            return before, after
    return first[1][0], last[1][1]


def _row(
    row: list[str], columns: dict[str, Any], foreign: list[int]
) -> tuple[str, dict[str, Any], list[int | None]]:
    """Whose it is, the line, and the balance before and after it."""
    decimal = columns["decimal"]

    def cell(what: str) -> str:
        place = columns.get(what)
        return "" if place is None else row[place]

    on = day_of(row[columns["day"]], columns["day_shape"])
    currency = foreign_in(row, foreign).upper() or _OURS
    amount = _signed(row, columns)
    iban = cell("iban").replace(" ", "").upper()
    words = " ".join(row[place] for place in columns["words"] if place < len(row))
    told = line(
        on,
        amount,
        currency,
        iban=iban if is_iban(iban) else "",
        name=cell("name"),
        words=words,
        id=cell("end_to_end"),
        ref=cell("bank_reference"),
    )
    after = amount_of(cell("balance"), decimal) if cell("balance") else None
    before = None if after is None else after - amount
    if cell("opening"):  # the balances are those of the day: nothing between two lines of it
        before = amount_of(cell("opening"), decimal)
    return cell("account"), told, [before, after]


def _signed(row: list[str], columns: dict[str, Any]) -> int:
    """What came in, above nothing, or went out: of two columns, by a word, or by its own sign."""
    decimal, written = columns["decimal"], row[columns["amount"]]
    if columns.get("came") is not None:
        arrived = row[columns["came"]]
        went = abs(amount_of(written, decimal)) if written else 0
        came = amount_of(arrived, decimal) if arrived else 0
        if came < 0 or (came and went):
            raise Unreadable("statement-row-amount", told=f"{written} · {arrived}")
        return came - went
    amount = amount_of(written, decimal)
    if columns.get("sign") is None:
        return amount
    word = row[columns["sign"]]
    way = way_of(word, columns)
    if amount < 0 < way:
        raise Unreadable("statement-row-way", told=f"{written} {word}")
    return way * abs(amount)
