"""Two tables: files that were kept, and what a picture looks like. They only add."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from grants.documents.rules import NAME_LENGTH
from grants.documents.store import Kind
from grants.kit.orm import Base, append_only, state_type

_HASH_LENGTH = 64


class Document(Base):
    """A kept file: what it is, how large, under which hash its bytes lie, and whose it is."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint(f"length(hash) = {_HASH_LENGTH}", name="hash_whole"),
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint(f"length(name) BETWEEN 1 AND {NAME_LENGTH}", name="name_length"),
        CheckConstraint("made_from_id <> id", name="not_from_itself"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    hash: Mapped[str] = mapped_column(String(_HASH_LENGTH), index=True)
    kind: Mapped[Kind] = mapped_column(state_type(Kind, "kind"))
    size: Mapped[int]
    name: Mapped[str]
    made_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    readable: Mapped[bool]
    # The bytes as they came in, before they were re-made: so the same file twice is noticed.
    received_hash: Mapped[str | None] = mapped_column(String(_HASH_LENGTH), index=True)
    # The person, without a foreign key: her table is made later, and this one is never altered.
    kept_by: Mapped[UUID | None] = mapped_column(index=True)
    created_at: Mapped[datetime]

    @property
    def is_picture(self) -> bool:
        """Can be shown on a page as it is."""
        return self.readable and self.kind in {Kind.JPEG, Kind.PNG}


append_only(Document.__table__)


class Likeness(Base):
    """What a picture looks like, in 64 bits: another photo of the same has nearly the same."""

    __tablename__ = "likeness"
    __table_args__ = (CheckConstraint("length(bits) = 16", name="bits_whole"),)

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    bits: Mapped[str] = mapped_column(String(16))


append_only(Likeness.__table__)
