"""What each act on money leaves behind: who, why, whom it asks, what is booked, which letters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from grants.kit.money import EUR
from grants.kit.orm import Owned
from grants.ledger.models import AccountKind
from grants.payments import queries, service
from grants.payments.models import Arrival, Payee, PayRun, Source
from grants.payments.models.runs import FailedWhy, Look
from grants.payments.rules import Income, Moving, PayeeData
from grants.payments.states import ArrivalState, RunState
from tests.ground import NOON
from tests.payments.paying import HOLDER, VAULT, Paying, account, paying
from tests.payments.test_run_ways import FUND, SHOP, save
from tests.spending.story import DAY
from tests.traces import Asked, Told, asked, booked, history, letters

LATER = NOON + timedelta(days=1)
NEXT = DAY + timedelta(days=1)
BANK, CASH = AccountKind.BANK, AccountKind.CASH


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


def names(one: Paying) -> dict[UUID, str]:
    return {person.id: name for name, person in one.plan.one.people.items()}


def told(one: Paying, thing: Owned) -> list[Told]:
    return history(one.session, thing, names(one))


def act(name: str, by: str, why: str | None = None, at: Any = NOON, **facts: object) -> Told:
    return Told(f"payments.{name}", by, facts, why, at)


# ---- Pay runs ------------------------------------------------------------------------------------


def asked_of(one: Paying, run: PayRun, done: object) -> set[Asked]:
    usual = run.reference, EUR("50"), NOON, done
    return {Asked("payments.run-approve", who, *usual) for who in ("Ina",)}  # type: ignore[arg-type]


def test_a_run_is_written_down_from_putting_together_to_the_bank(one: Paying) -> None:
    bill, helped = one.approved("30"), one.agreed("20", "Ben")
    run = one.run()
    open_ = asked(one.session, run, names(one))
    looks = {payment.name: payment.asks for payment in run.payments}
    one.handed_in(run)
    [file] = [queries.file_of(one.session, run)]
    one.settle(run, Ben=FailedWhy.CLOSED)

    assert file is not None
    assert told(one, run) == [
        act("run", "Hans", amount=[5000, "EUR"], count=2),
        act("run-approve", "Ina", amount=[5000, "EUR"], looks=2),
        act("run-file", "Ina", hash=file.hash),
        act("run-hand-in", "Hans"),
        act("run-failed", "Hans", on=DAY.isoformat(), failed=1),
    ]
    assert looks == {"Ada": [Look.FIRST], "Ben": [Look.FIRST]}
    assert open_ == asked_of(one, run, None)
    assert asked(one.session, run, names(one)) == asked_of(one, run, NOON)
    failed = next(payment for payment in run.payments if payment.allowance_id == helped.id)
    assert letters(one.session, "payments.failed") == [{"payment": str(failed.id)}]
    assert (failed.failed_why, failed.ended_at) == (FailedWhy.CLOSED, NOON)
    assert (run.state, run.ended_at, run.handed_in_at) == (RunState.PARTLY_FAILED, NOON, NOON)
    assert {payment.approved_by_id for payment in run.payments} == {one.plan.id_of("Ina")}
    assert bill.paid_on == DAY


def test_a_payment_holds_all_that_its_file_needs(one: Paying) -> None:
    bill = one.approved("30")
    run = one.run()
    [payment] = run.payments

    assert (run.debtor_name, run.debtor_last4, run.pay_on) == (
        "Stichting De Brug",
        HOLDER[-4:],
        DAY,
    )
    assert (payment.no, payment.end_to_end) == (1, f"{run.reference}-0001")
    assert (payment.name, payment.last4, payment.words) == ("Ada", "4300", bill.reference)
    assert VAULT.cipher.open(payment.sealed, about=payment.id.bytes) == "NL91ABNA0417164300"
    assert VAULT.cipher.open(run.debtor_sealed, about=run.id.bytes) == HOLDER
    assert payment.mark == VAULT.mark("NL91ABNA0417164300")
    assert (payment.person_id, payment.payee_id) == (one.plan.id_of("Ada"), None)
    assert (payment.expense_id, payment.allowance_id) == (bill.id, None)


def test_what_is_left_out_and_what_is_withdrawn_says_so(one: Paying) -> None:
    one.approved("30")
    one.agreed("20", "Ben")
    run = one.run()
    first = run.payments[0]
    hans = one.actor("Hans")
    service.leave_out(one.session, first, by=hans, at=NOON)
    left = run.total
    one.approve(run)
    service.withdraw(one.session, run, " Foutje. ", by=hans, at=LATER)

    assert told(one, run)[1] == act("run-leave", "Hans", payment=str(first.id))
    assert told(one, run)[-1] == act("run-withdraw", "Hans", "Foutje.", LATER)
    assert left == EUR("50") - first.amount
    assert (run.state, run.ended_at, run.ended_why) == (RunState.WITHDRAWN, LATER, "Foutje.")


def test_the_last_that_is_left_out_ends_the_run(one: Paying) -> None:
    one.approved("30")
    run = one.run()

    service.leave_out(one.session, run.payments[0], by=one.actor("Hans"), at=LATER)

    assert (run.state, run.ended_at) == (RunState.WITHDRAWN, LATER)
    assert {row.done_at for row in asked(one.session, run, names(one))} == {LATER}


def test_accounts_are_written_down_without_their_numbers(one: Paying) -> None:
    hans = one.actor("Hans")
    kept = service.save_account(
        one.session, one.owner_id, account(term_days=30), vault=VAULT, by=hans, at=LATER
    )
    payee = save(one, PayeeData(SHOP, " De Kom ", shop=" De  KOM "))

    assert history(one.session, kept, names(one))[-1] == act(
        "account", "Hans", at=LATER, term_days=30
    )
    assert (kept.changed_by_id, kept.changed_at) == (one.plan.id_of("Hans"), LATER)
    assert (kept.last4, kept.bank.iban_digest) == (HOLDER[-4:], VAULT.mark(HOLDER))
    assert told(one, payee) == [act("payee", "Hans")]
    assert (payee.name, payee.shop, payee.last4) == ("De Kom", "de kom", "6789")
    assert VAULT.cipher.open(payee.sealed, about=payee.id.bytes) == SHOP
    assert (payee.changed_by_id, payee.changed_at) == (one.plan.id_of("Hans"), NOON)


def test_a_shop_and_an_organisation_of_one_name_are_two_payees(one: Paying) -> None:
    fund = one.plan.award.organisation_id
    shop = save(one, PayeeData(SHOP, "Fonds", shop="Fonds"))
    desk = save(one, PayeeData(FUND, "Fonds", organisation_id=fund, shop="Fonds"))
    again = save(one, PayeeData(SHOP, "Het fonds", organisation_id=fund))

    assert shop.id != desk.id
    assert (again.id, again.name, again.shop) == (desk.id, "Het fonds", "")
    assert [payee.name for payee in queries.payees_of(one.session, one.owner_id)] == [
        "Fonds",
        "Het fonds",
    ]
    assert isinstance(again, Payee)


# ---- Money that came and moved -------------------------------------------------------------------


def entered(one: Paying, arrival: Arrival) -> list[Told]:
    assert (arrival.entered_by_id, arrival.entered_at) == (one.plan.id_of("Hans"), NOON)
    return told(one, arrival)


def test_what_came_moved_and_was_undone_is_written_down(one: Paying) -> None:
    session, plan, hans = one.session, one.plan.proposal, one.actor("Hans")
    came = Income(EUR("5"), DAY, BANK, Source.GIFT, " Van de bakker ")
    gift = service.income(session, plan, came, by=hans, at=NOON)
    moving = Moving(EUR("4"), DAY, BANK, CASH)
    moved = service.move(session, plan, moving, by=hans, at=NOON)
    service.mirror(session, moved, " Niet gedaan. ", by=hans, at=LATER)

    assert (gift.source, gift.words, gift.on, gift.place) == (
        Source.GIFT,
        "Van de bakker",
        DAY,
        BANK,
    )
    assert entered(one, gift) == [
        act("enter", "Hans", kind="own", amount=[500, "EUR"], place="bank")
    ]
    assert entered(one, moved) == [
        act("move", "Hans", kind="move", amount=[400, "EUR"], place="cash"),
        act("mirror", "Hans", "Niet gedaan.", LATER),
    ]
    assert (moved.state, moved.mirrored_at, moved.mirrored_why, moved.origin) == (
        ArrivalState.MIRRORED,
        LATER,
        "Niet gedaan.",
        BANK,
    )
    assert booked(session, gift) == [("payments.enter", NOON, {"bank": "5.00", "own": "-5.00"})]
    assert booked(session, moved) == [
        ("payments.move", NOON, {"cash": "4.00", "bank": "-4.00"}),
        ("payments.mirror", LATER, {"cash": "-4.00", "bank": "4.00"}),
    ]
