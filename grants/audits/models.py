"""Two tables: audits, and the payments that were drawn for each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.audits.states import AuditState
from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type

_HASH = 64
_LIVING = text("state <> 'withdrawn'")


class Conclusion(StrEnum):
    """What the two found in all."""

    RIGHT = "right"
    REMARKS = "remarks"
    WRONG = "wrong"


class Reason(StrEnum):
    """Why a payment is looked at."""

    LARGEST = "largest"
    DRAWN = "drawn"


class Looked(StrEnum):
    """What somebody saw."""

    RIGHT = "right"
    WRONG = "wrong"


class CashAudit(Base):
    """One year of a group's book, looked at by two who kept none of it.

    ``book_no`` and ``book_hash``: the head of the book when it was opened; later bookings are not
    in it. ``payments`` and ``spent``: all from which the drawing was. ``facts``: what both sign.
    """

    __tablename__ = "cash_audit"
    __table_args__ = (
        CheckConstraint("year BETWEEN 2000 AND 2200", name="year_sensible"),
        CheckConstraint("first_id <> second_id", name="two_people"),
        CheckConstraint("book_no >= 0 AND payments >= 0", name="counts"),
        CheckConstraint("largest >= 1 AND drawn >= 0", name="sizes"),
        CheckConstraint("spent_minor >= 0", name="spent_not_negative"),
        CheckConstraint(f"length(book_hash) IN (0, {_HASH})", name="book_hash_whole"),
        CheckConstraint("(facts IS NULL) = (hash IS NULL)", name="facts_hashed"),
        CheckConstraint(f"length(hash) = {_HASH}", name="hash_whole"),
        CheckConstraint(f"length(document_hash) = {_HASH}", name="document_hash_whole"),
        CheckConstraint("(document_id IS NULL) = (document_hash IS NULL)", name="document_whole"),
        CheckConstraint(
            "(facts IS NULL) = (first_signed_at IS NULL AND second_signed_at IS NULL)",
            name="signs_facts",
        ),
        CheckConstraint(
            "(state = 'sealed') = (sealed_at IS NOT NULL)"
            " AND (state = 'sealed') = (reference IS NOT NULL)",
            name="sealed_whole",
        ),
        CheckConstraint(
            "state <> 'sealed' OR (first_signed_at IS NOT NULL AND second_signed_at IS NOT NULL)",
            name="both_signed",
        ),
        CheckConstraint(
            "conclusion IS NULL OR conclusion = 'right' OR length(findings) > 0",
            name="found_in_words",
        ),
        CheckConstraint("facts IS NULL OR conclusion IS NOT NULL", name="concluded_first"),
        CheckConstraint("(state = 'withdrawn') = (length(withdrawn_why) > 0)", name="withdrawn"),
        Index(
            "uq_cash_audit_living",
            "owner_id",
            "year",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
        Index("ix_cash_audit_owner_id_opened_at", "owner_id", "opened_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    year: Mapped[int]
    reference: Mapped[str | None] = mapped_column(String(20), unique=True)
    state: Mapped[AuditState] = mapped_column(state_type(AuditState, "state"))
    first_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    second_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime]
    book_no: Mapped[int]
    book_hash: Mapped[str] = mapped_column(String(_HASH))
    largest: Mapped[int]
    drawn: Mapped[int]
    payments: Mapped[int]
    spent: Mapped[Money] = money("spent")
    conclusion: Mapped[Conclusion | None] = mapped_column(state_type(Conclusion, "conclusion"))
    findings: Mapped[str]
    count_id: Mapped[UUID | None] = mapped_column(ForeignKey("cash_count.id"), index=True)
    facts: Mapped[str | None]
    hash: Mapped[str | None] = mapped_column(String(_HASH), index=True)
    first_signed_at: Mapped[datetime | None]
    second_signed_at: Mapped[datetime | None]
    sealed_at: Mapped[datetime | None]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    document_hash: Mapped[str | None] = mapped_column(String(_HASH), index=True)
    withdrawn_why: Mapped[str]

    items: Mapped[list[AuditItem]] = relationship(
        back_populates="audit", lazy="selectin", order_by="AuditItem.entry_no"
    )

    @property
    def auditors(self) -> tuple[UUID, UUID]:
        """The two."""
        return self.first_id, self.second_id

    @property
    def signed(self) -> frozenset[UUID]:
        """Who signed by now."""
        times = zip(self.auditors, (self.first_signed_at, self.second_signed_at), strict=True)
        return frozenset(who for who, at in times if at is not None)

    @property
    def mark(self) -> str:
        """The fingerprint as it is printed: four groups of four."""
        short = (self.hash or "").upper()[:16]
        return " ".join(short[place : place + 4] for place in range(0, len(short), 4))


class AuditItem(Base):
    """One payment that was drawn, and what was seen of it."""

    __tablename__ = "audit_item"
    __table_args__ = (
        UniqueConstraint("audit_id", "entry_no"),
        CheckConstraint("entry_no > 0", name="entry_no_counts"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(
            "(looked IS NULL) = (looked_by_id IS NULL) AND (looked IS NULL) = (looked_at IS NULL)",
            name="looked_whole",
        ),
        CheckConstraint("looked <> 'wrong' OR length(words) > 0", name="wrong_because"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    audit_id: Mapped[UUID] = mapped_column(ForeignKey("cash_audit.id"))
    entry_no: Mapped[int]
    amount: Mapped[Money] = money("amount")
    reason: Mapped[Reason] = mapped_column(state_type(Reason, "reason"))
    looked: Mapped[Looked | None] = mapped_column(state_type(Looked, "looked"))
    words: Mapped[str]
    looked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    looked_at: Mapped[datetime | None]

    audit: Mapped[CashAudit] = relationship(back_populates="items", lazy="joined")
