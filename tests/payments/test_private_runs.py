"""Whom a group's own run pays an allowance is known only to who may know of the allowance."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import messages
from grants.allowances import service as allowances
from grants.allowances.models import Allowance, Looks
from grants.allowances.states import AllowanceState
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.errors import NotAllowed
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.payments import queries, service
from grants.payments.access import may_run
from grants.payments.models import PayRun
from grants.payments.rules import Choosing
from grants.payments.states import RunState
from grants.workgroups import service as groups
from grants.workgroups.models import Membership
from tests.ground import NOON, OPERATOR
from tests.payments.paying import VAULT, Paying, paying
from tests.payments.test_run_ways import has_account, itself
from tests.spending.story import DAY


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


def agreed_by(one: Paying, name: str) -> Allowance:
    """An allowance of Ada; who said yes to it is another than the treasurer who pays."""
    allowance = one.agreed("20")
    allowance.agreed_by_id = one.plan.id_of(name)
    one.session.flush()
    return allowance


def collected(one: Paying, *keys: str) -> service.Collected:
    group_id, dan = itself(one)
    has_account(one, group_id, dan)
    data = Choosing(keys, DAY)
    return service.collect(one.session, group_id, data, vault=VAULT, by=dan, at=NOON)


def sees(one: Paying, name: str, run: PayRun, act: Act = Act.PAYMENTS_SEE) -> str:
    return may_run(one.actor(name), act, run).code


def make_treasurer(one: Paying, name: str) -> None:
    person_id = one.plan.id_of(name)
    which = select(Membership).where(Membership.person_id == person_id)
    membership = one.session.scalars(which).one()
    groups.change_role(one.session, membership, Role.TREASURER, by=OPERATOR, at=NOON)


def test_a_group_run_takes_no_allowance_of_which_no_second_person_may_know(one: Paying) -> None:
    allowance, expense = agreed_by(one, "Ben"), one.approved("3", by="Ben")

    made = collected(one, f"allowance.{allowance.id}", f"expense.{expense.id}")

    assert [kept.code for kept in made.kept] == ["no-second-sees"]
    assert [payment.expense_id for payment in made.run.living] == [expense.id]
    assert sees(one, "Gül", made.run) == ""


def test_alone_it_is_refused_with_that_reason(one: Paying) -> None:
    with pytest.raises(Exception, match="no-second-sees"):
        collected(one, f"allowance.{agreed_by(one, 'Ben').id}")


def by_hand(one: Paying, allowance: Allowance, by: Actor) -> Allowance:
    data = allowances.Paying(AccountKind.OWN_BANK, DAY)
    return allowances.pay(one.session, allowance, data, by=by, at=NOON)


def test_what_stays_out_the_treasurer_pays_by_hand_when_another_said_yes_to_it(one: Paying) -> None:
    allowance, expense = agreed_by(one, "Ben"), one.approved("3", by="Ben")
    made = collected(one, f"allowance.{allowance.id}", f"expense.{expense.id}")
    assert [kept.code for kept in made.kept] == ["no-second-sees"]

    by_hand(one, allowance, itself(one)[1])

    assert (allowance.state, one.plan.now.own_bank) == (AllowanceState.PAID, EUR("80"))


def test_what_the_treasurer_said_yes_to_himself_stays_for_who_holds_the_money(one: Paying) -> None:
    allowance, expense = agreed_by(one, "Dan"), one.approved("3", by="Ben")
    made = collected(one, f"allowance.{allowance.id}", f"expense.{expense.id}")
    assert [kept.code for kept in made.kept] == ["no-second-sees"]
    with pytest.raises(NotAllowed, match="another-pays"):
        by_hand(one, allowance, itself(one)[1])

    by_hand(one, allowance, one.actor("Hans"))

    assert allowance.state is AllowanceState.PAID


def test_the_reason_says_both_ways_to_pay_it(app: Flask) -> None:
    with app.test_request_context(), force_locale("nl"):
        words = str(messages.words_for("no-second-sees"))

    assert "Betaal hem zelf bij je bank" in words
    assert "Dan betaalt wie jullie geld beheert hem." in words


def test_who_keeps_the_books_too_sees_it_and_says_yes_and_others_do_not(one: Paying) -> None:
    make_treasurer(one, "Ben")
    allowance = agreed_by(one, "Ben")

    run = collected(one, f"allowance.{allowance.id}").run

    assert one.plan.waits_for(Act.PAYMENTS_RUN_APPROVE) >= {"Ben"}
    assert "Gül" not in one.plan.waits_for(Act.PAYMENTS_RUN_APPROVE)
    assert sees(one, "Gül", run) != ""
    assert sees(one, "Gül", run, Act.PAYMENTS_RUN_APPROVE) == "allowance-private"
    with pytest.raises(NotAllowed, match="allowance-private"):
        one.approve(run, by="Gül")
    one.approve(run, by="Ben")
    assert run.state is RunState.APPROVED


def test_where_all_members_looked_at_it_all_may_say_yes(one: Paying) -> None:
    allowance = agreed_by(one, "Ben")
    allowance.looks = Looks.MEMBERS
    one.session.flush()

    run = collected(one, f"allowance.{allowance.id}").run

    assert sees(one, "Gül", run) == ""
    group_id = run.owner_id
    assert one.plan.id_of("Gül") in queries.seconds_of(one.session, group_id, None, [allowance])
