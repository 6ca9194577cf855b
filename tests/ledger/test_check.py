"""The check of all books names what cannot be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from grants.ledger import queries
from tests.ledger.books import Desk, K, desk


@pytest.fixture
def book(session: Session) -> Iterator[Desk]:
    """Three entries, in a database whose guards are taken away so that it can be spoilt."""
    book = desk(session)
    for amount in ("5", "6", "7"):
        book.post(amount, K.BANK, K.OWN)
    sqlite = session.get_bind().dialect.name == "sqlite"
    guards = ["entry_no_update", "posting_no_update", "posting_no_delete"]
    if sqlite:
        for guard in guards:
            session.execute(text(f"DROP TRIGGER {guard}"))
    else:
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        for table in ("entry", "posting"):
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    yield book
    session.expire_all()


def faults(book: Desk) -> set[str]:
    book.session.expire_all()
    return {fault.code for fault in queries.check(book.session)}


def test_a_sound_book_has_no_faults(book: Desk) -> None:
    assert faults(book) == set()


def test_a_changed_posting_is_found_in_the_sum_the_chain_and_the_balance(book: Desk) -> None:
    book.session.execute(text("UPDATE posting SET amount_minor = 600 WHERE amount_minor = 500"))

    assert faults(book) == {"entry-unbalanced", "chain-broken", "balance-wrong"}


def test_a_changed_balance_is_found(book: Desk) -> None:
    book.session.execute(text("UPDATE account SET balance_minor = 1 WHERE kind = 'bank'"))

    assert faults(book) == {"balance-wrong", "plan-unbalanced"}


def test_a_changed_day_breaks_the_chain(book: Desk) -> None:
    book.session.execute(text("UPDATE entry SET booked_on = '2025-01-01' WHERE no = 2"))

    assert faults(book) == {"chain-broken"}


def test_a_missing_number_is_found(book: Desk) -> None:
    book.session.execute(text("UPDATE entry SET no = 9 WHERE no = 3"))

    assert faults(book) == {"number-missing", "chain-broken", "head-wrong"}


def test_a_shortened_book_is_found_by_its_head(book: Desk) -> None:
    book.session.execute(text("UPDATE book SET last_no = 2"))

    assert faults(book) == {"head-wrong"}


def test_all_sums_at_once_find_an_entry_and_a_balance(book: Desk) -> None:
    sound = list(queries.sum_faults(book.session))

    book.session.execute(text("UPDATE posting SET amount_minor = 600 WHERE amount_minor = 500"))

    assert sound == []
    assert [(fault.code, fault.no) for fault in queries.sum_faults(book.session)] == [
        ("entry-unbalanced", 1),
        ("balance-wrong", None),
    ]


def test_one_currency_does_not_make_up_for_another(book: Desk) -> None:
    book.session.execute(
        text("UPDATE posting SET amount_currency = 'USD' WHERE amount_minor = 500")
    )

    assert ("entry-unbalanced", 1) in {
        (fault.code, fault.no) for fault in queries.sum_faults(book.session)
    }
