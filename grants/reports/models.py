"""Four tables: reports, why a line turned out otherwise, photos, and copies sent to funders."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type
from grants.reports.states import ReportState

_LIVING = text("state <> 'returned'")
_UNSEALED = "state IN ('gathering', 'asking')"


class Leftover(StrEnum):
    """What the group would like to do with money that is left."""

    RETURN = "return"
    KEEP = "keep"


class Report(Base):
    """The account of a plan. ``facts`` are what the group was asked about; ``hash`` is theirs."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("proposal_id", "no"),
        UniqueConstraint("reference"),
        CheckConstraint("no >= 1", name="no_counts"),
        CheckConstraint("adults >= 0 AND children >= 0", name="people_count"),
        CheckConstraint("(adults IS NULL) = (children IS NULL)", name="people_whole"),
        CheckConstraint("length(hash) = 64", name="hash_whole"),
        CheckConstraint("length(document_hash) = 64", name="document_hash_whole"),
        CheckConstraint("(facts IS NULL) = (hash IS NULL)", name="facts_hashed"),
        CheckConstraint("(facts IS NULL) = (state = 'gathering')", name="facts_when_put"),
        CheckConstraint("(total_minor IS NULL) = (total_currency IS NULL)", name="total_whole"),
        CheckConstraint("(facts IS NULL) = (total_minor IS NULL)", name="total_with_facts"),
        CheckConstraint("(document_id IS NULL) = (document_hash IS NULL)", name="document_whole"),
        CheckConstraint(
            f"({_UNSEALED}) = (sealed_at IS NULL) AND ({_UNSEALED}) = (reference IS NULL)",
            name="sealed_whole",
        ),
        CheckConstraint("state <> 'returned' OR length(question) > 0", name="returned_asks"),
        Index(
            "uq_report_living",
            "proposal_id",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
        Index("ix_report_hash", "hash"),
        Index("ix_report_document_hash", "document_hash"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"))
    no: Mapped[int]
    title: Mapped[str]  # of the agreed plan, so that lists need no plan
    reference: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[ReportState] = mapped_column(state_type(ReportState, "state"))
    adults: Mapped[int | None]
    children: Mapped[int | None]
    went: Mapped[str]
    after: Mapped[str]  # what we do next
    leftover: Mapped[Leftover | None] = mapped_column(state_type(Leftover, "leftover"))
    leftover_why: Mapped[str]
    facts: Mapped[str | None]
    hash: Mapped[str | None] = mapped_column(String(64))
    total: Mapped[Money | None] = money("total", nullable=True)
    sealed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    document_hash: Mapped[str | None] = mapped_column(String(64))
    question: Mapped[str]  # of the funder that asked for more
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("owner.id"))  # that funder
    asked_at: Mapped[datetime | None]
    started_at: Mapped[datetime]

    reasons: Mapped[list[LineReason]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="LineReason.id"
    )
    photos: Mapped[list[Photo]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="Photo.position"
    )
    copies: Mapped[list[Copy]] = relationship(
        lazy="selectin", back_populates="report", order_by="Copy.id"
    )

    @property
    def whys(self) -> dict[UUID, str]:
        """Why a line turned out otherwise, by line."""
        return {one.line_id: one.words for one in self.reasons}

    @property
    def mark(self) -> str:
        """The fingerprint as it is printed: four groups of four."""
        short = (self.hash or "").upper()[:16]
        return " ".join(short[place : place + 4] for place in range(0, len(short), 4))

    def copy_for(self, organisation_id: UUID) -> Copy | None:
        """The copy that this organisation got."""
        return next((one for one in self.copies if one.organisation_id == organisation_id), None)


class LineReason(Base):
    """Why a cost line turned out otherwise than planned, in the group's words."""

    __tablename__ = "line_reason"
    __table_args__ = (
        UniqueConstraint("report_id", "line_id"),
        CheckConstraint("length(words) > 0", name="words_given"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("line.id"), index=True)
    words: Mapped[str]


class Photo(Base):
    """A photo in the report. Without everyone's consent there is no row: the database says so."""

    __tablename__ = "photo"
    __table_args__ = (
        UniqueConstraint("report_id", "document_id"),
        CheckConstraint("everyone_agrees", name="everyone_agrees"),
        CheckConstraint("position >= 0", name="position_counts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    everyone_agrees: Mapped[bool]
    words: Mapped[str]
    position: Mapped[int]
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)


class Copy(Base):
    """The report as it was sent to one funder of the plan, and what the funder did with it."""

    __tablename__ = "report_copy"
    __table_args__ = (
        UniqueConstraint("report_id", "organisation_id"),
        CheckConstraint("(read_at IS NULL) = (read_by_id IS NULL)", name="read_whole"),
        CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)"
            " AND (accepted_at IS NULL) = (keep IS NULL)",
            name="accepted_whole",
        ),
        CheckConstraint("accepted_at IS NULL OR read_at IS NOT NULL", name="read_first"),
        Index("ix_report_copy_organisation_id_sent_at", "organisation_id", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    sent_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    keep: Mapped[bool | None]

    report: Mapped[Report] = relationship(back_populates="copies")
