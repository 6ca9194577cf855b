"""The check of all books names what cannot be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from grants.ledger import queries
from grants.ledger.models import Account, Book, Posting
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
        session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
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


def test_an_entry_that_lost_its_postings_is_found(book: Desk) -> None:
    book.session.execute(
        text("DELETE FROM posting WHERE entry_id = (SELECT id FROM entry WHERE no = 3)")
    )

    assert faults(book) == {"entry-unbalanced", "chain-broken", "balance-wrong"}


def test_a_posting_that_became_anothers_is_found(book: Desk) -> None:
    other = desk(book.session)
    account = book.session.scalars(select(Account).where(Account.kind == K.OWN)).one()
    which = update(Posting).where(Posting.account_id == account.id)
    book.session.execute(which.values(owner_id=other.owner_id))

    assert faults(book) == {"of-another"}


def test_a_place_that_holds_less_than_nothing_is_found(book: Desk) -> None:
    if book.session.get_bind().dialect.name == "sqlite":
        book.session.execute(text("PRAGMA ignore_check_constraints = ON"))
    else:
        book.session.execute(text("ALTER TABLE account DROP CONSTRAINT ck_account_place_holds"))

    book.session.execute(text("UPDATE account SET balance_minor = -1 WHERE kind = 'bank'"))
    if book.session.get_bind().dialect.name == "sqlite":  # the connection is used again
        book.session.execute(text("PRAGMA ignore_check_constraints = OFF"))

    assert faults(book) == {"balance-wrong", "place-below-nothing", "plan-unbalanced"}


def test_an_entry_that_nobody_can_read_is_named_and_the_balances_are_still_checked(
    book: Desk,
) -> None:
    book.session.execute(text("UPDATE entry SET act = 'spending.eat' WHERE no = 2"))
    book.session.execute(text("UPDATE account SET balance_minor = 1 WHERE kind = 'bank'"))
    book.session.expire_all()

    found = queries.check(book.session)

    assert [(fault.code, fault.no) for fault in found[:1]] == [("unreadable", 2)]
    assert {fault.code for fault in found[1:]} == {"balance-wrong", "plan-unbalanced"}


def test_of_one_book_the_faults_of_another_are_not_told(book: Desk) -> None:
    other = desk(book.session)
    other.post("5", K.BANK, K.OWN)
    book.session.execute(update(Book).where(Book.owner_id == book.owner_id).values(last_no=2))
    book.session.expire_all()

    assert queries.check(book.session, [other.owner_id]) == []
    assert [one.code for one in queries.check(book.session, [book.owner_id])] == ["head-wrong"]


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
