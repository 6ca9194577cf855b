"""What the child does with a file of a bank: say which form it is, read it, answer in plain JSON."""

from __future__ import annotations

import json
from typing import Any

from app.gateways.bank import camt, swift, table
from app.gateways.bank.text import Unreadable, decoded
from app.gateways.renderer.wire import Message


def read(question: Message) -> Message:
    """Answer with what is in the file, or why it cannot be read."""
    try:
        form, told = _told(question.blobs[0], question.facts["columns"])
    except Unreadable as wrong:
        return Message({"refused": wrong.code, "row": wrong.row})
    return Message({"form": form}, [json.dumps(told).encode()])


def _told(data: bytes, columns: dict[str, Any] | None) -> tuple[str, Any]:
    if camt.is_camt(data):
        return "camt", camt.read(data)
    text, encoding = decoded(data, columns["encoding"] if columns else "")
    if swift.is_swift(text):
        return "mt940", swift.read(text)
    if "\x00" in text:
        raise Unreadable("statement-unknown")
    if columns is None:
        return "rows", table.look(text, encoding)
    return "csv", table.read(text, columns)
