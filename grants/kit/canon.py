"""Canonical text: the one way to write facts down, so that a hash of them means something."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from grants.kit.money import Money

_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(facts: object) -> str:
    """Sorted keys, no spaces, NFC; money as ``[minor, currency]``. Refuses floats."""
    return _WRITER.encode(_plain(facts))


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """As JSON takes it. The kind itself is looked up first: books are long."""
    write = _BY_KIND.get(type(value))
    return write(value) if write else _of_kin(value)


def _of_kin(value: object) -> object:
    if isinstance(value, Enum):
        return _plain(value.value)
    for kind, write in _BY_KIND.items():
        if isinstance(value, kind):
            return write(value)
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, Sequence):
        return _sequence(value)
    raise TypeError(f"{type(value).__name__} is not a fact")


def _text(value: str) -> str:
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def _mapping(value: Mapping[object, object]) -> dict[str, object]:
    return {str(_plain(key)): _plain(inner) for key, inner in value.items()}


def _sequence(value: Sequence[object]) -> list[object]:
    return [_plain(inner) for inner in value]


def _itself(value: object) -> object:
    return value


_BY_KIND: dict[type, Callable[[Any], object]] = {
    Money: lambda money: [money.minor, money.currency],
    str: _text,
    type(None): _itself,
    bool: _itself,
    int: _itself,
    UUID: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    dict: _mapping,
    list: _sequence,
    tuple: _sequence,
}
