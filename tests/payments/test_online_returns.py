"""Money that was paid online goes back: by us, from outside, in part, not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards.models import InstalmentState
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.outbox.models import Job
from grants.payments import service
from grants.payments.models import BackKind
from grants.payments.provider import Back
from grants.payments.queries import online as queries
from grants.payments.rules import GivingBack
from grants.payments.rules.online import Opening
from grants.payments.service import backs, gifts
from grants.payments.states import BackState, OnlineState
from grants.proposals.states import ProposalState
from tests.payments.online_story import Bank
from tests.spending.story import DAY, Running, running


@pytest.fixture
def plan(session: Session) -> Running:
    return running(session)


@pytest.fixture
def bank(plan: Running) -> Bank:
    return Bank(plan)


def test_a_refund_from_outside_takes_its_part(bank: Bank) -> None:
    payment = bank.paid(bank.begun())
    bank.goes_back(payment, EUR("50"), "re_1", BackKind.REFUND)
    bank.ask(payment)

    assert payment.state is OnlineState.PART_RETURNED
    assert bank.plan.now.bank == payment.amount - EUR("50")
    assert bank.plan.now.to_come == EUR("300") - payment.amount + EUR("50")


def test_a_gift_goes_back_in_parts_and_then_whole(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))

    bank.send_back(payment, "2")
    assert str(payment.state) == "part-returned"
    bank.send_back(payment, "3")

    assert payment.state is OnlineState.RETURNED
    assert bank.plan.now.own == EUR("0")
    assert queries.given(bank.session, bank.plan.proposal.id).so_far == EUR("0")
    with pytest.raises(OverRoom, match="over-owed"):
        bank.send_back(payment, "1")


def test_a_reversal_after_a_part_went_back_says_what_the_bank_did(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    bank.send_back(payment, "2")

    bank.goes_back(payment, EUR("3"))
    bank.ask(payment)
    assert str(payment.state) == "reversed"
    bank.goes_back(payment, EUR("3"), state=BackState.FAILED)
    bank.ask(payment)

    assert payment.state is OnlineState.PART_RETURNED
    assert bank.plan.now.own == EUR("3")


def test_what_is_left_goes_back_the_way_it_came_no_more_than_is_owed(bank: Bank) -> None:
    payment = bank.begun()
    bank.plan.arrives("240")
    bank.paid(payment)
    owed = payment.amount - EUR("60")

    with pytest.raises(OverRoom, match="over-owed"):
        bank.send_back(payment, (owed + EUR("0.01")).digits)
    back = bank.send_back(payment, owed.digits)

    assert (back.kind, back.state) == (BackKind.LEFT, BackState.DONE)
    assert book.owed_back(bank.session, bank.plan.proposal.id) == {}
    assert payment.state is OnlineState.PART_RETURNED


def test_what_is_under_way_back_is_not_sent_by_hand_as_well(bank: Bank) -> None:
    payment = bank.begun()
    bank.plan.arrives("240")
    bank.paid(payment)
    owed = payment.amount - EUR("60")
    backs.refund(bank.session, payment, owed, by=bank.actor("Hans"), at=bank.clock)

    giving = GivingBack(bank.plan.award.organisation_id, owed, DAY)
    with pytest.raises(OverRoom, match="over-owed"):
        service.give_back(
            bank.session, bank.plan.proposal, giving, by=bank.actor("Hans"), at=bank.clock
        )
    with pytest.raises(OverRoom, match="over-owed"):
        bank.send_back(payment, "1")


def test_a_refund_of_what_was_left_that_fails_is_owed_again(bank: Bank) -> None:
    payment = bank.begun()
    bank.plan.arrives("240")
    bank.paid(payment)
    owed = payment.amount - EUR("60")
    back = bank.send_back(payment, owed.digits)

    bank.goes_back(payment, owed, back.their_ref or "", BackKind.REFUND, BackState.FAILED)
    bank.ask(payment)

    assert back.state is BackState.FAILED
    assert payment.state is OnlineState.PAID
    funder = bank.plan.award.organisation_id
    assert book.owed_back(bank.session, bank.plan.proposal.id) == {funder: owed}


def test_a_refund_waits_and_can_fail_before_it_was_done(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    back = backs.refund(bank.session, payment, EUR("5"), by=bank.actor("Hans"), at=bank.clock)
    assert payment.session_ref is not None
    for state in (BackState.ON_ITS_WAY, BackState.FAILED):
        bank.there.went(
            payment.session_ref, Back("re_9", BackKind.REFUND, EUR("5"), state, str(back.id))
        )
        bank.ask(payment)
        assert back.state is state

    assert bank.plan.now.own == EUR("5")
    assert bank.plan.waits_for(Act.PAYMENTS_ONLINE_FAIL) == {"Hans"}


def test_a_refund_that_was_declined_is_told_to_the_holder(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    back = backs.refund(bank.session, payment, EUR("5"), by=bank.actor("Hans"), at=bank.clock)

    backs.declined(bank.session, back, at=bank.clock)
    backs.declined(bank.session, back, at=bank.clock)

    assert back.state is BackState.FAILED
    assert bank.plan.waits_for(Act.PAYMENTS_ONLINE_FAIL) == {"Hans"}
    assert backs.returnable(bank.session, payment) == EUR("5")


def test_a_person_sends_a_lost_refund_again_under_a_new_key(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    back = backs.refund(bank.session, payment, EUR("5"), by=bank.actor("Hans"), at=bank.clock)
    first = back.key
    bank.later(minutes=10)

    for _twice in range(2):
        backs.again(bank.session, back, by=bank.actor("Hans"), at=bank.clock)

    assert (back.key != first, back.turn) == (True, 2)
    keys = {job.key for job in bank.session.scalars(select(Job)) if job.kind == "payments.refund"}
    assert keys == {f"payments.refund:{first}", f"payments.refund:{back.key}"}


def test_a_refund_whose_call_can_be_under_way_is_not_sent_beside_it(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    back = backs.refund(bank.session, payment, EUR("5"), by=bank.actor("Hans"), at=bank.clock)
    bank.later(minutes=9, seconds=59)

    backs.again(bank.session, back, by=bank.actor("Hans"), at=bank.clock)

    assert back.turn == 1


@pytest.mark.parametrize(
    ("who", "amount", "code"),
    [("Ada", "5", "holder-enters"), ("Hans", "0", "amount-nothing")],
)
def test_who_may_not_or_nothing_is_refused(bank: Bank, who: str, amount: str, code: str) -> None:
    payment = bank.paid(bank.gift("5"))

    with pytest.raises((NotAllowed, Invalid), match=code):
        bank.send_back(payment, amount, by=who)


def test_nothing_goes_back_of_what_was_not_paid_or_is_spent(bank: Bank) -> None:
    unpaid = bank.gift("5")
    with pytest.raises(NotNow, match="not-paid-online"):
        bank.send_back(unpaid, "5")

    paid = bank.paid(bank.gift("60"))
    bank.plan.paid("58")

    with pytest.raises(OverRoom, match="over-place") as refusal:
        bank.send_back(paid, "5")
    assert refusal.value.facts == {"left": EUR("2")}


def test_a_gift_after_the_account_is_owed_to_the_holder_and_told(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = bank.gift("5")
    monkeypatch.setattr("grants.awards.service.is_accounted", lambda *_: True)

    bank.paid(payment)

    holder = bank.plan.one.ground.holder.id
    assert book.owed_back(bank.session, bank.plan.proposal.id) == {holder: EUR("5")}
    assert bank.plan.now.own == EUR("0")
    assert bank.plan.waits_for(Act.PAYMENTS_ONLINE_LAND) == {"Hans"}
    bank.send_back(payment, "5")
    assert book.owed_back(bank.session, bank.plan.proposal.id) == {}


@pytest.mark.parametrize(
    ("state", "code"),
    [(ProposalState.DRAFT, "gifts-not-now"), (ProposalState.RUNNING, "accounted-already")],
)
def test_a_plan_that_cannot_take_gifts_is_not_opened(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, state: ProposalState, code: str
) -> None:
    bank.plan.proposal.state = state
    bank.session.flush()
    monkeypatch.setattr("grants.payments.service.gifts.is_accounted", lambda *_: True)

    with pytest.raises(NotNow, match=code):
        gifts.open_gifts(
            bank.session,
            bank.plan.proposal,
            Opening(EUR("10")),
            by=bank.actor("Ada"),
            at=bank.clock,
        )


def test_an_instalment_of_which_nothing_was_to_come_is_owed_back_whole(bank: Bank) -> None:
    payment = bank.begun()
    bank.plan.arrives("300")

    bank.paid(payment)
    funder = bank.plan.award.organisation_id
    assert book.owed_back(bank.session, bank.plan.proposal.id) == {funder: payment.amount}
    bank.goes_back(payment)
    bank.ask(payment)
    bank.goes_back(payment, state=BackState.FAILED)
    bank.ask(payment)

    assert book.owed_back(bank.session, bank.plan.proposal.id) == {funder: payment.amount}


def test_an_instalment_that_also_came_by_transfer_stays_received_when_the_debit_is_taken_back(
    bank: Bank,
) -> None:
    payment = bank.begun()
    bank.plan.arrives("240")
    bank.paid(payment)

    bank.goes_back(payment)
    bank.ask(payment)

    assert (bank.plan.now.bank, bank.plan.now.to_come) == (EUR("240"), EUR("60"))
    assert bank.instalment().state is InstalmentState.RECEIVED
    assert bank.instalment().received == EUR("240")
    assert bank.instalment(2).state is InstalmentState.PLANNED


def test_what_goes_back_in_a_run_does_not_go_back_online(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = bank.begun()
    bank.plan.arrives("300")
    bank.paid(payment)
    monkeypatch.setattr("grants.payments.service.backs.is_going_back", lambda *_: True)

    with pytest.raises(NotNow, match="in-run"):
        bank.send_back(payment, "5")


def test_a_refund_that_went_is_not_sent_again(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    back = bank.send_back(payment, "5")

    backs.again(bank.session, back, by=bank.actor("Hans"), at=bank.clock)

    assert back.turn == 1
