"""Payments of a run that are seen at the bank, those that come back, and two people at once."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.allowances.states import AllowanceState
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import NotNow, Refusal
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.outbox.models import Job
from grants.payments import queries, service
from grants.payments.models import Arrival, BankAccount, Format, MatchedThing, Matching, PayRun
from grants.payments.models.runs import FailedWhy
from grants.payments.rules import PayeeData
from grants.payments.rules.statements import ReadFile, ReadLine, ReadStatement
from grants.payments.service import matching, statements, tying
from grants.payments.service.seen import bounce
from grants.payments.service.tying import Undoing
from grants.payments.states import PaymentState, RunState
from grants.spending import service as spending
from grants.spending.models import Expense
from grants.spending.states import ExpenseState
from grants.waiting.models import Waiting
from tests.ground import NOON
from tests.payments.paying import HOLDER, VAULT, Paying, paying
from tests.payments.test_run_ways import FUND, ended, save
from tests.spending.story import DAY


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


@pytest.fixture
def account(one: Paying) -> BankAccount:
    return opened(one)


def opened(one: Paying) -> BankAccount:
    """The account that runs are paid from is one whose statements are read."""
    [found] = queries.accounts(one.session, [one.owner_id])
    return found


def seen(one: Paying, account: BankAccount, *lines: tuple[str, str]) -> matching.Confirmed:
    """These amounts and ids are on the statement, and all that is proposed is confirmed."""
    kept = len(queries.statements_of(one.session, account.id))
    read = tuple(ReadLine(DAY, EUR(amount), end_to_end=told) for amount, told in lines)
    statement = ReadStatement(HOLDER, "1", DAY, DAY, None, None, read)
    file = ReadFile(Format.CAMT, str(kept) * 64, (statement,))
    hans = one.actor("Hans")
    statements.keep(one.session, account, file, vault=VAULT, by=hans, at=NOON)
    keys = [each.key for each in matching.proposals_for(one.session, account, vault=VAULT)[2]]
    return matching.confirm_all(one.session, account, keys, vault=VAULT, by=hans, at=NOON)


def at_bank(one: Paying) -> tuple[PayRun, Expense, Allowance]:
    expense, allowance = one.approved("30"), one.agreed("20", "Ben")
    return one.handed_in(), expense, allowance


def test_a_run_of_which_all_is_seen_is_paid(one: Paying, account: BankAccount) -> None:
    run, expense, allowance = at_bank(one)
    first, second = (payment.end_to_end for payment in run.payments)

    seen(one, account, ("-30", first))
    half = run.state
    seen(one, account, ("-20", second))

    assert (half, run.state) == (RunState.HANDED_IN, RunState.DONE)
    assert (expense.state, allowance.state) == (ExpenseState.PAID, AllowanceState.PAID)
    assert book.check(one.session) == []


def test_one_line_for_the_whole_run_pays_it_all(one: Paying, account: BankAccount) -> None:
    run, expense, _allowance = at_bank(one)

    told = seen(one, account, ("-50", run.reference))

    assert (told.done, run.state, expense.state) == (1, RunState.DONE, ExpenseState.PAID)


def test_what_came_back_before_the_run_ended_is_failed_and_due_again(
    one: Paying, account: BankAccount
) -> None:
    run, expense, allowance = at_bank(one)
    bill, other = sorted(run.payments, key=lambda one: one.expense_id is None)
    first, second = bill.end_to_end, other.end_to_end

    seen(one, account, ("-30", first), ("30", first), ("-20", second))

    assert run.state is RunState.PARTLY_FAILED
    assert (bill.state, other.state) == (PaymentState.FAILED, PaymentState.PAID)
    assert (expense.state, allowance.state) == (ExpenseState.APPROVED, AllowanceState.PAID)
    assert one.due() == [f"expense.{expense.id}"]


def test_what_comes_back_later_is_owed_and_due_again_as_what_failed_in_a_run(
    one: Paying, account: BankAccount
) -> None:
    run, expense, allowance = at_bank(one)
    before, due = one.plan.now, [f"expense.{expense.id}", f"allowance.{allowance.id}"]
    seen(one, account, ("-50", run.reference))

    seen(one, account, *((payment.amount.digits, payment.end_to_end) for payment in run.payments))

    assert (expense.state, allowance.state) == (ExpenseState.APPROVED, AllowanceState.AGREED)
    assert {payment.failed_why for payment in run.payments} == {FailedWhy.OTHER}
    assert one.plan.now == before
    assert sorted(one.due()) == sorted(due)
    assert book.check(one.session) == []


def test_who_pays_and_who_is_not_paid_hear_that_it_came_back(
    one: Paying, account: BankAccount
) -> None:
    run, expense, allowance = at_bank(one)
    seen(one, account, ("-50", run.reference))

    seen(one, account, *((payment.amount.digits, payment.end_to_end) for payment in run.payments))

    letters = set(one.session.scalars(select(Job.key).where(Job.kind == "payments.failed")))
    assert letters == {f"payments.failed:{payment.id}" for payment in run.payments}
    asked = select(Waiting.thing_id, Waiting.person_id).where(
        Waiting.act.in_((Act.SPENDING_PAY, Act.ALLOWANCES_PAY)), Waiting.done_at.is_(None)
    )
    hans = one.plan.id_of("Hans")
    assert {(expense.id, hans), (allowance.id, hans)} <= set(map(tuple, one.session.execute(asked)))


def test_what_came_back_is_paid_in_the_next_run(one: Paying, account: BankAccount) -> None:
    run, expense, allowance = at_bank(one)
    seen(one, account, ("-50", run.reference))
    seen(one, account, *((payment.amount.digits, payment.end_to_end) for payment in run.payments))

    again = one.handed_in()
    seen(one, account, ("-50", again.reference))

    assert (expense.state, allowance.state) == (ExpenseState.PAID, AllowanceState.PAID)
    assert one.due() == []
    assert queries.open_lines(one.session, account.id) == []
    assert book.check(one.session) == []


def test_what_was_sent_to_the_fund_and_comes_back_is_owed_again(
    one: Paying, account: BankAccount
) -> None:
    fund = ended(one)
    save(one, PayeeData(FUND, "Gemeente", organisation_id=fund))
    run = one.handed_in()
    owed, payment = run.total, run.payments[0]
    seen(one, account, ((-owed).digits, payment.end_to_end))
    assert payment.state is PaymentState.PAID

    seen(one, account, (owed.digits, payment.end_to_end))

    assert (payment.state, payment.failed_why) == (PaymentState.FAILED, FailedWhy.OTHER)
    assert book.owed_back(one.session, one.plan.proposal.id) == {fund: owed}
    assert book.check(one.session) == []


def test_a_bill_and_an_allowance_that_were_undone_by_hand_are_only_tied(
    one: Paying, account: BankAccount
) -> None:
    hans, session = one.actor("Hans"), one.session
    run, expense, allowance = at_bank(one)
    seen(one, account, ("-50", run.reference))
    spending.correct(session, expense, "Dubbel.", by=hans, at=NOON)
    allowances.correct(session, allowance, "Dubbel.", by=hans, at=NOON)
    before = one.plan.now.bank

    seen(one, account, *((payment.amount.digits, payment.end_to_end) for payment in run.payments))

    assert {payment.state for payment in run.payments} == {PaymentState.FAILED}
    assert one.plan.now.bank == before
    assert one.due() == []
    # The line of the whole run waited again: now it is known that all of it came back.
    assert seen(one, account).done == 1
    assert queries.open_lines(session, account.id) == []
    assert book.check(session) == []


def test_an_allowance_that_was_undone_by_hand_is_not_undone_again(one: Paying) -> None:
    helped, hans = one.agreed("20", "Ben"), one.actor("Hans")
    run = one.settle(one.handed_in())
    [payment] = run.payments
    allowances.correct(one.session, helped, "Dubbel.", by=hans, at=NOON)

    assert not bounce(one.session, payment.id, by=hans, at=NOON)
    assert (payment.state, payment.failed_why) == (PaymentState.FAILED, FailedWhy.OTHER)
    assert helped.state is AllowanceState.CORRECTED
    assert not bounce(one.session, payment.id, by=hans, at=NOON)
    assert book.check(one.session) == []


def test_a_return_that_was_undone_by_hand_is_not_undone_again(one: Paying) -> None:
    fund, hans = ended(one), one.actor("Hans")
    save(one, PayeeData(FUND, "Gemeente", organisation_id=fund))
    [payment] = one.settle(one.handed_in()).payments
    sent = one.session.scalars(select(Arrival).where(Arrival.organisation_id == fund)).one()
    service.mirror(one.session, sent, "Verkeerd.", by=hans, at=NOON)

    assert not bounce(one.session, payment.id, by=hans, at=NOON)
    assert payment.state is PaymentState.FAILED
    assert book.owed_back(one.session, one.plan.proposal.id) == {fund: payment.amount}


def test_what_a_run_booked_is_not_undone_by_its_line(one: Paying, account: BankAccount) -> None:
    run, _expense, _allowance = at_bank(one)
    seen(one, account, ("-50", run.reference))
    bill = next(payment for payment in run.payments if payment.expense_id is not None)
    seen(one, account, ("30", bill.end_to_end))
    which = select(Matching).join(MatchedThing, MatchedThing.matching_id == Matching.id)
    back = one.session.scalars(which.where(MatchedThing.kind == "payment-back")).one()
    hans = one.actor("Hans")

    with pytest.raises(NotNow, match="undo-by-hand"), one.session.begin_nested():
        tying.undo(one.session, back, Undoing("x", mirror=True), by=hans, at=NOON)
    tying.undo(one.session, back, Undoing("x", mirror=False), by=hans, at=NOON)

    assert back.undone_at == NOON


def test_an_allowance_is_paid_and_corrected_from_a_line(one: Paying, account: BankAccount) -> None:
    allowance = one.agreed("20", "Ben")
    hans, session = one.actor("Hans"), one.session
    read = ReadLine(DAY, EUR("-20"), words=allowance.reference)
    told = ReadStatement(HOLDER, "1", DAY, DAY, None, None, (read,))
    file = ReadFile(Format.CAMT, "f" * 64, (told,))
    statements.keep(session, account, file, vault=VAULT, by=hans, at=NOON)
    keys = [each.key for each in matching.proposals_for(session, account, vault=VAULT)[2]]
    matching.confirm_all(session, account, keys, vault=VAULT, by=hans, at=NOON)
    paid = allowance.state

    match = session.scalars(select(Matching)).one()
    tying.undo(session, match, Undoing("Verkeerd.", mirror=False), by=hans, at=NOON)
    again = matching.proposals_for(session, account, vault=VAULT)[2]

    assert (paid, [each.things[0].kind for each in again]) == (
        AllowanceState.PAID,
        ["paid-allowance"],
    )


def test_an_allowance_paid_by_mistake_is_corrected_with_its_tie(
    one: Paying, account: BankAccount
) -> None:
    allowance, before = one.agreed("20", "Ben"), one.plan.now.bank
    seen(one, account, ("-20", ""))
    paid = allowance.state
    match = one.session.scalars(select(Matching)).one()

    tying.undo(one.session, match, Undoing("Verkeerd.", mirror=True), by=one.actor("Hans"), at=NOON)

    assert (paid, allowance.state) == (AllowanceState.PAID, AllowanceState.CORRECTED)
    assert one.plan.now.bank == before
    assert book.check(one.session) == []


def test_what_came_back_is_expected_once(one: Paying, account: BankAccount) -> None:
    run, expense, _allowance = at_bank(one)
    first, second = (payment.end_to_end for payment in run.payments)
    told = seen(one, account, ("30", first))

    again = seen(one, account, ("-30", first), ("-20", second))

    assert (told.done, again.done, run.state) == (1, 2, RunState.PARTLY_FAILED)
    assert expense.state is ExpenseState.APPROVED
    assert one.due() == [f"expense.{expense.id}"]


def test_two_who_press_the_button_at_once_book_it_once(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        one = paying(session)
        account = opened(one)
        bill = one.approved("30")
        read = ReadLine(DAY, EUR("-30"), words=bill.reference)
        told = ReadStatement(HOLDER, "1", DAY, DAY, None, None, (read,))
        hans = one.actor("Hans")
        file = ReadFile(Format.CAMT, "f" * 64, (told,))
        statements.keep(session, account, file, vault=VAULT, by=hans, at=NOON)
        keys = [each.key for each in matching.proposals_for(session, account, vault=VAULT)[2]]
        who, account_id = [hans, one.actor("Ina")], account.id
        session.commit()
    told_by: list[str] = []
    start = threading.Barrier(len(who))

    def press(by: Actor) -> None:
        start.wait()
        try:
            confirm(open_engine, account_id, keys, by)
            told_by.append("done")
        except Refusal as refusal:
            told_by.append(refusal.code)

    threads = [threading.Thread(target=press, args=(by,)) for by in who]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told_by) == ["done", "proposals-changed"]
    with Session(open_engine) as session:
        assert session.scalar(select(func.count()).select_from(Matching)) == 1
        assert book.check(session) == []


def confirm(engine: Engine, account_id: UUID, keys: list[str], by: Actor) -> None:
    with Session(engine) as session:
        account = session.get_one(BankAccount, account_id)
        told = matching.confirm_all(session, account, keys, vault=VAULT, by=by, at=NOON)
        assert told.done == 1, told.refused
        session.commit()
