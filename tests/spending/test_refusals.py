"""What is refused of an expense: by which name, at which field, with which facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from grants.kit.errors import Refusal
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.spending import queries, service
from grants.spending.models import Expense
from grants.spending.service import Paying
from grants.spending.states import ExpenseState
from grants.workgroups.models import Workgroup
from tests.ground import NOON
from tests.spending.story import DAY, Running, running
from tests.spending.test_lost import LOST, set_ceiling
from tests.spending.test_shifts import asked as asked_shift
from tests.spending.test_shifts import fund_asks
from tests.traces import asked as asked_on_lists

BANK = AccountKind.BANK
Refused = tuple[str, str | None, dict[str, object]]


@pytest.fixture
def one(session: Session) -> Running:
    plan = running(session)
    plan.arrives("100")
    return plan


def refused(one: Running, act: Callable[[], object]) -> Refused:
    with pytest.raises(Refusal) as refusal, one.session.begin_nested():
        act()
    found = refusal.value
    return found.code, found.field, dict(found.facts)


def paid(one: Running, bill: Expense, data: Paying) -> Refused:
    hans = one.actor("Hans")
    return refused(one, lambda: service.pay(one.session, bill, data, by=hans, at=NOON))


def test_it_is_paid_today_at_the_latest_with_what_is_there(one: Running) -> None:
    bill = one.approved("90")
    one.paid("30")

    assert paid(one, bill, Paying(BANK, DAY + timedelta(days=1))) == ("day-to-come", "on", {})
    assert paid(one, bill, Paying(BANK, DAY)) == ("over-place", "place", {"left": EUR("70")})


def test_what_is_in_a_run_is_paid_by_it_and_what_is_not_is_not(one: Running) -> None:
    bill, hans = one.approved("20"), one.actor("Hans")
    assert paid(one, bill, Paying(BANK, DAY, from_run=True)) == ("not-in-run", None, {})

    service.put_in_run(one.session, bill, DAY, by=hans, at=NOON)

    assert paid(one, bill, Paying(BANK, DAY)) == ("in-run", None, {})
    assert refused(one, lambda: service.put_in_run(one.session, bill, DAY, by=hans, at=NOON)) == (
        "in-run",
        None,
        {},
    )
    service.fail(one.session, bill, by=hans, at=NOON)
    assert refused(one, lambda: service.fail(one.session, bill, by=hans, at=NOON)) == (
        "not-in-run",
        None,
        {},
    )


def test_a_no_and_an_undoing_have_a_reason(one: Running) -> None:
    session, asking, done = one.session, one.asking("10"), one.paid("20")
    ben, dan = one.actor("Ben"), one.actor("Dan")
    missing: Refused = ("why-missing", "why", {})

    assert refused(one, lambda: service.refuse(session, asking, " ", by=ben, at=NOON)) == missing
    assert refused(one, lambda: service.correct(session, done, " ", by=dan, at=NOON)) == missing


def test_a_receipt_belongs_to_every_expense(one: Running) -> None:
    session, ada = one.session, one.actor("Ada")
    bare = one.noted("20", documents=())
    missing: Refused = ("receipt-missing", "file", {})

    assert refused(one, lambda: service.submit(session, bare, by=ada, at=NOON)) == missing
    assert refused(one, lambda: service.add(session, bare, [], by=ada, at=NOON)) == missing
    other = refused(one, lambda: service.add(session, bare, [one.line()], by=ada, at=NOON))
    assert other == ("document-of-another", "file", {})


def test_without_a_receipt_the_group_says_how_much_a_year(one: Running) -> None:
    group = one.session.get_one(Workgroup, one.proposal.owner_id)
    assert refused(one, lambda: one.asking("20", documents=(), lost=LOST)) == (
        "ceiling-missing",
        "amount",
        {},
    )
    ada = one.actor("Ada")
    below = refused(
        one, lambda: service.propose_ceiling(one.session, group, EUR("-1"), by=ada, at=NOON)
    )
    set_ceiling(one, "15")
    over = refused(one, lambda: one.asking("20", documents=(), lost=LOST))

    assert below == ("amount-below-zero", "amount", {})
    assert over == ("over-ceiling", "amount", {"left": EUR("15"), "most": EUR("15")})


def test_a_shift_is_refused_with_words(one: Running) -> None:
    session = one.session
    fund_asks(one, "0")
    shift = asked_shift(one)
    ben = one.actor("Ben")
    assert refused(one, lambda: service.refuse_shift(session, shift, " ", by=ben, at=NOON)) == (
        "why-missing",
        "why",
        {},
    )
    service.agree_shift(session, shift, by=ben, at=NOON)
    [asking] = shift.askings
    dirk = one.one.dirk

    no = refused(
        one, lambda: service.answer_shift(session, asking, " ", yes=False, by=dirk, at=NOON)
    )

    assert no == ("why-missing", "words", {})


def test_what_was_refused_and_is_asked_again_does_not_count_twice(one: Running) -> None:
    set_ceiling(one, "25")
    lost = one.asking("20", documents=(), lost=LOST)
    service.refuse(one.session, lost, "Wat was het?", by=one.actor("Ben"), at=NOON)
    ada = one.actor("Ada")
    service.mend(one.session, lost, one.noting("25", documents=(), lost=LOST), by=ada, at=NOON)

    service.submit(one.session, lost, by=ada, at=NOON)

    allowed = queries.allowed(one.session, one.proposal.owner_id, DAY)
    assert allowed is not None
    assert (allowed.left, allowed.most) == (EUR("0"), EUR("25"))


def test_noted_and_asked_at_once_is_noted_and_asked(one: Running) -> None:
    data, ada = one.noting("60"), one.actor("Ada")

    asked = service.note_and_ask(one.session, one.proposal, data, by=ada, at=NOON)
    other = one.asking("60", shop="Elders", why="Zo is het.")

    assert asked.state is other.state is ExpenseState.ASKING
    assert (asked.noted_at, asked.spender_id) == (NOON, one.id_of("Ada"))
    found = [
        asked_on_lists(
            one.session, thing, {person.id: name for name, person in one.one.people.items()}
        )
        for thing in (asked, other)
    ]
    assert {(row.who, row.asked_at) for row in found[0]} == {
        (row.who, row.asked_at) for row in found[1]
    }
