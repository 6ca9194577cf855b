"""Where an owner pays from, and where shops and organisations are paid. Persons keep theirs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.kit.orm import Base, state_type
from grants.payments.models.statements import BankAccount

TERM_DAYS = 14
NAME_LENGTH = 70  # what a bank takes as a name (ISO 20022 Max70Text)
_HASH = 64


class FileKind(StrEnum):
    """Which credit transfer file the bank of the payer takes."""

    PAIN_09 = "pain.001.001.09"
    PAIN_03 = "pain.001.001.03"


class PayAccount(Base):
    """Which of its bank accounts an owner pays from: under what name, in what file, by when."""

    __tablename__ = "pay_account"
    __table_args__ = (
        CheckConstraint(f"length(name) BETWEEN 1 AND {NAME_LENGTH}", name="name_length"),
        CheckConstraint("term_days BETWEEN 1 AND 90", name="term_sensible"),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), primary_key=True)
    bank_account_id: Mapped[UUID] = mapped_column(ForeignKey("bank_account.id"), index=True)
    name: Mapped[str]
    file_kind: Mapped[FileKind] = mapped_column(state_type(FileKind, "file_kind"))
    term_days: Mapped[int]
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    changed_at: Mapped[datetime]

    bank: Mapped[BankAccount] = relationship(lazy="joined", innerjoin=True)

    @property
    def id(self) -> UUID:
        """It is known by its owner."""
        return self.owner_id

    @property
    def last4(self) -> str:
        """The end of its number."""
        return self.bank.iban_last4


class Payee(Base):
    """Where an organisation or a shop has its account, as one payer knows it. Persons keep theirs."""

    __tablename__ = "payee"
    __table_args__ = (
        UniqueConstraint("owner_id", "organisation_id"),
        Index(
            "uq_payee_owner_id_shop",
            "owner_id",
            "shop",
            unique=True,
            sqlite_where=text("shop <> ''"),
            postgresql_where=text("shop <> ''"),
        ),
        CheckConstraint("(shop = '') = (organisation_id IS NOT NULL)", name="of_one"),
        CheckConstraint(f"length(name) BETWEEN 1 AND {NAME_LENGTH}", name="name_length"),
        CheckConstraint("length(last4) = 4", name="last4_whole"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    shop: Mapped[str]  # its name as on bills, folded; empty for an organisation
    name: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    last4: Mapped[str] = mapped_column(String(4))
    mark: Mapped[str] = mapped_column(String(_HASH))
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    changed_at: Mapped[datetime]
