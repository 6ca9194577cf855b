"""Two tables: the looks at everything, and where each chain stood when it was last whole."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.orm import Base, state_type

_HASH = 64


class Chain(StrEnum):
    """Which of an owner's two chains."""

    BOOK = "book"
    HISTORY = "history"


class Audit(Base):
    """One look at everything. ``words`` keeps the first of what was found, one line each."""

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("owners >= 0 AND documents >= 0 AND found >= 0", name="counts"),
        Index("ix_audit_ended_at", "ended_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    owners: Mapped[int]
    documents: Mapped[int]
    found: Mapped[int]
    words: Mapped[str]

    @property
    def lines(self) -> list[str]:
        """What was found, one line each; not more than ``rules.SHOWN``."""
        lines: list[str] = json.loads(self.words)
        return lines

    @property
    def is_whole(self) -> bool:
        """It came to its end and found nothing."""
        return self.ended_at is not None and self.found == 0


class Anchor(Base):
    """The head of one chain when a look last found it whole."""

    __tablename__ = "anchor"
    __table_args__ = (
        CheckConstraint("no >= 1", name="no_from_one"),
        CheckConstraint(f"length(hash) = {_HASH}", name="hash_whole"),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), primary_key=True)
    chain: Mapped[Chain] = mapped_column(state_type(Chain, "chain"), primary_key=True)
    no: Mapped[int]
    hash: Mapped[str] = mapped_column(String(_HASH))
    at: Mapped[datetime] = mapped_column("seen_at")
