"""CAMT.053, versions .02 to .13: XML without entities, network or instructions of its own.

Signs are those of ``CdtDbtInd``: a reversal says there which way its money went. An entry that
holds several payments is taken apart when each has its amount and together they are the entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.gateways.bank.text import Unreadable, cents, day, line

MOST_LINES = 50_000
_DOCTYPE = b"<!DOCTYPE"
_SIGNS = {"CRDT": 1, "DBIT": -1}


def is_camt(data: bytes) -> bool:
    """Does it begin as XML does, in any of the encodings that XML has?"""
    start = data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<")


def read(data: bytes) -> list[dict[str, Any]]:
    """The statements in it."""
    plain = data.replace(b"\x00", b"") if b"\x00" in data[:200] else data
    if _DOCTYPE in plain or b"<!ENTITY" in plain:
        raise Unreadable("statement-unsafe")
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise Unreadable("statement-broken") from wrong
    if ":camt.053.001." not in str(etree.QName(root).namespace) and "camt.053" not in str(root.tag):
        raise Unreadable("statement-unknown")
    try:
        return [_statement(one) for one in _all(root, "BkToCstmrStmt", "Stmt")]
    except (ValueError, LookupError) as wrong:
        raise Unreadable("statement-broken") from wrong


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _statement(node: Any) -> dict[str, Any]:
    balances = _balances(node)
    lines: list[dict[str, Any]] = []
    for entry in _all(node, "Ntry"):
        lines += _entry(entry)
        if len(lines) > MOST_LINES:
            raise Unreadable("statement-too-long")
    return {
        "account": _text(node, "Acct", "Id", "IBAN") or _text(node, "Acct", "Id", "Othr", "Id"),
        "label": _text(node, "ElctrncSeqNb") or _text(node, "LglSeqNb") or _text(node, "Id"),
        "from": _date(node, "FrToDt", "FrDtTm") or balances.get("OPBD", (None, ""))[1] or None,
        "until": _date(node, "FrToDt", "ToDtTm") or balances.get("CLBD", (None, ""))[1] or None,
        "opening": balances.get("OPBD", balances.get("PRCD", (None, "")))[0],
        "closing": balances.get("CLBD", (None, ""))[0],
        "lines": lines,
    }


def _balances(node: Any) -> dict[str, tuple[list[Any], str]]:
    """By kind: amount and day. ``PRCD``, what was closed before, opens where no opening is said."""
    found: dict[str, tuple[list[Any], str]] = {}
    for one in _all(node, "Bal"):
        kind = _text(one, "Tp", "CdOrPrtry", "Cd")
        amount, currency = _amount(one)
        value = _SIGNS[_text(one, "CdtDbtInd")] * amount
        found.setdefault(kind, ([value, currency], _date(one, "Dt") or ""))
    return found


def _entry(entry: Any) -> Iterator[dict[str, Any]]:
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    amount, currency = _amount(entry)
    if (status and status != "BOOK") or not amount:
        return
    sign = _SIGNS[_text(entry, "CdtDbtInd")]
    on = _date(entry, "BookgDt") or _date(entry, "ValDt")
    if not on:
        raise ValueError("an entry has a day")
    reversed_ = _text(entry, "RvslInd") in {"true", "1"}
    about = {"ref": _text(entry, "AcctSvcrRef"), "reversal": reversed_}
    details = list(_all(entry, "NtryDtls", "TxDtls"))
    parts = [_part(one, currency, sign) for one in details]
    if len(parts) > 1 and all(parts) and sum(part or 0 for part in parts) == amount:
        for one, part in zip(details, parts, strict=True):
            yield line(on, sign * (part or 0), currency, **about | _detail(one, entry, sign, about))
    else:
        told = _detail(details[0], entry, sign, about) if len(details) == 1 else _whole(entry)
        yield line(on, sign * amount, currency, **about | told)


def _whole(entry: Any) -> dict[str, Any]:
    """A batch as one: known by the id that we gave it."""
    batch = _text(entry, "NtryDtls", "Btch", "PmtInfId") or _text(
        entry, "NtryDtls", "Btch", "MsgId"
    )
    return {"id": batch, "words": _text(entry, "AddtlNtryInf")}


def _part(detail: Any, currency: str, sign: int) -> int | None:
    """How much of the entry it is; none where it says another currency or way."""
    if _SIGNS.get(_text(detail, "CdtDbtInd"), sign) != sign:
        return None
    for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt")):
        found = _one(detail, *path)
        if found is not None:
            return cents(found.text or "") if found.get("Ccy", currency) == currency else None
    return None


def _detail(detail: Any, entry: Any, sign: int, about: dict[str, Any]) -> dict[str, Any]:
    """Who is on the other side depends on which way the money went; a return turns it round."""
    came_back = _one(detail, "RtrInf") is not None or about["reversal"]
    role = "Dbtr" if (sign > 0) is not came_back else "Cdtr"
    party = ("RltdPties", role)
    name = _text(detail, *party, "Nm") or _text(detail, *party, "Pty", "Nm")
    iban = _text(detail, "RltdPties", f"{role}Acct", "Id", "IBAN")
    said = [one.text or "" for one in _all(detail, "RmtInf", "Ustrd")]
    said += [one.text or "" for one in _all(detail, "RmtInf", "Strd", "CdtrRefInf", "Ref")]
    words = " ".join(said) or _text(detail, "AddtlTxInf") or _text(entry, "AddtlNtryInf")
    return {
        "iban": iban,
        "name": name,
        "words": words,
        "id": _text(detail, "Refs", "EndToEndId"),
        "ref": _text(detail, "Refs", "AcctSvcrRef") or about["ref"],
        "reversal": came_back,
    }


def _amount(node: Any) -> tuple[int, str]:
    found = _one(node, "Amt")
    if found is None:
        raise ValueError("an amount is missing")
    value = cents(found.text or "")
    if value < 0:
        raise ValueError("the sign stands elsewhere")
    return value, str(found.get("Ccy"))


def _date(node: Any, *path: str) -> str | None:
    """A day, written as one or with its time."""
    found = _one(node, *path)
    if found is None:
        return None
    text = (found.text or "").strip() or "".join(child.text or "" for child in found)
    return day(text) if text else None


def _text(node: Any, *path: str) -> str:
    found = _one(node, *path)
    return (found.text or "").strip() if found is not None else ""


def _one(node: Any, *path: str) -> Any | None:
    return next(_all(node, *path), None)


def _all(node: Any, *path: str) -> Iterator[Any]:
    """The children along this path, in whichever namespace."""
    first, *rest = path
    for child in node:
        if etree.QName(child).localname == first:
            if rest:
                yield from _all(child, *rest)
            else:
                yield child
