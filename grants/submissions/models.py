"""One row per form that did something."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.orm import Base, append_only


class Submission(Base):
    """A form that was used up, and the page that answered it."""

    __tablename__ = "submission"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None]
    route: Mapped[str] = mapped_column(String(100))
    content: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str]
    at: Mapped[datetime]


append_only(Submission.__table__)
