"""Amounts, days and ways as a table of a bank or a spreadsheet writes them: one meaning, or none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from app.gateways.bank.text import Unreadable, day

SHAPES = ("dmy", "ymd", "mdy")
SHOWN = 40
# What went out before what came in: as Dutch banks and the programs beside them write it.
WAYS = (
    ("af", "bij"),
    ("d", "c"),
    ("debet", "credit"),
    ("debit", "credit"),
    ("dbit", "crdt"),
    ("dr", "cr"),
    ("-", "+"),
    ("uit", "in"),
    ("out", "in"),
)
_MINUS = str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_EURO = r"(?:€|EUR)?"
_EUROS = frozenset({"", "€", "EUR", "EURO"})
# What is likely on an account in this country; a column that somebody names may hold any.
_CURRENCIES = frozenset(
    [
        "EUR",
        "USD",
        "GBP",
        "CHF",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "TRY",
        "MAD",
        "JPY",
        "CNY",
        "CAD",
        "AUD",
        "ISK",
        "ZAR",
    ]
)
_CURRENCY_HEADS = frozenset(
    {"munt", "muntsoort", "munteenheid", "valuta", "valutacode", "currency", "currency code", "ccy"}
)
_CODE = re.compile(r"[A-Z]{3}")
_IN_HEAD = re.compile(r"\(([A-Z]{3})\)")


def _shape_of(decimal: str, other: str) -> re.Pattern[str]:
    """Figures in groups of three or in none, then one or two behind the sign before the cents.

    Banks write nothing behind the cents but noughts; three figures there might be a group.
    """
    point, group = re.escape(decimal), re.escape(other)
    whole = rf"[1-9]\d{{0,2}}(?P<group>[{group} ])\d{{3}}(?:(?P=group)\d{{3}}){{0,3}}|\d{{1,13}}"
    cents = rf"(?:{point}(?P<cents>\d\d?)(?:(?<={point}\d\d)0{{2,6}})?)?"
    return re.compile(
        rf"(?P<a>[+-]?)\s*{_EURO}\s*(?P<b>[+-]?)\s*(?P<whole>{whole}){cents}"
        rf"\s*{_EURO}\s*(?P<c>[+-]?)\s*{_EURO}"
    )


_AMOUNTS = {",": _shape_of(",", "."), ".": _shape_of(".", ",")}


def amount_of(text: str, decimal: str) -> int:
    """In cents; refuses what has not one meaning with this sign before the cents."""
    found = _AMOUNTS[decimal].fullmatch(text.translate(_MINUS).strip().upper())
    signs = found["a"] + found["b"] + found["c"] if found else ""
    if found is None or len(signs) > 1:
        raise Unreadable("statement-row-amount", told=text[:SHOWN])
    whole = int(re.sub(r"\D", "", found["whole"]))
    value = whole * 100 + int(((found["cents"] or "") + "00")[:2])
    return -value if signs == "-" else value


def day_of(text: str, shape: str) -> str:
    """A day; a row without any is told apart: often it is the sum below the lines."""
    if not any(sign.isdigit() for sign in text):
        raise Unreadable("statement-row-no-day")
    try:
        return day(text, shape)
    except ValueError as wrong:
        raise Unreadable("statement-row-day", told=text[:SHOWN]) from wrong


def way_of(word: str, columns: dict[str, Any]) -> int:
    """Out is below nothing; a word that nobody explained is neither."""
    ways = {columns["minus"].strip().casefold(): -1, columns["plus"].strip().casefold(): 1}
    way = ways.get(word.strip().casefold())
    if way is None:
        raise Unreadable("statement-row-way", told=word[:SHOWN])
    return way


def foreign_in(row: Sequence[str], places: Sequence[int]) -> str:
    """Which other currency these columns name; nothing for ours. Refuses what is the name of none."""
    for place in places:
        named = row[place].strip().upper()
        if named not in _EUROS:
            if not _CODE.fullmatch(named):
                raise Unreadable("statement-row-currency", told=row[place][:SHOWN])
            return row[place].strip()
    return ""


def is_currency(text: str) -> bool:
    """Is it the name of a currency and nothing else?"""
    return text.strip() in _CURRENCIES


def currencies(heads: Sequence[str]) -> list[int]:
    """The columns whose head says that they name a currency."""
    return [no for no, head in enumerate(heads) if head.strip().casefold() in _CURRENCY_HEADS]


def refuse_foreign_head(head: str) -> None:
    """A head such as ``Amount (USD)`` speaks for its whole column."""
    named = _IN_HEAD.search(head)
    if named and named.group(1) not in _EUROS:
        raise Unreadable("statement-row-currency", told=named.group(1))


def is_amount(text: str) -> bool:
    """Can it be one, with either sign before the cents?"""
    return bool(decimals_of(text))


def decimals_of(text: str) -> set[str]:
    """The signs before the cents with which it is an amount."""
    found = set()
    for decimal in _AMOUNTS:
        try:
            amount_of(text, decimal)
        except Unreadable:
            continue
        found.add(decimal)
    return found


def shapes_of(text: str) -> list[str]:
    """In which orders it is a day."""
    found = []
    for shape in SHAPES:
        try:
            day_of(text, shape)
        except Unreadable:
            continue
        found.append(shape)
    return found
