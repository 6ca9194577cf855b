"""One table: payments to one of us, or to family of one of us."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.orm import Base, state_type


class KinKind(StrEnum):
    """Who gets the money."""

    MEMBER = "member"
    FAMILY = "family"


class Kin(Base):
    """An expense goes to one of us, or to family: of whom, and who else says yes to it.

    ``also_id`` is neither the spender nor the one it is about; None when the group has nobody
    else: then the money holder says yes.
    """

    __tablename__ = "kin_payment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["expense_id", "spender_id"],
            ["expense.id", "expense.spender_id"],
            name="fk_kin_payment_expense",
        ),
        CheckConstraint("also_id <> spender_id AND also_id <> member_id", name="another"),
        CheckConstraint("yes_by_id <> spender_id AND yes_by_id <> member_id", name="yes_another"),
        CheckConstraint("(yes_by_id IS NULL) = (yes_at IS NULL)", name="yes_whole"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    expense_id: Mapped[UUID] = mapped_column(unique=True)
    spender_id: Mapped[UUID]
    kind: Mapped[KinKind] = mapped_column(state_type(KinKind, "kind"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    also_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    yes_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    yes_at: Mapped[datetime | None]
