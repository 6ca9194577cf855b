"""Pay runs: put together, approved by a second person, written once, and what the bank did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.gateways.sepa import FakeSepa
from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.neighbourhoods.models import Seat
from grants.outbox.models import Job
from grants.payments import queries, service
from grants.payments.models import Payment
from grants.payments.models.runs import FailedWhy
from grants.payments.states import PaymentState, RunState
from grants.spending import service as spending
from grants.spending.states import ExpenseState
from tests.ground import NOON, store
from tests.payments.paying import IBANS, VAULT, Paying, paying
from tests.spending.story import DAY


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


def test_what_is_due_of_both_kinds_goes_into_one_run(one: Paying) -> None:
    expense, allowance = one.approved("30"), one.agreed("20", "Ben")

    found = one.collect()

    run = found.run
    assert (run.state, run.total, run.reference) == (RunState.OPEN, EUR("50"), "U-2026-0001")
    assert {(p.name, p.last4, p.words) for p in run.payments} == {
        ("Ada", IBANS["Ada"][-4:], expense.reference),
        ("Ben", IBANS["Ben"][-4:], allowance.reference),
    }
    assert [p.end_to_end for p in run.payments] == ["U-2026-0001-0001", "U-2026-0001-0002"]
    assert (expense.run_on, allowance.state) == (DAY, AllowanceState.IN_RUN)
    assert not found.kept
    assert one.due() == []
    assert one.plan.waits_for(Act.PAYMENTS_RUN_APPROVE) == {"Ina"}
    assert one.plan.waits_for(Act.SPENDING_PAY) == set()


def test_no_account_number_is_kept_readable(one: Paying) -> None:
    one.approved("30")

    payment = one.run().payments[0]

    assert IBANS["Ada"] not in payment.mark
    assert payment.mark == VAULT.mark(IBANS["Ada"])
    assert VAULT.cipher.open(payment.sealed, about=payment.id.bytes) == IBANS["Ada"]


def test_a_second_person_approves_and_the_file_is_written_once(one: Paying) -> None:
    one.approved("30")
    run = one.filed()

    file = queries.file_of(one.session, run)
    again = service.make_file(
        one.session, run, FakeSepa(), vault=VAULT, by=one.actor("Hans"), at=NOON + timedelta(1)
    )

    assert run.state is RunState.FILED
    assert file is again
    data = service.bytes_of(again, VAULT)
    assert data == FakeSepa().write(service.order_of(run, VAULT))
    assert b"U-2026-0001-0001 NL91ABNA0417164300 30.00 Ada" in data
    assert one.plan.waits_for(Act.PAYMENTS_RUN_APPROVE) == set()


def test_a_file_that_somebody_changed_is_not_given_out(one: Paying) -> None:
    one.approved("30")
    file = queries.file_of(one.session, one.filed())
    assert file is not None
    one.session.expunge(file)
    file.sealed = VAULT.cipher.seal("other bytes", about=file.run_id.bytes)

    with pytest.raises(ValueError, match="other bytes"):
        service.bytes_of(file, VAULT)


def test_what_the_bank_paid_is_in_the_book(one: Paying) -> None:
    expense, allowance = one.approved("30"), one.agreed("20", "Ben")
    run = one.handed_in()
    before = one.plan.now.bank

    one.settle(run)

    assert (run.state, expense.state) == (RunState.DONE, ExpenseState.PAID)
    assert allowance.state is AllowanceState.PAID
    assert before - one.plan.now.bank == EUR("50")
    assert one.plan.now.reserved == EUR("0")
    assert {p.state for p in run.payments} == {PaymentState.PAID}
    assert (expense.run_on, expense.paid_on, allowance.paid_on) == (None, DAY, DAY)


def test_what_failed_is_due_again_and_its_person_is_told(one: Paying) -> None:
    expense, allowance = one.approved("30"), one.agreed("20", "Ben")
    run = one.handed_in()

    one.settle(run, Ada=FailedWhy.CLOSED)

    failed = next(p for p in run.payments if p.name == "Ada")
    assert (run.state, failed.state) == (RunState.PARTLY_FAILED, PaymentState.FAILED)
    assert failed.failed_why is FailedWhy.CLOSED
    assert (expense.state, expense.run_on) == (ExpenseState.APPROVED, None)
    assert allowance.state is AllowanceState.PAID
    assert one.due() == [f"expense.{expense.id}"]
    assert one.plan.waits_for(Act.SPENDING_PAY) >= {"Hans", "Ina"}
    jobs = one.session.scalars(select(Job.key).where(Job.kind == "payments.failed")).all()
    assert jobs == [f"payments.failed:{failed.id}"]
    again = one.collect().run
    assert again.total == EUR("30")
    assert again.payments[0].end_to_end != failed.end_to_end


def test_an_allowance_that_failed_waits_as_agreed(one: Paying) -> None:
    allowance = one.agreed("20", "Ben")
    run = one.handed_in()

    one.settle(run, Ben=FailedWhy.NAME)

    assert (allowance.state, allowance.run_on) == (AllowanceState.AGREED, None)


@pytest.mark.parametrize("at_state", ["open", "approved", "filed", "handed-in"])
def test_a_withdrawn_run_frees_all_that_was_in_it(one: Paying, at_state: str) -> None:
    one.approved("30")
    one.agreed("20", "Ben")
    due = one.due()
    run = one.run()
    if at_state == "approved":
        one.approve(run)
    elif at_state == "filed":
        one.filed(run)
    elif at_state == "handed-in":
        one.handed_in(run)
    assert str(run.state) == at_state

    service.withdraw(one.session, run, " Bank dicht ", by=one.actor("Hans"), at=NOON)

    assert (run.state, run.ended_why, run.living) == (RunState.WITHDRAWN, "Bank dicht", [])
    assert one.due() == due
    assert one.plan.waits_for(Act.PAYMENTS_RUN_APPROVE) == set()
    with pytest.raises(NotNow, match="wrong-state"):
        service.withdraw(one.session, run, "Weer", by=one.actor("Hans"), at=NOON)


def test_withdrawing_asks_why(one: Paying) -> None:
    one.approved("30")

    with pytest.raises(Invalid, match="why-missing"):
        service.withdraw(one.session, one.run(), "  ", by=one.actor("Hans"), at=NOON)


def test_one_payment_is_left_out_and_the_last_one_ends_the_run(one: Paying) -> None:
    one.approved("30")
    one.agreed("20", "Ben")
    run = one.run()
    first, second = run.payments

    service.leave_out(one.session, first, by=one.actor("Hans"), at=NOON)
    assert (run.state, run.total) == (RunState.OPEN, second.amount)
    with pytest.raises(NotNow, match="wrong-state"):
        service.leave_out(one.session, first, by=one.actor("Hans"), at=NOON)
    service.leave_out(one.session, second, by=one.actor("Hans"), at=NOON)

    assert run.state is RunState.WITHDRAWN
    assert len(one.due()) == 2


# ---- Who ---------------------------------------------------------------------------------------


def test_who_put_it_together_does_not_say_yes_and_the_database_says_so_too(one: Paying) -> None:
    one.approved("30")
    run = one.run()

    with pytest.raises(NotAllowed, match="second-person-runs"):
        one.approve(run, by="Hans")
    run.approved_by_id, run.approved_at = run.made_by_id, NOON
    with pytest.raises(IntegrityError, match="second_person"):
        store(one.session, run)


@pytest.mark.parametrize(
    ("name", "code"), [("Zoë", "not-found"), ("Rosa", "not-found"), ("Ada", "not-found")]
)
def test_strangers_to_the_holder_find_no_run(one: Paying, name: str, code: str) -> None:
    one.approved("30")
    run = one.run()

    with pytest.raises(NotAllowed, match=code):
        one.approve(run, by=name)


def test_only_who_pays_puts_a_run_together(one: Paying) -> None:
    one.approved("30")

    with pytest.raises(NotAllowed, match="payer-only"):
        one.collect(by="Dan")


def test_nobody_says_yes_to_money_for_herself_or_her_account(one: Paying) -> None:
    one.approved("30")
    one.give_account("Ina", IBANS["Ada"])

    with pytest.raises(NotAllowed, match="run-pays-you"):
        one.approve(one.run())


def test_a_payment_never_goes_to_who_said_yes_says_the_database(one: Paying) -> None:
    one.approved("30")
    payment = one.run().payments[0]

    payment.approved_by_id = payment.person_id

    with pytest.raises(IntegrityError, match="not_to_oneself"):
        store(one.session, payment)


def test_without_a_second_person_there_is_no_run(one: Paying) -> None:
    one.approved("30")

    seat = one.session.scalars(select(Seat).where(Seat.person_id == one.plan.id_of("Ina"))).one()
    seat.until_on = seat.from_on
    one.session.flush()

    with pytest.raises(NotNow, match="no-second-person"):
        one.collect()


# ---- Not twice ---------------------------------------------------------------------------------


def test_what_is_in_a_run_is_paid_no_other_way(one: Paying) -> None:
    expense, allowance = one.approved("30"), one.agreed("20", "Ben")
    one.run()

    for refused in (
        lambda: one.plan.pay(expense),
        lambda: spending.correct(one.session, expense, "Fout", by=one.actor("Hans"), at=NOON),
        lambda: spending.put_in_run(one.session, expense, DAY, by=one.actor("Hans"), at=NOON),
        lambda: _by_hand(one, allowance),
    ):
        with pytest.raises(NotNow, match="in-run"):
            refused()


def _by_hand(one: Paying, allowance: Allowance) -> Allowance:
    data = allowances.Paying(AccountKind.BANK, DAY)
    return allowances.pay(one.session, allowance, data, by=one.actor("Hans"), at=NOON)


def test_what_is_in_no_run_is_not_paid_as_if_it_were(one: Paying) -> None:

    expense = one.approved("30")
    data = spending.Paying(AccountKind.BANK, DAY, from_run=True)

    with pytest.raises(NotNow, match="not-in-run"):
        spending.pay(one.session, expense, data, by=one.actor("Hans"), at=NOON)
    with pytest.raises(NotNow, match="not-in-run"):
        spending.fail(one.session, expense, by=one.actor("Hans"), at=NOON)


def test_the_same_thing_is_in_one_living_run_says_the_database(one: Paying) -> None:
    one.approved("30")
    payment = one.run().payments[0]
    columns = {c.key: getattr(payment, c.key) for c in Payment.__mapper__.column_attrs}
    columns |= {"no": 9, "end_to_end": "other"}
    columns["id"] = one.plan.id_of("Ada")
    twin = Payment(**columns)

    with pytest.raises(IntegrityError, match="expense_id"):
        store(one.session, twin)


def test_a_run_from_an_old_page_is_refused(one: Paying) -> None:
    one.approved("30")
    keys = one.due()
    one.collect(keys)

    with pytest.raises(NotNow, match="due-no-more"):
        one.collect(keys, by="Ina")
