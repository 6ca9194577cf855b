"""Who had too much of a plan has it no longer: whoever was told so need not look any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.kit.acts import Act
from grants.ledger.models import Account, AccountKind, Entry, Posting
from grants.waiting import service as waiting


def right_again(session: Session, plan_id: UUID, *, at: datetime) -> None:
    """Take off the lists what tells of too much, where who got it has not too much now.

    Where the holder stood in for a part, what is owed to him says nothing of who got it.
    """
    moved = (
        select(Entry.source_id)
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(
            Account.plan_id == plan_id,
            Account.kind == AccountKind.BACK,
            Account.balance_minor <= 0,  # type: ignore[attr-defined]
            Posting.amount_minor > 0,  # type: ignore[attr-defined]
        )
    )
    session.flush()
    waiting.all_done(session, moved, act=Act.PAYMENTS_RETURN_OVER, at=at)
