"""Paying, correcting, and cancelling a plan with its money returned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.awards.models import AwardState
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import service as payments
from grants.payments.rules import GivingBack
from grants.proposals.states import ProposalState
from grants.requests import service as requests
from grants.requests.models import Request, RequestState
from grants.reviews import service as reviews
from grants.reviews.models import DecisionKind, Reason
from grants.reviews.service import Proposing
from grants.spending import service
from grants.spending.models import WhoPaid
from grants.spending.states import ExpenseState
from tests.ground import NOON
from tests.requests.story import pot, story
from tests.spending.story import ALL, DAY, Running, running

NOTHING = Proposing(DecisionKind.NONE, "Nee.", Reason.POT_EMPTY)


@pytest.fixture
def plan(session: Session) -> Running:
    plan = running(session)
    plan.arrives("240")
    return plan


def asked_again(plan: Running) -> Request:
    """Ten euros of one more pot, as if the first gave less than all."""
    more = pot(plan.session, plan.one.funder, least=EUR("1"))
    first = plan.session.get_one(Request, plan.award.request_id)
    first.granted = EUR("280")
    request = requests.prepare(
        plan.session, plan.proposal, more, asked=EUR("10"), by=plan.actor("Ada"), at=NOON
    )
    return requests.send(plan.session, request, by=plan.actor("Ada"), at=NOON)


def test_what_is_paid_is_spent_and_no_longer_reserved(plan: Running) -> None:
    expense = plan.paid("60")

    assert expense.state is ExpenseState.PAID
    assert (plan.now.spent, plan.now.reserved, plan.now.bank) == (EUR("60"), EUR("0"), EUR("180"))


def test_a_shops_bill_is_owed_to_the_bill_itself(plan: Running) -> None:
    expense = plan.approved("60", who_paid=WhoPaid.INVOICE)

    owed = book.balance_of(plan.session, plan.proposal.id, AccountKind.OWED, expense.id)
    assert owed == EUR("-60")


def test_payment_never_takes_more_than_the_place_holds(plan: Running) -> None:
    plan.paid("100")
    plan.paid("100", why="Duurder.")
    expense = plan.approved("50", why="Duurder.")

    with pytest.raises(OverRoom, match="over-place") as refusal:
        plan.pay(expense)

    assert refusal.value.facts == {"left": EUR("40")}


def test_the_treasurer_pays_back_from_the_cash_box_when_the_holder_nodded(plan: Running) -> None:
    expense = plan.approved()

    with pytest.raises(NotNow, match="needs-holder-yes"):
        plan.pay(expense, by="Dan", place=AccountKind.CASH)


def test_a_member_does_not_pay(plan: Running) -> None:
    expense = plan.approved()

    with pytest.raises(NotAllowed, match="treasurer-pays"):
        plan.pay(expense, by="Gül")


def test_a_payment_of_tomorrow_is_refused(plan: Running) -> None:
    expense = plan.approved()
    tomorrow = service.Paying(AccountKind.BANK, DAY + timedelta(days=1))

    with pytest.raises(Invalid, match="day-to-come"):
        service.pay(plan.session, expense, tomorrow, by=plan.actor("Hans"), at=NOON)


def test_a_payment_of_long_ago_is_a_year_that_was_typed_wrongly(plan: Running) -> None:
    expense = plan.approved()
    then = service.Paying(AccountKind.BANK, date(1990, 1, 1))

    with pytest.raises(Invalid, match="day-long-ago"):
        service.pay(plan.session, expense, then, by=plan.actor("Hans"), at=NOON)


def test_who_spent_does_not_pay_while_somebody_else_can(plan: Running) -> None:
    expense = service.submit(plan.session, plan.noted(by="Dan"), by=plan.actor("Dan"), at=NOON)
    service.approve(plan.session, expense, by=plan.actor("Ben"), at=NOON)

    with pytest.raises(NotAllowed, match="another-pays"):
        plan.pay(expense, by="Dan")


def test_who_said_yes_in_their_place_pays_it_too_when_nobody_else_can(plan: Running) -> None:
    plan.gone("Gül", "Dan")
    expense = plan.asking("150")
    service.approve(plan.session, expense, by=plan.actor("Hans"), at=NOON)

    plan.pay(expense, by="Hans")

    assert expense.paid_by_id == plan.id_of("Hans")


def test_a_correction_mirrors_payment_and_yes(plan: Running) -> None:
    expense = plan.paid("60")

    service.correct(plan.session, expense, "Dubbel ingevoerd.", by=plan.actor("Hans"), at=NOON)

    assert expense.state is ExpenseState.CORRECTED
    assert (plan.now.spent, plan.now.bank, plan.now.room) == (EUR("0"), EUR("240"), EUR("300"))
    assert [entry.reverses_id is None for entry in book.entries_of(plan.session, expense)] == [
        True,
        True,
        False,
        False,
    ]
    assert book.check(plan.session) == []


def test_what_is_reserved_can_be_corrected_before_it_is_paid(plan: Running) -> None:
    expense = plan.approved("60")

    service.correct(plan.session, expense, "Niet doorgegaan.", by=plan.actor("Dan"), at=NOON)

    assert plan.now.reserved == EUR("0")


def test_a_correction_needs_a_reason_and_the_right_person(plan: Running) -> None:
    expense = plan.paid("60")

    with pytest.raises(NotAllowed, match="treasurer-or-holder"):
        service.correct(plan.session, expense, "Fout.", by=plan.actor("Gül"), at=NOON)
    with pytest.raises(Invalid, match="why-missing"):
        service.correct(plan.session, expense, " ", by=plan.actor("Dan"), at=NOON)


def test_a_correction_is_made_once(plan: Running) -> None:
    expense = plan.paid("60")
    service.correct(plan.session, expense, "Fout.", by=plan.actor("Dan"), at=NOON)

    with pytest.raises(NotNow, match="wrong-state"):
        service.correct(plan.session, expense, "Fout.", by=plan.actor("Dan"), at=NOON)


def test_a_cancelled_plan_owes_what_is_left(plan: Running) -> None:
    plan.paid("60")
    asked = plan.asking("20")

    service.cancel_plan(
        plan.session, plan.proposal, "Zaal brandde af.", by=plan.actor("Cas"), at=NOON
    )

    assert asked.state is ExpenseState.WITHDRAWN
    assert plan.proposal.state is ProposalState.CANCELLED
    assert book.owed_back(plan.session, plan.proposal.id) == {plan.one.funder.id: EUR("180")}
    assert plan.now.promised == EUR("60")


def test_a_cancelled_plan_asks_nothing_of_a_fund_any_more(plan: Running) -> None:
    one, session = plan.one, plan.session
    opened = asked_again(plan)
    requests.open_(session, opened, by=one.rosa, at=NOON)
    proposed = reviews.propose(session, opened, NOTHING, by=one.rosa, at=NOON)
    unread = asked_again(plan)

    service.cancel_plan(session, plan.proposal, "Brand.", by=plan.actor("Cas"), at=NOON)

    assert (opened.state, unread.state) == (RequestState.WITHDRAWN, RequestState.WITHDRAWN)
    assert (opened.sent_at, unread.sent_at) == (NOON, None)  # what nobody read no fund sees
    assert not plan.waits_for(Act.REVIEWS_SEND)
    with pytest.raises(NotNow, match="wrong-state"):
        awards.decide(session, proposed, by=one.dirk, at=NOON)


def test_what_was_only_offered_to_a_cancelled_plan_lapses(session: Session) -> None:
    one = story(session)
    proposed = reviews.propose(session, one.opened(), ALL, by=one.rosa, at=NOON)
    award = awards.decide(session, proposed, by=one.dirk, at=NOON)
    assert award is not None
    awards.agree(session, award, by=one.dirk, at=NOON)

    service.cancel_plan(session, one.proposal, "", by=one.actor("Cas"), at=NOON)

    assert award.state is AwardState.LAPSED
    assert session.get_one(Request, award.request_id).state is RequestState.CLOSED
    assert book.amounts(session, one.proposal.owner_id).promised == EUR("0")


def test_a_cancelled_plan_closes_when_its_money_is_back(plan: Running) -> None:
    plan.paid("60")
    service.cancel_plan(plan.session, plan.proposal, "Brand.", by=plan.actor("Cas"), at=NOON)
    back = GivingBack(plan.one.funder.id, EUR("180"), DAY)

    payments.give_back(plan.session, plan.proposal, back, by=plan.actor("Hans"), at=NOON)

    assert plan.proposal.state is ProposalState.CLOSED
    assert plan.award.state is AwardState.SETTLED
    assert book.settled(plan.session, plan.proposal.id)
    assert book.check(plan.session) == []


def test_what_was_approved_before_the_end_is_still_paid(plan: Running) -> None:
    expense = plan.approved("60")
    service.cancel_plan(plan.session, plan.proposal, "Brand.", by=plan.actor("Cas"), at=NOON)

    plan.pay(expense)

    assert plan.now.spent == EUR("60")
