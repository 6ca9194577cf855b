"""The same money by two ways: a run, a hand, the provider and the bank never pay it twice."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.awards.models import Instalment
from grants.kit.errors import NotNow, OverRoom
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import service
from grants.payments.models import Arrival, ArrivalKind, PayRun, Purpose
from grants.payments.provider import Standing
from grants.payments.rules import Choosing, GivingBack, Income, Moving, PayeeData
from grants.payments.rules.online import Giving, Opening
from grants.payments.service import backs, gifts, online
from grants.payments.states import PaymentState, RunState
from grants.proposals import service as proposals
from grants.spending import service as spending
from sqlalchemy import select
from tests.ground import NOON
from tests.payments.online_story import Bank
from tests.payments.paying import VAULT, Paying, paying
from tests.spending.story import DAY, Running, running


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


def test_what_was_taken_out_while_she_looked_is_not_in_the_file(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        one = paying(session)
        one.approved("30", why="x")
        one.approved("20", "Ben", why="x")
        run = one.run()
        run_id, ina, hans = run.id, one.actor("Ina"), one.actor("Hans")
        session.commit()
    if open_engine.dialect.name == "sqlite":
        pytest.skip("one at a time")

    with Session(open_engine) as looking:
        seen = looking.get_one(PayRun, run_id)
        looked = [each.id for each in seen.payments]
        with Session(open_engine) as other:
            first = other.get_one(PayRun, run_id).payments[0]
            service.leave_out(other, first, by=hans, at=NOON)
            other.commit()
        service.approve(looking, seen, looked, vault=VAULT, by=ina, at=NOON)
        assert [each.state for each in seen.payments] == [PaymentState.OUT, PaymentState.WAITING]
        assert seen.total == seen.living[0].amount


def little(one: Paying) -> None:
    """Sixty in the bank, all else in the box."""
    moving = Moving(one.plan.now.bank - EUR("60"), DAY, AccountKind.BANK, AccountKind.CASH)
    service.move(one.session, one.plan.proposal, moving, by=one.actor("Hans"), at=NOON)


def test_a_hand_payment_leaves_what_a_run_takes(one: Paying) -> None:
    little(one)
    one.approved("50", why="x")
    run = one.handed_in()
    other = one.approved("30", "Ben", why="x")
    with pytest.raises(OverRoom, match="over-place"):
        one.plan.pay(other)


def test_money_moved_away_leaves_what_a_run_takes(one: Paying) -> None:
    little(one)
    one.approved("50", why="x")
    one.handed_in()
    moving = Moving(EUR("30"), DAY, AccountKind.BANK, AccountKind.CASH)
    with pytest.raises(OverRoom, match="over-place"):
        service.move(one.session, one.plan.proposal, moving, by=one.actor("Hans"), at=NOON)


def test_what_the_bank_paid_is_booked_though_money_was_taken_back(one: Paying) -> None:
    one.approved("50", why="x")
    run = one.handed_in()
    came = one.session.scalars(select(Arrival).where(Arrival.kind == ArrivalKind.INSTALMENT)).first()
    service.mirror(one.session, came, "Verkeerd", by=one.actor("Hans"), at=NOON)
    one.settle(run)
    assert run.state is RunState.DONE
    assert book.check(one.session) == []
