"""What a bank paid in a year of which nobody wrote the amounts yet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.extensions import db
from app.gateways.sepa import FakeSepa
from grants.allowances import service
from grants.allowances.models import Allowance, Kind, Sure
from grants.allowances.rules import CapData
from grants.allowances.states import AllowanceState
from grants.kit.access import SYSTEM, Actor
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.payments import service as payments
from grants.payments.models import PayRun
from grants.payments.rules import Outcome
from grants.payments.states import RunState
from grants.people import service as people
from grants.people.models import Person
from grants.spending.states import ExpenseState
from grants.waiting.models import Waiting
from tests.allowances.staged import Desk, desk, laid
from tests.ground import NOON
from tests.payments.paying import VAULT, Paying, paying
from tests.spending.story import DAY
from tests.web import soup, text_of

__all__ = ["desk", "laid"]

BEFORE = datetime(2026, 12, 30, 10, tzinfo=UTC)
AFTER = datetime(2027, 1, 4, 10, tzinfo=UTC)
PAID = date(2027, 1, 4)


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


@pytest.fixture
def olga(session: Session) -> Person:
    """She runs the installation."""
    found = people.register(session, name="Olga", email=None, language="nl", by=SYSTEM, at=NOON)
    people.make_operator(session, found, by=SYSTEM, at=NOON)
    return found


def handed_in(one: Paying) -> PayRun:
    """All that is due is at the bank on the last day but one of the year."""
    run = one.approve(one.collect(on=date(2026, 12, 31), at=BEFORE).run, at=BEFORE)
    payments.make_file(one.session, run, FakeSepa(), vault=VAULT, by=one.actor("Ina"), at=BEFORE)
    return payments.hand_in(one.session, run, by=one.actor("Hans"), at=BEFORE)


def settled(one: Paying) -> PayRun:
    """The bank paid it in the new year."""
    run = handed_in(one)
    return payments.settle(one.session, run, Outcome(PAID), by=one.actor("Hans"), at=AFTER)


def row(month: str) -> CapData:
    """The amounts of the new year."""
    return CapData(2027, EUR("2000"), EUR(month), Sure.OWN_PAGE, "Belastingdienst", "", DAY)


def add(one: Paying, month: str = "200") -> None:
    """Whoever runs the installation found them."""
    service.add_cap(one.session, row(month), by=Actor(None, operator=True), at=AFTER)


def asked_of(one: Paying, person: Person) -> list[str]:
    """What waits for her in the matter of amounts."""
    which = select(Waiting.label).where(
        Waiting.person_id == person.id,
        Waiting.act == str(Act.ALLOWANCES_CAP),
        Waiting.done_at.is_(None),
    )
    return list(one.session.scalars(which))


def test_what_the_bank_paid_is_in_the_books_also_where_the_year_has_no_amounts(
    one: Paying,
) -> None:
    expense, allowance = one.approved("30"), one.agreed("20")

    run = settled(one)

    assert run.state is RunState.DONE
    assert expense.state is ExpenseState.PAID
    assert (allowance.state, allowance.paid_on) == (AllowanceState.PAID, PAID)
    assert (allowance.is_untested, allowance.passed_cap) == (True, False)


def test_who_runs_the_installation_is_asked_once_for_the_amounts_of_that_year(
    one: Paying, olga: Person
) -> None:
    one.agreed("20", "Ada")
    one.agreed("20", "Ben")

    settled(one)

    assert asked_of(one, olga) == ["2027"]
    add(one)
    assert asked_of(one, olga) == []


def test_by_hand_nothing_is_paid_in_a_year_without_amounts(one: Paying) -> None:
    allowance = one.agreed("20")

    with pytest.raises(NotNow, match="no-cap"):
        one.helping.pay(allowance, on=PAID, at=AFTER)


def test_from_the_box_the_database_takes_no_payment_without_amounts(one: Paying) -> None:
    one.agreed("20")
    settled(one)
    allowance = one.session.scalars(select(Allowance)).one()

    with pytest.raises(IntegrityError, match="payment_whole"):
        one.session.connection().exec_driver_sql("UPDATE allowance SET place = 'cash'")
    assert allowance.is_untested


def test_amounts_that_come_later_test_what_was_paid_in_the_order_of_payment(one: Paying) -> None:
    first, second, other = one.agreed("60"), one.agreed("60"), one.agreed("60", "Ben")
    settled(one)

    add(one, month="100")

    # Of one day and moment the lower number was first.
    tested = [(got.is_untested, got.passed_cap) for got in (first, second, other)]
    assert tested == [(False, False), (False, True), (False, False)]


def test_what_she_had_elsewhere_counts_when_it_is_tested(one: Paying) -> None:
    allowance = one.agreed("120")
    settled(one)
    month, by = date(2027, 1, 1), one.actor("Ada")
    person_id = one.plan.id_of("Ada")
    service.say_elsewhere(one.session, person_id, month, EUR("100"), by=by, at=AFTER)

    add(one, month="200")

    assert allowance.passed_cap


def test_real_costs_pass_no_limit_when_it_is_tested(one: Paying) -> None:
    allowance = one.agreed("210", kind=Kind.PROVEN, proof="Buskaartjes")
    settled(one)

    add(one, month="200")

    assert (allowance.is_untested, allowance.passed_cap) == (False, False)


def test_what_was_undone_before_the_amounts_came_is_not_tested(one: Paying) -> None:
    allowance = one.agreed("210")
    settled(one)
    service.correct(one.session, allowance, "Dubbel.", by=one.actor("Hans"), at=AFTER)

    add(one, month="200")

    assert (allowance.state, allowance.passed_cap) == (AllowanceState.CORRECTED, False)


def test_pages_say_that_the_amounts_are_missing_to_who_can_add_them_and_to_who_keeps_the_books(
    desk: Desk,
) -> None:
    path, olga = f"/allowances/{desk.ids['agreed']}", desk.as_("Olga")
    with desk.app.test_request_context():
        paid_in(2027, db.session(), db.session.get_one(Allowance, UUID(desk.ids["agreed"])))
        db.session.commit()

    assert "De bedragen van dit jaar zijn nog niet opgeschreven" in text_of(
        desk.as_("Dan").get(path)
    )
    assert "de grens is nog niet bekend" in text_of(desk.as_("Dan").get("/allowances/"))
    home = olga.get("/")
    assert "De bedragen voor vrijwilligers van 2027 ontbreken" in text_of(home)
    link = soup(home).select_one("a[href*='/amounts/new']")
    assert link is not None
    assert olga.get(str(link["href"])).status_code == 200

    with desk.app.test_request_context():
        service.add_cap(db.session(), row("10"), by=Actor(None, operator=True), at=AFTER)
        db.session.commit()
    assert "een grens van dat jaar voorbij" in text_of(desk.as_("Dan").get(path))
    assert "een grens is voorbij" in text_of(desk.as_("Dan").get("/allowances/"))
    assert "2027 ontbreken" not in text_of(olga.get("/"))


def paid_in(year: int, session: Session, allowance: Allowance) -> None:
    """A bank paid it in this year."""
    by = Actor(None, holds=frozenset({allowance.owner_id}))
    service.put_in_run(session, allowance, BEFORE.date(), by=by, at=BEFORE)
    paying = service.Paying(AccountKind.BANK, date(year, 1, 4), from_run=True)
    service.pay(session, allowance, paying, by=by, at=AFTER)
