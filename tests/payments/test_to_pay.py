"""What the desk lists as to pay, and from when on who holds the money is told what is too late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.outbox.models import Job
from grants.payments import queries, service
from grants.payments.models import PaymentKind
from grants.payments.rules import Moving
from grants.spending.models import WhoPaid
from tests.allowances.staged import Desk, desk, laid
from tests.allowances.story import Helping, helping
from tests.ground import NOON
from tests.spending.story import DAY
from tests.web import soup, text_of

__all__ = ["desk", "laid"]


@pytest.fixture
def one(session: Session) -> Helping:
    return helping(session)


def asked(one: Helping) -> list[str]:
    which = select(Job.key).where(Job.kind == "payments.overdue")
    return sorted(one.session.scalars(which))


def test_receipts_and_allowances_wait_in_one_list_the_oldest_first(one: Helping) -> None:
    bill = one.plan.approved("2", who_paid=WhoPaid.INVOICE)
    allowance = one.agreed("20", "Ben", at=NOON + timedelta(days=1))
    receipt = one.plan.approved("1")

    rows = queries.to_pay(one.session, [one.plan.proposal.owner_id])

    told = [(row.kind, row.thing_id, row.to, row.amount) for row in rows]
    assert sorted(told[:2], key=str) == sorted(
        [
            (PaymentKind.EXPENSE, bill.id, bill.shop, EUR("2")),
            (PaymentKind.EXPENSE, receipt.id, "Ada", EUR("1")),
        ],
        key=str,
    )
    assert told[2] == (PaymentKind.ALLOWANCE, allowance.id, "Ben", EUR("20"))
    assert rows[2].since == DAY + timedelta(days=1)


def test_what_is_in_a_run_or_paid_is_not_in_it(one: Helping) -> None:
    one.paid("10")
    in_run, tomorrow = one.agreed("20", "Ben"), DAY + timedelta(days=1)
    allowances.put_in_run(one.session, in_run, tomorrow, by=one.actor("Hans"), at=NOON)

    assert queries.to_pay(one.session, [one.plan.proposal.owner_id]) == []


def test_without_a_pay_account_who_holds_money_is_told_too_from_the_first_that_came_on(
    one: Helping,
) -> None:
    holder = one.plan.one.ground.holder.id

    assert f"payments.overdue:{holder}:2026-03-03" in asked(one)


def test_a_group_with_its_own_account_is_told_by_itself_and_a_box_by_nobody(
    one: Helping,
) -> None:
    group, hans = one.plan.one.ground.workgroup, one.actor("Hans")
    group.has_account = True
    for job in one.session.scalars(select(Job)):
        one.session.delete(job)
    one.session.flush()

    to_box = Moving(EUR("1"), DAY, AccountKind.BANK, AccountKind.CASH)
    service.move(one.session, one.plan.proposal, to_box, by=hans, at=NOON)
    assert asked(one) == []
    to_own = Moving(EUR("1"), DAY, AccountKind.BANK, AccountKind.OWN_BANK)
    service.move(one.session, one.plan.proposal, to_own, by=hans, at=NOON)

    assert asked(one) == [f"payments.overdue:{group.id}:2026-03-03"]


def test_the_desk_says_by_when_an_allowance_is_paid(desk: Desk) -> None:
    page = desk.as_("Hans").get("/payments/")

    row = soup(page).select_one(f"a[href$='/allowances/{desk.ids['agreed']}']")
    assert row is not None
    assert "16 maart" in text_of(page)
