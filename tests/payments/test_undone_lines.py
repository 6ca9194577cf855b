"""What a line showed is undone in the book: the line waits again, and no report is sealed over it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.history.models import Event
from grants.kit.acts import Act
from grants.kit.errors import Refusal, Stale
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import queries, service
from grants.payments.models import Arrival, BankAccount, Matching
from grants.payments.rules import PayeeData
from grants.payments.rules.statements import ReadLine
from grants.payments.service import matching
from grants.payments.states import LineState
from grants.spending import service as spending
from grants.spending.models import Expense
from grants.spending.service import Paying as PayingData
from tests.ground import NOON
from tests.payments.paying import VAULT, Paying, paying
from tests.payments.shown_story import confirm, keep, lines
from tests.payments.test_run_ways import FUND, ended, save
from tests.payments.test_seen_runs import opened, seen
from tests.spending.story import DAY


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


@pytest.fixture
def account(one: Paying) -> BankAccount:
    return opened(one)


def waits(one: Paying) -> int:
    """How many lines keep the report of the plan from being sealed."""
    return queries.waiting_for_plan(one.session, one.plan.proposal)


def states(one: Paying) -> list[LineState]:
    return [line.state for line in lines(one)]


def bill_and_help(one: Paying) -> tuple[Expense, Allowance]:
    return one.approved("30"), one.agreed("20", "Ben")


def test_a_bill_and_an_allowance_that_are_undone_let_their_lines_wait(
    one: Paying, account: BankAccount
) -> None:
    expense, allowance = bill_and_help(one)
    run, session = one.handed_in(), one.session
    seen(one, account, *((f"-{each.amount.digits}", each.end_to_end) for each in run.payments))
    matched = states(one)

    spending.correct(session, expense, "Dubbel.", by=one.actor("Dan"), at=NOON)
    half = waits(one)
    allowances.correct(session, allowance, "Dubbel.", by=one.actor("Dan"), at=NOON)

    assert (matched, half) == ([LineState.MATCHED] * 2, 1)
    assert (states(one), waits(one)) == ([LineState.OPEN] * 2, 2)
    assert matching.proposals_for(session, account, vault=VAULT)[2] == []


def test_a_line_shows_a_bill_as_long_as_both_stand(one: Paying, account: BankAccount) -> None:
    bill, helped = bill_and_help(one)
    run, session = one.handed_in(), one.session
    before = queries.is_shown(session, bill)
    seen(one, account, ("-50", run.reference))
    shown = [queries.is_shown(session, each) for each in (bill, helped)]

    spending.correct(session, bill, "Dubbel.", by=one.actor("Dan"), at=NOON)

    assert (before, shown) == (False, [True, True])
    assert [queries.is_shown(session, each) for each in (bill, helped)] == [False, False]


def test_a_bill_that_was_matched_by_hand_lets_its_line_wait(
    one: Paying, account: BankAccount
) -> None:
    expense = one.approved("30")
    keep(one, account, ReadLine(DAY, EUR("-30"), words=expense.reference))
    confirm(one, account)

    spending.correct(one.session, expense, "Dubbel.", by=one.actor("Dan"), at=NOON)

    assert (states(one), waits(one)) == ([LineState.OPEN], 1)


def test_an_arrival_that_is_undone_lets_its_line_wait_and_be_entered_anew(
    one: Paying, account: BankAccount
) -> None:
    keep(one, account, ReadLine(DAY, EUR("300"), words=one.plan.award.reference))
    confirm(one, account)
    which = select(Arrival).where(Arrival.instalment_id.is_not(None))
    [arrival] = one.session.scalars(which)

    service.mirror(one.session, arrival, "Verkeerd.", by=one.actor("Hans"), at=NOON)
    assert (one.plan.now.bank, states(one), waits(one)) == (EUR("0"), [LineState.OPEN], 1)

    assert confirm(one, account).done == 1
    assert (one.plan.now.bank, waits(one)) == (EUR("300"), 0)


def test_the_line_of_all_that_a_run_paid_waits_when_one_of_it_is_undone(
    one: Paying, account: BankAccount
) -> None:
    expense, _allowance = bill_and_help(one)
    run = one.handed_in()
    seen(one, account, ("-50", run.reference))

    spending.correct(one.session, expense, "Dubbel.", by=one.actor("Dan"), at=NOON)
    again = one.approved("30")
    [line] = queries.open_lines(one.session, account.id)
    looking = matching.proposals_for(one.session, account, vault=VAULT)[1]
    helped = next(each.key for each in looking if each.kind == "payment")
    keys = [f"expense.{again.id}", helped]
    hans = one.actor("Hans")
    matching.confirm(one.session, account, [line.id], keys, vault=VAULT, by=hans, at=NOON)

    assert (states(one), waits(one)) == ([LineState.MATCHED], 0)
    assert one.plan.now.bank == EUR("250")
    assert book.check(one.session) == []


def test_money_sent_back_by_a_run_and_undone_by_hand_lets_its_line_wait(
    one: Paying, account: BankAccount
) -> None:
    fund, hans = ended(one), one.actor("Hans")
    save(one, PayeeData(FUND, "Gemeente", organisation_id=fund))
    run = one.handed_in()
    seen(one, account, ((-run.total).digits, run.payments[0].end_to_end))
    sent = one.session.scalars(select(Arrival).where(Arrival.organisation_id == fund)).one()
    assert queries.is_shown(one.session, sent)

    service.mirror(one.session, sent, "Verkeerd.", by=hans, at=NOON)

    assert states(one) == [LineState.OPEN]


def test_what_came_back_at_the_bank_keeps_its_two_lines(one: Paying, account: BankAccount) -> None:
    expense, session = one.approved("30"), one.session
    told = one.handed_in().payments[0].end_to_end
    seen(one, account, ("-30", told))
    seen(one, account, ("30", told))

    spending.correct(session, expense, "Niet meer nodig.", by=one.actor("Dan"), at=NOON)

    assert (states(one), waits(one)) == ([LineState.MATCHED] * 2, 0)


def test_what_came_back_and_is_paid_again_lets_only_the_later_line_wait(
    one: Paying, account: BankAccount
) -> None:
    expense, hans = one.approved("30"), one.actor("Hans")
    told = one.handed_in().payments[0].end_to_end
    seen(one, account, ("-30", told), ("30", told))
    paying = PayingData(AccountKind.BANK, DAY)
    spending.pay(one.session, expense, paying, by=hans, at=NOON)
    tomorrow = DAY + timedelta(days=1)
    keep(one, account, ReadLine(tomorrow, EUR("-30"), words=expense.reference), name="b")
    confirm(one, account)
    matched = states(one)

    spending.correct(one.session, expense, "Dubbel.", by=hans, at=NOON)

    assert matched == [LineState.MATCHED] * 3
    assert states(one) == [LineState.MATCHED, LineState.MATCHED, LineState.OPEN]


def test_the_history_of_what_was_undone_says_that_a_line_waits_again(
    one: Paying, account: BankAccount
) -> None:
    expense, dan = one.approved("30"), one.actor("Dan")
    run = one.handed_in()
    seen(one, account, ("-30", run.reference))

    spending.correct(one.session, expense, "Dubbel.", by=dan, at=NOON)

    event = one.session.scalars(
        select(Event).where(Event.act == Act.PAYMENTS_LINE_REOPEN, Event.thing_id == expense.id)
    ).one()
    match = one.session.scalars(select(Matching)).one()
    assert (event.actor_id, match.undone_by_id) == (dan.person_id, dan.person_id)
    assert (match.undone_at, match.undone_why) == (NOON, "De boeking is ongedaan gemaakt.")


def test_what_was_undone_meanwhile_is_not_tied_to_its_line(
    one: Paying, account: BankAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    expense, hans = one.approved("30"), one.actor("Hans")
    told = one.settle(one.handed_in()).payments[0].end_to_end
    keep(one, account, ReadLine(DAY, EUR("-30"), end_to_end=told))
    found = matching.proposals_for(one.session, account, vault=VAULT)
    spending.correct(one.session, expense, "Dubbel.", by=hans, at=NOON)
    monkeypatch.setattr(matching, "proposals_for", lambda *_args, **_more: found)
    line, key = found[0][0], found[2][0].things[0].key

    with pytest.raises(Stale, match="proposals-changed"):
        matching.confirm(one.session, account, [line.id], [key], vault=VAULT, by=hans, at=NOON)


def test_who_undoes_a_bill_while_another_confirms_its_line_leaves_the_line_waiting(
    open_engine: Engine,
) -> None:
    """Whichever of the two comes first."""
    with Session(open_engine) as session:
        one = paying(session)
        account, bill = opened(one), one.approved("30")
        hans, dan = one.actor("Hans"), one.actor("Dan")
        spending.pay(session, bill, PayingData(AccountKind.BANK, DAY), by=hans, at=NOON)
        keep(one, account, ReadLine(DAY, EUR("-30"), words=bill.reference))
        keys = [each.key for each in matching.proposals_for(session, account, vault=VAULT)[2]]
        account_id, bill_id = account.id, bill.id
        session.commit()
    start = threading.Barrier(2)

    def tie() -> None:
        with Session(open_engine) as session:
            there = session.get_one(BankAccount, account_id)
            start.wait()
            try:
                matching.confirm_all(session, there, keys, vault=VAULT, by=hans, at=NOON)
            except Refusal as refusal:
                assert refusal.code == "proposals-changed"  # noqa: PT017  either is right
            session.commit()

    def undo() -> None:
        with Session(open_engine) as session:
            start.wait()
            expense = session.get_one(Expense, bill_id)
            spending.correct(session, expense, "Dubbel.", by=dan, at=NOON)
            session.commit()

    threads = [threading.Thread(target=each) for each in (tie, undo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with Session(open_engine) as session:
        assert len(queries.open_lines(session, account_id)) == 1
        assert book.check(session) == []
