"""Who got money twice: it is told whichever way was first, until it is right, and to nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.checks.queries import faults_of
from grants.history.models import Event
from grants.kit.acts import Act
from grants.kit.money import EUR
from grants.payments.models import Arrival, ArrivalKind, BackKind
from grants.payments.service import overpaid, telling
from grants.payments.states import BackState
from grants.waiting.models import Waiting
from tests.ground import NOON
from tests.payments.test_goes_back_once import AWARD, GIFT, Owed, owed

TOLD = {"Dan", "Hans", "Ina"}


@pytest.fixture(params=[GIFT, AWARD], scope="module")
def kind(request: pytest.FixtureRequest) -> str:
    """One after the other, so that each beginning is told once."""
    return str(request.param)


@pytest.fixture
def sixty(session: Session, kind: str) -> Owed:
    return owed(session, kind)


def refunded(one: Owed, amount: str, state: BackState = BackState.DONE, ref: str = "re_1") -> None:
    """Somebody sent it back at the provider, outside."""
    one.bank.goes_back(one.payment, EUR(amount), ref, BackKind.REFUND, state)
    one.bank.ask(one.payment)


def twice(session: Session, amount: str = "60") -> Owed:
    """So much of an award went back outside, and then the bank paid the run with all sixty."""
    one = owed(session, AWARD)
    run = one.one.handed_in()
    refunded(one, amount)
    one.one.settle(run)
    return one


def spend(one: Owed) -> None:
    """So much that little of the award is left."""
    for cost in ("90", "90", "90", "20"):
        one.one.plan.approved(cost, why="Duurder.")


def asked(one: Owed) -> set[str]:
    return one.one.plan.waits_for(Act.PAYMENTS_RETURN_OVER)


@pytest.mark.parametrize("amount", ["60", "10"])
def test_what_goes_back_outside_after_a_run_paid_it_is_told_as_well(
    sixty: Owed, amount: str
) -> None:
    sixty.one.settle(sixty.one.handed_in())
    assert asked(sixty) == set()

    refunded(sixty, amount)

    assert (sixty.left, asked(sixty)) == (EUR(f"-{amount}"), TOLD)
    assert faults_of(sixty.one.session, [sixty.one.plan.proposal.owner_id]) == []


def test_what_is_owed_and_goes_back_outside_is_told_to_nobody_as_too_much(sixty: Owed) -> None:
    refunded(sixty, "10")

    assert (sixty.left, asked(sixty)) == (EUR("50"), set())


@pytest.mark.parametrize(("amount", "asks"), [("60", "240"), ("10", "290")])
def test_with_the_account_only_what_is_still_owed_is_asked_back(
    session: Session, amount: str, asks: str
) -> None:
    one = twice(session, amount)
    plan = one.one.plan

    awards.settle(session, plan.proposal.id, keep=False, by=plan.one.dirk, at=NOON)

    assert one.left == EUR(asks)
    which = select(Waiting).where(Waiting.act == Act.PAYMENTS_RETURN, Waiting.done_at.is_(None))
    told = {row.amount for row in session.scalars(which)}
    assert told == {EUR(asks)}


def test_with_the_account_nobody_is_asked_for_what_went_back_before(session: Session) -> None:
    one = twice(session)
    plan = one.one.plan
    spend(one)

    awards.settle(session, plan.proposal.id, keep=False, by=plan.one.dirk, at=NOON)

    assert one.left == EUR("-8")
    assert plan.waits_for(Act.PAYMENTS_RETURN) == set()


@pytest.mark.parametrize("run_first", [True, False])
def test_what_did_not_go_back_outside_after_all_is_told_no_longer(
    sixty: Owed, *, run_first: bool
) -> None:
    run = sixty.one.handed_in()
    if run_first:
        sixty.one.settle(run)
    refunded(sixty, "60")
    if not run_first:
        sixty.one.settle(run)
    assert asked(sixty) == TOLD

    refunded(sixty, "60", BackState.FAILED)

    assert (sixty.left, asked(sixty)) == (None, set())


def test_what_the_account_sends_back_anyway_is_told_no_longer(session: Session) -> None:
    one = twice(session)
    plan = one.one.plan
    assert asked(one) == TOLD

    awards.settle(session, plan.proposal.id, keep=False, by=plan.one.dirk, at=NOON)

    assert (one.left, asked(one)) == (EUR("240"), set())


def test_while_something_is_too_much_it_stays_told(session: Session) -> None:
    one = twice(session)
    plan = one.one.plan
    spend(one)

    awards.settle(session, plan.proposal.id, keep=False, by=plan.one.dirk, at=NOON)

    assert (one.left, asked(one)) == (EUR("-8"), TOLD)


@pytest.mark.parametrize(("who", "said"), [("Dan", 1), ("Ben", 0)])
def test_who_was_told_says_once_that_she_read_it_and_nobody_else_does(
    sixty: Owed, who: str, said: int
) -> None:
    sixty.one.settle(sixty.one.handed_in())
    refunded(sixty, "60")
    session, actor = sixty.one.session, sixty.one.actor(who)
    sent = session.scalars(select(Arrival).where(Arrival.kind == ArrivalKind.RETURN)).one()

    for _ in range(2):
        overpaid.seen(session, sent, by=actor, at=NOON)
        telling.seen(session, sixty.payment, by=actor, at=NOON)

    read = select(Event.thing_id).where(Event.act == Act.PAYMENTS_SEE)
    assert sorted(session.scalars(read)) == sorted([sent.id, sixty.payment.id] * said)
    assert asked(sixty) == (TOLD - {who})
