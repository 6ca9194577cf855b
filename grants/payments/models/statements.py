"""Six tables: bank accounts, statements, their lines, and what a person matched them with."""

from __future__ import annotations

from datetime import date, datetime
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

from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type
from grants.ledger.models import AccountKind
from grants.owners.models import Owner, OwnerKind
from grants.payments.states import LineState

_MARK = 64
_LIVE = text("undone_at IS NULL")


class Format(StrEnum):
    """In which form a bank gave its statement."""

    CAMT = "camt"
    MT940 = "mt940"
    CSV = "csv"


class Reason(StrEnum):
    """Why a line has nothing to be matched with."""

    HOLDERS_OWN = "holders-own"
    OTHER_GROUP = "other-group"
    BANK_COSTS = "bank-costs"
    BETWEEN_OWN = "between-own"
    SENT_BACK = "sent-back"
    OTHER = "other"


class MatchKind(StrEnum):
    """What a line was matched with: something that the book knows."""

    ARRIVAL = "arrival"
    EXPENSE = "expense"
    ALLOWANCE = "allowance"
    PAYMENT = "payment"
    PAYMENT_BACK = "payment-back"


class BankAccount(Base):
    """An account at a bank: of whoever holds money of groups, or of a group itself."""

    __tablename__ = "bank_account"
    __table_args__ = (
        UniqueConstraint("owner_id", "iban_digest"),
        CheckConstraint("length(name) > 0", name="name_given"),
        CheckConstraint("length(iban_last4) = 4", name="last4_whole"),
        CheckConstraint(f"length(iban_digest) = {_MARK}", name="digest_whole"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    name: Mapped[str]
    iban_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    iban_last4: Mapped[str] = mapped_column(String(4))
    iban_digest: Mapped[str] = mapped_column(String(_MARK))
    columns: Mapped[str]  # canonical JSON: how its bank writes CSV, once somebody said so
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    added_at: Mapped[datetime]

    owner: Mapped[Owner] = relationship(lazy="joined", innerjoin=True)

    @property
    def place(self) -> AccountKind:
        """Where in the book its money lies: with the holder, or in the group's own."""
        own = self.owner.kind is OwnerKind.WORKGROUP
        return AccountKind.OWN_BANK if own else AccountKind.BANK


class Statement(Base):
    """One statement out of a file; ``no`` counts within the file. Opening and closing or neither."""

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("account_id", "file_hash", "no"),
        CheckConstraint("no > 0", name="no_counts"),
        CheckConstraint("until_on >= from_on", name="days_ordered"),
        CheckConstraint("lines_new BETWEEN 0 AND lines_read", name="lines_counted"),
        CheckConstraint(f"length(file_hash) = {_MARK}", name="hash_whole"),
        CheckConstraint(
            "(opening_minor IS NULL) = (closing_minor IS NULL)"
            " AND (opening_minor IS NULL) = (opening_currency IS NULL)"
            " AND (closing_minor IS NULL) = (closing_currency IS NULL)",
            name="balances_whole",
        ),
        Index("ix_statement_account_id_from_on", "account_id", "from_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("bank_account.id"))
    file_hash: Mapped[str] = mapped_column(String(_MARK))
    no: Mapped[int]
    format: Mapped[Format] = mapped_column(state_type(Format, "format"))
    label: Mapped[str]  # the bank's own number of it
    from_on: Mapped[date]
    until_on: Mapped[date]
    opening: Mapped[Money | None] = money("opening", nullable=True)
    closing: Mapped[Money | None] = money("closing", nullable=True)
    lines_read: Mapped[int]
    lines_new: Mapped[int]
    read_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    read_at: Mapped[datetime]

    @property
    def moved(self) -> Money | None:
        """All its lines together: what stands between its two balances, where the bank says them."""
        if self.opening is None or self.closing is None:
            return None
        return self.closing - self.opening


class StatementLine(Base):
    """One line. Above nothing it came in, below it went out.

    ``nth``: two lines that are equal in everything are the first and the second of that day.
    """

    __tablename__ = "statement_line"
    __table_args__ = (
        UniqueConstraint("account_id", "fingerprint", "nth"),
        CheckConstraint("amount_minor <> 0", name="amount_something"),
        CheckConstraint("nth > 0", name="nth_counts"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_when"),
        CheckConstraint("(state = 'explained') = (reason IS NOT NULL)", name="explained_by"),
        CheckConstraint("reason <> 'other' OR length(why) > 0", name="other_because"),
        CheckConstraint("(counter_sealed IS NULL) = (counter_last4 IS NULL)", name="counter_whole"),
        Index("ix_statement_line_account_id_state", "account_id", "state"),
        Index("ix_statement_line_account_id_booked_on", "account_id", "booked_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("bank_account.id"))
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id"), index=True)
    on: Mapped[date] = mapped_column("booked_on")
    amount: Mapped[Money] = money("amount")
    fingerprint: Mapped[str] = mapped_column(String(_MARK))
    nth: Mapped[int]
    coarse: Mapped[str] = mapped_column(String(_MARK))  # the same over another form of file
    counter_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    counter_last4: Mapped[str | None] = mapped_column(String(4))
    counter_digest: Mapped[str | None] = mapped_column(String(_MARK))
    counter_name: Mapped[str]
    words: Mapped[str]
    end_to_end: Mapped[str]
    reversal: Mapped[bool]
    state: Mapped[LineState] = mapped_column(state_type(LineState, "state"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("workgroup.id"), index=True)
    reason: Mapped[Reason | None] = mapped_column(state_type(Reason, "reason"))
    why: Mapped[str]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    settled_at: Mapped[datetime | None]


class Matching(Base):
    """Lines and what they paid, as a person confirmed it: on both sides the same sum."""

    __tablename__ = "matching"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_why = '')", name="undone_because"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("bank_account.id"), index=True)
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    confirmed_at: Mapped[datetime]
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    undone_at: Mapped[datetime | None]
    undone_why: Mapped[str]


class MatchedLine(Base):
    """A line is matched once at a time: the database says so."""

    __tablename__ = "matched_line"
    __table_args__ = (
        Index(
            "uq_matched_line_live",
            "line_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    matching_id: Mapped[UUID] = mapped_column(ForeignKey("matching.id"), primary_key=True)
    line_id: Mapped[UUID] = mapped_column(
        ForeignKey("statement_line.id"), primary_key=True, index=True
    )
    undone_at: Mapped[datetime | None]


class MatchedThing(Base):
    """What was paid. ``booked``: confirming wrote it in the book; else it stood there already."""

    __tablename__ = "matched_thing"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount_something"),
        Index(
            "uq_matched_thing_live",
            "kind",
            "thing_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    matching_id: Mapped[UUID] = mapped_column(ForeignKey("matching.id"), primary_key=True)
    kind: Mapped[MatchKind] = mapped_column(state_type(MatchKind, "kind"), primary_key=True)
    thing_id: Mapped[UUID] = mapped_column(primary_key=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    amount: Mapped[Money] = money("amount")
    booked: Mapped[bool]
    undone_at: Mapped[datetime | None]
