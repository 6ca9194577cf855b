"""What is owed goes back once: by hand, in a run or the way it came, whichever was first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.checks.queries import faults_of
from grants.kit.acts import Act
from grants.kit.errors import NotAllowed, NotNow, OverRoom
from grants.kit.money import EUR, Money
from grants.ledger import queries as book
from grants.payments import queries, service
from grants.payments.models import (
    Arrival,
    ArrivalKind,
    BackKind,
    OnlinePayment,
    OnlineReturn,
    PayRun,
)
from grants.payments.provider import Refunding
from grants.payments.rules import GivingBack, PayeeData
from grants.payments.service import backs, online, overpaid, seen
from grants.payments.states import BackState, PaymentState
from tests.ground import NOON
from tests.payments.online_story import Bank
from tests.payments.paying import VAULT, Paying, paying
from tests.spending.story import DAY, running
from tests.told_once import told_once

GIFT, AWARD = "late gift", "award"
THEIRS = "NL20KNAB0123456780"


@dataclass
class Owed:
    """60 came online that nobody needs: it is owed to the holder, or to the fund."""

    one: Paying
    bank: Bank
    payment: OnlinePayment
    to: UUID

    def refund(self, amount: str) -> OnlineReturn:
        """Hans presses the button; the provider has not heard of it yet."""
        hans = self.one.actor("Hans")
        return backs.refund(self.one.session, self.payment, EUR(amount), by=hans, at=NOON)

    def lands(self, back: OnlineReturn) -> None:
        intent = self.payment.intent_ref or ""
        self.bank.there.give_back(Refunding(back.key, str(back.id), intent, back.amount))
        self.bank.ask(self.payment)

    def by_hand(self, amount: str) -> Arrival:
        data, hans = GivingBack(self.to, EUR(amount), DAY), self.one.actor("Hans")
        return service.give_back(self.one.session, self.one.plan.proposal, data, by=hans, at=NOON)

    def bounces(self, run: PayRun) -> bool:
        """The bank sends back what the run had paid."""
        hans, first = self.one.actor("Hans"), run.payments[0]
        return seen.bounce(self.one.session, first.id, by=hans, at=NOON)

    @property
    def due(self) -> list[Money]:
        found = queries.due(self.one.session, [self.one.plan.proposal.owner_id])
        return [each.amount for each in found]

    @property
    def left(self) -> Money | None:
        return book.owed_back(self.one.session, self.one.plan.proposal.id).get(self.to)


def begun_before_all_came(bank: Bank) -> OnlinePayment:
    """The second part, while nothing of the award was in the book."""
    plan, second = bank.plan, bank.instalment(2)
    which = select(Arrival).where(Arrival.kind == ArrivalKind.INSTALMENT)
    came, hans = bank.session.scalars(which).one(), plan.actor("Hans")
    service.mirror(bank.session, came, "Nog niet", by=hans, at=NOON)
    begun = online.pay_instalment(bank.session, second, "nl", live=False, by=plan.one.dirk, at=NOON)
    plan.arrives("300")
    return begun


@told_once
def owed(session: Session, kind: str) -> Owed:
    one = paying(session)
    bank, hans = Bank(one.plan), one.actor("Hans")
    if kind == GIFT:
        payment, to = bank.gift("60"), one.owner_id
        with pytest.MonkeyPatch.context() as late:
            late.setattr("grants.awards.service.is_accounted", lambda *_: True)
            bank.paid(payment)
    else:
        begun = begun_before_all_came(bank)
        payment, to = bank.paid(bank.opened(begun)), one.plan.award.organisation_id
    data = PayeeData(THEIRS, "Wie het terugkrijgt", organisation_id=to)
    service.save_payee(session, one.owner_id, data, vault=VAULT, by=hans, at=NOON)
    return Owed(one, bank, payment, to)


@pytest.fixture(params=[GIFT, AWARD], scope="module")
def kind(request: pytest.FixtureRequest) -> str:
    """One after the other, so that each beginning is told once."""
    return str(request.param)


@pytest.fixture
def sixty(session: Session, kind: str) -> Owed:
    return owed(session, kind)


def test_what_goes_back_the_way_it_came_is_not_given_back_by_hand(sixty: Owed) -> None:
    assert sixty.due == [EUR("60")]
    back = sixty.refund("25")

    with pytest.raises(OverRoom, match="over-owed") as refusal:
        sixty.by_hand("35.01")

    assert (refusal.value.facts["left"], sixty.due) == (EUR("35"), [EUR("35")])
    sixty.by_hand("35")
    sixty.lands(back)
    assert (sixty.left, sixty.due) == (None, [])
    assert book.check(sixty.one.session) == []


def test_what_goes_back_whole_is_not_due_at_all(sixty: Owed) -> None:
    keys = sixty.one.due()
    sixty.refund("60")

    with pytest.raises(OverRoom, match="over-owed") as refusal:
        sixty.by_hand("0.01")
    with pytest.raises(NotNow, match="due-no-more"):
        sixty.one.collect(keys)

    assert (refusal.value.facts["left"], sixty.due) == (EUR("0"), [])


def test_what_was_given_back_by_hand_does_not_go_back_the_way_it_came(sixty: Owed) -> None:
    sixty.by_hand("40")

    with pytest.raises(OverRoom, match="over-owed") as refusal:
        sixty.refund("20.01")

    assert refusal.value.facts["left"] == EUR("20")
    sixty.lands(sixty.refund("20"))
    assert (sixty.left, sixty.due) == (None, [])


def test_what_is_in_a_run_does_not_go_back_the_way_it_came(sixty: Owed) -> None:
    run = sixty.one.run()

    with pytest.raises(NotNow, match="in-run"):
        sixty.refund("60")

    hans = sixty.one.actor("Hans")
    service.withdraw(sixty.one.session, run, "Toch niet.", by=hans, at=NOON)
    sixty.lands(sixty.refund("60"))
    assert (sixty.left, sixty.due) == (None, [])


def test_a_run_takes_what_does_not_go_back_the_way_it_came(sixty: Owed) -> None:
    back = sixty.refund("25")

    run = sixty.one.settle(sixty.one.handed_in())

    assert run.total == EUR("35")
    sixty.lands(back)
    assert (sixty.left, sixty.due) == (None, [])
    assert book.check(sixty.one.session) == []


def test_what_did_not_go_back_after_all_is_due_again(sixty: Owed) -> None:
    back = sixty.refund("25")

    backs.declined(sixty.one.session, back, at=NOON)

    assert sixty.due == [EUR("60")]
    sixty.by_hand("60")
    assert backs.returnable(sixty.one.session, sixty.payment) == EUR("0")


def test_what_somebody_sends_back_outside_is_not_sent_by_us_as_well(sixty: Owed) -> None:
    sixty.bank.goes_back(sixty.payment, EUR("25"), "re_1", BackKind.REFUND, BackState.ON_ITS_WAY)
    sixty.bank.ask(sixty.payment)

    with pytest.raises(OverRoom, match="over-owed") as refusal:
        sixty.by_hand("60")

    assert (refusal.value.facts["left"], sixty.due) == (EUR("35"), [EUR("35")])
    assert backs.returnable(sixty.one.session, sixty.payment) == EUR("35")


def test_what_the_bank_paid_is_written_down_also_when_it_goes_back_outside(sixty: Owed) -> None:
    run = sixty.one.handed_in()
    sixty.bank.goes_back(sixty.payment, None, "re_1", BackKind.REFUND, BackState.ON_ITS_WAY)
    sixty.bank.ask(sixty.payment)

    sixty.one.settle(run)

    assert [each.state for each in run.payments] == [PaymentState.PAID]


def test_what_the_bank_paid_after_it_went_back_outside_is_owed_by_who_got_it_twice(
    sixty: Owed,
) -> None:
    run, before = sixty.one.handed_in(), sixty.one.plan.now.bank
    room = sixty.one.plan.now.room
    sixty.bank.goes_back(sixty.payment, None, "re_1", BackKind.REFUND)
    sixty.bank.ask(sixty.payment)
    assert (sixty.left, sixty.due) == (None, [])

    sixty.one.settle(run)

    assert [each.state for each in run.payments] == [PaymentState.PAID]
    assert sixty.left == EUR("-60")
    assert sixty.one.plan.now.bank == before - EUR("120")
    assert sixty.due == []
    # The sixty that were owed are no longer reserved; the sixty too much are nobody's to spend.
    assert sixty.one.plan.now.room == room + EUR("60")
    assert sixty.one.plan.waits_for(Act.PAYMENTS_RETURN_OVER) == {"Dan", "Hans", "Ina"}
    assert faults_of(sixty.one.session, [sixty.one.plan.proposal.owner_id]) == []


def test_what_somebody_got_twice_is_right_again_when_it_comes_back(sixty: Owed) -> None:
    run = sixty.one.handed_in()
    sixty.bank.goes_back(sixty.payment, EUR("25"), "re_1", BackKind.REFUND)
    sixty.bank.ask(sixty.payment)
    sixty.one.settle(run)
    too_much = sixty.left

    assert sixty.bounces(run)
    owed = sixty.left
    sixty.by_hand("35")

    assert (too_much, owed, sixty.left) == (EUR("-25"), EUR("35"), None)
    assert sixty.one.plan.waits_for(Act.PAYMENTS_RETURN_OVER) == set()
    assert book.check(sixty.one.session) == []


def test_whoever_is_told_of_too_much_has_seen_it(sixty: Owed) -> None:
    run = sixty.one.handed_in()
    sixty.bank.goes_back(sixty.payment, None, "re_1", BackKind.REFUND)
    sixty.bank.ask(sixty.payment)
    sixty.one.settle(run)
    arrival = sixty.one.session.scalars(
        select(Arrival).where(Arrival.kind == ArrivalKind.RETURN)
    ).one()

    overpaid.seen(sixty.one.session, arrival, by=sixty.one.actor("Dan"), at=NOON)

    assert sixty.one.plan.waits_for(Act.PAYMENTS_RETURN_OVER) == {"Hans", "Ina"}
    with pytest.raises(NotAllowed):
        overpaid.seen(sixty.one.session, arrival, by=sixty.one.plan.one.dirk, at=NOON)


def test_what_the_bank_sends_back_of_a_run_is_not_what_went_the_way_it_came(sixty: Owed) -> None:
    back = sixty.refund("30")
    run = sixty.one.settle(sixty.one.handed_in())
    sixty.bank.later(hours=1)
    sixty.lands(back)

    assert sixty.bounces(run)

    assert (run.payments[0].state, sixty.left) == (PaymentState.FAILED, EUR("30"))


def test_of_an_instalment_that_is_taken_back_only_what_was_too_much_is_going(
    session: Session,
) -> None:
    bank = Bank(running(session))
    payment, funder = bank.begun(), bank.plan.award.organisation_id
    other = online.pay_instalment(
        session, bank.instalment(2), "nl", live=False, by=bank.plan.one.dirk, at=NOON
    )
    bank.plan.arrives("240")
    bank.paid(payment)
    bank.paid(bank.opened(other))
    assert book.owed_back(session, bank.plan.proposal.id) == {funder: EUR("240")}

    bank.goes_back(payment, state=BackState.ON_ITS_WAY)
    bank.ask(payment)

    due = queries.due(session, [bank.plan.proposal.owner_id])
    assert [each.amount for each in due] == [EUR("60")]
