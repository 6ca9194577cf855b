"""What every form shares: signs, amounts, days, account numbers, and what banks put into words."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_AMOUNT = re.compile(r"[+-]?\d{1,13}([.,]\d{1,2})?")
# A day, and what may stand behind it: a time, a zone.
_DAY = re.compile(
    r"(?:(?P<whole>\d{6}|\d{8})|(?P<a>\d{1,4})(?P<between>\D{1,2})(?P<b>\d{1,2})(?P=between)(?P<c>\d{1,4}))"
    r"(?:[ T,Z+].*)?",
    re.ASCII,
)
_FIRST_YEAR = 1900
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{10,30}\b")
# ``/TRTP/SEPA OVERBOEKING/IBAN/NL…/BIC/…/NAME/…/REMI/…/EREF/…`` as ABN AMRO and ING write it.
_SLASHED = re.compile(
    r"/(TRTP|IBAN|BBAN|BIC|NAME|REMI|EREF|CSID|MARF|CNTP|RTRN|USTD|PREF|ORDP|BENM|ID|ISDT|ADDR|SVCL|PURP|ULTC|ULTD|CREF)(?=/)"
)
# ``SEPA Overboeking  IBAN: NL… BIC: … Naam: … Omschrijving: … Kenmerk: …``
_SPOKEN = re.compile(
    r"\b(IBAN|BIC|Naam|Omschrijving|Kenmerk|Machtiging|Incassant|Betalingskenm\.):"
)
NO_ID = frozenset({"NOTPROVIDED", "NOTPROVIDED-", "NONREF", "NIET OPGEGEVEN", ""})


class Unreadable(Exception):
    """A file that cannot be what it says; ``code`` is the refusal, ``row`` where it was seen.

    ``told``: what stands there.
    """

    def __init__(self, code: str, row: int | None = None, told: str = "") -> None:
        """Keep code, row and what stands there."""
        super().__init__(code)
        self.code, self.row, self.told = code, row, told


def decoded(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text, and how it was written: as its marks say, else UTF-8, else Windows' Latin letters."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decode(data, name), "utf-16" if name == "utf-16" else "utf-8"
    if encoding and encoding != "utf-8":  # what is not UTF-8 after all is found out below
        return _decode(data, "utf-16-le" if encoding == "utf-16" else encoding), encoding
    if data[1:2] == b"\x00" and data[3:4] == b"\x00":
        return _decode(data, "utf-16-le"), "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode(data, "cp1252"), "cp1252"


def _decode(data: bytes, name: str) -> str:
    return data.decode(name, errors="replace")


def cents(text: str) -> int:
    """An amount of XML in cents; ``ValueError`` for what is none."""
    plain = text.strip()
    # ISO 20022 allows five decimals; banks write nothing after the cents but noughts.
    whole, sign, after = plain.replace(",", ".").partition(".")
    if len(after) > 2 and not after[2:].strip("0"):  # noqa: PLR2004  cents
        after = after[:2]
    plain = whole + sign + after if after else whole
    if not _AMOUNT.fullmatch(plain):
        raise ValueError(text)
    value = int(whole.lstrip("+-") or 0) * 100 + int((after + "00")[:2])
    return -value if plain.startswith("-") else value


def day(text: str, shape: str = "ymd") -> str:
    """A day as 2026-03-02, whatever stands between its parts; ``ValueError`` for what is none."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    parts = _cut(found["whole"], shape) if found["whole"] else found.group("a", "b", "c")
    named = dict(zip(shape, (int(part) for part in parts), strict=True))
    year = named["y"] + 2000 if named["y"] < 100 else named["y"]  # noqa: PLR2004  two digits
    if not _FIRST_YEAR <= year < _FIRST_YEAR + 200:
        raise ValueError(text)
    return date(year, named["m"], named["d"]).isoformat()


def _cut(digits: str, shape: str) -> list[str]:
    long = len(digits) == len("20260302")
    parts, at = [], 0
    for letter in shape:
        size = 4 if letter == "y" and long else 2
        parts.append(digits[at : at + size])
        at += size
    return parts


def is_iban(text: str) -> bool:
    """Does it look like an account number with its country?"""
    return bool(_IBAN.fullmatch(text))


def squeezed(text: str) -> str:
    """With single spaces, and without signs that no page can show."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def line(on: str, amount: int, currency: str, **more: Any) -> dict[str, Any]:
    """A line as it goes over the wire; what its words hold is taken out where it lacks."""
    texts = ("iban", "name", "words", "id", "ref")
    told = {name: squeezed(str(more.get(name, ""))) for name in texts}
    found = taken_apart(told["words"])
    for name in ("iban", "name", "id"):
        told[name] = told[name] or found.get(name, "")
    if found.get("iban") or found.get("name") or found.get("words"):
        told["words"] = found["words"]
    told["iban"] = told["iban"].replace(" ", "").upper()
    told["id"] = "" if told["id"].upper() in NO_ID else told["id"]
    about = {"on": on, "amount": [amount, currency], "reversal": bool(more.get("reversal"))}
    return told | about


def taken_apart(words: str) -> dict[str, str]:
    """Other side, id and what was written, out of the words in which Dutch banks put them."""
    if _SLASHED.match(words):
        parts = _pairs(_SLASHED, words)
        sides = parts.get("CNTP", "").strip("/").split("/")
        iban = parts.get("IBAN", sides[0] if sides else "").strip("/ ")
        name = parts.get("NAME", sides[2] if len(sides) > 2 else "").strip("/ ")  # noqa: PLR2004
        remitted = parts.get("USTD", parts.get("REMI", "")).strip("/ ")
        return {
            "iban": iban if is_iban(iban.replace(" ", "")) else "",
            "name": name,
            "id": parts.get("EREF", "").strip("/ "),
            "words": remitted,
        }
    if len(_SPOKEN.findall(words)) > 1:
        parts = _pairs(_SPOKEN, words)
        iban = parts.get("IBAN", "").replace(" ", "").strip()
        return {
            "iban": iban if is_iban(iban) else "",
            "name": parts.get("Naam", "").strip(),
            "id": parts.get("Kenmerk", "").strip(),
            "words": parts.get("Omschrijving", "").strip(),
        }
    return {}


def _pairs(signs: re.Pattern[str], words: str) -> dict[str, str]:
    found = list(signs.finditer(words))
    ends = [one.start() for one in found[1:]] + [len(words)]
    return {
        one.group(1): words[one.end() : end].lstrip("/ ")
        for one, end in zip(found, ends, strict=True)
    }
