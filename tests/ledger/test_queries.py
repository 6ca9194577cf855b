"""Pages of bookings: filtered, fifty at a time, in a number of statements that stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from grants.kit.access import SYSTEM
from grants.kit.acts import Act
from grants.kit.money import EUR
from grants.ledger import queries, service
from grants.ledger.models import Entry
from grants.ledger.queries import Filter
from grants.ledger.queries.entries import with_lines
from grants.ledger.rules import LineAmounts
from tests.ledger.books import DAY, NOON, Desk, K, desk


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(bind, "before_cursor_execute", note)


def test_bookings_come_newest_first_with_their_lines(session: Session) -> None:
    book = desk(session)
    book.post("5", K.BANK, K.OWN)
    book.post("2", K.CASH, K.OWN)

    page = queries.bookings(session, book.owner_id, Filter())

    assert [row.no for row in page.rows] == [2, 1]
    assert page.rows[1].moved == EUR("5")
    assert page.rows[1].kinds == {K.BANK, K.OWN}


def test_moving_between_places_moves_nothing_in_or_out(session: Session) -> None:
    book = desk(session)
    book.post("5", K.BANK, K.OWN)

    book.post("3", K.CASH, K.BANK)

    row = queries.bookings(session, book.owner_id, Filter()).rows[0]
    assert (row.moved, row.size) == (EUR("0"), EUR("3"))


@pytest.mark.parametrize(
    ("which", "numbers"),
    [
        (Filter(since=DAY), [3, 2]),
        (Filter(until=DAY), [2, 1]),
        (Filter(since=DAY, until=DAY), [2]),
        (Filter(kinds=frozenset({K.CASH})), [2]),
        (Filter(kinds=frozenset({K.PROMISED})), [3]),
    ],
    ids=["since", "until", "one-day", "cash", "promised"],
)
def test_bookings_are_filtered_by_day_and_kind(
    session: Session, which: Filter, numbers: list[int]
) -> None:
    book = desk(session)
    book.post("5", K.BANK, K.OWN, on=DAY - timedelta(days=1))
    book.post("6", K.CASH, K.OWN)
    book.post("7", K.PROMISED, K.GRANT, act=Act.AWARDS_AGREE, on=DAY + timedelta(days=1))

    page = queries.bookings(session, book.owner_id, which)

    assert [row.no for row in page.rows] == numbers


def test_bookings_are_filtered_by_plan(session: Session) -> None:
    book = desk(session)
    other = Desk(session, book.owner_id)
    book.post("5", K.BANK, K.OWN)
    other.post("6", K.BANK, K.OWN)

    page = queries.bookings(session, book.owner_id, Filter(plan_id=other.plan_id))

    assert [row.no for row in page.rows] == [2]


def test_a_long_book_comes_in_pages_of_fifty(session: Session) -> None:
    book = desk(session)
    for _ in range(51):
        book.post("1", K.BANK, K.OWN)

    last = queries.bookings(session, book.owner_id, Filter(), page=9)

    assert (last.page, last.pages, last.count, len(last.rows)) == (2, 2, 51, 1)


def test_another_group_sees_nothing_of_it(session: Session) -> None:
    book, other = desk(session), desk(session)
    book.post("5", K.BANK, K.OWN)

    assert queries.bookings(session, other.owner_id, Filter()).rows == ()


def test_the_number_of_statements_does_not_grow_with_the_rows(session: Session) -> None:
    book = desk(session)
    for _ in range(30):
        book.post("1", K.BANK, K.OWN)

    with counted(session) as statements:
        queries.bookings(session, book.owner_id, Filter())
        queries.per_line(session, book.plan_id)
        queries.amounts(session, book.owner_id)

    assert len(statements) == 3


def test_an_export_holds_everything_oldest_first(session: Session) -> None:
    book = desk(session)
    book.post("5", K.BANK, K.OWN, on=date(2026, 1, 2))
    book.post("6", K.BANK, K.OWN, on=date(2026, 1, 1))

    parts = queries.export(session, book.owner_id, Filter())

    assert [(row.no, row.size) for rows in parts for row in rows] == [(1, EUR("5")), (2, EUR("6"))]


def test_balances_are_read_anew_also_when_the_session_saw_them_before(session: Session) -> None:
    book = desk(session)
    book.post("5", K.BANK, K.OWN)
    seen = queries.room(session, book.plan_id)

    session.execute(
        text("UPDATE account SET balance_minor = balance_minor * 2 WHERE kind = 'own'"),
    )

    assert (seen, queries.room(session, book.plan_id)) == (EUR("5"), EUR("10"))


def test_bookings_are_filtered_by_place_besides_their_kind(session: Session) -> None:
    book = desk(session)
    book.post("5", K.BANK, K.OWN)
    book.post("6", K.CASH, K.OWN)
    book.post("4", K.CASH, K.BANK)
    which = Filter(kinds=frozenset({K.OWN}), place=K.CASH)

    assert [row.no for row in queries.bookings(session, book.owner_id, which).rows] == [2]


def test_bookings_are_filtered_by_the_documents_they_come_from(session: Session) -> None:
    book = desk(session)
    paper = book.paper()
    book.post("5", K.BANK, K.OWN)
    book.post("6", K.BANK, K.OWN, source=paper)
    which = Filter(sources=select(Entry.source_id).where(Entry.source_id == paper.id))

    assert [row.no for row in queries.bookings(session, book.owner_id, which).rows] == [2]


def test_a_page_stands_in_the_order_of_days(session: Session) -> None:
    book = desk(session)
    book.post("5", K.BANK, K.OWN, on=DAY)
    book.post("6", K.BANK, K.OWN, on=DAY - timedelta(days=1))
    book.post("7", K.BANK, K.OWN, on=DAY)

    page = queries.bookings(session, book.owner_id, Filter())

    assert [row.no for row in page.rows] == [3, 1, 2]


def test_a_page_of_nothing_is_the_first(session: Session) -> None:
    owner_id = desk(session).owner_id

    for asked in (1, 3):
        page = queries.bookings(session, owner_id, Filter(), page=asked)
        assert (page.rows, page.page, page.pages, page.count) == ((), 1, 1, 0)


def test_nothing_asked_is_nothing_read(session: Session) -> None:
    with counted(session) as statements:
        assert queries.amounts_by_plan(session, []) == {}
        assert with_lines(session, []) == []

    assert statements == []


def test_a_place_of_a_group_is_added_up_over_its_plans(session: Session) -> None:
    book = desk(session)
    other = Desk(session, book.owner_id)
    book.post("5", K.CASH, K.OWN)
    other.post("2", K.CASH, K.OWN)

    assert queries.place(session, book.owner_id, K.CASH) == EUR("7")
    assert queries.place(session, book.owner_id, K.CASH, other.plan_id) == EUR("2")


def test_each_place_of_a_plan_is_told_with_nothing_where_nothing_lies(session: Session) -> None:
    book = desk(session)
    book.post("5", K.BANK, K.OWN)
    book.post("2", K.CASH, K.OWN)

    found = queries.held(session, book.owner_id, book.plan_id, (K.CASH, K.OWN_BANK, K.BANK))

    assert list(found.items()) == [(K.CASH, EUR("2")), (K.OWN_BANK, EUR("0")), (K.BANK, EUR("5"))]


def test_what_is_asked_together_is_what_is_asked_apart(session: Session) -> None:
    book, other = desk(session), desk(session)
    other.post("9", K.BANK, K.OWN)
    book.post("50", K.BANK, K.OWN)
    paid, owed = book.paper(), book.paper()
    book.post("20", K.COST, K.OWED, paid)
    book.post("20", K.OWED, K.BANK, paid, Act.SPENDING_PAY)
    book.post("7", K.COST, K.OWED, owed)
    plan_id = book.plan_id

    five, lines = queries.amounts_and_lines(session, plan_id)
    same, sums = queries.lines_and_room(session, plan_id, K.BANK, K.CASH)

    assert five == queries.amounts(session, book.owner_id, plan_id)
    assert lines == same == queries.per_line(session, plan_id)
    assert lines == {book.line_id: LineAmounts(reserved=EUR("7"), spent=EUR("20"))}
    assert sums == queries.room_and(session, plan_id, K.BANK, K.CASH)
    assert sums == (EUR("23"), EUR("30"), EUR("0"))


def test_what_stands_of_a_document_is_what_nothing_undid(session: Session) -> None:
    book = desk(session)
    paper, elsewhere = book.paper(), book.post("1", K.BANK, K.OWN)
    first = book.post("5", K.BANK, K.OWN, paper)
    other = book.post("2", K.CASH, K.OWN, paper, Act.SPENDING_PAY)
    told = [queries.standing(session, paper)]
    again = first
    for act in (Act.SPENDING_CORRECT, Act.PAYMENTS_MIRROR, Act.SPENDING_BACK):
        again = service.mirror(session, again, on=DAY, act=act, source=paper, by=SYSTEM, at=NOON)
        told.append(queries.standing(session, paper))

    twice = queries.entries_of(session, paper)[3]
    assert told == [[first, other], [other], [other, twice], [other]]
    assert elsewhere.id not in {one.id for several in told for one in several}


def test_costs_that_nothing_covers_are_told(session: Session) -> None:
    book, other = desk(session), desk(session)
    other.post("9", K.COST, K.OWED)
    book.post("50", K.BANK, K.OWN)
    book.post("60", K.COST, K.OWED)

    assert queries.uncovered(session, book.plan_id) == EUR("10")
    book.post("10", K.GRANT, K.USED)
    assert queries.uncovered(session, book.plan_id) == EUR("0")


def test_what_was_undone_last_came_back(session: Session) -> None:
    book = desk(session)
    paper = book.paper()
    undo = Act.SPENDING_CORRECT
    assert queries.came_back(session, paper, undo) is None
    paid = book.post("5", K.BANK, K.OWN, paper)
    assert queries.came_back(session, paper, undo) is None

    back = queries.came_back(session, paper, paid.act)

    assert back == paid


def test_an_account_that_nothing_was_booked_on_holds_nothing(session: Session) -> None:
    book = desk(session)
    book.post("5", K.BANK, K.OWN)

    assert queries.balance_of(session, book.plan_id, K.BANK, book.bank_id) == EUR("5")
    assert queries.balance_of(session, book.plan_id, K.CASH, book.bank_id) == EUR("0")
    assert queries.balance_of(session, book.plan_id, K.BANK, book.award_id) == EUR("0")
    assert queries.balance_of(session, book.award_id, K.BANK, book.bank_id) == EUR("0")


def test_what_is_on_its_way_out_of_a_place_is_not_free(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = desk(session)
    book.post("5", K.BANK, K.OWN)

    monkeypatch.setitem(queries.CLAIMS, "a run", lambda *_asked: EUR("3"))

    assert queries.free_of(session, book.plan_id, K.BANK, book.bank_id) == EUR("2")
    assert queries.balance_of(session, book.plan_id, K.BANK, book.bank_id) == EUR("5")
