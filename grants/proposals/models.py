"""The plan, its parts, costs, cover, comments and sealed versions; prices known around here."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.kit.money import Money
from grants.kit.orm import Base, append_only, money, state_type
from grants.neighbourhoods.models import Theme
from grants.proposals.states import ProposalState


class PartKind(StrEnum):
    """The five parts of a plan, in order."""

    WHAT = "what"
    WHEN = "when"
    COSTS = "costs"
    COVER = "cover"
    HOPES = "hopes"


class LineKind(StrEnum):
    """What a cost is for."""

    ROOM = "room"
    FOOD = "food"
    MATERIALS = "materials"
    CHILDCARE = "childcare"
    PUBLICITY = "publicity"
    TRAVEL = "travel"
    TRAINER = "trainer"
    ALLOWANCE = "allowance"
    OTHER = "other"


class CoverKind(StrEnum):
    """Where money comes from."""

    ASKED = "asked"
    OWN = "own"
    PARTICIPANTS = "participants"
    IN_KIND = "in-kind"
    OTHER = "other"


class Proposal(Base):
    """A plan of a workgroup. Its rows are the draft; what was agreed is a version."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="title_given"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NOT NULL", name="end_has_start"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("costs_minor >= 0 AND cover_minor >= 0", name="sums_not_negative"),
        CheckConstraint("asked_minor >= 0 AND asked_minor <= cover_minor", name="asked_in_cover"),
        CheckConstraint("costs_currency = cover_currency", name="one_currency"),
        Index("ix_proposal_owner_id_state", "owner_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str]
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"), index=True)
    state: Mapped[ProposalState] = mapped_column(state_type(ProposalState, "state"))
    agreed_version_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("version.id", use_alter=True, name="fk_proposal_agreed_version_id"), index=True
    )
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    costs: Mapped[Money] = money("costs")
    cover: Mapped[Money] = money("cover")
    asked: Mapped[Money] = money("asked")
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    theme: Mapped[Theme] = relationship(lazy="joined")
    parts: Mapped[list[Part]] = relationship(back_populates="proposal", order_by="Part.position")
    lines: Mapped[list[Line]] = relationship(
        back_populates="proposal", order_by="Line.position", cascade="all, delete-orphan"
    )
    covers: Mapped[list[Cover]] = relationship(
        back_populates="proposal", order_by="Cover.position", cascade="all, delete-orphan"
    )
    agreed_version: Mapped[Version | None] = relationship(foreign_keys=[agreed_version_id])

    def part(self, kind: PartKind) -> Part:
        """One of its five parts."""
        return next(part for part in self.parts if part.kind is kind)

    @property
    def is_limited(self) -> bool:
        """Only the parts that a question opened again can be written."""
        return any(part.reopened for part in self.parts)

    def is_open(self, kind: PartKind) -> bool:
        """Can this part be written, as far as its own life goes?"""
        if self.state is ProposalState.DRAFT:
            return not self.is_limited or self.part(kind).reopened
        return self.state is ProposalState.AGREED and self.part(kind).reopened


class Part(Base):
    """One part: its answers as canonical text, question → words, and when each was written."""

    __tablename__ = "part"
    __table_args__ = (
        UniqueConstraint("proposal_id", "kind"),
        CheckConstraint("revision >= 0", name="revision_counts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"))
    kind: Mapped[PartKind] = mapped_column(state_type(PartKind, "kind"))
    position: Mapped[int]
    revision: Mapped[int]
    answers_text: Mapped[str] = mapped_column("answers")
    marks_text: Mapped[str] = mapped_column("marks")
    reopened: Mapped[bool]
    written_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    written_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship(back_populates="parts")

    @property
    def answers(self) -> dict[str, str]:
        """Question → words."""
        return dict(json.loads(self.answers_text))

    @property
    def marks(self) -> dict[str, int]:
        """Question → the revision in which it was last written."""
        return dict(json.loads(self.marks_text))


class Line(Base):
    """One cost: a number times a price. No price: not known yet."""

    __tablename__ = "line"
    __table_args__ = (
        CheckConstraint("quantity >= 1", name="quantity_counts"),
        CheckConstraint("length(words) > 0", name="words_given"),
        CheckConstraint("price_minor > 0", name="price_positive"),
        CheckConstraint("(price_minor IS NULL) = (price_currency IS NULL)", name="price_whole"),
        CheckConstraint("(most_minor IS NULL) = (most_currency IS NULL)", name="most_whole"),
        CheckConstraint("most_minor IS NULL OR price_minor IS NOT NULL", name="most_has_price"),
        CheckConstraint("most_minor >= price_minor", name="most_above_price"),
        CheckConstraint("most_currency = price_currency", name="one_currency"),
        CheckConstraint("revision >= 1", name="revision_counts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    kind: Mapped[LineKind] = mapped_column(state_type(LineKind, "kind"))
    words: Mapped[str]
    quantity: Mapped[int]
    price: Mapped[Money | None] = money("price", nullable=True)
    most: Mapped[Money | None] = money("most", nullable=True)
    position: Mapped[int]
    revision: Mapped[int]

    proposal: Mapped[Proposal] = relationship(back_populates="lines")


class Cover(Base):
    """One source of money for the plan."""

    __tablename__ = "cover"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("revision >= 1", name="revision_counts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    kind: Mapped[CoverKind] = mapped_column(state_type(CoverKind, "kind"))
    words: Mapped[str]
    amount: Mapped[Money] = money("amount")
    position: Mapped[int]
    revision: Mapped[int]

    proposal: Mapped[Proposal] = relationship(back_populates="covers")


class Comment(Base):
    """Something a member or the coach says about a plan, perhaps about one part."""

    __tablename__ = "comment"
    __table_args__ = (CheckConstraint("length(words) > 0", name="words_given"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    part: Mapped[PartKind | None] = mapped_column(state_type(PartKind, "part"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str]
    at: Mapped[datetime]


class Version(Base):
    """The whole plan as it was put to the group: canonical text and its hash."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("proposal_id", "no"),
        CheckConstraint("no >= 1", name="no_counts"),
        CheckConstraint("length(hash) = 64", name="hash_whole"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"))
    no: Mapped[int]
    facts: Mapped[str]
    hash: Mapped[str] = mapped_column(String(64))
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]

    proposal: Mapped[Proposal] = relationship(foreign_keys=[proposal_id])


class ExamplePrice(Base):
    """What something costs around here, from where we know it and when it was checked."""

    __tablename__ = "example_price"
    __table_args__ = (
        CheckConstraint("least_minor > 0 AND most_minor >= least_minor", name="range"),
        CheckConstraint("least_currency = most_currency", name="one_currency"),
        CheckConstraint("until_on IS NULL OR until_on > from_on", name="period"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    kind: Mapped[LineKind] = mapped_column(state_type(LineKind, "kind"))
    words: Mapped[str]
    least: Mapped[Money] = money("least")
    most: Mapped[Money] = money("most")
    source: Mapped[str]
    checked_on: Mapped[date]
    from_on: Mapped[date]
    until_on: Mapped[date | None]


append_only(Version.__table__)
append_only(Comment.__table__)
