"""The owner row that one foreign key everywhere points to."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.orm import Base, state_type


class OwnerKind(StrEnum):
    """What the id belongs to."""

    INSTALLATION = "installation"
    NEIGHBOURHOOD = "neighbourhood"
    ORGANISATION = "organisation"
    WORKGROUP = "workgroup"


class Owner(Base):
    """Whose a thing is, and the row that is locked to write this owner's chains."""

    __tablename__ = "owner"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[OwnerKind] = mapped_column(state_type(OwnerKind, "kind"))
