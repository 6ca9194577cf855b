"""The same money by two ways: a run, a hand and the provider never pay it twice, and never get stuck."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.awards import service as awards
from grants.kit.errors import OverRoom
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import service
from grants.payments.models import Arrival, ArrivalKind, PayRun
from grants.payments.rules import Moving, PayeeData
from grants.payments.service import seen
from grants.payments.states import PaymentState, RunState
from grants.spending import service as spending
from tests.ground import NOON
from tests.payments.paying import VAULT, Paying, paying
from tests.spending.story import DAY

FUND = "NL20KNAB0123456780"
WHY = "Het feest werd groter."


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


def little(one: Paying) -> None:
    """Sixty in the bank, all else in the box."""
    moving = Moving(one.plan.now.bank - EUR("60"), DAY, AccountKind.BANK, AccountKind.CASH)
    service.move(one.session, one.plan.proposal, moving, by=one.actor("Hans"), at=NOON)


def test_what_was_taken_out_while_she_looked_is_not_in_the_file(open_engine: Engine) -> None:
    if open_engine.dialect.name == "sqlite":
        pytest.skip("here one waits for the other")
    with Session(open_engine) as session:
        one = paying(session)
        one.approved("30")
        one.approved("20", "Ben", why=WHY)
        run_id, ina, hans = one.run().id, one.actor("Ina"), one.actor("Hans")
        session.commit()

    with Session(open_engine) as looking:
        shown = looking.get_one(PayRun, run_id)
        looked = [each.id for each in shown.payments]
        with Session(open_engine) as other:
            first = other.get_one(PayRun, run_id).payments[0]
            service.leave_out(other, first, by=hans, at=NOON)
            other.commit()
        service.approve(looking, shown, looked, vault=VAULT, by=ina, at=NOON)

        assert [each.state for each in shown.payments] == [PaymentState.OUT, PaymentState.WAITING]
        assert shown.total == shown.living[0].amount


def test_a_payment_by_hand_leaves_what_a_run_takes(one: Paying) -> None:
    little(one)
    one.approved("50", why=WHY)
    one.handed_in()
    other, allowance = one.approved("30", "Ben", why=WHY), one.agreed("11", "Ben")

    with pytest.raises(OverRoom, match="over-place") as refusal:
        one.plan.pay(other)
    assert refusal.value.facts["left"] == EUR("10")
    with pytest.raises(OverRoom, match="over-place"):
        one.helping.pay(allowance)


def test_a_run_that_nobody_said_yes_to_holds_nobody_up(one: Paying) -> None:
    little(one)
    one.approved("50", why=WHY)
    other = one.approved("30", "Ben", why=WHY)
    one.collect([each for each in one.due() if str(other.id) not in each])

    one.plan.pay(other)

    assert one.plan.now.bank == EUR("30")


def test_what_the_bank_paid_is_booked_though_its_money_was_taken_back(one: Paying) -> None:
    one.approved("50", why=WHY)
    run = one.handed_in()
    came = one.session.scalars(
        select(Arrival).where(Arrival.kind == ArrivalKind.INSTALMENT).limit(1)
    ).one()
    service.mirror(one.session, came, "Teruggeboekt", by=one.actor("Hans"), at=NOON)
    owed = book.owed_back(one.session, one.plan.proposal.id).get(one.owner_id, EUR("0"))
    left = one.plan.now.bank

    one.settle(run)

    gap = EUR("50") - left
    assert gap.is_positive
    assert run.state is RunState.DONE
    assert one.plan.now.bank == EUR("0")
    assert book.owed_back(one.session, one.plan.proposal.id) == {one.owner_id: owed + gap}
    assert book.check(one.session) == []


def test_what_is_kept_is_taken_from_where_no_run_takes_it(one: Paying) -> None:
    little(one)
    one.approved("50", why=WHY)
    run = one.handed_in()

    awards.settle(one.session, one.plan.proposal.id, keep=True, by=one.actor("Ada"), at=NOON)
    one.settle(run)

    assert run.state is RunState.DONE
    assert book.owed_back(one.session, one.plan.proposal.id) == {}


def test_what_was_undone_by_hand_is_not_undone_again_when_the_bank_sends_it_back(
    one: Paying,
) -> None:
    expense, allowance = one.approved("30"), one.agreed("20", "Ben")
    run = one.handed_in()
    one.settle(run)
    before, hans = one.plan.now.bank, one.actor("Hans")
    spending.correct(one.session, expense, "Teruggestuurd", by=hans, at=NOON)
    allowances.correct(one.session, allowance, "Teruggestuurd", by=hans, at=NOON)

    told = [seen.bounce(one.session, each.id, by=hans, at=NOON) for each in run.payments]

    assert told == [False, False]
    assert {each.state for each in run.payments} == {PaymentState.FAILED}
    assert one.plan.now.bank == before + EUR("50")


def test_a_return_that_was_undone_by_hand_is_not_undone_again(one: Paying) -> None:
    moving = Moving(EUR("42"), DAY, AccountKind.CASH, AccountKind.BANK)
    hans, plan = one.actor("Hans"), one.plan.proposal
    service.move(one.session, plan, moving, by=hans, at=NOON)
    allowances.stop_plan(one.session, plan, "Ziek", by=one.actor("Ada"), at=NOON)
    fund = PayeeData(FUND, "Gemeente", organisation_id=one.plan.award.organisation_id)
    service.save_payee(one.session, one.owner_id, fund, vault=VAULT, by=hans, at=NOON)
    run = one.handed_in()
    one.settle(run)
    back = one.session.scalars(select(Arrival).where(Arrival.kind == ArrivalKind.RETURN)).one()
    service.mirror(one.session, back, "Teruggestuurd", by=hans, at=NOON)

    assert not seen.bounce(one.session, run.payments[0].id, by=hans, at=NOON)

    assert run.payments[0].state is PaymentState.FAILED
    assert book.check(one.session) == []
