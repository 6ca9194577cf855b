"""What the bank showed of a run is so: not withdrawn, not failed, on its own day, on no line twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.gateways.sepa import FakeSepa
from grants.kit.errors import Invalid, NotNow
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.payments import queries, service
from grants.payments.models import BankAccount, MatchedThing, Matching, MatchKind, Payment, PayRun
from grants.payments.models.runs import FailedWhy
from grants.payments.rules import Outcome
from grants.payments.rules.statements import ReadLine
from grants.payments.service import tying
from grants.payments.service.tying import Undoing
from grants.payments.states import LineState, PaymentState, RunState
from grants.spending.states import ExpenseState
from tests.ground import NOON
from tests.payments.paying import VAULT, Paying, paying
from tests.payments.shown_story import confirm, keep, lines
from tests.payments.test_seen_runs import opened, seen
from tests.spending.story import DAY

FILED, PRESSED = datetime(2026, 11, 27, 10, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC)


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


@pytest.fixture
def account(one: Paying) -> BankAccount:
    return opened(one)


def of(run: PayRun) -> list[Payment]:
    """Its payments by name: a run goes by person, and who comes first there is chance."""
    return sorted(run.payments, key=lambda one: one.name)


def two(one: Paying) -> PayRun:
    one.approved("30")
    one.approved("12", "Ben")
    return one.handed_in()


def undo_all(one: Paying) -> None:
    for match in one.session.scalars(select(Matching).where(Matching.undone_at.is_(None))).all():
        undoing = Undoing("Iets anders.", mirror=False)
        tying.undo(one.session, match, undoing, by=one.actor("Hans"), at=NOON)


def test_a_run_of_which_the_bank_shows_a_payment_is_not_withdrawn(
    one: Paying, account: BankAccount
) -> None:
    run, hans = two(one), one.actor("Hans")
    seen(one, account, ("-30", of(run)[0].end_to_end))

    with pytest.raises(NotNow, match="shown-paid") as refusal:
        service.withdraw(one.session, run, "Bank weigerde.", by=hans, at=NOON)

    assert refusal.value.facts == {"name": "Ada", "amount": EUR("30"), "on": DAY}
    assert (run.state, one.due()) == (RunState.HANDED_IN, [])


def test_with_its_match_undone_the_run_is_withdrawn(one: Paying, account: BankAccount) -> None:
    run, hans = two(one), one.actor("Hans")
    seen(one, account, ("-30", of(run)[0].end_to_end))

    undo_all(one)
    service.withdraw(one.session, run, "Bank weigerde.", by=hans, at=NOON)

    assert (run.state, len(one.due())) == (RunState.WITHDRAWN, 2)


def test_what_went_and_came_back_can_be_withdrawn(one: Paying, account: BankAccount) -> None:
    run, hans = two(one), one.actor("Hans")
    told = of(run)[0].end_to_end
    seen(one, account, ("-30", told), ("30", told))

    service.withdraw(one.session, run, "Bank weigerde.", by=hans, at=NOON)

    assert len(one.due()) == 2


def test_of_a_withdrawn_run_the_line_of_what_came_back_finds_its_other_line(
    one: Paying, account: BankAccount
) -> None:
    run, hans = two(one), one.actor("Hans")
    told = of(run)[0].end_to_end
    seen(one, account, ("30", told))
    service.withdraw(one.session, run, "Bank weigerde.", by=hans, at=NOON)

    seen(one, account, ("-30", told))

    assert {one.state for one in lines(one)} == {LineState.MATCHED}
    assert len(one.due()) == 2


def test_a_payment_that_the_bank_shows_did_not_fail(one: Paying, account: BankAccount) -> None:
    run, hans = two(one), one.actor("Hans")
    ada, ben = of(run)
    seen(one, account, ("-30", ada.end_to_end))
    data = Outcome(DAY, {ada.id: FailedWhy.OTHER})

    with pytest.raises(NotNow, match="shown-paid"):
        service.settle(one.session, run, data, by=hans, at=NOON)
    one.settle(run, Ben=FailedWhy.CLOSED)

    assert (ada.state, ben.state) == (PaymentState.PAID, PaymentState.FAILED)
    assert one.due() == [f"expense.{ben.expense_id}"]


def test_a_payment_that_the_bank_shows_came_back_was_not_paid(
    one: Paying, account: BankAccount
) -> None:
    run = two(one)
    seen(one, account, ("30", of(run)[0].end_to_end))

    with pytest.raises(Invalid, match="shown-back") as refusal:
        one.settle(run)
    one.settle(run, Ada=FailedWhy.OTHER)

    assert refusal.value.facts == {"name": "Ada", "on": DAY}
    assert one.due() == [f"expense.{of(run)[0].expense_id}"]


def test_a_run_that_is_seen_whole_is_paid_though_nobody_said_that_the_bank_has_it(
    one: Paying, account: BankAccount
) -> None:
    expense = one.approved("30")
    run = one.filed()

    seen(one, account, ("-30", of(run)[0].end_to_end))

    assert (run.state, run.handed_in_at) == (RunState.DONE, NOON)
    assert (expense.state, one.due()) == (ExpenseState.PAID, [])
    assert book.check(one.session) == []


def test_the_line_of_what_failed_waits_since_it_would_be_paid_twice(
    one: Paying, account: BankAccount
) -> None:
    run = two(one)
    one.settle(run, Ada=FailedWhy.CLOSED)
    ada = of(run)[0]

    told = seen(one, account, ("-30", ada.end_to_end))
    kinds = {each.kind for each in one.session.scalars(select(MatchedThing))}

    assert told.done == 1
    assert kinds == {MatchKind.EXPENSE}  # what was due again is paid by it, in the book too
    assert one.due() == []
    assert book.check(one.session) == []


def test_without_what_came_back_the_line_on_which_it_went_waits_too(
    one: Paying, account: BankAccount
) -> None:
    run = two(one)
    told = of(run)[0].end_to_end
    seen(one, account, ("-30", told), ("30", told), ("-12", of(run)[1].end_to_end))
    back = one.session.scalars(
        select(Matching)
        .join(MatchedThing, MatchedThing.matching_id == Matching.id)
        .where(MatchedThing.kind == MatchKind.PAYMENT_BACK)
    ).one()

    undoing = Undoing("Van iets anders.", mirror=False)
    tying.undo(one.session, back, undoing, by=one.actor("Hans"), at=NOON)

    waits = [each.amount for each in queries.open_lines(one.session, account.id)]
    assert sorted(waits, key=lambda each: each.minor) == [EUR("-30"), EUR("30")]


def test_the_day_of_payment_is_that_of_the_line(one: Paying, account: BankAccount) -> None:
    """Paid on the last of November, pressed on the first of December: it fills November."""
    day = date(2026, 11, 30)
    helped = one.agreed("20")
    run = one.approve(one.collect(on=day, at=FILED).run, at=FILED)
    by, hans = one.actor("Ina"), one.actor("Hans")
    service.make_file(one.session, run, FakeSepa(), vault=VAULT, by=by, at=FILED)
    service.hand_in(one.session, run, by=hans, at=PRESSED)

    line = ReadLine(day, EUR("-20"), end_to_end=of(run)[0].end_to_end)
    keep(one, account, line, at=PRESSED)
    confirm(one, account, at=PRESSED)

    assert (run.state, helped.paid_on) == (RunState.DONE, day)


def test_each_payment_has_the_day_of_its_own_line(one: Paying, account: BankAccount) -> None:
    first, second = one.approved("30"), one.approved("12", "Ben")
    run = one.approve(one.collect(on=date(2026, 11, 30), at=FILED).run, at=FILED)
    by = one.actor("Ina")
    service.make_file(one.session, run, FakeSepa(), vault=VAULT, by=by, at=FILED)
    ada, ben = (payment.end_to_end for payment in of(run))

    later = ReadLine(date(2026, 12, 1), EUR("-30"), end_to_end=ada)
    sooner = ReadLine(date(2026, 11, 30), EUR("-12"), end_to_end=ben)
    keep(one, account, later, at=PRESSED)
    confirm(one, account, at=PRESSED)
    keep(one, account, sooner, name="b", at=PRESSED)
    confirm(one, account, at=PRESSED)

    assert (first.paid_on, second.paid_on) == (date(2026, 12, 1), date(2026, 11, 30))


def test_the_true_day_is_taken_though_it_was_before_somebody_said_that_the_bank_has_it(
    one: Paying,
) -> None:
    expense = one.approved("30")
    run = one.filed()
    hans, later = one.actor("Hans"), datetime(2026, 3, 4, 9, tzinfo=UTC)
    service.hand_in(one.session, run, by=hans, at=later)

    service.settle(one.session, run, Outcome(DAY), by=hans, at=later)

    assert (expense.paid_on, later.date() > DAY) == (DAY, True)


def test_a_line_from_before_the_file_is_not_of_its_payment(
    one: Paying, account: BankAccount
) -> None:
    one.approved("30")
    run = one.handed_in()
    before = date(2026, 3, 1)
    keep(one, account, ReadLine(before, EUR("-30"), end_to_end=of(run)[0].end_to_end))

    told = confirm(one, account)

    [(_each, refusal)] = told.refused
    assert (refusal.code, refusal.facts) == ("paid-before-file", {"made": DAY})
    assert (run.state, told.done) == (RunState.HANDED_IN, 0)
