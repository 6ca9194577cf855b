"""CSV: by the columns that somebody named, or by those that Dutch banks publish."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import Any

from app.gateways.bank.camt import MOST_LINES
from app.gateways.bank.text import Unreadable, cents, day, is_iban, line

SHOWN = 6
_WIDEST = 60
_FIELD_BYTES = 8_000
_DELIMITERS = (";", ",", "\t")
_ABN = 8  # columns of ABN AMRO's TAB file, which has no heads

_BANKS: tuple[tuple[frozenset[str], dict[str, Any]], ...] = (
    (
        frozenset({"Datum", "Naam / Omschrijving", "Rekening", "Tegenrekening", "Af Bij"}),
        {
            "day": "Datum",
            "amount": "Bedrag (EUR)",
            "sign": "Af Bij",
            "account": "Rekening",
            "iban": "Tegenrekening",
            "name": "Naam / Omschrijving",
            "words": ("Mededelingen",),
            "balance": "Saldo na mutatie",
            "decimal": ",",
        },
    ),
    (
        frozenset({"IBAN/BBAN", "Volgnr", "Datum", "Bedrag", "Tegenrekening IBAN/BBAN"}),
        {
            "day": "Datum",
            "amount": "Bedrag",
            "account": "IBAN/BBAN",
            "iban": "Tegenrekening IBAN/BBAN",
            "name": "Naam tegenpartij",
            "words": ("Omschrijving-1", "Omschrijving-2", "Omschrijving-3"),
            "end_to_end": "Transactiereferentie",
            "bank_reference": "Volgnr",
            "balance": "Saldo na trn",
            "decimal": ",",
        },
    ),
)


def rows_of(text: str, delimiter: str) -> list[list[str]]:
    """The rows; ``statement-broken`` for what no spreadsheet would open."""
    csv.field_size_limit(_FIELD_BYTES)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                rows.append([cell.strip() for cell in row[:_WIDEST]])
            if len(rows) > MOST_LINES:
                raise Unreadable("statement-too-long")
    except csv.Error as wrong:
        raise Unreadable("statement-broken") from wrong
    return rows


def look(text: str, encoding: str) -> dict[str, Any]:
    """The first rows, and what we think of them."""
    delimiter = max(_DELIMITERS, key=text[:4000].count)
    rows = rows_of(text[:20_000], delimiter)[:SHOWN]
    if not rows or max(len(row) for row in rows) < 3:  # noqa: PLR2004  a day, an amount, words
        raise Unreadable("statement-unknown")
    guess = _guess(rows)
    if guess is not None:
        guess |= {"delimiter": delimiter, "encoding": ""}
    return {"rows": rows, "guess": guess, "delimiter": delimiter, "encoding": encoding}


def _guess(rows: list[list[str]]) -> dict[str, Any] | None:
    heads = rows[0]
    for known, named in _BANKS:
        if known | {named["amount"]} <= set(heads):
            return _placed(named, heads)
    first = rows[0]
    if len(first) == _ABN and first[1] == "EUR" and first[2].isdigit() and first[5].isdigit():
        return {
            "day": 2,
            "amount": 6,
            "skip": 0,
            "account": 0,
            "opening": 3,
            "balance": 4,
            "words": [7],
            "decimal": ",",
        }
    return None


def _placed(named: dict[str, Any], heads: list[str]) -> dict[str, Any]:
    """The names of columns as their places; what this file lacks is left out."""
    found: dict[str, Any] = {"decimal": named["decimal"]}
    for what, name in named.items():
        if isinstance(name, tuple):
            found[what] = [heads.index(one) for one in name if one in heads]
        elif name in heads:
            found[what] = heads.index(name)
    return found


def read(text: str, columns: dict[str, Any]) -> list[dict[str, Any]]:
    """The statements: one for each account that the rows name."""
    rows = rows_of(text, columns["delimiter"])[columns["skip"] :]
    of_account: dict[str, list[tuple[dict[str, Any], list[int | None]]]] = defaultdict(list)
    for number, row in enumerate(rows, start=columns["skip"] + 1):
        try:
            account, told, around = _row(row, columns)
        except (ValueError, IndexError) as wrong:
            raise Unreadable("statement-row", number) from wrong
        if told["amount"][0]:
            of_account[account].append((told, around))
    return [_statement(account, lines) for account, lines in of_account.items()]


def _statement(account: str, told: list[tuple[dict[str, Any], list[int | None]]]) -> dict[str, Any]:
    lines = [one for one, _around in told]
    days = [one["on"] for one in lines]
    opening, closing = _ends(told)
    return {
        "account": account,
        "label": "",
        "from": min(days),
        "until": max(days),
        "opening": None if opening is None else [opening, "EUR"],
        "closing": None if closing is None else [closing, "EUR"],
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


def _row(row: list[str], columns: dict[str, Any]) -> tuple[str, dict[str, Any], list[int | None]]:
    """Whose it is, the line, and the balance before and after it."""
    decimal = columns["decimal"]

    def cell(what: str) -> str:
        place = columns.get(what)
        return "" if place is None else row[place]

    amount = _signed(row, columns)
    iban = cell("iban").replace(" ", "").upper()
    words = " ".join(row[place] for place in columns["words"] if place < len(row))
    told = line(
        day(row[columns["day"]], columns["day_shape"]),
        amount,
        "EUR",
        iban=iban if is_iban(iban) else "",
        name=cell("name"),
        words=words,
        id=cell("end_to_end"),
        ref=cell("bank_reference"),
    )
    after = cents(cell("balance"), decimal) if cell("balance") else None
    before = None if after is None else after - amount
    if cell("opening"):  # the balances are those of the day: nothing between two lines of it
        before = cents(cell("opening"), decimal)
    return cell("account"), told, [before, after]


def _signed(row: list[str], columns: dict[str, Any]) -> int:
    decimal = columns["decimal"]
    written = row[columns["amount"]]
    if columns.get("came") is not None:
        went = abs(cents(written, decimal)) if written else 0
        came = abs(cents(row[columns["came"]], decimal)) if row[columns["came"]] else 0
        return came - went
    amount = cents(written, decimal)
    if columns.get("sign") is None:
        return amount
    minus = columns["minus"].casefold()
    return -abs(amount) if row[columns["sign"]].strip().casefold() == minus else abs(amount)
