"""What this room needs to keep an account number unreadable in the database."""

from __future__ import annotations

from typing import Protocol


class Cipher(Protocol):
    """Seals text. ``about`` says whose it is: sealed for one, it opens for nobody else."""

    def seal(self, text: str, *, about: bytes) -> bytes:
        """Give bytes that can be stored; never the same twice."""
        ...

    def open(self, sealed: bytes, *, about: bytes) -> str:
        """Give the text back; ``ValueError`` when it was changed, moved or sealed otherwise."""
        ...
