"""Reading amounts as people write them: understood, or asked about, never 100 times wrong."""

from __future__ import annotations

import re
import unicodedata

from grants.kit.errors import Invalid
from grants.kit.money import Money

_SIGNS = str.maketrans({"٫": ",", "٬": ".", "\u2019": ".", "'": ".", "\u2212": "-"})
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


def _plain(text: str) -> str:
    digits = "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in text
    )
    bare = re.sub(r"€|eur(?:o)?|[\s\u00a0\u202f\u200e\u200f\u2066-\u2069]", "", digits.casefold())
    return re.sub(r"[.,](?:-{1,2}|=)$", "", bare.translate(_SIGNS))


def _grouped(plain: str, currency: str) -> Money:
    whole = int(re.sub(r"[.,]", "", plain))
    if len(re.findall(r"[.,]", plain)) == 1:
        small = Money(whole // 10, currency)
        raise Invalid("amount-unclear", large=Money(whole * 100, currency), small=small)
    return Money(whole * 100, currency)
