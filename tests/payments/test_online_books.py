"""What goes back through the provider, part by part and in two ways: the book says it to the cent."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from grants.awards import queries as awards
from grants.awards.models import InstalmentState
from grants.kit.errors import OverRoom
from grants.kit.money import EUR, Money
from grants.ledger import queries as book
from grants.ledger.models import Entry
from grants.payments import service
from grants.payments.models import Arrival, BackKind, OnlinePayment
from grants.payments.rules import GivingBack
from grants.payments.service import backs, online
from grants.payments.states import BackState, OnlineState
from grants.reports.queries import gathered
from grants.reports.rules import SourceKind
from tests.payments.online_story import Bank
from tests.spending.story import DAY, running


@pytest.fixture
def bank(session: Session) -> Bank:
    return Bank(running(session))


@pytest.fixture
def twice(bank: Bank) -> OnlinePayment:
    """240 came by transfer and 240 online, where 60 was still to come: 180 is too much."""
    payment = bank.begun()
    bank.plan.arrives("240")
    return bank.paid(payment)


def owed(bank: Bank) -> list[Money]:
    return list(book.owed_back(bank.session, bank.plan.proposal.id).values())


def paid_at_desk(bank: Bank) -> Money:
    funder = bank.plan.award.organisation_id
    return awards.desk(bank.session, [funder]).rows[0].paid


def goes(bank: Bank, payment: OnlinePayment, amount: str, ref: str, *states: BackState) -> None:
    for state in states or (BackState.DONE,):
        bank.goes_back(payment, EUR(amount), ref, BackKind.REFUND, state)
        bank.ask(payment)


def test_what_was_too_much_is_taken_once_and_the_rest_is_to_come_again(
    bank: Bank, twice: OnlinePayment
) -> None:
    goes(bank, twice, "100", "re_1")
    goes(bank, twice, "100", "re_2")

    assert owed(bank) == []
    assert (bank.plan.now.to_come, bank.plan.now.bank) == (EUR("20"), EUR("280"))
    assert paid_at_desk(bank) == EUR("280")


def test_what_was_sent_back_as_left_is_not_taken_off_again(
    bank: Bank, twice: OnlinePayment
) -> None:
    bank.send_back(twice, "180")

    bank.goes_back(twice, EUR("60"))
    bank.ask(twice)

    assert owed(bank) == []
    assert (bank.plan.now.to_come, bank.plan.now.bank) == (EUR("60"), EUR("240"))


def test_what_comes_again_is_what_had_gone(bank: Bank, twice: OnlinePayment) -> None:
    goes(bank, twice, "100", "re_1")
    goes(bank, twice, "100", "re_2", BackState.DONE, BackState.FAILED)

    assert (owed(bank), bank.plan.now.to_come) == ([EUR("80")], EUR("0"))
    assert paid_at_desk(bank) == EUR("300")


def test_the_funders_desk_says_what_it_really_paid(bank: Bank, twice: OnlinePayment) -> None:
    assert paid_at_desk(bank) == EUR("300")

    bank.goes_back(twice)
    bank.ask(twice)

    assert paid_at_desk(bank) == EUR("240")


def test_a_part_that_went_back_is_off_what_the_funder_paid(bank: Bank) -> None:
    payment = bank.paid(bank.begun())

    goes(bank, payment, "40", "re_1")
    goes(bank, payment, "200", "re_2")

    assert paid_at_desk(bank) == EUR("0")
    assert bank.instalment().state is InstalmentState.PLANNED
    assert bank.plan.now.to_come == EUR("300")


def test_two_payments_do_not_send_the_same_debt_back_twice(bank: Bank) -> None:
    first, dirk = bank.begun(), bank.plan.one.dirk
    second = bank.instalment(2)
    other = bank.opened(
        online.pay_instalment(bank.session, second, "nl", live=False, by=dirk, at=bank.clock)
    )
    bank.plan.arrives("240")
    bank.paid(first)
    bank.paid(other)
    due = owed(bank)[0]
    hans = bank.actor("Hans")
    backs.refund(bank.session, first, EUR("240"), by=hans, at=bank.clock)

    with pytest.raises(OverRoom) as refusal:
        backs.refund(bank.session, other, EUR("60"), by=hans, at=bank.clock)

    assert refusal.value.facts["left"] == due - EUR("240")


def test_the_account_counts_a_gift_without_what_went_back(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    bank.send_back(payment, "2")

    found = gathered(bank.session, bank.plan.proposal)

    gifts = next(one for one in found.sources if one.kind is SourceKind.OTHER)
    assert (gifts.real, found.own) == (EUR("3"), EUR("3"))


def test_a_late_gift_is_not_in_the_account(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = bank.gift("5")
    with monkeypatch.context() as late:
        late.setattr("grants.awards.service.is_accounted", lambda *_: True)
        bank.paid(payment)

    assert gathered(bank.session, bank.plan.proposal).own == EUR("0")


def test_the_holder_stands_in_for_what_he_was_given_and_nothing_moves(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = bank.gift("5")
    with monkeypatch.context() as late:
        late.setattr("grants.awards.service.is_accounted", lambda *_: True)
        bank.paid(payment)
    holder = bank.plan.one.ground.holder.id
    back = GivingBack(holder, EUR("5"), DAY)
    service.give_back(bank.session, bank.plan.proposal, back, by=bank.actor("Hans"), at=bank.clock)
    entries = bank.session.scalar(select(func.count()).select_from(Entry))

    bank.goes_back(payment)
    bank.ask(payment)

    assert payment.state is OnlineState.REVERSED
    assert owed(bank) == []
    assert bank.session.scalar(select(func.count()).select_from(Entry)) == entries


def test_a_late_gift_goes_back_once_by_hand_or_the_way_it_came(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.plan.arrives("240")
    payments = [bank.gift("5"), bank.gift("7")]
    with monkeypatch.context() as late:
        late.setattr("grants.awards.service.is_accounted", lambda *_: True)
        for payment in payments:
            bank.paid(payment)
    hans = bank.actor("Hans")
    back = GivingBack(bank.plan.one.ground.holder.id, EUR("4"), DAY)
    service.give_back(bank.session, bank.plan.proposal, back, by=hans, at=bank.clock)
    backs.refund(bank.session, payments[0], EUR("5"), by=hans, at=bank.clock)

    assert backs.returnable(bank.session, payments[1]) == EUR("3")


def test_what_is_undone_is_taken_off_what_came_by_now(bank: Bank) -> None:
    bank.plan.arrives("240")
    instalment = bank.instalment()
    arrival = bank.session.scalars(select(Arrival)).one()
    meanwhile = text("UPDATE instalment SET received_minor = 30000 WHERE received_minor = 24000")
    bank.session.execute(meanwhile)

    hans = bank.actor("Hans")
    service.mirror(bank.session, arrival, "Verkeerd.", by=hans, at=bank.clock)

    assert (instalment.state, instalment.received) == (InstalmentState.RECEIVED, EUR("60"))


@pytest.mark.parametrize(("spent", "gap"), [(True, "5"), (False, "0")])
def test_the_room_lacks_what_was_sent_back_and_what_the_holder_stood_in_for_and_no_more(
    bank: Bank, spent: bool, gap: str
) -> None:
    gift, plan = bank.paid(bank.gift("5")), bank.plan
    last = [plan.approved(amount, why="Duurder.") for amount in ("100", "100", "100", "5")][-1]
    assert plan.now.room == EUR("0")
    if spent:
        plan.pay(last)

    goes(bank, gift, "5", "re_1")

    assert sum(owed(bank), start=EUR("0")) == EUR(gap)
    assert plan.now.room == -(EUR("5") + EUR(gap))
    assert book.check(bank.session) == []
