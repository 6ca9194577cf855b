"""One table: what two people counted in the cash box."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type
from grants.payments.states import CountState


class CashCount(Base):
    """The box of a group, counted over all its plans.

    ``booked``: what the book said at that moment; ``pending``: paid from the box and not approved
    yet. What neither explains is booked as an arrival of one plan, with why. ``at_table``: the
    second person said so on the phone of the first; ``vouched_at``: later from her own too.
    """

    __tablename__ = "cash_count"
    __table_args__ = (
        CheckConstraint("counted_minor >= 0", name="counted_not_negative"),
        CheckConstraint("booked_minor >= 0", name="booked_not_negative"),
        CheckConstraint("pending_minor >= 0", name="pending_not_negative"),
        CheckConstraint("second_id <> counter_id", name="two_people"),
        CheckConstraint(
            "(state = 'confirmed') = (confirmed_at IS NOT NULL)", name="confirmed_when"
        ),
        CheckConstraint("vouched_at IS NULL OR at_table", name="vouched_after_table"),
        CheckConstraint("NOT at_table OR state = 'confirmed'", name="table_confirms"),
        CheckConstraint("(proposal_id IS NULL) = (length(why) = 0)", name="why_given"),
        CheckConstraint(
            "state <> 'confirmed' OR "
            "(counted_minor + pending_minor = booked_minor) = (arrival_id IS NULL)",
            name="difference_booked",
        ),
        CheckConstraint("arrival_id IS NULL OR proposal_id IS NOT NULL", name="booked_because"),
        Index(
            "uq_cash_count_open",
            "owner_id",
            unique=True,
            sqlite_where=text("state = 'counted'"),
            postgresql_where=text("state = 'counted'"),
        ),
        Index("ix_cash_count_owner_id_counted_at", "owner_id", "counted_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    state: Mapped[CountState] = mapped_column(state_type(CountState, "state"))
    counted: Mapped[Money] = money("counted")
    booked: Mapped[Money] = money("booked")
    pending: Mapped[Money] = money("pending")
    book_no: Mapped[int]
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    counted_at: Mapped[datetime]
    second_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    at_table: Mapped[bool]
    confirmed_at: Mapped[datetime | None]
    vouched_at: Mapped[datetime | None]
    why: Mapped[str]
    proposal_id: Mapped[UUID | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    arrival_id: Mapped[UUID | None] = mapped_column(ForeignKey("arrival.id"), unique=True)

    @property
    def is_open(self) -> bool:
        """Does it still wait for its second yes?"""
        return self.state is CountState.COUNTED

    @property
    def expected(self) -> Money:
        """What should lie in the box: the book, less what was taken out and not approved yet."""
        return self.booked - self.pending

    @property
    def difference(self) -> Money:
        """What neither the book nor an open receipt explains; above nothing: more than expected."""
        return self.counted - self.expected
