"""Four tables: the law's caps, allowances, a person's year, and what she had elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grants.allowances.states import AllowanceState
from grants.kit.money import Money
from grants.kit.orm import Base, append_only, money, state_type
from grants.ledger.models import AccountKind
from grants.owners.service import INSTALLATION

_BOOKED = "('agreed', 'in-run', 'paid', 'corrected')"


class Kind(StrEnum):
    """A fixed amount for effort and small costs, or real costs that can be shown."""

    FLAT = "flat"
    PROVEN = "proven"


class Looks(StrEnum):
    """Who says yes: the treasurer; another member when there is none; else the money holder."""

    TREASURER = "treasurer"
    MEMBERS = "members"
    HOLDER = "holder"


class Sure(StrEnum):
    """How sure an amount is: the owner's own page, more than one other source, or one."""

    OWN_PAGE = "own-page"
    SEVERAL = "several"
    ONE = "one"
    DERIVED = "derived"


class Cap(Base):
    """The law's amounts of a period, from a day until (not including) a day. Only adds.

    A better row of the same period gets the next ``no``; the last one counts.
    """

    __tablename__ = "cap"
    __table_args__ = (
        UniqueConstraint("from_on", "no"),
        CheckConstraint("no > 0", name="no_counts"),
        CheckConstraint("until_on > from_on", name="days_ordered"),
        CheckConstraint("most_year_minor > 0 AND most_month_minor > 0", name="most_positive"),
        CheckConstraint("most_month_minor <= most_year_minor", name="month_in_year"),
        CheckConstraint(
            "(hour_minor IS NULL) = (hour_currency IS NULL)"
            " AND (hour_minor IS NULL) = (hour_young_minor IS NULL)"
            " AND (hour_minor IS NULL) = (hour_young_currency IS NULL)"
            " AND (hour_minor IS NULL) = (age IS NULL)"
            " AND (hour_minor IS NULL) = (hour_sure IS NULL)",
            name="hour_whole",
        ),
        CheckConstraint("hour_minor > 0 AND hour_young_minor > 0", name="hour_positive"),
        CheckConstraint("age BETWEEN 16 AND 30", name="age_sensible"),
        CheckConstraint("length(source) > 0", name="source_given"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    no: Mapped[int]
    most_year: Mapped[Money] = money("most_year")
    most_month: Mapped[Money] = money("most_month")
    sure: Mapped[Sure] = mapped_column(state_type(Sure, "sure"))
    hour: Mapped[Money | None] = money("hour", nullable=True)
    hour_young: Mapped[Money | None] = money("hour_young", nullable=True)
    age: Mapped[int | None]  # younger than this: the lower norm
    hour_sure: Mapped[Sure | None] = mapped_column(state_type(Sure, "hour_sure"))
    source: Mapped[str]
    link: Mapped[str]
    checked_on: Mapped[date]
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    added_at: Mapped[datetime]

    @property
    def owner_id(self) -> UUID:
        """The installation keeps what holds for everybody."""
        return INSTALLATION

    @property
    def year(self) -> int:
        """The calendar year that it is about."""
        return self.from_on.year


class Allowance(Base):
    """What one person gets for one day of one activity, from one cost line."""

    __tablename__ = "allowance"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("minutes > 0 AND minutes <= 1440", name="minutes_of_a_day"),
        CheckConstraint("length(words) > 0", name="words_given"),
        CheckConstraint("kind = 'flat' OR length(proof) > 0", name="proof_given"),
        CheckConstraint("kind = 'flat' OR minutes IS NULL", name="hours_are_flat"),
        CheckConstraint("(agreed_at IS NULL) = (agreed_by_id IS NULL)", name="agreed_whole"),
        CheckConstraint("agreed_by_id <> person_id", name="not_own"),
        CheckConstraint("agreed_by_id <> noted_by_id", name="second_person"),
        CheckConstraint(f"state NOT IN {_BOOKED} OR agreed_at IS NOT NULL", name="agreed_when"),
        CheckConstraint("(state = 'in-run') = (run_on IS NOT NULL)", name="run_when"),
        CheckConstraint(
            "(paid_at IS NULL) = (paid_on IS NULL)"
            " AND (paid_at IS NULL) = (place IS NULL)"
            # Only a bank pays also where nobody wrote the amounts of the year yet.
            " AND (cap_id IS NULL OR paid_at IS NOT NULL)"
            " AND (cap_id IS NOT NULL OR place IS NULL OR place <> 'cash')",
            name="payment_whole",
        ),
        CheckConstraint("place IN ('bank', 'own-bank', 'cash')", name="place_is_one"),
        CheckConstraint("paid_by_id <> person_id", name="not_to_oneself"),
        CheckConstraint("state <> 'paid' OR paid_at IS NOT NULL", name="paid_when"),
        CheckConstraint("paid_at IS NULL OR state IN ('paid', 'corrected')", name="paid_ends"),
        CheckConstraint("confirmed_at IS NULL OR paid_at IS NOT NULL", name="confirmed_paid"),
        CheckConstraint("(state = 'refused') = (length(refused_why) > 0)", name="refused_because"),
        Index("ix_allowance_owner_id_state", "owner_id", "state"),
        Index("ix_allowance_person_id_paid_on", "person_id", "paid_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("line.id"), index=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[Kind] = mapped_column(state_type(Kind, "kind"))
    amount: Mapped[Money] = money("amount")
    on: Mapped[date] = mapped_column("done_on")
    words: Mapped[str]  # what she did
    minutes: Mapped[int | None]  # no hours agreed: no test by the hour
    young: Mapped[bool]  # younger than the age of the lower norm, on that day
    why: Mapped[str]  # over the norm or over its line because …
    proof: Mapped[str]  # which costs, and what shows them
    mixes: Mapped[bool]  # she knows that both ways are added up this year
    state: Mapped[AllowanceState] = mapped_column(state_type(AllowanceState, "state"))
    looks: Mapped[Looks] = mapped_column(state_type(Looks, "looks"))
    refused_why: Mapped[str]
    noted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    noted_at: Mapped[datetime]
    agreed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    agreed_at: Mapped[datetime | None]
    run_on: Mapped[date | None]  # the day on which the bank pays its run
    paid_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    paid_at: Mapped[datetime | None]
    paid_on: Mapped[date | None]
    place: Mapped[AccountKind | None] = mapped_column(state_type(AccountKind, "place"))
    cap_id: Mapped[UUID | None] = mapped_column(ForeignKey("cap.id"), index=True)
    passed_cap: Mapped[bool]  # a bank paid on another day than planned: seen, never silent
    confirmed_at: Mapped[datetime | None]  # she said that she got it

    @property
    def is_untested(self) -> bool:
        """Paid by a bank while nobody had written the amounts of that year."""
        return self.paid_at is not None and self.cap_id is None


class AllowanceYear(Base):
    """A person's calendar year: the row whose lock is taken before anything fills it."""

    __tablename__ = "allowance_year"
    __table_args__ = (
        UniqueConstraint("person_id", "year"),
        CheckConstraint("year BETWEEN 2000 AND 2200", name="year_sensible"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    year: Mapped[int]

    @property
    def owner_id(self) -> UUID:
        """Like the person herself, it belongs to no group."""
        return INSTALLATION


class Elsewhere(Base):
    """What a person says to have had elsewhere in one month. Hers alone to see and change."""

    __tablename__ = "elsewhere"
    __table_args__ = (
        UniqueConstraint("year_id", "month"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month_of_year"),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    year_id: Mapped[UUID] = mapped_column(ForeignKey("allowance_year.id"))
    month: Mapped[int]
    amount: Mapped[Money] = money("amount")
    said_at: Mapped[datetime]


append_only(Cap.__table__)
