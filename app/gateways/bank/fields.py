"""What banks put into field 86 of MT940, each in its own way: other side, id and words."""

from __future__ import annotations

import re

from app.gateways.bank.text import is_iban, squeezed

# A row that is full goes on in the next one, also within a word.
_FULL, _PIECE = 65, 27
# ``166?00…?20…?31…?32…`` of German style; Triodos writes it with ``>``.
_NUMBERED = re.compile(r"\d{3}([?>])(?:00|10|20)")
_SEPARATORS = {
    sign: re.compile(rf"{re.escape(sign)}(?=(?:00|10|2\d|3[0-5]|6\d))") for sign in ("?", ">")
}
_KEYS = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP|IBAN|BIC)\+ ?")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_OURS = re.compile(r"\b[A-Z]-\d{4}-\d{4}\b")
# ``NL… name`` and then the words, as SNS, ASN and RegioBank write it.
_FIRST = re.compile(r"([A-Z]{2}\d{2}[A-Z0-9]{10,30})(?: (.*))?")
# ``REK: NL…/NAAM: name`` behind the words, as Knab writes it.
_LAST = re.compile(r"\s*\bREK: ?([A-Z]{2}\d{2}[A-Z0-9]{10,30})/NAAM: ?(.*)\Z")


def told_in(text: str, account: str) -> dict[str, str]:
    """Words, and where the bank tells them apart other side, name and id. ``account``: our own."""
    text = text.strip("\n")
    if _NUMBERED.match(text):
        found = _numbered(text)
    elif (first := _FIRST.fullmatch(text.partition("\n")[0].strip())) is not None:
        rest = unwrapped(text.partition("\n")[2])
        found = {"iban": first[1], "name": first[2] or "", "words": rest}
    else:
        words = unwrapped(text)
        last = _LAST.search(words)
        found = {"words": words}
        if last is not None:
            found = {"iban": last[1], "name": last[2], "words": words[: last.start()]}
    if found.get("iban") and found["iban"] in account.upper():
        del found["iban"]
    return {name: squeezed(told) for name, told in found.items()}


def unwrapped(text: str) -> str:
    """The rows as one; one that is full goes on in the next, also within a word."""
    rows = text.split("\n")
    return "".join(row if len(row) >= _FULL else f"{row} " for row in rows)


def _numbered(text: str) -> dict[str, str]:
    """Fields with numbers: 20 to 29 and 60 to 65 words, 31 the account, 32 and 33 the name."""
    parts = _SEPARATORS[text[3]].split(text.replace("\n", ""))[1:]
    fields = [(part[:2], part[2:]) for part in parts]
    said = [told for no, told in fields if no[0] in "26" and told.strip()]
    ibans = [told.strip() for no, told in fields if no == "31" and is_iban(told.strip())]
    if len(said) > 1 and _BIC.fullmatch(said[0].strip()) and is_iban(said[1].strip()):
        # Triodos: the other side stands before the words, our own account behind them.
        ibans, said = [said[1].strip()], said[2:]
    keyed = _keyed(_joined(said))
    return {
        "iban": ibans[0] if ibans else keyed.get("IBAN", "").replace(" ", ""),
        "name": "".join(told for no, told in fields if no in {"32", "33"}) or keyed.get("ABWA", ""),
        "id": keyed.get("EREF", ""),
        "words": keyed.get("SVWZ") or keyed.get("", ""),
    }


def _joined(pieces: list[str]) -> str:
    """Full pieces go on in the next one; shorter ones are words apart, unless that breaks our id."""
    words = ""
    for one, coming in zip(pieces, [*pieces[1:], ""], strict=False):
        words += one if len(one) >= _PIECE or _is_cut(one, coming) else f"{one} "
    return words


def _is_cut(one: str, coming: str) -> bool:
    return any(found.start() < len(one) < found.end() for found in _OURS.finditer(f"{one}{coming}"))


def _keyed(words: str) -> dict[str, str]:
    """``EREF+…SVWZ+…``: by key, and what stands before the first of them."""
    found = list(_KEYS.finditer(words))
    ends = [one.start() for one in found[1:]] + [len(words)]
    told = {"": words[: found[0].start()] if found else words}
    for one, end in zip(found, ends, strict=False):
        told.setdefault(one[1], words[one.end() : end].strip())
    return told
