"""Two tables: awards and their instalments."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type


class AwardState(StrEnum):
    """Where an award is."""

    OFFERED = "offered"
    ACTIVE = "active"
    ACCOUNTED = "accounted"
    SETTLED = "settled"
    LAPSED = "lapsed"


class InstalmentState(StrEnum):
    """Where one payment of an award is."""

    PLANNED = "planned"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class Award(Base):
    """An amount granted to a workgroup for a plan, with its conditions."""

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("final_minor BETWEEN 0 AND amount_minor", name="final_within"),
        CheckConstraint("final_currency = amount_currency", name="one_currency"),
        CheckConstraint("(final_minor IS NULL) = (final_currency IS NULL)", name="final_whole"),
        CheckConstraint(
            "(group_agreed_at IS NULL) = (group_agreed_by_id IS NULL)", name="group_whole"
        ),
        CheckConstraint(
            "(organisation_agreed_at IS NULL) = (organisation_agreed_by_id IS NULL)",
            name="organisation_whole",
        ),
        CheckConstraint("group_agreed_by_id <> organisation_agreed_by_id", name="two_people"),
        CheckConstraint(
            "state IN ('offered', 'lapsed')"
            " OR (group_agreed_at IS NOT NULL AND organisation_agreed_at IS NOT NULL)",
            name="agreed_by_both",
        ),
        CheckConstraint(
            "(state IN ('accounted', 'settled')) = (final_minor IS NOT NULL)", name="final_known"
        ),
        Index("ix_award_organisation_id_state", "organisation_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id"), unique=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str]
    amount: Mapped[Money] = money("amount")
    final: Mapped[Money | None] = money("final", nullable=True)
    conditions: Mapped[str]
    facts: Mapped[str]  # canonical JSON: the agreement as both sides read it
    hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[AwardState] = mapped_column(state_type(AwardState, "state"))
    report_due_on: Mapped[date]
    offered_at: Mapped[datetime]
    group_agreed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    group_agreed_at: Mapped[datetime | None]
    organisation_agreed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    organisation_agreed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class Instalment(Base):
    """One payment of an award: planned, then received or cancelled."""

    __tablename__ = "instalment"
    __table_args__ = (
        UniqueConstraint("award_id", "no"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("received_minor > 0", name="received_positive"),
        CheckConstraint("received_currency = amount_currency", name="one_currency"),
        CheckConstraint(
            "(received_minor IS NULL) = (received_currency IS NULL)", name="received_whole"
        ),
        CheckConstraint(
            "(state = 'received') = (received_minor IS NOT NULL)"
            " AND (state = 'received') = (received_on IS NOT NULL)",
            name="received_known",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    award_id: Mapped[UUID] = mapped_column(ForeignKey("award.id"))
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    no: Mapped[int]
    amount: Mapped[Money] = money("amount")
    planned_on: Mapped[date]
    state: Mapped[InstalmentState] = mapped_column(state_type(InstalmentState, "state"))
    received: Mapped[Money | None] = money("received", nullable=True)
    received_on: Mapped[date | None]
