"""Three tables: rounds, who may answer, and the answers, which only add."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.consent.states import RoundState
from grants.kit.orm import Base, Ref, append_only, state_type
from grants.workgroups.models import RoundRule


class AnswerKind(StrEnum):
    """What somebody says."""

    YES = "yes"
    TIP = "tip"
    NOT_YET = "not-yet"


class Round(Base):
    """A question to the group about one version of one thing."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("closes_at > opened_at", name="closes_after_opening"),
        CheckConstraint("quorum >= 2", name="quorum_two"),
        CheckConstraint("(state = 'open') = (concluded_at IS NULL)", name="concluded_iff_ended"),
        # One question about a thing at a time.
        Index(
            "uq_round_open",
            "thing_kind",
            "thing_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_round_thing", "thing_kind", "thing_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    thing_kind: Mapped[str] = mapped_column(String(30))
    thing_id: Mapped[UUID]
    mark: Mapped[str] = mapped_column(String(64))
    about_money: Mapped[bool]
    rule: Mapped[RoundRule] = mapped_column(state_type(RoundRule, "rule"))
    quorum: Mapped[int]
    label: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    closes_at: Mapped[datetime] = mapped_column(index=True)
    concluded_at: Mapped[datetime | None]
    state: Mapped[RoundState] = mapped_column(state_type(RoundState, "state"))

    electors: Mapped[list[Elector]] = relationship(
        back_populates="round", lazy="selectin", order_by="Elector.position"
    )
    answers: Mapped[list[Answer]] = relationship(
        back_populates="round", lazy="selectin", order_by="Answer.no"
    )

    @property
    def thing(self) -> Ref:
        """What it is about."""
        return Ref(self.thing_kind, self.thing_id)

    @property
    def elector_ids(self) -> list[UUID]:
        """Who may answer."""
        return [elector.person_id for elector in self.electors]


class Elector(Base):
    """Somebody who may answer in a round."""

    __tablename__ = "elector"
    __table_args__ = (UniqueConstraint("round_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]

    round: Mapped[Round] = relationship(back_populates="electors")


class Answer(Base):
    """What an elector said, herself or at the table through somebody else's phone."""

    __tablename__ = "answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "person_id"],
            ["elector.round_id", "elector.person_id"],
            name="fk_answer_elector",
        ),
        ForeignKeyConstraint(
            ["round_id", "given_by_id"],
            ["elector.round_id", "elector.person_id"],
            name="fk_answer_given_by",
        ),
        UniqueConstraint("round_id", "no"),
        CheckConstraint("kind = 'yes' OR length(words) > 0", name="words_unless_yes"),
        CheckConstraint("kind <> 'not-yet' OR length(change) > 0", name="not_yet_proposes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    no: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    given_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[AnswerKind] = mapped_column(state_type(AnswerKind, "kind"))
    words: Mapped[str]
    change: Mapped[str]
    at: Mapped[datetime]

    round: Mapped[Round] = relationship(back_populates="answers", overlaps="answers")

    @property
    def is_own(self) -> bool:
        """Given from her own session."""
        return self.person_id == self.given_by_id


append_only(Answer.__table__)
