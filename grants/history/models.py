"""The one append-only record of acts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.access import Capacity
from grants.kit.orm import Base, append_only, state_type


class Event(Base):
    """One act, chained to the one before it in the same owner's chain."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("no >= 1", name="no_from_one"),
        CheckConstraint("(no = 1) = (previous = '')", name="only_first_has_no_previous"),
        Index("ix_event_thing", "thing_id", "no"),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    # No foreign key: history outlives whom it speaks of, and is told without their name.
    actor_id: Mapped[UUID | None]
    capacity: Mapped[Capacity] = mapped_column(state_type(Capacity, "capacity"))
    act: Mapped[str] = mapped_column(String(60))
    thing_kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[UUID]
    facts: Mapped[str]
    why: Mapped[str | None]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


append_only(Event.__table__)
