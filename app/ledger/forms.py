"""What somebody asks of the book: read from the address, so that a list can be kept and sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import request

from app.messages.ledger import KINDS, Shelf
from grants.ledger.queries import Filter


@dataclass(frozen=True)
class Asked:
    """Days, a shelf and a plan; what cannot be read is left out."""

    since: date | None
    until: date | None
    shelf: Shelf
    plan_id: UUID | None
    page: int

    @property
    def filter(self) -> Filter:
        """As the rules read it."""
        return Filter(self.since, self.until, KINDS[self.shelf], self.plan_id)

    def address(self, **changed: Any) -> dict[str, Any]:
        """The same question with something else in it, for a link."""
        values = {
            "since": self.since,
            "until": self.until,
            "shelf": str(self.shelf),
            "plan": self.plan_id,
            "page": 1,
        }
        return {name: value for name, value in (values | changed).items() if value is not None}


def asked() -> Asked:
    """What this request asks."""
    shelf = request.args.get("shelf", "")
    return Asked(
        since=request.args.get("since", type=date.fromisoformat),
        until=request.args.get("until", type=date.fromisoformat),
        shelf=Shelf(shelf) if shelf in list(Shelf) else Shelf.MONEY,
        plan_id=request.args.get("plan", type=UUID),
        page=max(1, request.args.get("page", 1, type=int)),
    )
