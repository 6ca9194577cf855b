"""Two tables: money shifted between the lines of an agreed plan, and funds that are asked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.kit.canon import canonical, digest
from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type
from grants.spending.states import AskedState, ShiftState


class Shift(Base):
    """So much less for one line of the plan, so much more for another. The plan stays sealed."""

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("from_line_id <> to_line_id", name="two_lines"),
        CheckConstraint("length(why) > 0", name="why_given"),
        CheckConstraint("yes_by_id <> asked_by_id", name="not_own"),
        CheckConstraint("(state = 'agreed') = (agreed_at IS NOT NULL)", name="agreed_when"),
        CheckConstraint(
            "state <> 'refused' OR length(refused_why) + length(refused_code) > 0",
            name="refused_because",
        ),
        Index("ix_shift_proposal_id_state", "proposal_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"))
    from_line_id: Mapped[UUID] = mapped_column(ForeignKey("line.id"), index=True)
    to_line_id: Mapped[UUID] = mapped_column(ForeignKey("line.id"), index=True)
    amount: Mapped[Money] = money("amount")
    why: Mapped[str]
    state: Mapped[ShiftState] = mapped_column(state_type(ShiftState, "state"))
    asks_round: Mapped[bool]  # above the group's limit: the group decides
    asks_holder: Mapped[bool]  # nobody else in the group can say yes
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    yes_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    agreed_at: Mapped[datetime | None]
    refused_why: Mapped[str]
    refused_code: Mapped[str]

    askings: Mapped[list[ShiftAsking]] = relationship(
        back_populates="shift", lazy="selectin", order_by="ShiftAsking.id"
    )

    @property
    def mark(self) -> str:
        """What a yes is about."""
        facts = {
            "amount": self.amount,
            "from": self.from_line_id,
            "to": self.to_line_id,
            "why": self.why,
        }
        return digest(canonical(facts))


class ShiftAsking(Base):
    """A fund whose rule says that it is asked first; it belongs to the organisation."""

    __tablename__ = "shift_asking"
    __table_args__ = (
        UniqueConstraint("shift_id", "award_id"),
        CheckConstraint(
            "(state = 'asked') = (answered_at IS NULL)"
            " AND (answered_at IS NULL) = (answered_by_id IS NULL)",
            name="answered_whole",
        ),
        CheckConstraint("state <> 'no' OR length(words) > 0", name="no_says_why"),
        Index("ix_shift_asking_owner_id_state", "owner_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    shift_id: Mapped[UUID] = mapped_column(ForeignKey("shift.id"))
    award_id: Mapped[UUID] = mapped_column(ForeignKey("award.id"), index=True)
    state: Mapped[AskedState] = mapped_column(state_type(AskedState, "state"))
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    answered_at: Mapped[datetime | None]
    words: Mapped[str]

    shift: Mapped[Shift] = relationship(back_populates="askings", lazy="joined")
