"""x"""
from __future__ import annotations
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from grants.kit.errors import *
from grants.kit.money import EUR
from grants.kit.acts import Act
from grants.ledger import queries as book
from grants.payments import service
from grants.payments.rules.online import Giving
from grants.payments.service import backs, gifts, online
from grants.payments.models import *
from grants.allowances import service as allowances
from grants.ledger.models import AccountKind
from grants.payments.rules import *
from grants.spending import service as spending
from tests.ground import NOON
from tests.payments.online_story import Bank
from tests.payments.paying import VAULT, Paying, paying
from tests.spending.story import DAY, Running, running
from grants.awards import service as awards
from grants.proposals import service as proposals

@pytest.fixture
def bank(session): return Bank(running(session))

def test_gift_after_stop(bank):
    bank.box()
    allowances.stop_plan(bank.session, bank.plan.proposal, "Ziek", by=bank.actor("Ada"), at=NOON)
    print(bank.plan.proposal.state)
    with pytest.raises(NotNow, match="gifts-closed"):
        bank.gift("5")

def test_refund_of_gift_after_settling(bank):
    plan = bank.plan
    p = bank.paid(bank.gift("50"))
    plan.arrives("300")
    e = plan.paid("60")
    plan.paid("90", why='x')
    awards.settle(bank.session, plan.proposal.id, keep=False, by=bank.actor("Ada"), at=NOON)
    print(plan.now, book.owed_back(bank.session, plan.proposal.id))
    try:
        bank.send_back(p, "50")
        print("REFUNDED", plan.now, book.owed_back(bank.session, plan.proposal.id))
    except Refusal as r:
        print("REFUSED", r.code)

def test_refund_two(bank):
    a = bank.paid(bank.gift("5")); b = bank.paid(bank.gift("5"))
    bank.plan.paid("5")
    backs.refund(bank.session, a, EUR("5"), by=bank.actor("Hans"), at=bank.clock)
    with pytest.raises(OverRoom):
        backs.refund(bank.session, b, EUR("5"), by=bank.actor("Hans"), at=bank.clock)

def test_refund_room(bank):
    a = bank.paid(bank.gift("50"))
    bank.plan.arrives("300")
    [bank.plan.approved("85", why="x") for _ in range(4)]
    with pytest.raises(OverRoom):
        backs.refund(bank.session, a, EUR("50"), by=bank.actor("Hans"), at=bank.clock)

def test_run_and_refund_of_left(session):
    one = paying(session)
    plan = one.plan
    from grants.payments import queries
    bank = Bank(plan)
    inst = session.scalars(select(Instalment).where(Instalment.award_id == plan.award.id)).all()
    print([(i.no, i.state, i.amount) for i in inst])
from grants.awards.models import Instalment
