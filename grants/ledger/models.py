"""Four tables: the book's head, its accounts, and the entries and postings that only add.

Postings are written before their entry. The entry closes them: the database refuses an entry
whose postings do not balance, and a posting that comes after its entry; a posting without an
entry fails at the commit (a deferred foreign key). That holds on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DDL,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.acts import Act
from grants.kit.money import Money
from grants.kit.orm import Base, append_only, money, state_type

_HASH = 64


class AccountKind(StrEnum):
    """What an account gathers; its ``ref_id`` says of whom or what."""

    BANK = "bank"  # of the organisation that holds the money
    OWN_BANK = "own-bank"  # the group's own bank account, where it has one
    CASH = "cash"  # the group's cash box
    PROMISED = "promised"  # of an award: still to come
    GRANT = "grant"  # of an award: agreed, not yet accounted for
    USED = "used"  # of an award: accounted for
    COST = "cost"  # of a line of the plan
    OWED = "owed"  # to who paid first: a person, or the expense itself for a shop's bill
    BACK = "back"  # to send back to an organisation: a funder, or the holder
    OWN = "own"  # contributions and gifts


PLACES = frozenset({AccountKind.BANK, AccountKind.OWN_BANK, AccountKind.CASH})


class Book(Base):
    """The head of one owner's chain of entries."""

    __tablename__ = "book"
    __table_args__ = (
        CheckConstraint("last_no >= 0", name="last_no_counts"),
        CheckConstraint(f"length(last_hash) IN (0, {_HASH})", name="last_hash_whole"),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), primary_key=True)
    last_no: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(_HASH))


class Account(Base):
    """One kind of amount of one plan. ``ref_id`` is the plan's id where nothing is nearer."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("plan_id", "kind", "ref_id"),
        CheckConstraint(
            "kind NOT IN ('bank', 'own-bank', 'cash') OR balance_minor >= 0", name="place_holds"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    plan_id: Mapped[UUID]
    kind: Mapped[AccountKind] = mapped_column(state_type(AccountKind, "kind"))
    ref_id: Mapped[UUID]
    balance: Mapped[Money] = money("balance")


class Entry(Base):
    """One event in a book, chained to the one before by its hash."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("owner_id", "no"),
        UniqueConstraint("reverses_id"),
        Index(
            "uq_entry_source",
            *("source_kind", "source_id", "act"),
            unique=True,
            sqlite_where=text("reverses_id IS NULL"),
            postgresql_where=text("reverses_id IS NULL"),
        ),
        Index("ix_entry_owner_id_booked_on", "owner_id", "booked_on"),
        CheckConstraint("no > 0", name="no_counts"),
        CheckConstraint("reverses_id <> id", name="not_its_own_mirror"),
        CheckConstraint(f"length(hash) = {_HASH}", name="hash_whole"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"))
    no: Mapped[int]
    on: Mapped[date] = mapped_column("booked_on")
    at: Mapped[datetime] = mapped_column("booked_at")
    act: Mapped[Act] = mapped_column(String(40))
    source_kind: Mapped[str] = mapped_column(String(30))
    source_id: Mapped[UUID]
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("entry.id"))
    by_id: Mapped[UUID | None]
    previous: Mapped[str] = mapped_column(String(_HASH))
    hash: Mapped[str] = mapped_column(String(_HASH))


class Posting(Base):
    """One amount that an entry moves: debit above nothing, credit below."""

    __tablename__ = "posting"
    # Read by entry or by account, a million at once: both ways lie together on the disk.
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount_something"),
        Index("ix_posting_account_id_amount_minor", "account_id", "amount_minor"),
        {"sqlite_with_rowid": False},
    )

    entry_id: Mapped[UUID] = mapped_column(
        ForeignKey("entry.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), index=True)
    amount: Mapped[Money] = money("amount")


_UNBALANCED = (
    "(SELECT count(*) FROM posting WHERE entry_id = NEW.id) < 2 OR EXISTS (SELECT 1 FROM posting "
    "WHERE entry_id = NEW.id GROUP BY amount_currency HAVING sum(amount_minor) <> 0)"
)
_CLOSED = "EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id)"


_RULES = (
    ("entry", "balances", _UNBALANCED, "an entry balances"),
    ("posting", "before_entry", _CLOSED, "an entry is closed"),
)


def balance_sql(dialect: str, tables: Sequence[str] = ("entry", "posting")) -> list[str]:
    """The triggers by which an entry closes its balanced postings, as migrations write them too."""
    statements = []
    for table, name, wrong, words in _RULES:
        if table in tables:
            write = _sqlite_trigger if dialect == "sqlite" else _postgresql_trigger
            statements += write(table, name, wrong, words)
    return statements


def _sqlite_trigger(table: str, name: str, wrong: str, words: str) -> list[str]:
    trigger = (
        f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} WHEN {wrong} "
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )
    return [trigger]


def _postgresql_trigger(table: str, name: str, wrong: str, words: str) -> list[str]:
    function = (
        f"CREATE OR REPLACE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {wrong} THEN RAISE EXCEPTION '{words}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
    )
    return [function, trigger]


def _ddl(statement: str, dialect: str) -> Any:
    return DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]


def _close_entries(table: Any) -> None:
    assert isinstance(table, Table)  # noqa: S101  a mapped class's __table__
    for dialect in ("sqlite", "postgresql"):
        for statement in balance_sql(dialect, [table.name]):
            event.listen(table, "after_create", _ddl(statement, dialect))


append_only(Entry.__table__)
append_only(Posting.__table__)
_close_entries(Entry.__table__)
_close_entries(Posting.__table__)
