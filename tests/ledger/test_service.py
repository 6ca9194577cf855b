"""Posting, mirroring, and what the database itself refuses."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from grants.kit.access import SYSTEM
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow, Unbalanced
from grants.kit.money import EUR, Money
from grants.ledger import queries, service
from grants.ledger.models import Account, Book, Entry, Posting
from grants.ledger.rules import Line
from tests.ledger.books import DAY, NOON, Desk, K, desk


def post_lines(book: Desk, lines: list[Line]) -> Entry:
    return service.post(
        book.session,
        book.owner_id,
        on=DAY,
        act=Act.SPENDING_APPROVE,
        source=book.paper(),
        lines=lines,
        by=SYSTEM,
        at=NOON,
    )


def test_entries_are_numbered_and_chained_in_one_book(session: Session) -> None:
    book = desk(session)

    first, second = book.post("5", K.BANK, K.OWN), book.post("6", K.CASH, K.OWN)

    assert (first.no, second.no) == (1, 2)
    assert (first.previous, second.previous) == ("", first.hash)
    assert session.get_one(Book, book.owner_id).last_hash == second.hash


def test_two_books_have_chains_of_their_own(session: Session) -> None:
    one, other = desk(session), desk(session)

    one.post("5", K.BANK, K.OWN)
    entry = other.post("5", K.BANK, K.OWN)

    assert (entry.no, entry.previous) == (1, "")


def test_balances_are_stored_with_the_posting(session: Session) -> None:
    book = desk(session)

    book.post("12.50", K.BANK, K.OWN)
    book.post("2.50", K.BANK, K.OWN)

    assert queries.balance_of(session, book.plan_id, K.BANK, book.bank_id) == EUR("15")
    assert queries.place(session, book.owner_id, K.BANK, book.plan_id) == EUR("15")


def test_lines_on_one_account_are_taken_together(session: Session) -> None:
    book = desk(session)

    entry = post_lines(book, book.lines("5", K.BANK, K.OWN) + book.lines("3", K.BANK, K.OWN))

    assert sorted(line.amount for line in service.lines_of(session, entry)) == [
        EUR("-8"),
        EUR("8"),
    ]


@pytest.mark.parametrize("slip", ["0.01", "-0.01", "100"])
def test_an_entry_that_does_not_balance_is_refused(session: Session, slip: str) -> None:
    book = desk(session)
    lines = book.lines("5", K.BANK, K.OWN)
    lines[0] = Line(K.BANK, EUR("5") + EUR(slip), book.plan_id, book.bank_id)

    with pytest.raises(Unbalanced, match="entry-unbalanced"):
        post_lines(book, lines)


def test_two_currencies_do_not_balance_each_other(session: Session) -> None:
    book = desk(session)
    lines = [
        Line(K.BANK, Money(500, "EUR"), book.plan_id),
        Line(K.OWN, Money(-500, "USD"), book.plan_id),
    ]

    with pytest.raises(Unbalanced, match="entry-unbalanced"):
        post_lines(book, lines)


def test_a_line_of_nothing_is_refused(session: Session) -> None:
    book = desk(session)

    with pytest.raises(Invalid, match="amount-nothing"):
        post_lines(book, book.lines("0", K.BANK, K.OWN))


def test_an_entry_that_moves_nothing_is_refused(session: Session) -> None:
    book = desk(session)

    with pytest.raises(Unbalanced, match="entry-unbalanced"):
        post_lines(book, book.lines("5", K.BANK, K.BANK))


def test_one_source_posts_once_per_act(session: Session) -> None:
    book = desk(session)
    paper = book.paper()
    book.post("5", K.COST, K.OWED, paper)

    with pytest.raises(NotNow, match="already-booked"):
        book.post("5", K.COST, K.OWED, paper)


def test_money_owed_to_an_organisation_is_no_payees(session: Session) -> None:
    book = desk(session)
    book.payee_id = desk(session).owner_id

    with pytest.raises(ValueError, match="BACK"):
        book.post("5", K.COST, K.OWED)


def test_a_plan_is_in_one_book_only(session: Session) -> None:
    book = desk(session)
    book.post("5", K.BANK, K.OWN)
    book.owner_id = desk(session).owner_id

    with pytest.raises(ValueError, match="one book"):
        book.post("5", K.BANK, K.OWN)


def test_a_mirror_undoes_an_entry_and_says_which(session: Session) -> None:
    book = desk(session)
    entry = book.post("60", K.BANK, K.OWN)

    mirror = book.mirror(entry)

    assert mirror.reverses_id == entry.id
    assert queries.amounts(session, book.owner_id).received == EUR("0")
    assert queries.check(session) == []


def test_an_entry_is_mirrored_once(session: Session) -> None:
    book = desk(session)
    entry = book.post("60", K.BANK, K.OWN)
    book.mirror(entry)

    with pytest.raises(NotNow, match="already-mirrored"):
        book.mirror(entry)


def test_a_mirrored_document_can_be_found_with_all_its_entries(session: Session) -> None:
    book = desk(session)
    paper = book.paper()
    entry = book.post("60", K.COST, K.OWED, paper)

    assert queries.entries_of(session, paper) == [entry]


@pytest.mark.parametrize("place", [K.BANK, K.CASH])
def test_the_database_refuses_a_place_below_nothing(session: Session, place: K) -> None:
    book = desk(session)

    with pytest.raises(DBAPIError, match="place_holds"):
        book.post("1", K.OWED, place)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE posting SET amount_minor = amount_minor + 1",
        "DELETE FROM posting",
        "UPDATE entry SET no = no + 1",
        "DELETE FROM entry",
    ],
)
def test_the_database_only_adds(session: Session, statement: str) -> None:
    desk(session).post("5", K.BANK, K.OWN)

    with pytest.raises(DBAPIError, match="only adds"):
        session.execute(text(statement))


def raw_entry(book: Desk, number: int) -> Entry:
    return Entry(
        id=uuid4(),
        owner_id=book.owner_id,
        no=number,
        on=DAY,
        at=NOON,
        act=Act.SPENDING_APPROVE,
        source_kind="expense",
        source_id=uuid4(),
        previous="0" * 64,
        hash="0" * 64,
    )


def test_the_database_refuses_an_entry_that_does_not_balance(session: Session) -> None:
    book = desk(session)
    lines = service.lines_of(session, book.post("5", K.BANK, K.OWN))
    accounts = list(session.query(Account).filter_by(plan_id=book.plan_id))
    entry = raw_entry(book, 2)
    for account in accounts:
        session.add(
            Posting(
                entry_id=entry.id,
                account_id=account.id,
                owner_id=book.owner_id,
                amount=EUR("5"),
            )
        )
    session.flush()
    session.add(entry)

    with pytest.raises(DBAPIError, match="an entry balances"):
        session.flush()

    assert len(lines) == len(accounts)


def test_the_database_refuses_an_entry_without_postings(session: Session) -> None:
    book = desk(session)
    session.add(raw_entry(book, 1))

    with pytest.raises(DBAPIError, match="an entry balances"):
        session.flush()


def test_the_database_refuses_a_posting_after_its_entry(session: Session) -> None:
    book = desk(session)
    entry = book.post("5", K.BANK, K.OWN)
    account = Account(
        id=uuid4(),
        owner_id=book.owner_id,
        plan_id=book.plan_id,
        kind=K.CASH,
        ref_id=book.plan_id,
        balance=EUR("0"),
    )
    session.add(account)
    session.flush()
    posting = Posting(
        entry_id=entry.id, account_id=account.id, owner_id=book.owner_id, amount=EUR("1")
    )
    session.add(posting)

    with pytest.raises(DBAPIError, match="an entry is closed"):
        session.flush()


def test_the_database_refuses_a_posting_of_nothing(session: Session) -> None:
    book = desk(session)
    no = book.post("5", K.BANK, K.OWN).no
    account = session.query(Account).filter_by(kind=K.BANK).one()
    session.add(
        Posting(entry_id=uuid4(), account_id=account.id, owner_id=book.owner_id, amount=EUR("0"))
    )

    with pytest.raises(DBAPIError, match="amount_something"):
        session.flush()

    assert no == 1
