"""Three tables: expenses, the receipts that belong to them, and who said yes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.kit.access import Capacity
from grants.kit.canon import canonical, digest
from grants.kit.money import Money
from grants.kit.orm import Base, append_only, money, state_type
from grants.ledger.models import AccountKind
from grants.spending.models.kin import Kin
from grants.spending.models.lost import Lost
from grants.spending.states import ENDS, ExpenseState

_ENDED = "('paid', 'corrected')"


class WhoPaid(StrEnum):
    """Whose money it was at the till."""

    MYSELF = "myself"
    INVOICE = "invoice"
    CASH = "cash"


class Expense(Base):
    """Money that went out, or will, for one cost line of a plan."""

    __tablename__ = "expense"
    __table_args__ = (
        UniqueConstraint("id", "spender_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("length(shop) > 0", name="shop_given"),
        CheckConstraint("mendings >= 0", name="mendings_count"),
        CheckConstraint(
            "(paid_at IS NULL) = (paid_on IS NULL) AND (paid_at IS NULL) = (place IS NULL)",
            name="payment_whole",
        ),
        CheckConstraint("place IN ('bank', 'own-bank', 'cash')", name="place_is_one"),
        CheckConstraint("state <> 'paid' OR paid_at IS NOT NULL", name="paid_when"),
        CheckConstraint("paid_at IS NULL OR approved_at IS NOT NULL", name="approved_first"),
        CheckConstraint(
            "state NOT IN ('approved', 'paid', 'corrected') OR approved_at IS NOT NULL",
            name="approved_when",
        ),
        CheckConstraint(f"paid_at IS NULL OR state IN {_ENDED}", name="paid_ends"),
        CheckConstraint("run_on IS NULL OR state = 'approved'", name="run_when"),
        CheckConstraint(
            "state <> 'refused' OR length(refused_why) + length(refused_code) > 0",
            name="refused_because",
        ),
        Index("ix_expense_proposal_id_state", "proposal_id", "state"),
        Index("ix_expense_owner_id_state", "owner_id", "state"),
        Index("ix_expense_owner_id_bought_on", "owner_id", "bought_on"),
        Index("ix_expense_owner_id_amount_minor", "owner_id", "amount_minor"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("line.id"), index=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    amount: Mapped[Money] = money("amount")
    shop: Mapped[str]
    on: Mapped[date] = mapped_column("bought_on")
    who_paid: Mapped[WhoPaid] = mapped_column(state_type(WhoPaid, "who_paid"))
    spender_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str]
    why: Mapped[str]  # over its line because …
    state: Mapped[ExpenseState] = mapped_column(state_type(ExpenseState, "state"))
    mendings: Mapped[int]
    asks_round: Mapped[bool]  # above the group's limit: the group decides
    asks_holder: Mapped[bool]  # nobody else in the group can say yes
    refused_why: Mapped[str]  # somebody's words
    refused_code: Mapped[str]  # or what happened, when nobody said so: a round, no room left
    noted_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    run_on: Mapped[date | None]  # in a pay run that the bank pays on this day
    paid_at: Mapped[datetime | None]
    paid_on: Mapped[date | None]
    place: Mapped[AccountKind | None] = mapped_column(state_type(AccountKind, "place"))
    paid_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)

    receipts: Mapped[list[Receipt]] = relationship(
        back_populates="expense", lazy="selectin", order_by="Receipt.position"
    )
    approvals: Mapped[list[Approval]] = relationship(
        back_populates="expense", lazy="selectin", order_by="Approval.at"
    )
    lost: Mapped[Lost | None] = relationship(lazy="joined", cascade="all, delete-orphan")
    kin: Mapped[Kin | None] = relationship(lazy="joined", cascade="all, delete-orphan")

    @property
    def refused_then_ended(self) -> bool:
        """Was it told no, and did the money of its plan end before it was asked again?"""
        ended = self.state is ExpenseState.WITHDRAWN and self.refused_code != ""
        return ended and (self.refused_why != "" or self.refused_code not in ENDS)

    @property
    def payee_id(self) -> UUID:
        """To whom it is owed: the person who paid, or the bill itself for a shop."""
        return self.spender_id if self.who_paid is WhoPaid.MYSELF else self.id

    @property
    def mark(self) -> str:
        """What a yes is about: another amount, line or receipt is another mark."""
        facts: dict[str, Any] = {
            "amount": self.amount,
            "line": self.line_id,
            "on": self.on,
            "receipts": [one.document_id for one in self.receipts if not one.later],
            "shop": self.shop,
            "who-paid": self.who_paid,
            "why": self.why,
        }
        if self.lost is not None:
            facts["lost"] = [self.lost.what, self.lost.why, self.lost.photo_id]
        if self.kin is not None:
            facts["kin"] = [self.kin.kind, self.kin.member_id, self.kin.also_id]
        return digest(canonical(facts))


class Receipt(Base):
    """A document that proves an expense. One document can prove several, one expense have several.

    ``later``: it came after somebody was asked, besides what the yes is about.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("expense_id", "document_id"),
        CheckConstraint("position >= 0", name="position_counts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    expense_id: Mapped[UUID] = mapped_column(ForeignKey("expense.id"))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    position: Mapped[int]
    later: Mapped[bool]

    expense: Mapped[Expense] = relationship(back_populates="receipts")


class Approval(Base):
    """Somebody's yes to an expense as it was then. Never the spender's own: the database says so."""

    __tablename__ = "approval"
    __table_args__ = (
        ForeignKeyConstraint(
            ["expense_id", "spender_id"],
            ["expense.id", "expense.spender_id"],
            name="fk_approval_expense",
        ),
        UniqueConstraint("expense_id", "person_id", "mark"),
        CheckConstraint("person_id <> spender_id", name="not_own"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    expense_id: Mapped[UUID]
    spender_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    capacity: Mapped[Capacity] = mapped_column(state_type(Capacity, "capacity"))
    mark: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    expense: Mapped[Expense] = relationship(back_populates="approvals")


append_only(Approval.__table__)
