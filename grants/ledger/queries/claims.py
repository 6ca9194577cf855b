"""What of a place is spoken for already: money that a room above has on its way to leave it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

from grants.kit.money import Money, total
from grants.ledger.models import AccountKind
from grants.ledger.queries.balances import balance_of

# Plan, kind of place, whose it is → what leaves it soon; filled by grants.outcomes.wire().
CLAIMS: dict[str, Callable[[Session, UUID, AccountKind, UUID], Money]] = {}


def free_of(session: Session, plan_id: UUID, kind: AccountKind, ref_id: UUID) -> Money:
    """What a place holds for this plan and nothing on its way takes. Under the lock that matters."""
    taken = total(claim(session, plan_id, kind, ref_id) for claim in CLAIMS.values())
    return balance_of(session, plan_id, kind, ref_id) - taken
