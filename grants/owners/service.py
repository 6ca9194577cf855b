"""Making owners, and locking one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.kit.asking import an_id
from grants.kit.ids import new_id
from grants.kit.locks import held
from grants.kit.orm import dialect_of
from grants.owners.models import Owner, OwnerKind

# The installation itself owns what belongs to no one else: its operators' acts.
INSTALLATION = UUID(int=0x7 << 76 | 0x2 << 62)
_OWNER = Owner.__table__
_LOCK = select(_OWNER.c.id).where(_OWNER.c.id == an_id("owner_id")).with_for_update(key_share=True)


def create(session: Session, kind: OwnerKind, *, at: datetime) -> UUID:
    """Make an owner and give the id that the thing shares."""
    owner = Owner(id=new_id(session, at), kind=kind)
    session.add(owner)
    session.flush()
    return owner.id


def installation(session: Session) -> UUID:
    """The id of the installation as an owner; made at first use."""
    if session.get(Owner, INSTALLATION) is None:
        session.add(Owner(id=INSTALLATION, kind=OwnerKind.INSTALLATION))
        session.flush()
    return INSTALLATION


def lock(session: Session, owner_id: UUID) -> None:
    """Wait for and take this owner's lock, until the end of the transaction.

    Whoever has it already goes on. Rows that only point at the owner do not wait for it (``FOR NO KEY UPDATE``): two writers that
    had each added one would otherwise wait for each other. On SQLite who writes is alone anyway.
    """
    if owner_id not in held(session):
        if dialect_of(session) != "sqlite":
            session.flush()  # it may have been made just now
            session.connection().execute(_LOCK, {"owner_id": owner_id}).one()
        held(session).add(owner_id)
