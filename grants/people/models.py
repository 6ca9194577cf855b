"""Persons and their addresses, codes, sessions, counters, invitations, ways back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.access import Role
from grants.kit.orm import Base, state_type
from grants.owners.service import INSTALLATION
from grants.people.rules import (
    ADDRESS_LENGTH,
    CODE_TRIES,
    IBAN_NAME_LENGTH,
    INVITATION_USES,
    NAME_LENGTH,
)

_HASH_LENGTH = 64


class Person(Base):
    """Somebody. What belongs to her alone names her; what she does is history of the house."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(f"length(name) BETWEEN 1 AND {NAME_LENGTH}", name="name_length"),
        CheckConstraint(
            "(iban_sealed IS NULL) = (iban_last4 IS NULL)"
            " AND (iban_sealed IS NULL) = (iban_name IS NULL)"
            " AND (iban_sealed IS NULL) = (iban_at IS NULL)",
            name="iban_whole",
        ),
        CheckConstraint(f"length(iban_name) BETWEEN 1 AND {IBAN_NAME_LENGTH}", name="iban_name"),
        CheckConstraint(
            "iban_mark IS NULL"
            f" OR (iban_sealed IS NOT NULL AND length(iban_mark) = {_HASH_LENGTH})",
            name="iban_marked",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    language: Mapped[str] = mapped_column(String(8))
    operator: Mapped[bool] = mapped_column(default=False)
    iban_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    iban_last4: Mapped[str | None] = mapped_column(String(4))
    # A keyed digest: two persons with the same one have the same account.
    iban_mark: Mapped[str | None] = mapped_column(String(_HASH_LENGTH), index=True)
    iban_name: Mapped[str | None]
    iban_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def owner_id(self) -> UUID:
        """The installation keeps the history of persons."""
        return INSTALLATION


class Contact(Base):
    """A mail address that a person showed to be hers. One address, one person."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint(f"length(address) BETWEEN 3 AND {ADDRESS_LENGTH}", name="address_length"),
        CheckConstraint("address = lower(address)", name="address_lower"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    address: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class Purpose(StrEnum):
    """What a code is asked for; it works for nothing else."""

    SIGN_IN = "sign-in"
    FRESH = "fresh"
    JOIN = "join"
    ADDRESS = "address"


class SignInCode(Base):
    """One asked code. The digits stand nowhere: they follow from a secret and this row's id.

    ``address`` is where the mail goes: nothing when the typed address belongs to nobody. ``name``
    and ``language`` are of a newcomer, who becomes a person when she types the code.
    """

    __tablename__ = "sign_in_code"
    __table_args__ = (
        CheckConstraint(f"tries BETWEEN 0 AND {CODE_TRIES} + 1", name="tries"),
        CheckConstraint("until > created_at", name="until_later"),
        CheckConstraint(f"length(browser_hash) = {_HASH_LENGTH}", name="browser_whole"),
        CheckConstraint("(purpose = 'join') = (invitation_id IS NOT NULL)", name="join_invited"),
        CheckConstraint("(purpose = 'join') = (name IS NOT NULL)", name="join_named"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(state_type(Purpose, "purpose"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    invitation_id: Mapped[UUID | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    address: Mapped[str | None]
    name: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(8))
    browser_hash: Mapped[str] = mapped_column(String(_HASH_LENGTH), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Session(Base):
    """One browser that was let in. Only the hash of its token is kept."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint(f"length(token_hash) = {_HASH_LENGTH}", name="token_whole"),
        CheckConstraint("ended_at >= created_at", name="ended_later"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(_HASH_LENGTH), unique=True)
    device: Mapped[str] = mapped_column(String(20))
    fresh_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def owner_id(self) -> UUID:
        """The installation keeps the history of who came in."""
        return INSTALLATION


class Counter(Base):
    """How often something was tried in one stretch of time."""

    __tablename__ = "counter"
    __table_args__ = (CheckConstraint("times >= 0", name="times"),)

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    times: Mapped[int]


class Invitation(Base):
    """Asks somebody for a role at an owner, or to be operator. Its token stands nowhere."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("operator = (role IS NULL)", name="role_or_operator"),
        CheckConstraint(f"uses_left BETWEEN 0 AND {INVITATION_USES}", name="uses"),
        CheckConstraint("until > created_at", name="until_later"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    role: Mapped[Role | None] = mapped_column(state_type(Role, "role"))
    operator: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str | None]
    uses_left: Mapped[int]
    until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]


class WayBack(Base):
    """Lets somebody without a mail address in again, once. Its token stands nowhere."""

    __tablename__ = "way_back"
    __table_args__ = (
        CheckConstraint("until > created_at", name="until_later"),
        CheckConstraint("made_by_id <> person_id", name="not_own"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    until: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
