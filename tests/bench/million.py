"""Books by the thousand, booked as the service books them: real hashes, sums and triggers.

The books take turns, as they do in life, so that the entries of one lie far apart on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from grants.kit.acts import Act
from grants.kit.database import sqlite_module
from grants.kit.money import Money
from grants.kit.orm import Ref
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line, Sealing, seal

POSTINGS = 2  # in each entry here: approved (cost, owed), paid (owed, bank), or a gift (bank, own)
BEGIN = datetime(2024, 1, 1, 12, tzinfo=UTC)
GIFT = Money(1_000_000_000)
PAYEES = 5
LINES = 4
AT_ONCE = 5_000
TABLES = {
    "owner": ("id", "kind"),
    "account": ("id", "owner_id", "plan_id", "kind", "ref_id", "balance_minor", "balance_currency"),
    "posting": ("entry_id", "account_id", "owner_id", "amount_minor", "amount_currency"),
    "entry": (
        *("id", "owner_id", "no", "booked_on", "booked_at", "act", "source_kind", "source_id"),
        *("by_id", "previous", "hash"),
    ),
    "book": ("owner_id", "last_no", "last_hash"),
}
Row = tuple[Any, ...]


@dataclass(slots=True)
class Chain:
    """A book that is being written: its head, and what its accounts hold by now."""

    owner_id: UUID
    plan_id: UUID
    no: int = 0
    hash: str = ""
    accounts: dict[tuple[UUID, AccountKind, UUID], UUID] = field(default_factory=dict)
    balances: dict[UUID, int] = field(default_factory=dict)
    last: tuple[UUID, Line] | None = None  # approved, and not yet paid

    def next(self, chance: Random, at: datetime) -> tuple[list[Row], Row]:
        """The postings of one more entry, and the entry that closes them."""
        act, source, lines = self._event(chance)
        self.no += 1
        ref = Ref("expense", source)
        by_id, on = _id(chance), at.date()
        sealing = Sealing(self.owner_id, self.no, on, at, act, ref, None, by_id, self.hash)
        hash_, id_ = seal(sealing, lines), _id(chance)
        entry = (id_, self.owner_id, self.no, on, at, act.value, *ref, by_id, self.hash, hash_)
        self.hash = hash_
        return [self._posting(id_, line, chance) for line in lines], entry

    def _event(self, chance: Random) -> tuple[Act, UUID, list[Line]]:
        holder, person = self.plan_id, UUID(int=self.plan_id.int ^ chance.randint(1, PAYEES))
        if self.last is not None:
            source, owed = self.last
            self.last = None
            bank = Line(AccountKind.BANK, owed.amount, self.plan_id, holder)
            return Act.SPENDING_PAY, source, [owed.mirrored, bank]
        source = _id(chance)
        if not self.accounts:
            lines = [(AccountKind.BANK, GIFT), (AccountKind.OWN, -GIFT)]
            given = [Line(kind, amount, self.plan_id, holder) for kind, amount in lines]
            return Act.PAYMENTS_ENTER, source, given
        amount = Money(chance.randint(100, 20_000))
        line_id = UUID(int=self.plan_id.int ^ 1 << 16 ^ chance.randint(1, LINES))
        owed = Line(AccountKind.OWED, -amount, self.plan_id, person)
        self.last = source, owed
        cost = Line(AccountKind.COST, amount, self.plan_id, line_id)
        return Act.SPENDING_APPROVE, source, [cost, owed]

    def _posting(self, entry_id: UUID, line: Line, chance: Random) -> Row:
        account = self.accounts.get(line.account)
        if account is None:
            account = self.accounts[line.account] = _id(chance)
        minor = line.amount.minor
        self.balances[account] = self.balances.get(account, 0) + minor
        return entry_id, account, self.owner_id, minor, line.amount.currency

    def head(self) -> Row:
        """The book's row."""
        return self.owner_id, self.no, self.hash

    def account_rows(self) -> Iterator[Row]:
        """The accounts, with what their postings come to."""
        for (plan_id, kind, ref_id), id_ in self.accounts.items():
            held = self.balances[id_]
            yield id_, self.owner_id, plan_id, kind.value, ref_id, held, GIFT.currency


def new_books(count: int, seed: int = 31) -> list[Chain]:
    """So many books of owners that are not there yet."""
    chance = Random(seed)
    return [Chain(_id(chance), _id(chance)) for _ in range(count)]


def book_of(file: Path, owner_id: UUID) -> Chain:
    """The book that an owner has, to go on in, on a plan of its own."""
    connection = sqlite_module().connect(file)
    asked = "SELECT last_no, last_hash FROM book WHERE owner_id = ?"
    head = connection.execute(asked, (owner_id.hex,)).fetchone() or (0, "")
    connection.close()
    return Chain(owner_id, _id(Random(owner_id.int)), *head)


def fill(file: Path, chains: Sequence[Chain], entries: int, *, known: bool = False) -> int:
    """Add so many entries to each book of a SQLite file; give the number of postings added."""
    connection = sqlite_module().connect(file, isolation_level=None)
    for setting in ("foreign_keys=ON", "synchronous=OFF", "cache_size=-200000"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("PRAGMA defer_foreign_keys=ON")  # accounts come last, with their sums
    if not known:
        _insert(connection, "owner", ((one.owner_id, "workgroup") for one in chains))
    written = 0
    events = _events(chains, entries)
    while several := list(islice(events, AT_ONCE)):
        postings = [row for rows, _ in several for row in rows]
        written += len(postings)
        _insert(connection, "posting", iter(postings))
        _insert(connection, "entry", (entry for _, entry in several))
    _insert(connection, "account", (row for one in chains for row in one.account_rows()))
    _insert(connection, "book", (one.head() for one in chains))
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()
    return written


def _events(chains: Sequence[Chain], entries: int) -> Iterator[tuple[list[Row], Row]]:
    chance = Random(len(chains))
    for turn in range(entries):
        at = BEGIN + timedelta(hours=turn)
        for chain in chains:
            yield chain.next(chance, at)


def _insert(connection: Any, table: str, rows: Iterator[Row]) -> None:
    heads = TABLES[table]
    marks = ", ".join("?" for _ in heads)
    verb = "INSERT OR REPLACE" if table == "book" else "INSERT"
    text = f"{verb} INTO {table} ({', '.join(heads)}) VALUES ({marks})"
    connection.executemany(text, (tuple(map(_kept, row)) for row in rows))


def _kept(value: object) -> object:
    """As SQLAlchemy keeps it in SQLite."""
    write = KEPT.get(type(value))
    return write(value) if write else value


KEPT: dict[type, Callable[[Any], str]] = {
    UUID: lambda id_: f"{id_.int:032x}",
    datetime: lambda at: f"{at:%Y-%m-%d %H:%M:%S.%f}",
    date: date.isoformat,
}


def _id(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128))
