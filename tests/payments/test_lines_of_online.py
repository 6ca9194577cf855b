"""What came or went through the provider, beside lines of the bank; and matches that outlived theirs."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Allowance
from grants.kit.money import EUR, Money
from grants.ledger import queries as book
from grants.ledger.service import UNDONE
from grants.payments import queries, service
from grants.payments.models import (
    Arrival,
    BackKind,
    BankAccount,
    MatchedThing,
    Matching,
    MatchKind,
    Source,
    StatementLine,
)
from grants.payments.rules import ExpectedKind
from grants.payments.rules.matching import Proposal, Sure
from grants.payments.rules.statements import NewAccount, ReadLine
from grants.payments.service import bank_accounts, matching, statements, tying
from grants.payments.service.tying import Undoing
from grants.payments.states import ArrivalState, BackState, LineState
from grants.spending import service as spending
from grants.spending.models import Expense
from tests.ground import NOON
from tests.payments.online_story import Bank
from tests.payments.paying import VAULT, Paying, paying
from tests.payments.shown_story import confirm, keep, lines
from tests.payments.statement_story import IBAN, file, line
from tests.payments.test_seen_runs import opened
from tests.spending.story import DAY, running


def states(one: Paying) -> list[LineState]:
    return [line.state for line in lines(one)]


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


@pytest.fixture
def account(one: Paying) -> BankAccount:
    return opened(one)


@pytest.fixture
def came(session: Session) -> Bank:
    """Part 1 of the award, 240, was paid online; nothing else came."""
    bank = Bank(running(session))
    bank.paid(bank.begun())
    return bank


def kept(bank: Bank, amount: str, words: str) -> BankAccount:
    """An account of the holder, with this line on it."""
    plan, hans = bank.plan, bank.actor("Hans")
    new, holder = NewAccount(IBAN, "Betaalrekening"), plan.one.ground.holder
    there = bank_accounts.add_account(plan.session, holder, new, vault=VAULT, by=hans, at=NOON)
    one = file(line(amount, words, name="Iemand"))
    statements.keep(plan.session, there, one, vault=VAULT, by=hans, at=NOON)
    return there


def read(bank: Bank, words: str) -> list[Proposal]:
    """What is made of a line of 240 that came."""
    there = kept(bank, "240", words)
    return matching.proposals_for(bank.session, there, vault=VAULT)[2]


@pytest.mark.parametrize("name", ["award", "plan"])
def test_a_transfer_of_what_was_paid_online_already_is_never_sure_to_be_that(
    came: Bank, name: str
) -> None:
    of = {"award": came.plan.award.reference, "plan": came.plan.proposal.reference}

    assert read(came, f"deel 1 {of[name]}") == []


def test_what_the_provider_pays_out_is_still_shown_by_its_line(came: Bank) -> None:
    landed = came.session.scalars(select(Arrival)).one()

    [payout] = read(came, "PAYOUT po_1")

    assert (payout.sure, payout.things[0].kind) == (Sure.LIKELY, ExpectedKind.ARRIVAL)
    assert payout.things[0].thing_id == landed.id


def test_what_came_by_hand_is_still_sure_by_what_its_line_names(session: Session) -> None:
    bank = Bank(running(session))
    bank.plan.arrives("240")

    [found_one] = read(bank, bank.plan.award.reference)

    assert (found_one.sure, found_one.things[0].kind) == (Sure.SURE, ExpectedKind.ARRIVAL)


def test_a_refund_that_failed_lets_the_line_that_showed_it_wait(session: Session) -> None:
    bank = Bank(running(session))
    payment, hans = bank.begun(), bank.actor("Hans")
    bank.plan.arrives("240")
    back = bank.send_back(bank.paid(payment), "180")
    there = kept(bank, "-180", "PAYOUT po_2")
    keys = [one.key for one in matching.proposals_for(session, there, vault=VAULT)[2]]
    matching.confirm_all(session, there, keys, vault=VAULT, by=hans, at=NOON)
    [row] = session.scalars(select(StatementLine))
    matched = row.state

    bank.goes_back(payment, EUR("180"), back.their_ref or "", BackKind.REFUND, BackState.FAILED)
    bank.ask(payment)

    assert session.get_one(Arrival, back.arrival_id).state is ArrivalState.MIRRORED
    assert (matched, row.state) == (LineState.MATCHED, LineState.OPEN)
    assert queries.waiting_for_plan(session, bank.plan.proposal) == 1
    match = session.scalars(select(Matching)).one()
    assert (match.undone_by_id, match.undone_why) == (None, "De boeking is ongedaan gemaakt.")
    assert book.check(session) == []


@pytest.mark.parametrize("mirror", [True, False])
@pytest.mark.parametrize("what", ["arrival", "expense", "allowance"])
def test_a_match_of_which_the_booking_was_undone_before_is_undone_with_or_without_it(
    one: Paying, account: BankAccount, monkeypatch: pytest.MonkeyPatch, what: str, *, mirror: bool
) -> None:
    session, hans = one.session, one.actor("Hans")
    match = booked(one, account, what)
    with monkeypatch.context() as before:
        # As it was in a release in which no line waited again by itself.
        before.delitem(UNDONE, "payments")
        bank = undone_by_hand(one)
    assert (states(one), match.undone_at) == ([LineState.MATCHED], None)

    tying.undo(session, match, Undoing("Dubbel.", mirror=mirror), by=hans, at=NOON)

    assert (states(one), match.undone_why) == ([LineState.OPEN], "Dubbel.")
    assert one.plan.now.bank == bank
    assert book.check(session) == []


def booked(one: Paying, account: BankAccount, what: str) -> Matching:
    """One line that wrote something in the book."""
    if what == "arrival":
        keep(one, account, ReadLine(DAY, EUR("25")))
        [row], hans, plan = lines(one), one.actor("Hans"), one.plan.proposal
        return matching.as_income(one.session, row, plan, Source.GIFT, "", by=hans, at=NOON)
    amount, thing = ("-30", one.approved("30")) if what == "expense" else ("-20", one.agreed("20"))
    keep(one, account, ReadLine(DAY, EUR(amount), words=thing.reference))
    assert confirm(one, account).done == 1
    return one.session.scalars(select(Matching)).one()


def undone_by_hand(one: Paying) -> Money:
    """What it booked is undone; what is in the bank then."""
    session, hans = one.session, one.actor("Hans")
    thing = session.scalars(select(MatchedThing)).one()
    assert thing.booked
    if thing.kind is MatchKind.ARRIVAL:
        arrival = session.get_one(Arrival, thing.thing_id)
        service.mirror(session, arrival, "Dubbel.", by=hans, at=NOON)
    elif thing.kind is MatchKind.EXPENSE:
        expense = session.get_one(Expense, thing.thing_id)
        spending.correct(session, expense, "Dubbel.", by=hans, at=NOON)
    else:
        allowance = session.get_one(Allowance, thing.thing_id)
        allowances.correct(session, allowance, "Dubbel.", by=hans, at=NOON)
    return one.plan.now.bank
