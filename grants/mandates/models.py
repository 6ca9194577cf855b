"""Tables of rights and hands: dated rows, never overwritten."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.access import Hand, Right
from grants.kit.money import Money
from grants.kit.orm import Base, Ref, append_only, money, state_type


class Mandate(Base):
    """In whose hands a right lies, from a day until (not including) a day."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="days_ordered"),
        CheckConstraint("(limit_minor IS NULL) = (limit_currency IS NULL)", name="limit_whole"),
        CheckConstraint(
            "(limit_minor IS NOT NULL) = (\"right\" = 'approve')", name="limit_is_for_approving"
        ),
        CheckConstraint("limit_minor >= 0", name="limit_sign"),
        Index(
            "uq_mandate_open",
            "owner_id",
            "right",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("workgroup.id"), index=True)
    right: Mapped[Right] = mapped_column(state_type(Right, "right"))
    hand: Mapped[Hand] = mapped_column(state_type(Hand, "hand"))
    limit: Mapped[Money | None] = money("limit", nullable=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class Asking(Base):
    """A member asked for the nod to one thing: what the nod page shows. Only adds.

    ``act``: what she goes on to do after the yes, so that it can wait for her.
    """

    __tablename__ = "asking"
    __table_args__ = (UniqueConstraint("owner_id", "right", "thing_kind", "thing_id", "mark"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("workgroup.id"))
    right: Mapped[Right] = mapped_column(state_type(Right, "right"))
    thing_kind: Mapped[str]
    thing_id: Mapped[UUID]
    mark: Mapped[str]
    label: Mapped[str]
    act: Mapped[str | None] = mapped_column(String(60))
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]

    @property
    def thing(self) -> Ref:
        """What the yes is asked for."""
        return Ref(self.thing_kind, self.thing_id)


class Nod(Base):
    """The coach's (or holder's) yes to one thing, as ``mark`` says it is. Only adds."""

    __tablename__ = "nod"
    __table_args__ = (UniqueConstraint("owner_id", "right", "thing_kind", "thing_id", "mark"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("workgroup.id"))
    right: Mapped[Right] = mapped_column(state_type(Right, "right"))
    thing_kind: Mapped[str]
    thing_id: Mapped[UUID]
    mark: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]


append_only(Asking.__table__)
append_only(Nod.__table__)
