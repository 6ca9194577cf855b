"""Other ways of pay runs: shops, returns, a group that pays itself, letters, what is due."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.gateways.sepa import FakeSepa
from grants.allowances import service as allowances
from grants.kit.access import SYSTEM, Actor, Hand, Right, Role
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.ledger.queries.faults import check
from grants.outbox.models import Job
from grants.payments import queries, service
from grants.payments.models import FileKind, Payee
from grants.payments.models.runs import FailedWhy, PaymentKind
from grants.payments.rules import (
    Choosing,
    GivingBack,
    Moving,
    Outcome,
    PayeeData,
)
from grants.payments.states import PaymentState, RunState
from grants.spending.models import WhoPaid
from tests.ground import NOON
from tests.payments.paying import VAULT, Paying, account, paying
from tests.spending.story import DAY

SHOP, FUND = "NL12SNSB0123456789", "NL20KNAB0123456780"


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


def save(one: Paying, data: PayeeData, by: str = "Hans") -> Payee:
    return service.save_payee(
        one.session, one.owner_id, data, vault=VAULT, by=one.actor(by), at=NOON
    )


def ended(one: Paying) -> UUID:
    """The plan was stopped, with all its money in the bank: what is left goes back to the fund."""
    moving = Moving(EUR("42"), DAY, AccountKind.CASH, AccountKind.BANK)
    service.move(one.session, one.plan.proposal, moving, by=one.actor("Hans"), at=NOON)
    allowances.stop_plan(one.session, one.plan.proposal, "Ziek", by=one.actor("Ada"), at=NOON)
    return one.plan.award.organisation_id


# ---- Shops -------------------------------------------------------------------------------------


def test_a_shop_is_paid_when_its_account_is_known(one: Paying) -> None:
    bill = one.approved("30", who_paid=WhoPaid.INVOICE, shop="De  Kom")
    with pytest.raises(NotNow, match="no-account"):
        one.collect()

    save(one, PayeeData(FUND, "Aldi", shop="Aldi"))
    first = save(one, PayeeData(SHOP, "De Kom B.V.", shop="de kom"))
    run = one.handed_in()
    one.settle(run)

    assert (run.payments[0].name, run.payments[0].to_id) == ("De Kom B.V.", first.id)
    assert bill.state.value == "paid"
    again = save(one, PayeeData(FUND, "De Kom", shop="De Kom"))
    assert (again.id, again.last4, again.mark) == (first.id, "6780", VAULT.mark(FUND))


def test_a_bill_that_failed_tells_no_person(one: Paying) -> None:
    one.approved("30", who_paid=WhoPaid.INVOICE)
    save(one, PayeeData(SHOP, "De Kom", shop="De Kom"))
    run = one.handed_in()

    service.settle(
        one.session,
        run,
        Outcome(DAY, {run.payments[0].id: FailedWhy.CLOSED}),
        by=one.actor("Hans"),
        at=NOON,
    )

    assert not one.session.scalars(select(Job).where(Job.kind == "payments.failed")).all()


def test_another_account_of_a_shop_stops_the_yes(one: Paying) -> None:
    one.approved("30", who_paid=WhoPaid.INVOICE)
    save(one, PayeeData(SHOP, "De Kom", shop="De Kom"))
    run = one.run()
    save(one, PayeeData(FUND, "De Kom", shop="De Kom"))

    with pytest.raises(NotNow, match="payee-changed"):
        one.approve(run)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (PayeeData("NL00", "De Kom", shop="De Kom"), "iban"),
        (PayeeData(SHOP, "", shop="De Kom"), "bank-name-empty"),
        (PayeeData(SHOP, "De Kom"), "payee-unknown"),
    ],
)
def test_a_payee_has_a_number_a_name_and_is_somebody(
    one: Paying, data: PayeeData, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        save(one, data)


def test_only_who_pays_says_where_to(one: Paying) -> None:
    with pytest.raises(NotAllowed, match="payer-only"):
        save(one, PayeeData(SHOP, "De Kom", shop="De Kom"), by="Dan")


# ---- Returns -----------------------------------------------------------------------------------


def test_what_is_left_goes_back_in_a_run(one: Paying) -> None:
    fund = ended(one)
    save(one, PayeeData(FUND, "Gemeente", organisation_id=fund))
    owed = one.plan.now.bank

    run = one.handed_in()
    hans, at = one.actor("Hans"), NOON
    back = GivingBack(fund, EUR("1"), DAY)
    with pytest.raises(NotNow, match="in-run"):
        service.give_back(one.session, one.plan.proposal, back, by=hans, at=at)
    one.settle(run)

    assert [(p.kind, p.state) for p in run.payments] == [(PaymentKind.RETURN, PaymentState.PAID)]
    assert run.payments[0].thing_id == one.plan.proposal.id
    assert owed - one.plan.now.bank == run.total
    assert one.due() == []


def test_a_return_that_failed_is_due_again(one: Paying) -> None:
    fund = ended(one)
    save(one, PayeeData(FUND, "Gemeente", organisation_id=fund))
    run = one.handed_in()
    assert one.due() == []

    one.settle(run, Gemeente=FailedWhy.OTHER)

    assert one.due() == [f"return.{one.plan.proposal.id}.{fund}"]


# ---- A group that pays itself ------------------------------------------------------------------


def itself(one: Paying) -> tuple[UUID, Actor]:
    """The group holds its money, and its treasurer pays; the account is still to be said."""
    group = one.plan.one.ground.workgroup
    hands = {Right.HOLD_MONEY: Hand.GROUP, Right.PAY: Hand.GROUP}
    dan = one.actor("Dan")
    return group.id, Actor(
        dan.person_id, roles=dan.roles, hands={group.id: {**dan.hands[group.id], **hands}}
    )


def has_account(one: Paying, group_id: UUID, by: Actor, amount: str = "100") -> None:
    """Its account is said, and so much lies on it."""
    data = account(file_kind=FileKind.PAIN_03, term_days=7)
    service.save_account(one.session, group_id, data, vault=VAULT, by=by, at=NOON)
    moving = Moving(EUR(amount), DAY, AccountKind.BANK, AccountKind.OWN_BANK)
    service.move(one.session, one.plan.proposal, moving, by=one.actor("Hans"), at=NOON)


def lies(one: Paying) -> tuple[str, str]:
    now = one.plan.now
    return now.bank.digits, now.own_bank.digits


def test_a_run_of_a_group_that_pays_itself_is_booked_from_its_own_account(one: Paying) -> None:
    group_id, dan = itself(one)
    has_account(one, group_id, dan)
    data = Choosing([f"expense.{one.approved('30').id}"], DAY)

    run = service.collect(one.session, group_id, data, vault=VAULT, by=dan, at=NOON).run
    looked, ben = [p.id for p in run.payments], one.actor("Ben")
    service.approve(one.session, run, looked, vault=VAULT, by=ben, at=NOON)
    service.make_file(one.session, run, FakeSepa(), vault=VAULT, by=dan, at=NOON)
    service.hand_in(one.session, run, by=dan, at=NOON)
    service.settle(one.session, run, Outcome(DAY, {}), by=dan, at=NOON)

    assert lies(one) == ("200.00", "70.00")
    assert check(one.session) == []


def test_a_run_of_the_holder_is_booked_from_its_bank_though_the_group_has_an_account(
    one: Paying,
) -> None:
    has_account(one, one.plan.one.ground.workgroup.id, one.actor("Ada"))
    one.approved("30")

    one.settle(one.handed_in())

    assert lies(one) == ("170.00", "100.00")


def test_a_run_of_a_group_takes_no_more_than_lies_on_its_own_account(one: Paying) -> None:
    group_id, dan = itself(one)
    has_account(one, group_id, dan, "20")
    data = Choosing([f"expense.{one.approved('30').id}"], DAY)

    with pytest.raises(NotNow, match="place"):
        service.collect(one.session, group_id, data, vault=VAULT, by=dan, at=NOON)


def test_a_group_pays_from_its_own_account(one: Paying) -> None:
    group_id, dan = itself(one)
    has_account(one, group_id, dan)
    expense = one.approved("30")

    data = Choosing([f"expense.{expense.id}"], DAY)
    run = service.collect(one.session, group_id, data, vault=VAULT, by=dan, at=NOON).run
    assert run.file_kind is FileKind.PAIN_03
    assert one.plan.id_of("Ben") in queries.seconds_of(one.session, group_id, dan.person_id)
    with pytest.raises(NotAllowed, match="run-pays-you"):
        service.approve(
            one.session,
            run,
            [p.id for p in run.payments],
            vault=VAULT,
            by=one.actor("Ada"),
            at=NOON,
        )
    service.approve(
        one.session,
        run,
        [p.id for p in run.payments],
        vault=VAULT,
        by=one.actor("Ben"),
        at=NOON,
    )

    assert run.state is RunState.APPROVED
    assert queries.payers(dan) == [group_id]
    assert service.who_pays(one.session, group_id) == [one.plan.id_of("Dan")]


# ---- The account that is paid from -------------------------------------------------------------


def test_an_empty_number_keeps_the_one_that_stands(one: Paying) -> None:
    before = queries.account_of(one.session, one.owner_id)
    assert before is not None
    bank = before.bank

    now = service.save_account(
        one.session,
        one.owner_id,
        account("", "Welzijn", term_days=30),
        vault=VAULT,
        by=one.actor("Hans"),
        at=NOON,
    )

    assert (now.bank, now.name, now.id) == (bank, "Welzijn", one.owner_id)
    group = one.plan.proposal.owner_id
    assert queries.groups_and_terms(one.session, [group])[group][1] == 30


@pytest.mark.parametrize("days", [0, 91, -1])
def test_a_term_is_between_a_day_and_three_months(one: Paying, days: int) -> None:
    with pytest.raises(Invalid, match="term-odd"):
        service.save_account(
            one.session,
            one.owner_id,
            account(term_days=days),
            vault=VAULT,
            by=one.actor("Hans"),
            at=NOON,
        )


def test_only_a_person_changes_an_account(one: Paying) -> None:
    nobody = Actor(None, roles={one.owner_id: frozenset({Role.PAYER})})

    with pytest.raises(Invalid, match="people-only"):
        service.save_account(one.session, one.owner_id, account(), vault=VAULT, by=nobody, at=NOON)
    assert not queries.payers(SYSTEM)


# ---- Too late ----------------------------------------------------------------------------------


def test_what_was_not_paid_in_time_is_overdue(one: Paying) -> None:
    expense = one.approved("30")
    on_time, late = NOON + timedelta(days=14), NOON + timedelta(days=15)

    assert service.overdue(one.session, one.owner_id, at=on_time) == []
    found = service.overdue(one.session, one.owner_id, at=late)
    assert [due.thing_id for due in found] == [expense.id]
    one.run()
    assert service.overdue(one.session, one.owner_id, at=late) == []


def test_without_an_account_the_usual_term_holds(one: Paying) -> None:
    one.approved("30")
    one.session.delete(queries.account_of(one.session, one.owner_id))
    one.session.flush()

    assert service.overdue(one.session, one.owner_id, at=NOON + timedelta(days=15))


def test_each_morning_at_eight_it_is_looked_at_once(one: Paying) -> None:
    service.remind_tomorrow(one.session, one.owner_id, at=NOON)

    jobs = one.session.scalars(select(Job).where(Job.kind == "payments.overdue")).all()

    assert [job.due_at.astimezone(NOON.tzinfo).isoformat() for job in jobs] == [
        "2026-03-03T07:00:00+00:00"
    ]
    assert set(service.who_pays(one.session, one.owner_id)) == {
        one.plan.id_of("Hans"),
        one.plan.id_of("Ina"),
    }


# ---- What others ask ---------------------------------------------------------------------------


def test_names_and_runs_of_nobody_are_none(one: Paying) -> None:
    assert queries.names_of(one.session, []) == {}
    group = one.plan.one.ground.workgroup
    names = queries.names_of(one.session, [one.owner_id, group.id])
    assert names == {one.owner_id: "De Brug", group.id: group.name}
    assert not queries.runs(one.session, [one.owner_id])
