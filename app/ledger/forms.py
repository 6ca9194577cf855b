"""What somebody asks of the book: read from the address, so that a list can be kept and sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import request

from app.messages.ledger import KINDS, Shelf
from grants.ledger.models import PLACES, AccountKind
from grants.ledger.queries import Filter
from grants.payments.queries import documents_with
from grants.proposals.models import Proposal

ALL = "all"
LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """Days, a shelf, a place, a plan and words; what cannot be read is left out."""

    since: date | None
    until: date | None
    shelf: Shelf
    place: AccountKind | None
    plan_id: UUID | None
    all_plans: bool
    words: str
    page: int

    @property
    def is_narrow(self) -> bool:
        """Is less asked for than all that came in and went out?"""
        whole = (None, None, Shelf.MONEY, None, "")
        return (self.since, self.until, self.shelf, self.place, self.words) != whole

    def filter_of(self, owner_id: UUID) -> Filter:
        """As the rules read it."""
        return Filter(
            since=self.since,
            until=self.until,
            kinds=KINDS[self.shelf],
            plan_id=self.plan_id,
            place=self.place,
            sources=documents_with(owner_id, self.words) if self.words else None,
        )

    def of(self, plan: Proposal | None) -> Asked:
        """The same, of this plan or of all."""
        return replace(self, plan_id=plan.id if plan else None, all_plans=plan is None)

    def address(self, **changed: Any) -> dict[str, Any]:
        """The same question with something else in it, for a link."""
        values = {
            "since": self.since,
            "until": self.until,
            "shelf": str(self.shelf),
            "place": self.place and str(self.place),
            "plan": self.plan_id or (ALL if self.all_plans else None),
            "words": self.words or None,
        }
        return {name: value for name, value in (values | changed).items() if value is not None}


def asked() -> Asked:
    """What this request asks."""
    shelf, place = request.args.get("shelf", ""), request.args.get("place", "")
    return Asked(
        since=request.args.get("since", type=date.fromisoformat),
        until=request.args.get("until", type=date.fromisoformat),
        shelf=Shelf(shelf) if shelf in list(Shelf) else Shelf.MONEY,
        place=AccountKind(place) if place in PLACES else None,
        plan_id=request.args.get("plan", type=UUID),
        all_plans=request.args.get("plan") == ALL,
        words=" ".join(request.args.get("words", "").split())[:LONGEST],
        page=max(1, request.args.get("page", 1, type=int)),
    )
