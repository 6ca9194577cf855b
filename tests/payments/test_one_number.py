"""Two people with one account number are no two pairs of eyes on money that goes there."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.allowances import service as allowances
from grants.allowances.models import Looks
from grants.kit.access import Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.payments.models.runs import Look
from grants.spending import service as spending
from grants.spending.models import Expense, KinKind, WhoPaid
from grants.spending.rules import KinSaid, Losing
from grants.spending.states import ExpenseState
from tests.ground import NOON, joined
from tests.payments.paying import IBANS, Paying, paying


@pytest.fixture
def one(session: Session) -> Paying:
    """Ben and Dan have Ada's account too."""
    found = paying(session)
    for name in ("Ben", "Dan"):
        found.give_account(name, IBANS["Ada"], f"Ada en {name}")
    return found


def test_who_has_the_account_of_who_is_paid_does_not_say_yes_to_her_receipt(one: Paying) -> None:
    expense = one.plan.asking("30", "Ada")

    for name in ("Ben", "Dan"):
        with pytest.raises(NotAllowed, match="shared-account"):
            spending.approve(one.session, expense, by=one.actor(name), at=NOON)
    spending.approve(one.session, expense, by=one.actor("Gül"), at=NOON)


def test_she_is_not_asked_for_it_either(one: Paying) -> None:
    one.plan.asking("30", "Ada")

    assert one.plan.waits_for(Act.SPENDING_APPROVE) == {"Gül"}


def test_of_a_receipt_that_the_shop_gets_it_does_not_matter(one: Paying) -> None:
    expense = one.plan.asking("30", "Ada", who_paid=WhoPaid.INVOICE)

    spending.approve(one.session, expense, by=one.actor("Ben"), at=NOON)


def test_nor_does_she_know_of_a_lost_receipt(one: Paying) -> None:
    spending.seed_ceiling(one.session, at=NOON)
    lost = Losing("Koffie", "De bon is nat geworden.")
    expense = one.plan.asking("10", "Ada", documents=(), lost=lost)

    with pytest.raises(NotAllowed, match="shared-account"):
        spending.vouch(one.session, expense, by=one.actor("Ben"), at=NOON)


def test_who_has_the_account_of_who_is_paid_does_not_say_yes_to_her_allowance(
    one: Paying,
) -> None:
    allowance = one.helping.noted("20", "Ada")

    with pytest.raises(NotAllowed, match="shared-account"):
        allowances.agree(one.session, allowance, by=one.actor("Dan"), at=NOON)
    assert "Dan" not in one.plan.waits_for(Act.ALLOWANCES_AGREE)


def test_a_number_that_another_gave_as_hers_asks_for_a_look_also_when_she_was_never_paid(
    session: Session,
) -> None:
    one = paying(session)
    one.give_account("Dan", IBANS["Ada"], "Dan")
    one.approved("3", by="Ada")
    one.approved("1", by="Ben")

    payments = {payment.name: payment.asks for payment in one.run().living}

    assert Look.SHARED in payments["Ada"]
    assert Look.SHARED not in payments["Ben"]


def of_family(one: Paying, also: str | None) -> Expense:
    said = KinSaid(KinKind.FAMILY, one.plan.id_of("Gül"), one.plan.id_of(also) if also else None)
    return one.plan.asking("30", "Ada", kin=said)


def test_nor_is_she_named_as_the_one_who_says_yes_too(session: Session) -> None:
    one = paying(session)
    one.give_account("Ben", IBANS["Ada"], "Ada en Ben")

    with pytest.raises(Invalid, match="kin-also-another"):
        of_family(one, "Ben")
    with pytest.raises(Invalid, match="kin-also-missing"):
        of_family(one, None)
    expense = of_family(one, "Dan")
    spending.approve(session, expense, by=one.actor("Dan"), at=NOON)

    assert expense.state is ExpenseState.APPROVED


def test_where_all_others_have_that_account_the_money_holder_says_yes_alone(one: Paying) -> None:
    expense = of_family(one, None)

    spending.approve(one.session, expense, by=one.actor("Hans"), at=NOON)

    assert expense.state is ExpenseState.APPROVED


def test_she_does_not_choose_who_looks_by_giving_the_number_of_the_treasurer(
    session: Session,
) -> None:
    one = paying(session)
    one.give_account("Ada", IBANS["Dan"], "Ada")
    allowance = one.helping.noted("20", "Ada")

    one.give_account("Ada")

    assert allowance.looks is Looks.HOLDER
    assert one.plan.waits_for(Act.ALLOWANCES_AGREE) == {"Hans", "Ina"}
    with pytest.raises(NotAllowed):
        allowances.agree(session, allowance, by=one.actor("Ben"), at=NOON)


def test_another_treasurer_looks_when_there_is_one(session: Session) -> None:
    one = paying(session)
    people = one.plan.one.people
    people["Eva"] = joined(session, one.plan.one.ground.workgroup, Role.TREASURER, "Eva")
    one.give_account("Dan", IBANS["Ada"], "Ada en Dan")

    allowance = one.helping.noted("20", "Ada")

    assert allowance.looks is Looks.TREASURER
    assert one.plan.waits_for(Act.ALLOWANCES_AGREE) == {"Eva"}


def test_what_is_left_to_the_money_holder_asks_nobody_with_her_account(session: Session) -> None:
    one = paying(session)
    allowance = one.helping.noted("20", "Ada")
    one.give_account("Hans", IBANS["Ada"], "Hans")

    allowances.pass_on(session, allowance, by=one.actor("Dan"), at=NOON)

    assert one.plan.waits_for(Act.ALLOWANCES_AGREE) == {"Ina"}


def test_with_nobody_else_at_the_money_holder_it_is_not_left_to_them(session: Session) -> None:
    one = paying(session)
    allowance = one.helping.noted("20", "Ada")
    for name in ("Hans", "Ina"):
        one.give_account(name, IBANS["Ada"], name)

    with pytest.raises(NotNow, match="nobody-looks"):
        allowances.pass_on(session, allowance, by=one.actor("Dan"), at=NOON)
