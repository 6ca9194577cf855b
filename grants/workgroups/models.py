"""Tables of the groups and who is in them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.access import RESIDENTS, Role
from grants.kit.orm import Base, state_type
from grants.ledger.models import AccountKind


class RoundRule(StrEnum):
    """How a workgroup decides. Consent is the default: nobody says "not yet"."""

    CONSENT = "consent"
    UNANIMITY = "unanimity"
    MAJORITY = "majority"


class Group(Base):
    """A group of people in a neighbourhood; its workgroups do the work."""

    __tablename__ = "workgroup_group"
    __table_args__ = (
        UniqueConstraint("owner_id", "name"),
        CheckConstraint("name <> ''", name="name_given"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("neighbourhood.id"))
    name: Mapped[str]


class Workgroup(Base):
    """The few around one theme, sharing the id of its owner row.

    ``has_account``: its money can lie in a bank account of its own; ``payments`` keeps the number.
    """

    __tablename__ = "workgroup"
    __table_args__ = (
        UniqueConstraint("group_id", "name"),
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("size_aimed BETWEEN 2 AND 99", name="size_sensible"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), primary_key=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("workgroup_group.id"))
    neighbourhood_id: Mapped[UUID] = mapped_column(ForeignKey("neighbourhood.id"), index=True)
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"), index=True)
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    size_aimed: Mapped[int]
    rule: Mapped[RoundRule] = mapped_column(state_type(RoundRule, "rule"))
    has_account: Mapped[bool] = mapped_column(default=False)

    @property
    def owner_id(self) -> UUID:
        """It owns itself."""
        return self.id

    @property
    def places(self) -> tuple[AccountKind, ...]:
        """Where its money can lie: an account of its own only when it has one."""
        own = (AccountKind.OWN_BANK,) if self.has_account else ()
        return (AccountKind.BANK, *own, AccountKind.CASH)


class Membership(Base):
    """A person in a workgroup, in a role, from a day until (not including) a day.

    ``paused_on``: since then not asked and not counted; she still sees everything.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="days_ordered"),
        CheckConstraint("paused_on >= from_on", name="pause_ordered"),
        CheckConstraint("role IN ('member', 'treasurer', 'coach')", name="group_role"),
        Index(
            "uq_membership_open",
            "owner_id",
            "person_id",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("workgroup.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(state_type(Role, "role"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    paused_on: Mapped[date | None]

    @property
    def can_act(self) -> bool:
        """A resident who is here now: counted for rounds, and for who must stay."""
        return self.role in RESIDENTS and self.until_on is None and self.paused_on is None
