"""Bank statements that people send: read in a limited child, or refused with a clear reason.

``camt``, ``swift`` and ``table`` read one form each and run in the child only; what comes back is
plain JSON and is checked here before anything believes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from app.gateways.renderer.client import Renderer, RenderFailed, renderer
from app.gateways.renderer.wire import Message
from grants.kit.errors import Invalid
from grants.kit.money import Money
from grants.payments.models.statements import Format
from grants.payments.rules.columns import Columns
from grants.payments.rules.statements import (
    ReadFile,
    ReadLine,
    ReadStatement,
)

MOST_BYTES = 12 * 1024 * 1024
STATEMENT = b"s"
_NAME, _WORDS, _ID = 140, 600, 70


@dataclass(frozen=True, slots=True)
class Seen:
    """What a CSV shows of itself: rows above its first line, and column by column what it can be.

    ``ways``: the words for out and in.
    """

    skip: int
    shapes: tuple[str, ...]
    decimals: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]
    currency: int | None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Seen:
        """As it came over the wire."""
        return cls(
            int(told["skip"]),
            tuple(map(str, told["shapes"])),
            tuple(map(str, told["decimals"])),
            tuple(tuple(map(str, pair)) for pair in told["ways"]),
            None if told["currency"] is None else int(told["currency"]),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV whose columns nobody said yet: its first rows, and our guess."""

    rows: tuple[tuple[str, ...], ...]
    guess: Columns | None
    delimiter: str
    encoding: str
    seen: Seen


class ReadBank(Protocol):
    """How a room reads a file of a bank."""

    def __call__(self, data: bytes, columns: Columns | None) -> ReadFile | Table:
        """Give what is in it, or the first rows of a CSV without columns, or refuse."""
        ...


def read_bank(
    data: bytes, columns: Columns | None = None, *, by: Renderer | None = None
) -> ReadFile | Table:
    """Read a file of a bank.

    Refuses ``file-empty``, ``file-too-large`` (12 MB), ``file-unreadable`` (its work crashed or had
    to be stopped), ``statement-unknown``, ``statement-unsafe``, ``statement-broken``,
    and what is wrong with a row (with ``row``, and ``told``: what stands there):
    ``statement-row-no-day``, ``-day``, ``-amount``, ``-way``, ``-currency``, ``-short``, ``-passed``.
    """
    _refuse_quickly(data)
    try:
        answer = (by or renderer()).ask(STATEMENT, _question(data, columns))
    except RenderFailed as failed:
        raise Invalid("file-unreadable", field="file", reason=failed.reason) from failed
    return _answered(data, answer)


def fake_bank(data: bytes, columns: Columns | None = None) -> ReadFile | Table:
    """Be the plain twin: the same, in this process."""
    from app.gateways.bank.reading import read  # noqa: PLC0415  the app itself never parses

    _refuse_quickly(data)
    return _answered(data, read(_question(data, columns)))


def _refuse_quickly(data: bytes) -> None:
    if not data.strip():
        raise Invalid("file-empty", field="file")
    if len(data) > MOST_BYTES:
        raise Invalid("file-too-large", field="file", most=MOST_BYTES, size=len(data))


def _question(data: bytes, columns: Columns | None) -> Message:
    known = json.loads(columns.text) if columns else None
    return Message({"job": "statement", "columns": known}, [data])


def _answered(data: bytes, answer: Message) -> ReadFile | Table:
    facts = answer.facts
    if "refused" in facts:
        row, words = facts.get("row"), str(facts.get("told") or "")[:_NAME]
        more: dict[str, Any] = {} if row is None else {"row": int(row), "told": words}
        raise Invalid(str(facts["refused"]), field="file", **more)
    told = json.loads(answer.blobs[0])
    if facts["form"] == "rows":
        guess = told["guess"]
        return Table(
            tuple(tuple(str(cell)[:_NAME] for cell in row) for row in told["rows"]),
            Columns.of(guess) if guess else None,
            str(told["delimiter"]),
            str(told["encoding"]),
            Seen.of(told["seen"]),
        )
    statements = tuple(_statement(one) for one in told)
    heads = tuple(str(head)[:_NAME] for head in facts.get("heads", ()))
    return ReadFile(Format(facts["form"]), hashlib.sha256(data).hexdigest(), statements, heads)


def _statement(told: Mapping[str, Any]) -> ReadStatement:
    lines = tuple(_line(one) for one in told["lines"])
    days = [line.on for line in lines]
    days += [date.fromisoformat(told[name]) for name in ("from", "until") if told[name]]
    if not days:
        raise Invalid("statement-empty", field="file")
    opening, closing = _money(told["opening"]), _money(told["closing"])
    whole = opening is not None and closing is not None
    return ReadStatement(
        str(told["account"])[:_ID],
        str(told["label"])[:_ID],
        min(days),
        max(days),
        opening if whole else None,
        closing if whole else None,
        lines,
    )


def _line(told: Mapping[str, Any]) -> ReadLine:
    amount = _money(told["amount"])
    assert amount is not None  # noqa: S101  the child leaves out what has none
    return ReadLine(
        date.fromisoformat(told["on"]),
        amount,
        str(told["iban"])[:34],
        str(told["name"])[:_NAME],
        str(told["words"])[:_WORDS],
        str(told["id"])[:_ID],
        str(told["ref"])[:_ID],
        bool(told["reversal"]),
    )


def _money(told: list[Any] | None) -> Money | None:
    return None if told is None else Money(int(told[0]), str(told[1]))
