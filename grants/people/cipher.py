"""What this room needs to keep an account number unreadable in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from grants.people.rules import Secrets


class Cipher(Protocol):
    """Seals text. ``about`` says whose it is: sealed for one, it opens for nobody else."""

    def seal(self, text: str, *, about: bytes) -> bytes:
        """Give bytes that can be stored; never the same twice."""
        ...

    def open(self, sealed: bytes, *, about: bytes) -> str:
        """Give the text back; ``ValueError`` when it was changed, moved or sealed otherwise."""
        ...


@dataclass(frozen=True, slots=True)
class Vault:
    """What seals account numbers, and what compares them without reading them."""

    cipher: Cipher
    secrets: Secrets

    def mark(self, iban: str) -> str:
        """A keyed digest: the same for the same number, and nothing to anybody without the key."""
        return self.secrets.derive("iban", iban.encode()).hex()
