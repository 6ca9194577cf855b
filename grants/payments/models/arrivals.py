"""One table: money that came in, went back or moved."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type
from grants.ledger.models import AccountKind
from grants.payments.states import ArrivalState


class ArrivalKind(StrEnum):
    """What sort of movement it is."""

    INSTALMENT = "instalment"
    OWN = "own"
    RETURN = "return"
    MOVE = "move"
    SURPLUS = "surplus"  # more in the box than the book says
    SHORTAGE = "shortage"
    CAME_AGAIN = "came-again"  # of what was sent back too much


class Source(StrEnum):
    """Where our own income comes from."""

    PARTICIPANTS = "participants"
    GIFT = "gift"
    GROUP = "group"


class Arrival(Base):
    """One movement of money of a plan.

    ``place``: where it arrives; what goes back, or is missing, leaves from there. ``origin``: from
    where it moved.
    """

    __tablename__ = "arrival"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("place IN ('bank', 'own-bank', 'cash')", name="place_is_one"),
        CheckConstraint("(kind = 'instalment') = (instalment_id IS NOT NULL)", name="instalment"),
        CheckConstraint(
            "(kind IN ('return', 'came-again')) = (organisation_id IS NOT NULL)", name="returned_to"
        ),
        CheckConstraint("(kind = 'own') = (source IS NOT NULL)", name="own_from"),
        CheckConstraint("origin IN ('bank', 'own-bank', 'cash')", name="origin_is_one"),
        CheckConstraint("(kind = 'move') = (origin IS NOT NULL)", name="moved_from"),
        CheckConstraint("origin <> place", name="moves_elsewhere"),
        CheckConstraint(
            "kind NOT IN ('surplus', 'shortage') OR (place = 'cash' AND length(words) > 0)",
            name="difference_because",
        ),
        CheckConstraint("(state = 'mirrored') = (mirrored_at IS NOT NULL)", name="mirrored_when"),
        Index("ix_arrival_proposal_id_arrived_on", "proposal_id", "arrived_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"))
    kind: Mapped[ArrivalKind] = mapped_column(state_type(ArrivalKind, "kind"))
    amount: Mapped[Money] = money("amount")
    on: Mapped[date] = mapped_column("arrived_on")
    place: Mapped[AccountKind] = mapped_column(state_type(AccountKind, "place"))
    origin: Mapped[AccountKind | None] = mapped_column(state_type(AccountKind, "origin"))
    source: Mapped[Source | None] = mapped_column(state_type(Source, "source"))
    instalment_id: Mapped[UUID | None] = mapped_column(ForeignKey("instalment.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    words: Mapped[str]
    state: Mapped[ArrivalState] = mapped_column(state_type(ArrivalState, "state"))
    entered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    entered_at: Mapped[datetime]
    mirrored_at: Mapped[datetime | None]
    mirrored_why: Mapped[str]
