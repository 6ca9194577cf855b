"""What each act on an allowance leaves behind: who did what and why, whom it asks, what is booked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from grants.allowances import service
from grants.allowances.models import Allowance, Looks
from grants.allowances.states import AllowanceState
from grants.kit.access import Actor
from grants.kit.errors import Invalid
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.proposals.models import LineKind
from tests.allowances.story import Helping, helping
from tests.ground import NOON
from tests.spending.story import DAY
from tests.traces import Asked, Told, asked, booked, history

TWENTY = EUR("20")
LATER = NOON + timedelta(days=1)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def one(session: Session) -> Helping:
    return helping(session)


def told(one: Helping, thing: Allowance) -> list[Told]:
    names = {person.id: name for name, person in one.plan.one.people.items()}
    return history(one.session, thing, names)


def waited(one: Helping, thing: Allowance) -> set[Asked]:
    names = {person.id: name for name, person in one.plan.one.people.items()}
    return asked(one.session, thing, names)


def test_a_way_through_a_run_that_failed_is_written_down_step_by_step(one: Helping) -> None:
    session, title = one.session, one.plan.proposal.title
    helped = one.agreed("20", "Ada")
    hans = one.actor("Hans")
    service.put_in_run(session, helped, NEXT, by=hans, at=NOON)
    ran = (helped.state, helped.run_on)
    service.fail(session, helped, by=hans, at=NOON)
    failed = (helped.state, helped.run_on)
    one.pay(helped)
    dan = one.actor("Dan")
    service.correct(session, helped, " Dubbel. ", by=dan, at=LATER)

    assert (ran, failed) == ((AllowanceState.IN_RUN, NEXT), (AllowanceState.AGREED, None))
    assert told(one, helped) == [
        Told("allowances.note", "Ada", {"amount": [2000, "EUR"]}, None, NOON),
        Told("allowances.agree", "Dan", {"amount": [2000, "EUR"]}, None, NOON),
        Told("allowances.run", "Hans", {"on": NEXT.isoformat()}, None, NOON),
        Told("allowances.fail", "Hans", {}, None, NOON),
        Told(
            "allowances.pay",
            "Hans",
            {"amount": [2000, "EUR"], "on": DAY.isoformat(), "passed_cap": 0, "place": "bank"},
            None,
            NOON,
        ),
        Told("allowances.correct", "Dan", {}, "Dubbel.", LATER),
    ]
    assert waited(one, helped) == {
        Asked("allowances.agree", "Dan", title, TWENTY, NOON, NOON),
        Asked("allowances.pay", "Hans", title, TWENTY, NOON, NOON),
    }
    assert booked(session, helped) == [
        ("allowances.agree", NOON, {"cost": "20.00", "owed": "-20.00"}),
        ("allowances.pay", NOON, {"owed": "20.00", "bank": "-20.00"}),
        ("allowances.correct", LATER, {"owed": "-20.00", "bank": "20.00"}),
        ("allowances.correct", LATER, {"cost": "-20.00", "owed": "20.00"}),
    ]


def test_what_is_paid_out_of_the_box_waits_for_who_got_it(one: Helping) -> None:
    session, title = one.session, one.plan.proposal.title
    helped = one.agreed("20", "Ada")
    one.pay(helped, place=AccountKind.CASH)
    open_ = {row for row in waited(one, helped) if row.done_at is None}

    service.confirm(session, helped, by=one.actor("Ada"), at=LATER)

    assert open_ == {Asked("allowances.confirm", "Ada", title, TWENTY, NOON, None)}
    assert waited(one, helped) >= {Asked("allowances.confirm", "Ada", title, TWENTY, NOON, LATER)}
    assert told(one, helped)[-1] == Told("allowances.confirm", "Ada", {}, None, LATER)
    assert helped.confirmed_at == LATER


def test_a_no_is_written_down_with_its_reason(one: Helping) -> None:
    helped = one.noted("20", "Ada")
    service.refuse(one.session, helped, " Te laat. ", by=one.actor("Dan"), at=LATER)

    assert helped.refused_why == "Te laat."
    assert told(one, helped)[-1] == Told("allowances.refuse", "Dan", {}, "Te laat.", LATER)
    assert {row.done_at for row in waited(one, helped)} == {LATER}
    assert booked(one.session, helped) == []


def test_taken_back_or_stopped_nobody_is_asked_any_more(one: Helping) -> None:
    back, stopped = one.noted("20", "Ada"), one.noted("10", "Ben")
    service.withdraw(one.session, back, by=one.actor("Ada"), at=LATER)
    ada = one.actor("Ada")
    service.stop_plan(one.session, one.plan.proposal, "Ziek.", by=ada, at=LATER)

    for helped, facts in ((back, {}), (stopped, {"code": "plan-stopped"})):
        assert told(one, helped)[-1] == Told("allowances.withdraw", "Ada", facts, None, LATER)
        assert {row.done_at for row in waited(one, helped)} == {LATER}
        assert helped.state is AllowanceState.WITHDRAWN


def test_what_was_noted_is_kept_as_it_was_said(one: Helping) -> None:
    helped = one.noted("20", "Ada", words=" Koffie ", why=" Langer ", minutes=240)

    one.session.expire_all()

    assert (helped.words, helped.why, helped.minutes) == ("Koffie", "Langer", 240)
    assert (helped.noted_by_id, helped.noted_at) == (one.id_of("Ada"), NOON)
    assert (helped.on, helped.amount, helped.line_id) == (
        DAY,
        TWENTY,
        one.plan.line(LineKind.ALLOWANCE),
    )
    assert [helped.passed_cap, helped.mixes, helped.young] == [False] * 3


def test_a_run_is_paid_today_or_later_and_not_before(one: Helping) -> None:
    helped = one.agreed("20", "Ada")
    hans = one.actor("Hans")

    with pytest.raises(Invalid) as refusal, one.session.begin_nested():
        service.put_in_run(one.session, helped, DAY - timedelta(days=1), by=hans, at=NOON)
    service.put_in_run(one.session, helped, DAY, by=hans, at=NOON)

    assert (refusal.value.code, refusal.value.field) == ("run-day-past", "on")
    assert helped.run_on == DAY


def test_what_she_had_elsewhere_is_written_down_without_the_amount(one: Helping) -> None:
    ada = one.id_of("Ada")
    year = service.say_elsewhere(
        one.session, ada, DAY.replace(day=1), EUR("40"), by=Actor(ada), at=NOON
    )
    names = {ada: "Ada"}

    assert history(one.session, year, names) == [
        Told("allowances.elsewhere", "Ada", {"month": 3}, None, NOON)
    ]


def test_that_the_money_holder_was_let_to_look_is_written_down(one: Helping) -> None:
    title = one.plan.proposal.title

    helped = one.agreed_by_holder("20")

    assert told(one, helped)[1:] == [
        Told("allowances.leave", "Dan", {}, None, NOON),
        Told("allowances.agree", "Hans", {"amount": [2000, "EUR"]}, None, NOON),
    ]
    assert waited(one, helped) == {
        Asked("allowances.agree", "Dan", title, TWENTY, NOON, NOON),
        Asked("allowances.agree", "Hans", title, TWENTY, NOON, NOON),
        Asked("allowances.pay", "Dan", title, TWENTY, NOON, None),
    }
    assert helped.looks is Looks.HOLDER
