"""Pay runs: what is kept back, what asks for a look, and what stops a run."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from grants.checks.rules import Finding
from grants.history.models import Event
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow, Refusal
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.outbox.models import Job
from grants.payments import queries, service
from grants.payments.models.runs import FailedWhy, Look
from grants.payments.rules import Moving, Outcome
from grants.payments.service import shared
from grants.workgroups.models import Workgroup
from tests.ground import NOON
from tests.payments.paying import IBANS, Paying, paying
from tests.spending.story import DAY


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


# ---- What is kept back -------------------------------------------------------------------------


def kept(one: Paying) -> list[str]:
    return [kept.code for kept in one.collect().kept]


def test_who_gave_no_account_is_kept_back(one: Paying) -> None:
    one.approved("30")
    one.plan.one.people["Ben"].iban_sealed = None
    one.plan.one.people["Ben"].iban_last4 = None
    one.plan.one.people["Ben"].iban_name = None
    one.plan.one.people["Ben"].iban_at = None
    one.plan.one.people["Ben"].iban_mark = None
    one.agreed("20", "Ben")

    assert kept(one) == ["no-account"]


def test_what_the_bank_does_not_hold_is_kept_back(one: Paying) -> None:
    one.agreed("100")
    one.agreed("150", "Ben")
    _move(one, Moving(EUR("150"), DAY, AccountKind.BANK, AccountKind.CASH))

    assert kept(one) == ["place-short"]
    with pytest.raises(NotNow, match="place-short"):
        one.collect()


def test_a_name_in_other_letters_is_kept_back_and_never_changed(one: Paying) -> None:
    one.approved("30")
    one.agreed("20", "Ben")
    one.plan.one.people["Ben"].iban_name = "\u0645\u062d\u0645\u062f"

    assert kept(one) == ["bank-name-signs"]


def test_a_cap_that_is_passed_keeps_an_allowance_back(one: Paying) -> None:
    one.agreed("200")
    one.helping.had_elsewhere("100")

    with pytest.raises(NotNow, match="over-month"):
        one.collect()


@pytest.mark.parametrize(
    ("keys", "day", "code"),
    [([], 0, "nothing-chosen"), (None, -1, "run-day-past")],
    ids=["nothing", "yesterday"],
)
def test_a_run_needs_something_and_a_day_to_come(
    one: Paying, keys: list[str] | None, day: int, code: str
) -> None:
    one.approved("30")

    with pytest.raises(Invalid, match=code):
        one.collect(keys, on=DAY + timedelta(days=day))


def test_without_an_account_to_pay_from_there_is_no_run(one: Paying) -> None:
    one.approved("30")
    one.session.delete(queries.account_of(one.session, one.owner_id))

    with pytest.raises(NotNow, match="pay-account-missing"):
        one.collect()


# ---- Looks -------------------------------------------------------------------------------------


def test_a_look_is_asked_for_and_recorded(one: Paying) -> None:
    one.approved("30")
    run = one.run()
    assert run.payments[0].asks == [Look.FIRST]

    with pytest.raises(Invalid, match="look-first"):
        one.approve(run, looked=[])
    one.approve(run)

    event = one.session.scalars(
        select(Event).where(Event.act == str(Act.PAYMENTS_RUN_APPROVE))
    ).one()
    assert '"looks":1' in event.facts


def test_an_account_that_changed_since_the_last_payment_asks_for_a_look(one: Paying) -> None:
    one.approved("20")
    one.settle(one.handed_in())
    one.approved("10")
    one.give_account("Ada", "NL39RABO0300065264")

    assert one.run().payments[0].asks == [Look.CHANGED]


def test_the_same_account_again_asks_for_nothing(one: Paying) -> None:
    one.approved("20")
    one.settle(one.handed_in())
    one.approved("10")

    assert one.run().payments[0].asks == []


def test_two_payees_with_one_account_ask_for_a_look(one: Paying) -> None:
    one.approved("20")
    one.agreed("10", "Ben")
    one.give_account("Ben", IBANS["Ada"])

    assert all(Look.SHARED in payment.asks for payment in one.run().payments)


def test_an_account_that_changes_after_it_was_chosen_stops_the_yes(one: Paying) -> None:
    one.approved("30")
    run = one.run()
    one.give_account("Ada", "NL39RABO0300065264")

    with pytest.raises(NotNow, match="payee-changed"):
        one.approve(run)


# ---- The book ----------------------------------------------------------------------------------


def test_a_faulty_book_stops_a_run_at_each_step(
    one: Paying, monkeypatch: pytest.MonkeyPatch
) -> None:

    one.approved("30")
    run = one.handed_in()
    group = one.plan.proposal.owner_id
    found = Finding("head-wrong", "book", group, 3)
    monkeypatch.setattr(shared, "faults_of", lambda *_: [found])

    for refused in (lambda: one.settle(run), lambda: one.collect(["x"])):
        with pytest.raises(NotNow, match="book-faulty"):
            refused()


def test_a_history_that_does_not_hold_stops_a_run_too(
    one: Paying, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.approved("30")
    group = one.plan.proposal.owner_id
    broken = lambda _session, owner_id: [Finding("event-changed", "history", owner_id, 2)]  # noqa: E731
    monkeypatch.setattr("grants.checks.queries._of_history", broken)

    with pytest.raises(NotNow, match="book-faulty") as refusal:
        one.collect()

    assert refusal.value.facts["group"] == one.session.get_one(Workgroup, group).name


def test_only_the_books_of_what_was_chosen_are_looked_at(
    one: Paying, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = paying(one.session, "Noord")
    other.plan.one.ground.workgroup.holder_id = one.owner_id
    one.session.flush()
    one.approved("30")
    looked: list[list[UUID]] = []

    def look(_session: Session, ids: list[UUID]) -> list[Finding]:
        looked.append(ids)
        return []

    monkeypatch.setattr(shared, "faults_of", look)

    one.collect()

    assert looked == [[one.plan.proposal.owner_id]]


def test_what_left_the_bank_meanwhile_stops_the_yes(one: Paying) -> None:
    one.agreed("200")
    run = one.run()

    _move(one, Moving(EUR("150"), DAY, AccountKind.BANK, AccountKind.CASH))

    with pytest.raises(Refusal, match="plan-short") as refusal:
        one.approve(run)
    assert refusal.value.facts["left"] == EUR("50")


def _move(one: Paying, data: Moving) -> None:
    service.move(one.session, one.plan.proposal, data, by=one.actor("Hans"), at=NOON)


def test_what_a_run_takes_does_not_leave_the_bank_by_hand(one: Paying) -> None:

    one.agreed("200")
    one.handed_in()

    with pytest.raises(Refusal, match="over-place") as refusal:
        _move(one, Moving(EUR("150"), DAY, AccountKind.BANK, AccountKind.CASH))
    assert refusal.value.facts["left"] == EUR("100")


@pytest.mark.parametrize(("day", "code"), [(1, "day-to-come"), (-1, "paid-before-file")])
def test_the_day_of_the_bank_lies_between(one: Paying, day: int, code: str) -> None:
    one.approved("30")
    run = one.handed_in()

    with pytest.raises(Invalid, match=code):
        one.settle(run, on=DAY + timedelta(days=day))


def test_what_is_in_no_run_cannot_fail_in_it(one: Paying) -> None:

    one.approved("30")
    run = one.handed_in()
    data = Outcome(DAY, {one.owner_id: FailedWhy.OTHER})

    with pytest.raises(Invalid, match="payment-unknown"):
        service.settle(one.session, run, data, by=one.actor("Hans"), at=NOON)


def test_a_run_whose_day_is_over_needs_another(one: Paying) -> None:
    one.approved("30")
    run = one.run()

    with pytest.raises(NotNow, match="run-day-past"):
        one.approve(run, at=NOON + timedelta(days=1))


def test_before_and_after_a_run_everything_is_looked_at_kept_files_too(one: Paying) -> None:
    one.approved("30")
    asked = select(Job.kind).where(Job.kind == "checks.begin")

    run = one.handed_in()
    before = one.session.scalars(asked).all()
    one.session.execute(delete(Job))
    one.settle(run)

    assert before == ["checks.begin"]
    assert one.session.scalars(asked).all() == ["checks.begin"]
