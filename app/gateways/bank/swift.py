"""MT940: the library takes the fields apart; signs, days and words are read here."""

from __future__ import annotations

import logging
import re
import warnings
from typing import Any

import mt940

from app.gateways.bank.camt import MOST_LINES
from app.gateways.bank.fields import told_in
from app.gateways.bank.text import Unreadable, is_iban, line, squeezed

# The library writes what it cannot read, which names people, into the log.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)
_BEGIN = re.compile(r"(?m)^:20:")
_FIELD = re.compile(r"(?m)^:(25|28C?|60[FM]|61|62[FM]):")
# What stands around the fields: blocks of SWIFT, the bank's own head, the end of a message.
# What the bank says of the whole statement would else be taken for words of its last line.
_AFTER = re.compile(r"(?ms)^(:62[FM]:[^\n]*)\n:86:.*\Z")
_AROUND = re.compile(r"(?m)^(?:\{.*\}|-\}.*|-)$|^\{[^\n]*\{4:|\{4:")
# SNS and ASN write the other side where sixteen signs of an id fit; it stands in field 86 too.
_SIDE_AS_ID = re.compile(r"(?m)^(:61:[^\n]*?N[A-Z0-9]{3})[A-Z]{2}\d{2}[A-Z]{4}[A-Z0-9]{7,26}$")
# The rows of field 86 stay as the bank wrote them: they are taken apart in ``fields``.
_AS_WRITTEN: dict[str, list[Any]] = {"post_transaction_details": []}


def is_swift(text: str) -> bool:
    """Does it have the fields of a statement?"""
    found = {one.group(1)[:2] for one in _FIELD.finditer(text[:20_000])}
    return {"25", "60"} <= found


def read(text: str) -> list[dict[str, Any]]:
    """The statements in it: each begins with its own field 20."""
    plain = _AROUND.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = _SIDE_AS_ID.sub(r"\1NONREF", plain)
    starts = [one.start() for one in _BEGIN.finditer(plain)] or [0]
    ends = [*starts[1:], len(plain)]
    told: list[dict[str, Any]] = []
    for start, end in zip(starts, ends, strict=True):
        told.append(_statement(_AFTER.sub(r"\1", plain[start:end].strip())))
        if sum(len(one["lines"]) for one in told) > MOST_LINES:
            raise Unreadable("statement-too-long")
    return _joined(told)


def _statement(text: str) -> dict[str, Any]:
    options = mt940.Options(reversal_sign=True, case_insensitive_marks=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = mt940.models.Transactions(processors=_AS_WRITTEN, options=options)
            found.parse(text)
    except Exception as wrong:
        raise Unreadable("statement-broken") from wrong
    # What the library does not know it passes over in silence: every line must have come through.
    if len(re.findall(r"(?m)^:61:", text)) != len([one for one in found if "amount" in one.data]):
        raise Unreadable("statement-broken")
    data = found.data
    opening = data.get("final_opening_balance") or data.get("intermediate_opening_balance")
    closing = data.get("final_closing_balance") or data.get("intermediate_closing_balance")
    if opening is None or closing is None:
        raise Unreadable("statement-broken")
    account = str(data.get("account_identification", ""))
    return {
        "account": account,
        "label": str(data.get("statement_number") or data.get("transaction_reference") or ""),
        "from": opening.date.isoformat(),
        "until": closing.date.isoformat(),
        "opening": [_cents(opening.amount), opening.amount.currency],
        "closing": [_cents(closing.amount), closing.amount.currency],
        "lines": [_line(one.data, opening.amount.currency, account) for one in found],
    }


def _joined(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pages of one statement follow each other with a balance in between; they are one."""
    whole: list[dict[str, Any]] = []
    for one in told:
        last = whole[-1] if whole else None
        if last and _continues(last, one):
            last["lines"] += one["lines"]
            last["closing"], last["until"] = one["closing"], one["until"]
        else:
            whole.append(one)
    return whole


def _continues(last: dict[str, Any], one: dict[str, Any]) -> bool:
    same = all(last[name] == one[name] for name in ("account", "label"))
    return same and bool(one["label"]) and last["closing"] == one["opening"]


def _line(data: dict[str, Any], currency: str, account: str) -> dict[str, Any]:
    on = data.get("entry_date") or data["date"]
    beside = squeezed(data.get("extra_details") or "").replace(" ", "")
    told = told_in(str(data.get("transaction_details") or ""), account)
    own = told.get("id") or str(data.get("customer_reference") or "")
    mark = str(data.get("status", "")).upper()
    return line(
        on.isoformat(),
        _cents(data["amount"]),
        currency,
        iban=told.get("iban") or (beside if is_iban(beside) else ""),
        name=told.get("name", ""),
        words=told["words"],
        id="" if own.upper() in {"NONREF", "EREF"} or is_iban(own) else own,
        ref=str(data.get("bank_reference") or ""),
        reversal=mark.startswith("R"),
    ) | _id_in(told["words"])


def _id_in(words: str) -> dict[str, str]:
    """The whole id stands in the words; the field before it keeps sixteen signs of it."""
    found = re.search(r"/EREF/([^/]{1,35})", words)
    told = squeezed(found.group(1)) if found else ""
    return {"id": told} if told and told.upper() != "NOTPROVIDED" else {}


def _cents(amount: Any) -> int:
    return int(amount.amount * 100)
