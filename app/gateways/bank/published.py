"""CSV as Dutch banks publish it: known by its heads, or by its shape."""

from __future__ import annotations

from typing import Any

from app.gateways.bank.written import is_currency

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
            "currency": "Munt",
            "decimal": ",",
        },
    ),
)


def published(rows: list[list[str]]) -> dict[str, Any] | None:
    """Where what stands in it, when a bank publishes it."""
    heads = rows[0]
    for known, named in _BANKS:
        if known | {named["amount"]} <= set(heads):
            return _placed(named, heads)
    first = rows[0]
    if len(first) == _ABN and is_currency(first[1]) and first[2].isdigit() and first[5].isdigit():
        return {
            "day": 2,
            "amount": 6,
            "skip": 0,
            "account": 0,
            "currency": 1,
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
