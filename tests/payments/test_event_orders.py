"""Five events of one payment in each of their 120 orders, each doubled at every later moment.

Orders that begin alike are gone through once: a savepoint for each beginning, undone before the
next. At each beginning everything that came in is brought once more. That changes nothing in any
state that can be reached, so no doubling anywhere in any order does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from grants.kit.money import EUR
from grants.payments.models import BackKind, OnlinePayment
from grants.payments.provider import Standing, Told
from grants.payments.states import OnlineState
from tests.payments.online_story import Bank
from tests.spending.story import running

Steps = tuple[Callable[[], None], ...]
End = tuple[str, OnlineState]


@pytest.fixture
def bank(session: Session) -> Bank:
    return Bank(running(session))


def life(bank: Bank, payment: OnlinePayment) -> Steps:
    """A debit that is made, becomes final, goes back twice in part, and is taken by the bank."""
    return (
        lambda: bank.becomes(payment, Standing.PENDING),
        lambda: bank.becomes(payment, Standing.PAID),
        lambda: bank.goes_back(payment, EUR("2"), "re_1", BackKind.REFUND),
        lambda: bank.goes_back(payment, EUR("1"), "re_2", BackKind.REFUND),
        lambda: bank.goes_back(payment, EUR("7"), "dp_1"),
    )


@contextmanager
def undone(bank: Bank) -> Iterator[None]:
    """Whatever happens in here, here and at the bank, did not happen."""
    truths, told = dict(bank.there.truths), list(bank.told)
    with bank.session.begin_nested() as inside:
        yield
        inside.rollback()
    bank.session.expire_all()
    bank.there.truths, bank.told = truths, told


def end(bank: Bank, payment: OnlinePayment) -> End:
    """The hash of all that stands in the book, and where the payment is."""
    return bank.mark, payment.state


def as_told_at_once(bank: Bank, payment: OnlinePayment) -> End:
    """How it ends when each event comes in as soon as it happened, and once."""
    with undone(bank):
        for step in life(bank, payment):
            step()
            assert bank.hear(bank.told[-1])
        return end(bank, payment)


def orders(
    bank: Bank, payment: OnlinePayment, came: Sequence[Told], left: Sequence[Told]
) -> Iterator[End]:
    """The end of every order that begins so."""
    if not left:
        yield end(bank, payment)
    for said in left:
        with undone(bank):
            assert bank.hear(said)
            before = end(bank, payment)
            assert not any(bank.hear(again) for again in (*came, said))
            assert end(bank, payment) == before
            rest = [one for one in left if one is not said]
            yield from orders(bank, payment, (*came, said), rest)


def delays(bank: Bank, payment: OnlinePayment, left: Steps) -> Iterator[End]:
    """The end for each way in which what was told could wait until after later steps."""
    if not left:
        yield end(bank, payment)
        return
    for waits in (False, True) if len(left) > 1 else (False,):
        with undone(bank):
            left[0]()
            if not waits:
                for said in reversed(bank.told * 2):
                    bank.hear(said)
            yield from delays(bank, payment, left[1:])


def test_every_order_and_every_doubling_ends_in_the_same_book(bank: Bank) -> None:
    payment = bank.gift("10")
    expected = as_told_at_once(bank, payment)
    for step in life(bank, payment):
        step()

    found = list(orders(bank, payment, (), bank.told))

    assert len(found) == 120
    assert set(found) == {expected}
    assert expected[1] is OnlineState.REVERSED


def test_whatever_waits_until_after_what_happened_later_ends_in_the_same_book(bank: Bank) -> None:
    payment = bank.gift("10")
    expected = as_told_at_once(bank, payment)

    found = list(delays(bank, payment, life(bank, payment)))

    assert len(found) == 16
    assert set(found) == {expected}
