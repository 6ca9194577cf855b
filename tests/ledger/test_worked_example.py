"""The worked example of the book of a workgroup, step by step, with the five amounts."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.orm import Session

from grants.kit.acts import Act
from grants.kit.money import EUR
from grants.ledger import queries
from tests.ledger.books import Desk, K, desk


class Figures(NamedTuple):
    promised: str
    received: str
    reserved: str
    spent: str
    free: str


def figures(book: Desk) -> Figures:
    now = queries.amounts(book.session, book.owner_id, book.plan_id)
    five = (now.promised, now.received, now.reserved, now.spent, now.free)
    return Figures(*(str(amount).removesuffix(" EUR") for amount in five))


def agreed(book: Desk) -> None:
    book.post("300", K.PROMISED, K.GRANT, act=Act.AWARDS_AGREE)


def arrived(book: Desk) -> None:
    agreed(book)
    book.post("240", K.BANK, K.PROMISED, act=Act.PAYMENTS_ENTER)
    book.post("42", K.CASH, K.OWN, act=Act.PAYMENTS_ENTER)


def spent(book: Desk) -> None:
    arrived(book)
    paper = book.paper()
    book.post("60", K.COST, K.OWED, paper)
    book.post("60", K.OWED, K.BANK, paper, act=Act.SPENDING_PAY)
    book.post("42", K.COST, K.CASH)
    last = book.paper()
    book.post("155.05", K.COST, K.OWED, last)
    book.post("155.05", K.OWED, K.BANK, last, act=Act.SPENDING_PAY)


def settled(book: Desk) -> None:
    spent(book)
    paper = book.paper()
    book.post("215.05", K.GRANT, K.USED, paper, act=Act.AWARDS_SETTLE)
    book.post("60", K.GRANT, K.PROMISED, act=Act.AWARDS_SETTLE)
    book.post("24.95", K.GRANT, K.BACK, act=Act.AWARDS_SETTLE)


def test_an_agreed_award_is_promised(session: Session) -> None:
    book = desk(session)

    agreed(book)

    assert figures(book) == ("300.00", "0.00", "0.00", "0.00", "0.00")


def test_what_arrives_is_received_and_free(session: Session) -> None:
    book = desk(session)

    arrived(book)

    assert figures(book) == ("300.00", "282.00", "0.00", "0.00", "282.00")


def test_what_is_approved_is_reserved_and_not_spent(session: Session) -> None:
    book = desk(session)
    arrived(book)

    book.post("60", K.COST, K.OWED)

    assert figures(book) == ("300.00", "282.00", "60.00", "0.00", "222.00")


def test_what_is_paid_is_spent(session: Session) -> None:
    book = desk(session)

    spent(book)

    assert figures(book) == ("300.00", "282.00", "0.00", "257.05", "24.95")


def test_settling_keeps_the_costs_less_our_own_income(session: Session) -> None:
    book = desk(session)

    settled(book)

    assert figures(book) == ("215.05", "282.00", "24.95", "257.05", "0.00")


def test_what_is_left_is_returned_and_everything_is_closed(session: Session) -> None:
    book = desk(session)
    settled(book)

    book.post("24.95", K.BACK, K.BANK, act=Act.PAYMENTS_RETURN)

    assert figures(book) == ("215.05", "257.05", "0.00", "257.05", "0.00")
    assert queries.settled(session, book.plan_id)
    assert queries.check(session) == []


def test_a_plan_with_money_to_return_is_not_closed(session: Session) -> None:
    book = desk(session)

    settled(book)

    assert not queries.settled(session, book.plan_id)


def test_room_is_what_was_promised_and_our_own_less_what_went(session: Session) -> None:
    book = desk(session)
    arrived(book)

    book.post("60", K.COST, K.OWED)

    assert queries.room(session, book.plan_id) == EUR("282.00")


def test_a_line_knows_what_is_reserved_and_what_is_spent(session: Session) -> None:
    book = desk(session)
    spent(book)

    book.post("20", K.COST, K.OWED)

    line = queries.per_line(session, book.plan_id)[book.line_id]
    assert (line.reserved, line.spent, line.booked) == (EUR("20"), EUR("257.05"), EUR("277.05"))


def test_the_amounts_of_a_group_are_those_of_its_plans_together(session: Session) -> None:
    one = desk(session)
    other = Desk(session, one.owner_id)
    agreed(one)
    agreed(other)

    both = queries.amounts(session, one.owner_id)

    assert both.promised == EUR("600")
    assert queries.amounts_by_plan(session, [one.plan_id])[one.plan_id].promised == EUR("300")
