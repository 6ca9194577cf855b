"""A fault names the book, the number and the thing it is about, so that somebody can go and look."""

from __future__ import annotations

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from grants.kit.money import EUR, Money
from grants.ledger import queries
from grants.ledger.models import Account, Book, Entry, Posting
from grants.ledger.queries import Fault
from tests.ledger.books import Desk, K, desk
from tests.ledger.test_check import book

__all__ = ["book"]


def found(book: Desk) -> list[Fault]:
    book.session.expire_all()
    return queries.check(book.session, [book.owner_id])


def account(book: Desk, kind: K) -> Account:
    which = select(Account).where(Account.kind == kind, Account.owner_id == book.owner_id)
    return book.session.scalars(which).one()


def test_a_changed_amount_is_told_by_its_entry_and_by_its_account(book: Desk) -> None:
    bank = account(book, K.BANK)
    book.session.execute(text("UPDATE posting SET amount_minor = 650 WHERE amount_minor = 600"))

    assert found(book) == [
        Fault("entry-unbalanced", book.owner_id, 2),
        Fault("chain-broken", book.owner_id, 2),
        Fault("balance-wrong", book.owner_id, thing_id=bank.id),
    ]
    assert list(queries.sum_faults(book.session)) == [
        Fault("entry-unbalanced", book.owner_id, 2),
        Fault("balance-wrong", book.owner_id),
    ]


def test_what_stands_in_two_books_is_told_of_the_wrong_one_alone(book: Desk) -> None:
    other = desk(book.session)
    other.post("5", K.BANK, K.OWN)
    book.session.execute(text("UPDATE posting SET amount_minor = 650 WHERE amount_minor = 600"))

    assert {fault.owner_id for fault in queries.check(book.session)} == {book.owner_id}
    assert {fault.owner_id for fault in queries.sum_faults(book.session)} == {book.owner_id}


def test_a_plan_and_a_place_are_told_by_their_ids(book: Desk) -> None:
    bank = account(book, K.BANK)
    book.session.execute(update(Account).where(Account.id == bank.id).values(balance=EUR("19")))

    assert found(book) == [
        Fault("balance-wrong", book.owner_id, thing_id=bank.id),
        Fault("plan-unbalanced", book.owner_id, thing_id=book.plan_id),
    ]


def test_a_gap_and_a_head_are_told_with_their_numbers(book: Desk) -> None:
    book.session.execute(update(Entry).where(Entry.no == 3).values(no=9))

    assert found(book) == [
        Fault("number-missing", book.owner_id, 9),
        Fault("chain-broken", book.owner_id, 9),
        Fault("head-wrong", book.owner_id, 3),
    ]


def test_after_a_gap_the_rest_is_read_on(book: Desk) -> None:
    book.session.execute(update(Entry).where(Entry.no > 1).values(no=Entry.no + 10))

    told = [(fault.code, fault.no) for fault in found(book)]

    assert told == [
        ("number-missing", 12),
        ("chain-broken", 12),
        ("chain-broken", 13),
        ("head-wrong", 3),
    ]


def test_a_book_without_its_head_is_told_without_a_number(book: Desk) -> None:
    book.session.execute(delete(Book).where(Book.owner_id == book.owner_id))

    assert found(book) == [Fault("head-wrong", book.owner_id)]
    assert queries.check(book.session) == found(book)


def test_a_head_without_entries_is_told(session: Session) -> None:
    book = desk(session)
    assert queries.check(session, [book.owner_id]) == []

    session.add(Book(owner_id=book.owner_id, last_no=1, last_hash="a" * 64))
    session.flush()

    assert queries.check(session) == [Fault("head-wrong", book.owner_id, 1)]


def test_an_entry_of_one_posting_balances_nothing(book: Desk) -> None:
    own = account(book, K.OWN)
    first = select(Entry.id).where(Entry.no == 1).scalar_subquery()
    which = (Posting.entry_id == first) & (Posting.account_id == own.id)
    book.session.execute(delete(Posting).where(which))

    assert found(book) == [
        Fault("entry-unbalanced", book.owner_id, 1),
        Fault("chain-broken", book.owner_id, 1),
        Fault("balance-wrong", book.owner_id, thing_id=own.id),
    ]


def test_what_cannot_be_read_is_told_once_by_its_number(book: Desk) -> None:
    book.session.execute(text("UPDATE entry SET act = 'spending.eat' WHERE no IN (1, 3)"))

    assert found(book) == [
        Fault("unreadable", book.owner_id, 1),
        Fault("unreadable", book.owner_id, 3),
    ]


def test_one_currency_of_a_plan_does_not_make_up_for_another(book: Desk) -> None:
    which = Account.kind == K.OWN
    book.session.execute(update(Account).where(which).values(balance=Money(-1800, "USD")))

    plans = [fault for fault in found(book) if fault.code == "plan-unbalanced"]
    assert plans == [Fault("plan-unbalanced", book.owner_id, thing_id=book.plan_id)] * 2
