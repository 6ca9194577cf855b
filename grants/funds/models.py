"""One table: the pots."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type

NAME_LENGTH = 120


class Channel(StrEnum):
    """Where a request goes: here, into the fund's own portal, or on paper."""

    HERE = "here"
    PORTAL = "portal"
    PAPER = "paper"


class Fund(Base):
    """A pot: what it pays, between which amounts, when, and how soon it answers."""

    __tablename__ = "fund"
    __table_args__ = (
        CheckConstraint(f"length(name) BETWEEN 1 AND {NAME_LENGTH}", name="name_length"),
        CheckConstraint("least_minor >= 0", name="least_not_negative"),
        CheckConstraint("most_minor > 0", name="most_positive"),
        CheckConstraint("least_minor <= most_minor", name="least_under_most"),
        CheckConstraint("least_currency = most_currency", name="one_currency"),
        CheckConstraint("(least_minor IS NULL) = (least_currency IS NULL)", name="least_whole"),
        CheckConstraint("(most_minor IS NULL) = (most_currency IS NULL)", name="most_whole"),
        CheckConstraint("closes_on IS NULL OR closes_on >= opens_on", name="closes_after"),
        CheckConstraint("answer_weeks BETWEEN 1 AND 52", name="answer_weeks"),
        CheckConstraint("shift_free_minor >= 0", name="shift_free_sign"),
        CheckConstraint(
            "(shift_free_minor IS NULL) = (shift_free_currency IS NULL)", name="shift_free_whole"
        ),
        CheckConstraint("own_one_in BETWEEN 2 AND 100", name="own_one_in"),
        Index("ix_fund_owner_id_open", "owner_id", "open"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    words: Mapped[str]
    least: Mapped[Money | None] = money("least", nullable=True)
    most: Mapped[Money | None] = money("most", nullable=True)
    opens_on: Mapped[date]
    closes_on: Mapped[date | None]  # the last day on which one may ask
    answer_weeks: Mapped[int]
    own_one_in: Mapped[int | None]  # 4: one of every four euros is the group's own
    excluded: Mapped[str]  # canonical JSON: kinds of cost that it never pays
    # Up to so much of an award may go to another line without asking; None: it never asks.
    shift_free: Mapped[Money | None] = money("shift_free", nullable=True)
    no_allowance: Mapped[bool]  # its money may not go to the people who ask
    channel: Mapped[Channel] = mapped_column(state_type(Channel, "channel"))
    open: Mapped[bool]
    created_at: Mapped[datetime]

    @property
    def excluded_kinds(self) -> frozenset[str]:
        """The kinds of cost that this pot never pays, as its manager ticked them."""
        return frozenset(json.loads(self.excluded))

    @property
    def forbidden_kinds(self) -> frozenset[str]:
        """The same, with allowances when it forbids to pay the people who ask."""
        return self.excluded_kinds | ({"allowance"} if self.no_allowance else set())
