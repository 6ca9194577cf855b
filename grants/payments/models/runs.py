"""Pay runs, their payments, and the file that was made."""

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

from grants.allowances.models import Allowance
from grants.kit.money import Money
from grants.kit.orm import Base, append_only, money, state_type
from grants.payments.models.accounts import NAME_LENGTH, FileKind
from grants.payments.states import PaymentState, RunState

ID_LENGTH = 35  # what a bank takes as an id of ours (ISO 20022 Max35Text)
WORDS_LENGTH = 140
_HASH = 64
_LIVING = text("state IN ('waiting', 'paid')")
_WAITING = text("kind = 'return' AND state = 'waiting'")


class PaymentKind(StrEnum):
    """What is paid."""

    EXPENSE = "expense"
    ALLOWANCE = "allowance"
    RETURN = "return"


class FailedWhy(StrEnum):
    """What the bank said of a payment that it did not make."""

    CLOSED = "account-closed"
    NAME = "name-differs"
    OTHER = "other-fault"


class Look(StrEnum):
    """What asks for a look before the bank gets it."""

    FIRST = "first-time"
    CHANGED = "account-changed"
    SHARED = "account-shared"
    LARGE = "far-above"
    ALIKE = "name-alike"


class PayRun(Base):
    """Payments that leave one account in one file: put together by one, approved by another."""

    __tablename__ = "pay_run"
    __table_args__ = (
        CheckConstraint("total_minor > 0", name="total_positive"),
        CheckConstraint("approved_by_id <> made_by_id", name="second_person"),
        CheckConstraint("(approved_by_id IS NULL) = (approved_at IS NULL)", name="approved_whole"),
        CheckConstraint(
            "state IN ('open', 'withdrawn') OR approved_at IS NOT NULL", name="approved_first"
        ),
        CheckConstraint(
            "state NOT IN ('handed-in', 'done', 'partly-failed') OR handed_in_at IS NOT NULL",
            name="handed_in_when",
        ),
        CheckConstraint(
            "(state IN ('done', 'partly-failed', 'withdrawn')) = (ended_at IS NOT NULL)",
            name="ended_when",
        ),
        CheckConstraint(f"length(debtor_name) BETWEEN 1 AND {NAME_LENGTH}", name="debtor_name"),
        Index("ix_pay_run_owner_id_state", "owner_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    state: Mapped[RunState] = mapped_column(state_type(RunState, "state"))
    pay_on: Mapped[date]
    total: Mapped[Money] = money("total")
    file_kind: Mapped[FileKind] = mapped_column(state_type(FileKind, "file_kind"))
    debtor_name: Mapped[str]
    debtor_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    debtor_last4: Mapped[str] = mapped_column(String(4))
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    approved_at: Mapped[datetime | None]
    handed_in_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    handed_in_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str]  # withdrawn because …

    payments: Mapped[list[Payment]] = relationship(
        back_populates="run", lazy="selectin", order_by="Payment.no"
    )

    @property
    def living(self) -> list[Payment]:
        """What is in it: not what was taken out again."""
        return [one for one in self.payments if one.state is not PaymentState.OUT]


class Payment(Base):
    """One amount to one payee for one thing, as the bank gets it. ``mark``: keyed digest of the IBAN."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("run_id", "no"),
        Index(
            "uq_payment_expense_id",
            "expense_id",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
        Index(
            "uq_payment_allowance_id",
            "allowance_id",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
        Index(
            "uq_payment_return",
            "proposal_id",
            "payee_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("no > 0", name="no_counts"),
        CheckConstraint("(kind = 'expense') = (expense_id IS NOT NULL)", name="of_expense"),
        CheckConstraint("(kind = 'allowance') = (allowance_id IS NOT NULL)", name="of_allowance"),
        CheckConstraint("(person_id IS NULL) = (payee_id IS NOT NULL)", name="to_one"),
        CheckConstraint("kind <> 'return' OR payee_id IS NOT NULL", name="return_to_payee"),
        CheckConstraint("kind <> 'allowance' OR person_id IS NOT NULL", name="allowance_to_person"),
        CheckConstraint("approved_by_id <> person_id", name="not_to_oneself"),
        CheckConstraint("(state = 'failed') = (failed_why IS NOT NULL)", name="failed_because"),
        CheckConstraint("state <> 'paid' OR approved_by_id IS NOT NULL", name="approved_first"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_when"),
        CheckConstraint(f"length(name) BETWEEN 1 AND {NAME_LENGTH}", name="name_length"),
        CheckConstraint(f"length(words) BETWEEN 1 AND {WORDS_LENGTH}", name="words_length"),
        Index("ix_payment_owner_id_person_id", "owner_id", "person_id"),
        Index("ix_payment_owner_id_mark", "owner_id", "mark"),
        Index("ix_payment_group_id_ended_at", "group_id", "ended_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))  # who pays
    run_id: Mapped[UUID] = mapped_column(ForeignKey("pay_run.id"))
    no: Mapped[int]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("workgroup.id"))
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    kind: Mapped[PaymentKind] = mapped_column(state_type(PaymentKind, "kind"))
    expense_id: Mapped[UUID | None] = mapped_column(ForeignKey("expense.id"))
    allowance_id: Mapped[UUID | None] = mapped_column(ForeignKey("allowance.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    payee_id: Mapped[UUID | None] = mapped_column(ForeignKey("payee.id"), index=True)
    amount: Mapped[Money] = money("amount")
    name: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    last4: Mapped[str] = mapped_column(String(4))
    mark: Mapped[str] = mapped_column(String(_HASH))
    end_to_end: Mapped[str] = mapped_column(String(ID_LENGTH), unique=True)
    words: Mapped[str]
    looks: Mapped[str]  # codes of Look with a space between
    state: Mapped[PaymentState] = mapped_column(state_type(PaymentState, "state"))
    failed_why: Mapped[FailedWhy | None] = mapped_column(state_type(FailedWhy, "failed_why"))
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    ended_at: Mapped[datetime | None]

    run: Mapped[PayRun] = relationship(back_populates="payments")
    # With it comes who may see it: the payees of a run are no secret to who says yes, else they are.
    allowance: Mapped[Allowance | None] = relationship(viewonly=True, lazy="selectin")

    @property
    def asks(self) -> list[Look]:
        """What asks for a look."""
        return [Look(code) for code in self.looks.split()]

    @property
    def to_id(self) -> UUID:
        """Whom it goes to: a person, or a shop or organisation as this payer knows it."""
        found = self.person_id or self.payee_id
        assert found is not None  # noqa: S101  the database says so
        return found

    @property
    def thing_id(self) -> UUID:
        """What it pays: the expense, the allowance, or the plan that owes it back."""
        return self.expense_id or self.allowance_id or self.proposal_id


class PayFile(Base):
    """The bytes that the bank gets, sealed; written once. ``hash``: of the bytes themselves."""

    __tablename__ = "pay_file"
    __table_args__ = (
        CheckConstraint(f"length(hash) = {_HASH}", name="hash_whole"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("pay_run.id"), primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    hash: Mapped[str] = mapped_column(String(_HASH))
    size: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]


append_only(PayFile.__table__)
