"""The list on the start page, and what a mail has still to tell."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.kit.asking import an_id
from grants.waiting.models import Waiting

SHOWN = 20

_FOR = (
    select(Waiting)
    .where(Waiting.person_id == an_id("person_id"), Waiting.done_at.is_(None))
    .order_by(func.coalesce(Waiting.due_at, Waiting.asked_at), Waiting.id)
    .limit(SHOWN)
)


def waiting_for(session: Session, person_id: UUID) -> Sequence[Waiting]:
    """What waits for this person: what is due first, then what waits longest. ``SHOWN`` at most."""
    return session.scalars(_FOR, {"person_id": person_id}).all()


def untold(session: Session, person_id: UUID) -> Sequence[Waiting]:
    """What waits and was in no mail yet."""
    return session.scalars(
        select(Waiting)
        .where(Waiting.person_id == person_id, Waiting.done_at.is_(None), Waiting.told_at.is_(None))
        .order_by(Waiting.asked_at, Waiting.id)
        .limit(SHOWN)
    ).all()


def label_for(session: Session, person_id: UUID | None, thing_id: UUID) -> str | None:
    """What this thing is called on her list, while it waits for her."""
    return session.scalars(
        select(Waiting.label).where(
            Waiting.person_id == person_id,
            Waiting.thing_id == thing_id,
            Waiting.done_at.is_(None),
        )
    ).first()
