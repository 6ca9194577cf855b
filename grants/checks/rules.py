"""What a look says, and how much it takes in hand at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from grants.checks.models import Chain

OWNERS_AT_ONCE = 100
DOCUMENTS_AT_ONCE = 200
SHOWN = 200


class Stage(StrEnum):
    """What a slice of a look is about, in this order."""

    OWNERS = "owners"
    DOCUMENTS = "documents"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. ``kind`` and ``id``: whose book or history, or which row."""

    code: str
    kind: str
    id: UUID | None = None
    no: int | None = None
    thing_id: UUID | None = None

    def __str__(self) -> str:
        """Ids, numbers and codes alone: a line that may stand in a log."""
        parts = [self.kind, str(self.id or ""), f"no {self.no}" if self.no is not None else ""]
        parts.append(f"({self.thing_id})" if self.thing_id else "")
        return f"{' '.join(part for part in parts if part)}: {self.code}"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stands: its last number and the hash of that."""

    owner_id: UUID
    chain: Chain
    no: int
    hash: str
