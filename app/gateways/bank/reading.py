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
        form, told, heads = _told(question.blobs[0], question.facts["columns"])
    except Unreadable as wrong:
        return Message({"refused": wrong.code, "row": wrong.row, "told": wrong.told})
    return Message({"form": form, "heads": heads}, [json.dumps(told).encode()])


def _told(data: bytes, columns: dict[str, Any] | None) -> tuple[str, Any, list[str]]:
    if camt.is_camt(data):
        return "camt", camt.read(data), []
    text, encoding = decoded(data)
    if swift.is_swift(text):
        return "mt940", swift.read(text), []
    if "\x00" in text:
        raise Unreadable("statement-unknown")
    if columns is not None:
        said = decoded(data, columns["encoding"])[0]
        if table.fits(said, columns):
            return "csv", *table.read(said, columns)
    return "rows", table.look(text, encoding), []
