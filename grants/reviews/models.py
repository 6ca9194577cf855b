"""Two tables: advice, and the decision."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type


class Advice(StrEnum):
    """What a reviewer advises."""

    GRANT = "grant"
    GRANT_PART = "grant-part"
    DECLINE = "decline"


class Reply(StrEnum):
    """How one criterion is met."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


CRITERIA = ("fits-pot", "reaches-people", "can-be-done", "costs-fair")


class DecisionKind(StrEnum):
    """All that was asked, part of it, or nothing."""

    ALL = "all"
    PART = "part"
    NONE = "none"


class Reason(StrEnum):
    """Why not (all of) it: a short list, next to the plain words."""

    FITS = "fits"
    POT_EMPTY = "pot-empty"
    COSTS_TOO_HIGH = "costs-too-high"
    NOT_THIS_POT = "not-this-pot"
    COST_EXCLUDED = "cost-excluded"
    PAID_ELSEWHERE = "paid-elsewhere"
    TOO_LATE = "too-late"
    OTHER = "other"


class DecisionState(StrEnum):
    """Where a decision is."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SENT = "sent"


class Review(Base):
    """One reviewer's advice on one request, written by somebody who knows nobody in the group."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("request_id", "reviewer_id"),
        CheckConstraint("knows_nobody", name="knows_nobody"),
        CheckConstraint("length(words) > 0", name="words"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id"))
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    knows_nobody: Mapped[bool]
    criteria: Mapped[str]  # canonical JSON: criterion → yes, partly, no
    advice: Mapped[Advice] = mapped_column(state_type(Advice, "advice"))
    words: Mapped[str]
    at: Mapped[datetime]

    @property
    def replies(self) -> dict[str, Reply]:
        """How each criterion is met."""
        return {name: Reply(reply) for name, reply in json.loads(self.criteria).items()}


class Decision(Base):
    """What the organisation decides about one request. Once sent it is never changed."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint("(kind = 'none') = (amount_minor = 0)", name="none_is_nothing"),
        CheckConstraint("first_minor >= 0 AND first_minor <= amount_minor", name="first_within"),
        CheckConstraint("first_currency = amount_currency", name="one_currency"),
        CheckConstraint("length(words) > 0", name="words"),
        CheckConstraint("report_weeks BETWEEN 1 AND 52", name="report_weeks"),
        CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL) AND (state = 'sent') ="
            " (decided_by_id IS NOT NULL)",
            name="sent_whole",
        ),
        CheckConstraint("only_adviser_id <> decided_by_id", name="not_alone"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id"), unique=True)
    workgroup_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(state_type(DecisionKind, "kind"))
    amount: Mapped[Money] = money("amount")
    first: Mapped[Money] = money("first")  # paid at once; the rest after the report
    lines: Mapped[str]  # canonical JSON: line id → amount; empty: the whole amount, no lines
    reason: Mapped[Reason] = mapped_column(state_type(Reason, "reason"))
    words: Mapped[str]
    conditions: Mapped[str]
    report_weeks: Mapped[int]  # after the last day of the plan
    state: Mapped[DecisionState] = mapped_column(state_type(DecisionState, "state"))
    # Who alone gave the advice (or, without advice, proposed): that person may not send it.
    only_adviser_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime | None]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))

    @property
    def per_line(self) -> dict[UUID, Money]:
        """What is granted per cost line, where the organisation said so."""
        return {UUID(key): Money(*pair) for key, pair in json.loads(self.lines).items()}
