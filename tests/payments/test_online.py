"""Payments through the provider: into the book once, back out of it, in any order."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.awards.models import InstalmentState
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import Entry
from grants.outbox.models import Job
from grants.payments import service
from grants.payments.models import (
    Arrival,
    OnlinePayment,
)
from grants.payments.provider import Standing
from grants.payments.queries import online as queries
from grants.payments.rules.online import Giving, Opening
from grants.payments.service import gifts, online, telling
from grants.payments.states import ArrivalState, BackState, OnlineState
from tests.ground import store
from tests.payments.online_story import Bank
from tests.spending.story import Running, running


@pytest.fixture
def plan(session: Session) -> Running:
    return running(session)


@pytest.fixture
def bank(plan: Running) -> Bank:
    return Bank(plan)


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_our_row_stands_before_the_provider_hears_of_it(bank: Bank) -> None:
    box = bank.box()

    payment = online.give(bank.session, box, Giving(EUR("5"), " Fatma "), live=False, at=bank.clock)

    assert (payment.state, payment.name, bank.there.orders) == (OnlineState.MADE, "Fatma", [])
    kinds = {job.kind for job in bank.session.scalars(select(Job))}
    assert {"payments.look", "payments.compare"} <= kinds


def test_a_gift_that_is_paid_is_our_own_money_at_the_holder(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5", "Fatma"))

    assert payment.state is OnlineState.PAID
    assert (bank.plan.now.bank, bank.plan.now.own) == (EUR("5"), EUR("5"))
    given = queries.given(bank.session, bank.plan.proposal.id)
    assert (given.so_far, given.count, given.names) == (EUR("5"), 1, ("Fatma",))


@pytest.mark.parametrize(
    ("amount", "code"),
    [("0.99", "gift-too-small"), ("250.01", "gift-too-large")],
)
def test_a_gift_is_what_the_box_takes(bank: Bank, amount: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        bank.gift(amount)


def test_a_name_fits_in_its_line(bank: Bank) -> None:
    with pytest.raises(Invalid, match="too-long"):
        bank.gift("5", "x" * 61)


def test_a_closed_box_takes_nothing_and_opens_again(bank: Bank) -> None:
    box = bank.box()
    gifts.close_gifts(bank.session, box, by=bank.actor("Ada"), at=bank.clock)

    with pytest.raises(NotNow, match="gifts-closed"):
        bank.gift()
    with pytest.raises(NotNow, match="gifts-closed"):
        gifts.close_gifts(bank.session, box, by=bank.actor("Ada"), at=bank.clock)

    assert bank.box("80").is_open
    assert count(bank.session, type(box)) == 1


@pytest.mark.parametrize(("who", "code"), [("Cas", "members-open"), ("Hans", "not-found")])
def test_only_a_member_opens_a_plan_for_gifts(bank: Bank, who: str, code: str) -> None:
    data = Opening(EUR("100"))
    proposal = bank.plan.proposal

    with pytest.raises(NotAllowed, match=code):
        gifts.open_gifts(bank.session, proposal, data, by=bank.actor(who), at=bank.clock)


@pytest.mark.parametrize(
    ("data", "code"),
    [(Opening(EUR("0")), "amount-nothing"), (Opening(EUR("1"), "x" * 601), "too-long")],
)
def test_what_is_asked_is_checked(bank: Bank, data: Opening, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        gifts.open_gifts(
            bank.session, bank.plan.proposal, data, by=bank.actor("Ada"), at=bank.clock
        )


def test_an_instalment_paid_online_is_received(bank: Bank) -> None:
    payment = bank.paid(bank.begun())

    assert payment.state is OnlineState.PAID
    assert bank.instalment().state is InstalmentState.RECEIVED
    assert bank.plan.now.bank == bank.instalment().amount
    assert bank.plan.waits_for(Act.PAYMENTS_ENTER) == set()


def test_who_begins_again_goes_on_with_the_first(bank: Bank) -> None:
    first = bank.begun()

    assert bank.begun() is first
    assert count(bank.session, OnlinePayment) == 1


def test_a_debit_on_its_way_is_not_paid_twice_and_not_booked(bank: Bank) -> None:
    payment = bank.begun()
    bank.becomes(payment, Standing.PENDING)
    bank.ask(payment)

    with pytest.raises(NotNow, match="debit-on-its-way"):
        bank.begun()

    assert payment.state is OnlineState.ON_ITS_WAY
    assert bank.plan.now.to_come == EUR("300")
    assert bank.plan.now.bank == EUR("0")


def test_a_received_instalment_is_not_paid_again(bank: Bank) -> None:
    bank.plan.arrives("240")

    with pytest.raises(NotNow, match="instalment-not-planned"):
        bank.begun()


@pytest.mark.parametrize(("who", "code"), [("Rosa", "not-a-decider"), ("Ada", "not-found")])
def test_only_a_decider_of_the_funder_pays(bank: Bank, who: str, code: str) -> None:
    with pytest.raises(NotAllowed, match=code):
        online.pay_instalment(
            bank.session, bank.instalment(), "nl", live=False, by=bank.actor(who), at=bank.clock
        )


def test_a_debit_that_fails_is_told_to_who_began_it(bank: Bank) -> None:
    payment = bank.begun()
    bank.becomes(payment, Standing.PENDING)
    bank.ask(payment)
    bank.becomes(payment, Standing.FAILED)
    bank.ask(payment)

    assert payment.state is OnlineState.FAILED
    assert bank.plan.waits_for(Act.PAYMENTS_ONLINE_FAIL) == {"Dirk"}
    assert bank.begun() is not payment


def test_a_gift_that_was_not_paid_in_time_is_over(bank: Bank) -> None:
    payment = bank.gift()
    bank.becomes(payment, Standing.EXPIRED)
    bank.ask(payment)

    assert payment.state is OnlineState.EXPIRED
    assert bank.plan.now.bank == EUR("0")


def test_paid_after_all_is_paid(bank: Bank) -> None:
    payment = bank.gift()
    bank.becomes(payment, Standing.FAILED)
    bank.ask(payment)

    bank.paid(payment)

    assert payment.state is OnlineState.PAID


def test_more_than_was_still_to_come_is_owed_back_to_the_funder(bank: Bank) -> None:
    payment = bank.begun()
    bank.plan.arrives("240")

    bank.paid(payment)

    funder = bank.plan.award.organisation_id
    owed = book.owed_back(bank.session, bank.plan.proposal.id)
    assert bank.plan.now.to_come == EUR("0")
    assert owed[funder] == payment.amount - EUR("60")


def test_a_debit_taken_back_is_mirrored_told_and_planned_again(bank: Bank) -> None:
    payment = bank.paid(bank.begun())
    bank.later(weeks=8)
    bank.goes_back(payment)
    bank.ask(payment)

    arrival = bank.session.get_one(Arrival, payment.arrival_id)
    assert (payment.state, arrival.state) == (OnlineState.REVERSED, ArrivalState.MIRRORED)
    assert bank.plan.now.bank == EUR("0")
    assert bank.plan.now.to_come == EUR("300")
    assert bank.instalment().state is InstalmentState.PLANNED
    assert bank.plan.waits_for(Act.PAYMENTS_ONLINE_REVERSE) == {"Dan", "Hans"}
    mirrors = select(Entry).where(Entry.reverses_id.is_not(None))
    assert bank.session.scalars(mirrors).one().act == Act.PAYMENTS_ONLINE_REVERSE


def test_what_was_spent_of_it_is_owed_to_the_holder_and_stops_spending(bank: Bank) -> None:
    payment = bank.paid(bank.begun())
    bank.plan.paid("60")

    bank.goes_back(payment)
    bank.ask(payment)

    holder = bank.plan.one.ground.holder.id
    assert book.owed_back(bank.session, bank.plan.proposal.id) == {holder: EUR("60")}
    assert bank.plan.now.free == EUR("-60")


def test_a_reversal_that_is_undone_comes_again(bank: Bank) -> None:
    payment = bank.paid(bank.begun())
    before = bank.plan.now
    bank.goes_back(payment)
    bank.ask(payment)

    bank.goes_back(payment, state=BackState.FAILED)
    bank.ask(payment)

    assert payment.state is OnlineState.PAID
    assert bank.plan.now == before
    assert bank.instalment().state is InstalmentState.RECEIVED
    assert bank.plan.waits_for(Act.PAYMENTS_ONLINE_RESTORE) == {"Dan", "Hans"}


def test_what_the_provider_did_nobody_undoes_by_hand(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    arrival = bank.session.get_one(Arrival, payment.arrival_id)

    with pytest.raises(NotNow, match="came-online"):
        service.mirror(bank.session, arrival, "Fout.", by=bank.actor("Hans"), at=bank.clock)


def test_an_answer_from_before_the_last_change_is_asked_again(bank: Bank) -> None:
    payment = bank.gift()
    truth = bank.there.ask(payment.session_ref or "")
    assert truth is not None
    early = bank.clock
    bank.later(minutes=1)
    bank.paid(payment)

    assert not online.apply(bank.session, payment, truth, asked_at=early, at=bank.clock)
    assert payment.state is OnlineState.PAID


def test_an_instalment_has_one_living_payment_in_the_database_itself(bank: Bank) -> None:
    payment = bank.begun()
    twin = OnlinePayment(
        **{
            one.key: getattr(payment, one.key)
            for one in OnlinePayment.__mapper__.column_attrs
            if one.key not in {"id", "token", "session_ref"}
        },
        id=uuid4(),
        token="other",
        session_ref="cs_other",
    )

    with pytest.raises(IntegrityError):
        store(bank.session, twin)


def test_who_was_told_sees_it_and_it_is_off_her_list(bank: Bank) -> None:
    payment = bank.paid(bank.gift("5"))
    bank.goes_back(payment)
    bank.ask(payment)
    dan = bank.plan.id_of("Dan")
    assert queries.is_told(bank.session, payment.id, dan)

    telling.seen(bank.session, payment, by=bank.actor("Dan"), at=bank.clock)

    assert not queries.is_told(bank.session, payment.id, dan)
    assert bank.plan.waits_for(Act.PAYMENTS_ONLINE_REVERSE) == {"Hans"}
