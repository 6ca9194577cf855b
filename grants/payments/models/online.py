"""Tables of what goes through a payment provider, and of plans that are open for gifts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type
from grants.payments.states import BackState, OnlineState

THEIRS = 255  # how long the provider's names for things can be, as it says itself
EVENT_KIND = 80
_LANDED = "('paid', 'part-returned', 'returned', 'reversed')"
_LIVING = "state IN ('made', 'opened', 'on-its-way')"


class Purpose(StrEnum):
    """What somebody pays for."""

    INSTALMENT = "instalment"
    GIFT = "gift"


class BackKind(StrEnum):
    """Why money that came went back: what was left, our own refund, or the payer's bank took it."""

    LEFT = "left"
    REFUND = "refund"
    REVERSAL = "reversal"


class Oddity(StrEnum):
    """What a comparison with the provider found."""

    BEHIND = "behind"  # there it went on, here it did not
    AMOUNT = "amount"  # another amount or currency than we asked
    MODE = "mode"  # test money where real money belongs, or the reverse
    MISSING = "missing"  # ours, and the provider does not know it
    UNKNOWN = "unknown"  # the provider has it, and we do not


class OnlinePayment(Base):
    """Somebody pays through the provider. Our row stands before the provider hears of it.

    ``token`` opens the page that says where it stands; ``session_ref`` and ``intent_ref`` are
    the provider's own names for it. ``turn`` makes the key of a new try another one.
    """

    __tablename__ = "online_payment"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(
            "(purpose = 'instalment') = (instalment_id IS NOT NULL)"
            " AND (purpose = 'instalment') = (organisation_id IS NOT NULL)",
            name="purpose_whole",
        ),
        CheckConstraint("purpose = 'gift' OR length(name) = 0", name="name_of_giver"),
        CheckConstraint(f"state NOT IN {_LANDED} OR arrival_id IS NOT NULL", name="landed_booked"),
        CheckConstraint(
            "state IN ('made', 'expired') OR session_ref IS NOT NULL", name="opened_there"
        ),
        CheckConstraint("turn > 0", name="turn_counts"),
        Index("uq_online_payment_token", "token", unique=True),
        Index("uq_online_payment_session_ref", "session_ref", unique=True),
        Index("uq_online_payment_intent_ref", "intent_ref", unique=True),
        Index("uq_online_payment_arrival_id", "arrival_id", unique=True),
        Index(
            "uq_online_payment_living",
            "instalment_id",
            unique=True,
            sqlite_where=text(_LIVING),
            postgresql_where=text(_LIVING),
        ),
        Index("ix_online_payment_proposal_id_state", "proposal_id", "state"),
        Index("ix_online_payment_made_at", "made_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"))
    purpose: Mapped[Purpose] = mapped_column(state_type(Purpose, "purpose"))
    instalment_id: Mapped[UUID | None] = mapped_column(ForeignKey("instalment.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    payer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    amount: Mapped[Money] = money("amount")
    state: Mapped[OnlineState] = mapped_column(state_type(OnlineState, "state"))
    live: Mapped[bool]
    language: Mapped[str] = mapped_column(String(10))
    token: Mapped[str] = mapped_column(String(64))
    turn: Mapped[int]
    session_ref: Mapped[str | None] = mapped_column(String(THEIRS))
    intent_ref: Mapped[str | None] = mapped_column(String(THEIRS))
    url: Mapped[str]
    arrival_id: Mapped[UUID | None] = mapped_column(ForeignKey("arrival.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    @property
    def key(self) -> str:
        """What makes asking twice harmless at the provider."""
        return str(self.id) if self.turn == 1 else f"{self.id}.{self.turn}"


class OnlineReturn(Base):
    """Money that went back the way it came. Ours stands here first; others are seen there."""

    __tablename__ = "online_return"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("state <> 'done' OR ref IS NOT NULL", name="done_there"),
        CheckConstraint("turn > 0", name="turn_counts"),
        Index("uq_online_return_ref", "ref", unique=True),
        Index("uq_online_return_arrival_id", "arrival_id", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("online_payment.id"), index=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    kind: Mapped[BackKind] = mapped_column(state_type(BackKind, "kind"))
    amount: Mapped[Money] = money("amount")
    state: Mapped[BackState] = mapped_column(state_type(BackState, "state"))
    turn: Mapped[int]
    their_ref: Mapped[str | None] = mapped_column("ref", String(THEIRS))
    arrival_id: Mapped[UUID | None] = mapped_column(ForeignKey("arrival.id"))
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    @property
    def key(self) -> str:
        """What makes asking twice harmless at the provider."""
        return str(self.id) if self.turn == 1 else f"{self.id}.{self.turn}"


class ProviderEvent(Base):
    """What the provider told us, once by its own id. Nothing of it is believed: it makes us ask."""

    __tablename__ = "provider_event"
    __table_args__ = (
        CheckConstraint("(handled_at IS NULL) = (length(outcome) = 0)", name="handled_whole"),
        Index("uq_provider_event_ref", "ref", unique=True),
        Index("ix_provider_event_payment_id", "payment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    their_ref: Mapped[str] = mapped_column("ref", String(THEIRS))
    kind: Mapped[str] = mapped_column(String(EVENT_KIND))
    about: Mapped[str] = mapped_column(String(THEIRS))
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("online_payment.id"))
    live: Mapped[bool]
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(30))


class Difference(Base):
    """Where the provider says something else than our book, until a person settled it."""

    __tablename__ = "online_difference"
    __table_args__ = (
        CheckConstraint(
            "settled_at IS NOT NULL OR settled_by_id IS NULL", name="settled_by_someone"
        ),
        Index(
            "uq_online_difference_open",
            "ref",
            "kind",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("online_payment.id"), index=True)
    kind: Mapped[Oddity] = mapped_column(state_type(Oddity, "kind"))
    their_ref: Mapped[str] = mapped_column("ref", String(THEIRS))
    ours: Mapped[str] = mapped_column(String(40))
    theirs: Mapped[str] = mapped_column(String(40))
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)


class GiftBox(Base):
    """A plan that its group opened for gifts. The amounts that fit a giver are its own data."""

    __tablename__ = "gift_box"
    __table_args__ = (
        CheckConstraint("aim_minor > 0", name="aim_positive"),
        CheckConstraint(
            "least_minor > 0 AND least_minor <= usual_minor AND usual_minor <= most_minor",
            name="amounts_in_order",
        ),
        CheckConstraint(
            "aim_currency = least_currency AND aim_currency = usual_currency"
            " AND aim_currency = most_currency",
            name="one_currency",
        ),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_whole"),
        Index("uq_gift_box_proposal_id", "proposal_id", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"))
    words: Mapped[str] = mapped_column(String(600))
    aim: Mapped[Money] = money("aim")
    usual: Mapped[Money] = money("usual")
    least: Mapped[Money] = money("least")
    most: Mapped[Money] = money("most")
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    closed_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Can a gift be given?"""
        return self.closed_at is None
