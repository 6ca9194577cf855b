"""Fault 40: one byte that changed on disk, in the book or in a document, is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from app.gateways.files import FileStore
from grants.checks import queries
from grants.checks.rules import Finding
from grants.documents import service as documents
from grants.kit import database
from grants.kit.access import SYSTEM
from grants.kit.database import sqlite_module
from grants.ledger.models import AccountKind as K
from grants.ledger.models import Posting
from tests.ledger.books import NOON, Desk, desk

ODD = 7_345_217


@pytest.fixture
def kept(open_engine: Engine) -> Iterator[Desk]:
    """Three entries on a disk; the second one moves an amount that stands nowhere else."""
    with Session(open_engine) as session:
        mine = desk(session)
        for minor in ("100", f"{ODD / 100:.2f}", "300"):
            mine.post(minor, K.CASH, K.OWN)
        session.commit()
        yield mine


def named(engine: Engine, mine: Desk) -> set[tuple[str, str, int | None]]:
    with database.snapshot(), Session(engine) as session:
        found = queries.faults_of(session, [mine.owner_id])
    return {(one.kind, one.code, one.no) for one in found}


def flip(path: Path, what: bytes, where: int) -> int:
    """Change one byte of each place in a file where these bytes stand; says how many there were."""
    data = bytearray(path.read_bytes())
    at, count = data.find(what), 0
    while at >= 0:
        data[at + where] ^= 1
        count += 1
        at = data.find(what, at + len(what))
    path.write_bytes(data)
    return count


def test_40_a_flipped_byte_of_a_posting_on_the_disk_is_named_by_book_and_number(
    open_engine: Engine, kept: Desk
) -> None:
    if open_engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL watches its own pages; the next test changes its rows")
    path = Path(str(open_engine.url.database))
    kept.session.close()
    open_engine.dispose()
    raw: sqlite3.Connection = sqlite_module().connect(path)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()

    # A posting's record ends in its amount, as whole cents, and its currency.
    assert flip(path, ODD.to_bytes(3, "big") + b"EUR", 2) >= 1

    found = named(open_engine, kept)
    assert ("book", "chain-broken", 2) in found
    assert ("book", "entry-unbalanced", 2) in found
    assert {no for _, _, no in found if no is not None} == {2}


def test_40_a_changed_amount_behind_the_back_of_the_database_is_named(
    open_engine: Engine, kept: Desk
) -> None:
    session = kept.session
    if open_engine.dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER posting_no_update"))
    else:
        session.execute(text("ALTER TABLE posting DISABLE TRIGGER USER"))
    session.execute(
        text("UPDATE posting SET amount_minor = amount_minor + 1 WHERE amount_minor = :odd"),
        {"odd": ODD},
    )
    session.commit()

    assert named(open_engine, kept) == {
        ("book", "entry-unbalanced", 2),
        ("book", "chain-broken", 2),
        ("book", "balance-wrong", None),
    }


def test_40_a_changed_amount_on_both_sides_is_named_by_the_chain(
    open_engine: Engine, kept: Desk
) -> None:
    session = kept.session
    if open_engine.dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER posting_no_update"))
    else:
        session.execute(text("ALTER TABLE posting DISABLE TRIGGER USER"))
    for sign in (1, -1):
        session.execute(
            text("UPDATE posting SET amount_minor = :more WHERE amount_minor = :odd"),
            {"odd": sign * ODD, "more": sign * (ODD + 1)},
        )
    for kind, sign in (("cash", 1), ("own", -1)):
        session.execute(
            text("UPDATE account SET balance_minor = balance_minor + :one WHERE kind = :kind"),
            {"one": sign, "kind": kind},
        )
    session.commit()
    assert session.scalar(select(Posting.amount_minor).limit(1))  # type: ignore[attr-defined]

    assert named(open_engine, kept) == {("book", "chain-broken", 2)}


def test_40_a_flipped_byte_of_a_document_is_named(session: Session, tmp_path: Path) -> None:
    store, owner_id = FileStore(tmp_path), desk(session).owner_id
    rows = [
        documents.keep(
            session, store.put(data), owner_id=owner_id, name="bon.pdf", by=SYSTEM, at=NOON
        )
        for data in (b"%PDF-1.7 een", b"%PDF-1.7 twee")
    ]
    hash_ = rows[1].hash
    file = tmp_path / hash_[:2] / hash_[2:4] / hash_

    assert flip(file, b"twee", 0) == 1

    kept = queries.documents_after(session, None, 1000)
    mine = [one for one in kept if one.id in {row.id for row in rows}]
    assert list(queries.files(mine, store)) == [Finding("bytes-changed", "document", rows[1].id)]
