"""What is refused of an allowance: by which name, at which field, with which facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from grants.allowances import queries, service
from grants.allowances.models import Allowance, Looks
from grants.allowances.service import Paying
from grants.kit.access import Right
from grants.kit.errors import Refusal
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.mandates.models import Mandate
from tests.allowances.story import Helping, helping
from tests.ground import NOON
from tests.spending.story import DAY

BANK, CASH = AccountKind.BANK, AccountKind.CASH
LATER = NOON + timedelta(days=1)
NEXT = DAY + timedelta(days=1)
Refused = tuple[str, str | None, dict[str, object]]


@pytest.fixture
def one(session: Session) -> Helping:
    return helping(session)


def refused(one: Helping, act: Callable[[], object]) -> Refused:
    with pytest.raises(Refusal) as refusal, one.session.begin_nested():
        act()
    found = refusal.value
    return found.code, found.field, dict(found.facts)


def paid(one: Helping, helped: Allowance, data: Paying, by: str = "Hans") -> Refused:
    who = one.actor(by)
    return refused(one, lambda: service.pay(one.session, helped, data, by=who, at=NOON))


def test_it_is_paid_between_the_yes_and_today(one: Helping) -> None:
    helped = one.agreed("20", at=NOON)

    before = DAY - timedelta(days=1)
    assert paid(one, helped, Paying(BANK, NEXT)) == ("day-to-come", "on", {})
    assert paid(one, helped, Paying(BANK, before)) == ("paid-before-yes", "on", {"on": DAY})


def test_out_of_the_box_both_say_so_and_it_holds_enough(one: Helping) -> None:
    helped = one.agreed_by_holder("50")

    assert paid(one, helped, Paying(CASH, DAY), "Dan") == ("both-say-so", "got", {})
    assert paid(one, helped, Paying(CASH, DAY, both_said=True), "Dan") == (
        "over-place",
        "place",
        {"left": EUR("42")},
    )


def test_what_is_in_a_run_is_paid_by_it_and_what_is_not_is_not(one: Helping) -> None:
    helped = one.agreed("20")
    assert paid(one, helped, Paying(BANK, DAY, from_run=True)) == ("not-in-run", None, {})

    service.put_in_run(one.session, helped, DAY, by=one.actor("Hans"), at=NOON)

    assert paid(one, helped, Paying(BANK, DAY)) == ("in-run", None, {})


def test_a_no_and_an_undoing_have_a_reason(one: Helping) -> None:
    session, dan = one.session, one.actor("Dan")
    noted, done = one.noted("20"), one.paid("10", "Ben")

    assert refused(one, lambda: service.refuse(session, noted, " ", by=dan, at=NOON)) == (
        "why-missing",
        "why",
        {},
    )
    assert refused(one, lambda: service.correct(session, done, " ", by=dan, at=NOON)) == (
        "why-missing",
        "why",
        {},
    )


def test_who_got_it_says_so_once(one: Helping) -> None:
    helped, ada = one.agreed_by_holder("20"), one.actor("Ada")
    one.pay(helped, by="Dan", place=CASH)
    service.confirm(one.session, helped, by=ada, at=NOON)

    assert refused(one, lambda: service.confirm(one.session, helped, by=ada, at=LATER)) == (
        "confirmed-before",
        None,
        {},
    )
    assert helped.confirmed_at == NOON


def test_what_she_had_elsewhere_is_something_of_a_month_that_has_begun(one: Helping) -> None:
    ada, first = one.actor("Ada"), DAY.replace(day=1)

    def said(month: int, amount: str) -> Refused:
        on = first.replace(month=month)
        return refused(
            one,
            lambda: service.say_elsewhere(
                one.session, one.id_of("Ada"), on, EUR(amount), by=ada, at=NOON
            ),
        )

    assert said(4, "10") == ("month-to-come", "month", {})
    assert said(3, "-0.01") == ("amount-below-nothing", "amount", {})


def test_a_plan_and_its_line_leave_so_much(one: Helping) -> None:
    helped = one.paid("220")
    room = refused(one, lambda: one.noted("122.01", "Ben", why="Meer dagen."))
    line = refused(one, lambda: one.noted("81", "Ben"))

    assert room == ("over-room", "amount", {"left": EUR("122")})
    assert line == ("over-line", "why", {"left": EUR("80"), "over": EUR("1")})
    assert helped.amount == EUR("220")


def test_where_nobody_said_who_says_yes_the_holder_looks(one: Helping) -> None:
    group = one.plan.one.ground.workgroup
    which = (Mandate.owner_id == group.id) & (Mandate.right == Right.APPROVE)
    one.session.execute(delete(Mandate).where(which))
    one.session.expire_all()

    looks, who = queries.second_people(one.session, group, {one.id_of("Ada")}, DAY)

    assert (looks, who) == (Looks.HOLDER, [one.id_of("Hans")])
