"""Two tables: receipts that are lost, and how much of that a group allows in a year."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.canon import canonical, digest
from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type
from grants.spending.states import CeilingState


class Lost(Base):
    """There is no receipt: what was bought, why there is none, and a second member who knows.

    Where it was bought and what it cost stand on the expense. ``year`` is the year in which it
    was asked, as days count here: it counts under that year's ceiling.
    """

    __tablename__ = "lost_receipt"
    __table_args__ = (
        ForeignKeyConstraint(
            ["expense_id", "spender_id"],
            ["expense.id", "expense.spender_id"],
            name="fk_lost_receipt_expense",
        ),
        CheckConstraint("length(what) > 0", name="what_given"),
        CheckConstraint("length(why) > 0", name="why_given"),
        CheckConstraint("year BETWEEN 2000 AND 2200", name="year_sensible"),
        CheckConstraint("yes_by_id <> spender_id", name="not_own"),
        CheckConstraint("(yes_by_id IS NULL) = (yes_at IS NULL)", name="yes_whole"),
        Index("ix_lost_receipt_owner_id_year", "owner_id", "year"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    expense_id: Mapped[UUID] = mapped_column(unique=True)
    spender_id: Mapped[UUID]
    year: Mapped[int]
    what: Mapped[str]
    why: Mapped[str]
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    yes_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    yes_at: Mapped[datetime | None]


class Ceiling(Base):
    """Up to how much a group spends in a calendar year without a receipt, from a day until a day.

    A row of the installation is the usual one, for groups that set none. A group's own row is
    asked first and counts from the day on which the group agreed.
    """

    __tablename__ = "lost_ceiling"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_sign"),
        CheckConstraint("until_on >= from_on", name="days_ordered"),
        CheckConstraint("(state = 'agreed') = (from_on IS NOT NULL)", name="agreed_from"),
        CheckConstraint("until_on IS NULL OR from_on IS NOT NULL", name="until_after_from"),
        Index(
            "uq_lost_ceiling_open",
            "owner_id",
            unique=True,
            sqlite_where=text("state = 'agreed' AND until_on IS NULL"),
            postgresql_where=text("state = 'agreed' AND until_on IS NULL"),
        ),
        Index(
            "uq_lost_ceiling_asking",
            "owner_id",
            unique=True,
            sqlite_where=text("state = 'asking'"),
            postgresql_where=text("state = 'asking'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    amount: Mapped[Money] = money("amount")
    state: Mapped[CeilingState] = mapped_column(state_type(CeilingState, "state"))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    set_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    set_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(200))

    @property
    def mark(self) -> str:
        """What the group reads when it decides."""
        return digest(canonical({"amount": self.amount, "id": self.id}))
