"""What this room needs of the place where bytes lie. It only adds: no rename, no delete."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What a stored file is, by its content."""

    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    PDF = "pdf"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True)
class Stored:
    """Bytes that lie in the store: ``hash`` is SHA-256 in hex, ``size`` in bytes."""

    hash: str
    size: int
    kind: Kind


class Store(Protocol):
    """Bytes by their own hash; the same bytes twice are one file."""

    def put(self, data: bytes) -> Stored:
        """Keep the bytes; harmless twice; whole or not at all."""
        ...

    def open(self, hash: str) -> bytes:  # noqa: A002
        """Give the bytes back; ``KeyError`` when they are not there or no longer the same."""
        ...

    def has(self, hash: str) -> bool:  # noqa: A002
        """Say whether these bytes are here."""
        ...
