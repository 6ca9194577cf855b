"""Amounts as people write them: understood, or asked about, never 100 times wrong."""

from __future__ import annotations

import re
import unicodedata

from grants.kit.errors import Invalid
from grants.kit.money import Money

_SIGNS = str.maketrans({"٫": ",", "،": ",", "٬": "."} | dict.fromkeys("\u2212\u2013\u2014", "-"))
_UNSEEN = re.compile(r"[\u200e\u200f\u061c\u2066-\u2069]")
_CURRENCY = re.compile(r"^(?:€|euro?)\s*|\s*(?:€|euro?)$")
_SPACED = re.compile(r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))")
_NO_CENTS = re.compile(r"[.,]\s?(?:-{1,2}|=)$")
_WHOLE = re.compile(r"\d{1,9}")
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*")
_CENTS = re.compile(r"(\d{1,9}|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)([.,])(\d{1,2})")


def read_amount(text: str, currency: str = "EUR") -> Money:
    """Read ``12,50``, ``1.000,50``, ``1,000.50``, ``€ 12,-`` or Arabic digits.

    Raises Invalid: "amount-missing", "amount-unclear" (``1.000`` could be one euro or a
    thousand; the facts hold both), "amount-not-read".
    """
    plain = _plain(text)
    if not plain:
        raise Invalid("amount-missing")
    if _WHOLE.fullmatch(plain):
        return Money(int(plain) * 100, currency)
    if _GROUPED.fullmatch(plain):
        return _grouped(plain, currency)
    match = _CENTS.fullmatch(plain)
    if match is None or match[2] in match[1]:
        raise Invalid("amount-not-read")
    whole = re.sub(r"[.,]", "", match[1])
    return Money(int(whole) * 100 + int(match[3].ljust(2, "0")), currency)


def written_amount(amount: Money) -> str:
    """``12,50``: as a field shows what was kept, and as ``read_amount`` reads it back."""
    return amount.digits.replace(".", ",")


def _plain(text: str) -> str:
    # A sign or a space between digits is no ornament: ``12€50`` and ``12 50`` are asked about.
    digits = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text
    )
    seen = _UNSEEN.sub("", digits).casefold().translate(_SIGNS).strip()
    bare = _CURRENCY.sub("", seen)
    return _SPACED.sub("", _NO_CENTS.sub("", bare))


def _grouped(plain: str, currency: str) -> Money:
    whole = int(re.sub(r"[.,]", "", plain))
    if len(re.findall(r"[.,]", plain)) == 1:
        small = Money(whole // 10, currency)
        raise Invalid("amount-unclear", large=Money(whole * 100, currency), small=small)
    return Money(whole * 100, currency)
