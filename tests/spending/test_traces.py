"""What each act on an expense and a shift leaves behind: who, why, whom it asks, what is booked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from grants.kit.money import EUR
from grants.kit.orm import Owned
from grants.ledger.models import AccountKind
from grants.proposals.models import LineKind
from grants.spending import service
from grants.spending.models import Expense, WhoPaid
from grants.spending.states import ExpenseState, ShiftState
from tests.ground import NOON
from tests.spending.story import DAY, Running, running
from tests.spending.test_shifts import asked as asked_shift
from tests.spending.test_shifts import fund_asks
from tests.traces import Asked, Told, asked, booked, history, letters

LATER = NOON + timedelta(days=1)
NEXT = DAY + timedelta(days=1)
SIXTY = [6000, "EUR"]


@pytest.fixture
def one(session: Session) -> Running:
    plan = running(session)
    plan.arrives("240")
    return plan


def names(one: Running) -> dict[Any, str]:
    return {person.id: name for name, person in one.one.people.items()}


def told(one: Running, thing: Owned) -> list[Told]:
    """What this room wrote down of it."""
    found = history(one.session, thing, names(one))
    return [each for each in found if each.act.startswith("spending.")]


def waited(one: Running, thing: Owned) -> set[Asked]:
    return asked(one.session, thing, names(one))


def row(act: str, who: str, done: object = NOON, amount: str = "60") -> Asked:
    return Asked(f"spending.{act}", who, "De Kom", EUR(amount), NOON, done)  # type: ignore[arg-type]


def acts(one: Running, expense: Expense) -> list[tuple[str, str | None, str | None]]:
    return [(each.act.removeprefix("spending."), each.by, each.why) for each in told(one, expense)]


def test_a_way_through_a_run_that_failed_is_written_down_step_by_step(one: Running) -> None:
    session, hans = one.session, one.actor("Hans")
    bill = one.approved("60")
    service.put_in_run(session, bill, NEXT, by=hans, at=NOON)
    ran = bill.run_on
    service.fail(session, bill, by=hans, at=NOON)
    failed = bill.run_on
    one.pay(bill)
    service.correct(session, bill, " Dubbel. ", by=one.actor("Dan"), at=LATER)

    note, submit, approve, *rest = told(one, bill)
    assert (ran, failed, bill.state) == (NEXT, None, ExpenseState.CORRECTED)
    assert (note.act, note.by, note.facts["amount"]) == ("spending.note", "Ada", SIXTY)
    assert submit == Told("spending.submit", "Ada", {"mark": bill.mark}, None, NOON)
    said = {"amount": SIXTY, "who_paid": "myself", "mark": bill.mark}
    assert approve == Told("spending.approve", "Ben", said, None, NOON)
    paid = {"amount": SIXTY, "on": DAY.isoformat(), "place": "bank"}
    assert rest == [
        Told("spending.run", "Hans", {"on": NEXT.isoformat()}, None, NOON),
        Told("spending.fail", "Hans", {}, None, NOON),
        Told("spending.pay", "Hans", paid, None, NOON),
        Told("spending.correct", "Dan", {}, "Dubbel.", LATER),
    ]
    approvers = {row("approve", name) for name in ("Ben", "Dan", "Gül")}
    assert waited(one, bill) == {*approvers, row("pay", "Hans"), row("pay", "Dan")}
    assert booked(session, bill) == [
        ("spending.approve", NOON, {"cost": "60.00", "owed": "-60.00"}),
        ("spending.pay", NOON, {"owed": "60.00", "bank": "-60.00"}),
        ("spending.correct", LATER, {"owed": "-60.00", "bank": "60.00"}),
        ("spending.correct", LATER, {"cost": "-60.00", "owed": "60.00"}),
    ]


def test_refused_mended_and_asked_again(one: Running) -> None:
    bill = one.asking("60")
    service.refuse(one.session, bill, " Welke zaal? ", by=one.actor("Ben"), at=NOON)
    refused = {each for each in waited(one, bill) if each.done_at is None}
    data = one.noting("50", shop="De Kom")
    service.mend(one.session, bill, data, by=one.actor("Ada"), at=NOON)
    service.submit(one.session, bill, by=one.actor("Ada"), at=NOON)
    service.withdraw(one.session, bill, by=one.actor("Ada"), at=LATER)

    assert refused == {row("mend", "Ada", None)}
    assert acts(one, bill) == [
        ("note", "Ada", None),
        ("submit", "Ada", None),
        ("refuse", "Ben", "Welke zaal?"),
        ("mend", "Ada", None),
        ("submit", "Ada", None),
        ("withdraw", "Ada", None),
    ]
    assert told(one, bill)[3].facts["amount"] == [5000, "EUR"]
    assert not [each for each in waited(one, bill) if each.done_at is None]
    assert booked(one.session, bill) == []


def test_out_of_the_box_it_is_spent_with_the_yes(one: Running) -> None:
    one.own("42")
    bill = one.approved("20", who_paid=WhoPaid.CASH)

    assert (bill.state, bill.place, bill.paid_on) == (ExpenseState.PAID, AccountKind.CASH, DAY)
    assert (bill.paid_at, bill.approved_at) == (NOON, NOON)
    assert booked(one.session, bill) == [
        ("spending.approve", NOON, {"cost": "20.00", "cash": "-20.00"})
    ]
    assert {each.act for each in waited(one, bill)} == {"spending.approve"}
    assert told(one, bill)[-1].facts["who_paid"] == "cash"


def test_a_receipt_that_is_added_is_counted(one: Running) -> None:
    bill = one.noted("60")
    more = one.document("later.jpg")
    service.add(one.session, bill, [more], by=one.actor("Ada"), at=LATER)

    assert told(one, bill)[-1] == Told(
        "spending.add", "Ada", {"receipts": [str(more)], "same": 0}, None, LATER
    )
    assert len(bill.receipts) == 2


# ---- Shifts --------------------------------------------------------------------------------------


def shifts(one: Running, amount: str = "20") -> dict[str, object]:
    return {
        "amount": [EUR(amount).minor, "EUR"],
        "from": str(one.line()),
        "to": str(one.line(LineKind.CHILDCARE)),
    }


def test_a_shift_that_another_agrees_to(one: Running) -> None:
    shift = asked_shift(one)
    service.agree_shift(one.session, shift, by=one.actor("Ben"), at=LATER)

    assert told(one, shift) == [
        Told("spending.shift", "Ada", shifts(one), None, NOON),
        Told("spending.shift-agree", "Ben", shifts(one), None, LATER),
    ]
    assert (shift.yes_by_id, shift.agreed_at) == (one.id_of("Ben"), LATER)
    assert waited(one, shift) == {
        Asked("spending.shift-agree", name, "Meer kinderen", EUR("20"), NOON, LATER)
        for name in ("Ben", "Dan", "Gül")
    }


def test_a_shift_that_goes_back_is_told_why(one: Running) -> None:
    refused, back = asked_shift(one), asked_shift(one)
    service.refuse_shift(one.session, refused, " Nee. ", by=one.actor("Ben"), at=LATER)
    service.withdraw_shift(one.session, back, by=one.actor("Ada"), at=LATER)

    assert told(one, refused)[-1] == Told(
        "spending.shift-refuse", "Ben", {"code": ""}, "Nee.", LATER
    )
    assert told(one, back)[-1] == Told("spending.shift-withdraw", "Ada", {"code": ""}, None, LATER)
    assert (refused.refused_why, back.refused_why) == ("Nee.", "")
    for shift in (refused, back):
        assert {each.done_at for each in waited(one, shift)} == {LATER}


@pytest.mark.parametrize(("yes", "state"), [(True, ShiftState.AGREED), (False, ShiftState.REFUSED)])
def test_a_shift_that_the_fund_answers(one: Running, yes: bool, state: ShiftState) -> None:
    fund_asks(one, "0")
    shift = service.agree_shift(one.session, asked_shift(one), by=one.actor("Ben"), at=NOON)
    [asking] = shift.askings
    before = waited(one, asking)

    service.answer_shift(
        one.session, asking, " Vanwege de regels. ", yes=yes, by=one.one.dirk, at=LATER
    )

    assert before == {
        Asked("spending.shift-answer", name, one.award.title, EUR("20"), NOON, None)
        for name in ("Dirk", "Eva")
    }
    assert told(one, shift)[1] == Told("spending.shift-forward", "Ben", {"awards": 1}, None, NOON)
    assert told(one, asking) == [
        Told(
            "spending.shift-answer", "Dirk", {"yes": int(yes), "shift": str(shift.id)}, None, LATER
        )
    ]
    assert (asking.answered_by_id, asking.answered_at) == (one.one.dirk.person_id, LATER)
    assert (asking.words, shift.state) == ("Vanwege de regels.", state)
    assert {each.done_at for each in waited(one, asking)} == {LATER}
    assert letters(one.session, "spending.shift-answered") == [{"shift": str(shift.id)}]
    why = None if yes else "Vanwege de regels."
    assert (told(one, shift)[-1].why, shift.refused_why) == (why, why or "")
