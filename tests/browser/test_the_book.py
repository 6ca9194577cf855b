"""The money of a plan under way: a counted box, a lost receipt, an allowance, a pay run that failed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.extensions import db
from grants.ledger.queries import check
from grants.spending.models import WhoPaid
from tests.browser import book, group, running, runs
from tests.browser.phone import Phone
from tests.browser.pictures_of import photo
from tests.browser.site import Site

Phones = Callable[..., Phone]


@pytest.fixture
def plan(site: Site) -> Site:
    """A plan under way; 6 from the box waits for a yes."""

    def make(session: Session) -> None:
        running.running(session)
        running.receipt(session, "ada", "6", "De bakker", WhoPaid.CASH)

    site.run(make)
    return site


def test_the_members_keep_the_book(phones: Phones, plan: Site, tmp_path: Path) -> None:
    ada, ben, dan = (phones(name) for name in ("ada", "ben", "dan"))
    hans = phones("hans", wide=True)

    book.count_box(ada, "Ben")
    book.stand_for_it(ben)
    book.lose_receipt(ada, photo(tmp_path))
    group.say_yes_to_receipt(ben, book.MARKET)
    book.ask_allowance(ada)
    book.leave_allowance(dan)
    book.agree_allowance(hans)
    book.give_allowance(dan, "Ada", ada)

    assert_right(plan)


def test_they_keep_it_in_arabic_without_scripts(phones: Phones, plan: Site, tmp_path: Path) -> None:
    ada, ben, dan = (phones(name, "ar", scripts=False) for name in ("ada", "ben", "dan"))
    hans = phones("hans", wide=True, scripts=False)

    book.count_box(ada, "Ben")
    book.stand_for_it(ben)
    book.lose_receipt(ada, photo(tmp_path))
    group.say_yes_to_receipt(ben, book.MARKET)
    book.ask_allowance(ada)
    book.leave_allowance(dan)
    book.agree_allowance(hans)
    book.give_allowance(dan, "Ada", ada)

    assert_right(plan)


def test_a_pay_run_of_which_one_payment_fails(phones: Phones, site: Site) -> None:
    site.run(due)
    hans, ina = phones("hans", wide=True), phones("ina", wide=True)

    runs.make_run(hans)
    runs.say_yes_to_run(ina)
    file = runs.hand_in(hans)
    runs.write_down_result(hans)

    runs.assert_file(file)
    assert "6789" in site.letters("ben@example.org")[-1].text
    runs.see_failure(phones("ben"), "De Kom")
    runs.see_failure(phones("ben", "ar", scripts=False), "De Kom")
    assert_right(site)


def due(session: Session) -> None:
    """A receipt of Ben, and a receipt and an allowance of Ada."""
    running.running(session)
    running.payers(session)
    running.approved(session, "ben", "50", "De Kom")
    running.approved(session, "ada", "14.25", "De Hema")
    running.allowance(session, "ada", "20")


def assert_right(site: Site) -> None:
    """Every entry of the book balances."""
    with site.app.app_context():
        assert check(db.session()) == []
