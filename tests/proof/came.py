"""Money that came, went back or moved, as the description has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.proof.naive import Key, Plan


@dataclass
class Instalment:
    id: UUID
    amount: int
    state: str = "planned"
    received: int = 0


@dataclass
class Arrival:
    id: UUID
    plan: Plan
    kind: str
    amount: int
    moved: dict[Key, int]
    instalment: Instalment | None = None
    state: str = "entered"
    gap: int = 0
    gone: int = 0  # what went back of it, through the provider
    online: bool = False

    @property
    def promised(self) -> int:
        """What of it was promised: more than that is owed back."""
        return -sum(amount for key, amount in self.moved.items() if key[0] == "promised")

    @property
    def lost(self) -> int:
        """What the plan's own money is less by since, of what this once made it."""
        if self.kind == "shortage":
            return 0 if self.state == "mirrored" else self.amount
        if self.kind not in {"own", "surplus"}:
            return 0
        return self.amount if self.state == "mirrored" else self.gone
