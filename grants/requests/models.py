"""Two tables: requests, and the questions that funds ask about them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type


class RequestState(StrEnum):
    """Where a request is in its life; what people read are the plain states in ``rules``."""

    DRAFT = "draft"
    SENT = "sent"
    READING = "reading"
    QUESTION = "question"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


_OPEN = text("state NOT IN ('closed', 'withdrawn')")


class Request(Base):
    """One version of a plan asked of one fund. ``granted`` is stored when it is decided."""

    __tablename__ = "request"
    __table_args__ = (
        CheckConstraint("asked_minor > 0", name="asked_positive"),
        CheckConstraint("granted_minor >= 0", name="granted_not_negative"),
        CheckConstraint("asked_currency = granted_currency", name="one_currency"),
        CheckConstraint(
            "(granted_minor IS NULL) = (granted_currency IS NULL)", name="granted_whole"
        ),
        CheckConstraint("granted_minor <= asked_minor", name="granted_within_asked"),
        CheckConstraint(
            "state IN ('draft', 'withdrawn') OR (sent_at IS NOT NULL AND answer_by IS NOT NULL"
            " AND version_hash IS NOT NULL)",
            name="sent_whole",
        ),
        CheckConstraint(
            "state NOT IN ('decided', 'closed') OR granted_minor IS NOT NULL", name="decided_whole"
        ),
        Index(
            "uq_request_open_proposal_fund",
            "proposal_id",
            "fund_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_request_organisation_id_state_sent_at", "organisation_id", "state", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("version.id"), index=True)
    version_hash: Mapped[str | None] = mapped_column(String(64))  # as it was when sent
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("fund.id"), index=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str]  # as in the version, so that lists need no plan
    state: Mapped[RequestState] = mapped_column(state_type(RequestState, "state"))
    asked: Mapped[Money] = money("asked")
    granted: Mapped[Money | None] = money("granted", nullable=True)
    prepared_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answer_by: Mapped[date | None]
    opened_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))

    @property
    def workgroup_id(self) -> UUID:
        """The workgroup whose request it is."""
        return self.owner_id


class Question(Base):
    """One question about one part (or about the whole), and its answer in words."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("request_id", "no"),
        CheckConstraint("length(words) > 0", name="words"),
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)"
            " AND (answer IS NULL) = (answered_by_id IS NULL)",
            name="answered_whole",
        ),
        Index(
            "uq_question_open",
            "request_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id"))
    no: Mapped[int]
    part: Mapped[str | None] = mapped_column(String(20))  # a kind of part; None: the whole plan
    words: Mapped[str]
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    changed: Mapped[bool]  # the plan changed with the answer, so a new version was agreed
