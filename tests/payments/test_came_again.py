"""Of what was sent back too much, what came again is in the book: that, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.checks.queries import faults_of
from grants.history.models import Event
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, OverRoom
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.payments import queries, service
from grants.payments.models import (
    Arrival,
    ArrivalKind,
    BackKind,
    BankAccount,
    StatementLine,
)
from grants.payments.rules import ComingAgain, ExpectedKind, NewAccount, ReadLine
from grants.payments.service import bank_accounts, matching, statements
from grants.payments.states import ArrivalState
from tests.ground import NOON
from tests.payments.paying import VAULT
from tests.payments.statement_story import IBAN, file, last, line, undo
from tests.payments.test_goes_back_once import AWARD, GIFT, THEIRS, Owed, owed
from tests.spending.story import DAY
from tests.told_once import told_once


@pytest.fixture(params=[GIFT, AWARD], scope="module")
def kind(request: pytest.FixtureRequest) -> str:
    """One after the other, so that each beginning is told once."""
    return str(request.param)


@told_once
def too_much(session: Session, kind: str) -> Owed:
    one = owed(session, kind)
    run = one.one.handed_in()
    one.bank.goes_back(one.payment, EUR("10"), "re_1", BackKind.REFUND)
    one.bank.ask(one.payment)
    one.one.settle(run)
    assert one.left == EUR("-10")
    return one


@pytest.fixture
def ten(session: Session, kind: str) -> Owed:
    """Sixty in a run, ten of it back outside as well: who got it has ten too much."""
    return too_much(session, kind)


def again(one: Owed, amount: str, by: str = "Hans", **more: object) -> Arrival:
    data = ComingAgain(one.to, EUR(amount), DAY, **more)  # type: ignore[arg-type]
    plan = one.one.plan
    return service.came_again(plan.session, plan.proposal, data, by=plan.actor(by), at=NOON)


def sent(one: Owed) -> Arrival:
    which = select(Arrival).where(Arrival.kind == ArrivalKind.RETURN)
    return one.one.session.scalars(which).one()


def test_only_what_came_again_comes_into_the_book_and_nothing_is_due(ten: Owed) -> None:
    bank = ten.one.plan.now.bank

    made = again(ten, "10")

    assert ten.one.plan.now.bank == bank + EUR("10")
    assert (ten.left, ten.due, ten.one.due()) == (None, [], [])
    assert (made.kind, made.amount, made.on) == (ArrivalKind.CAME_AGAIN, EUR("10"), DAY)
    assert sent(ten).state is ArrivalState.ENTERED
    assert ten.one.plan.waits_for(Act.PAYMENTS_RETURN_OVER) == set()
    assert faults_of(ten.one.session, [ten.one.plan.proposal.owner_id]) == []
    told = ten.one.session.scalars(select(Event).where(Event.thing_id == made.id)).one()
    assert (told.act, told.actor_id) == (Act.PAYMENTS_CAME_AGAIN, ten.one.plan.id_of("Hans"))


def test_a_part_of_it_leaves_the_rest_to_come(ten: Owed) -> None:
    again(ten, "4")

    assert ten.left == EUR("-6")
    assert ten.one.plan.waits_for(Act.PAYMENTS_RETURN_OVER) == {"Dan", "Hans", "Ina"}
    with pytest.raises(OverRoom, match="over-too-much") as refusal:
        again(ten, "6.01")
    assert refusal.value.facts["left"] == EUR("6")
    again(ten, "6")
    assert ten.left is None


def test_more_than_was_too_much_or_nothing_or_tomorrow_is_refused(ten: Owed) -> None:
    bank, hans = ten.one.plan.now.bank, ten.one.actor("Hans")
    tomorrow = ComingAgain(ten.to, EUR("1"), NOON.date() + timedelta(days=1))

    with pytest.raises(OverRoom, match="over-too-much"):
        again(ten, "60")
    with pytest.raises(Invalid, match="amount-nothing"):
        again(ten, "0")
    with pytest.raises(Invalid, match="day-to-come"):
        service.came_again(ten.one.session, ten.one.plan.proposal, tomorrow, by=hans, at=NOON)

    assert (ten.one.plan.now.bank, ten.left) == (bank, EUR("-10"))


def test_of_who_has_nothing_too_much_nothing_came_again(ten: Owed) -> None:
    other = ten.one.plan.award.organisation_id if ten.to == ten.one.owner_id else ten.one.owner_id
    data = ComingAgain(other, EUR("0.01"), DAY)

    with pytest.raises(OverRoom, match="over-too-much") as refusal:
        service.came_again(
            ten.one.session,
            ten.one.plan.proposal,
            data,
            by=ten.one.actor("Hans"),
            at=NOON,
        )

    assert refusal.value.facts["left"] == EUR("0")


@pytest.mark.parametrize("who", ["Ada", "Dan"])
def test_only_who_holds_the_money_says_that_it_came_again(ten: Owed, who: str) -> None:
    with pytest.raises(NotAllowed, match="holder-enters"):
        again(ten, "10", by=who)


def test_it_may_come_again_in_another_place(ten: Owed) -> None:
    before = ten.one.plan.now

    again(ten, "10", place=AccountKind.CASH)

    now = ten.one.plan.now
    assert (now.bank, now.cash) == (before.bank, before.cash + EUR("10"))


def test_undone_it_is_too_much_again_and_they_are_told_again(ten: Owed) -> None:
    bank, hans = ten.one.plan.now.bank, ten.one.actor("Hans")
    made = again(ten, "10")

    service.mirror(ten.one.session, made, "Was van een ander.", by=hans, at=NOON)

    assert (ten.one.plan.now.bank, ten.left) == (bank, EUR("-10"))
    assert ten.one.plan.waits_for(Act.PAYMENTS_RETURN_OVER) == {"Dan", "Hans", "Ina"}
    assert faults_of(ten.one.session, [ten.one.plan.proposal.owner_id]) == []


def test_a_return_of_which_a_part_was_too_much_is_undone_by_who_says_that_all_of_it_was_wrong(
    ten: Owed,
) -> None:
    plan, hans, bank = ten.one.plan, ten.one.actor("Hans"), ten.one.plan.now.bank

    with pytest.raises(Invalid, match="partly-too-much") as refusal:
        service.mirror(plan.session, sent(ten), "Verkeerd.", by=hans, at=NOON)
    assert (refusal.value.field, refusal.value.facts) == ("whole", {"over": EUR("10")})
    assert (plan.now.bank, ten.left, ten.due) == (bank, EUR("-10"), [])
    service.mirror(plan.session, sent(ten), "Kwam nooit aan.", by=hans, at=NOON, whole=True)

    assert plan.now.bank == bank + EUR("60")
    assert (ten.left, ten.due) == (EUR("50"), [EUR("50")])
    assert faults_of(plan.session, [plan.proposal.owner_id]) == []


def test_a_return_that_was_too_much_as_a_whole_or_not_at_all_is_undone_without_a_question(
    session: Session,
) -> None:
    one = owed(session, AWARD)
    hans, by_hand = one.one.actor("Hans"), one.by_hand("10")
    service.mirror(session, by_hand, "Verkeerd.", by=hans, at=NOON)
    small = one.by_hand("10")
    one.bank.goes_back(one.payment, None, "re_1", BackKind.REFUND)
    one.bank.ask(one.payment)
    too_much = one.left

    service.mirror(session, small, "Nooit verstuurd.", by=hans, at=NOON)

    assert (too_much, one.left, one.due) == (EUR("-10"), None, [])


def test_they_stay_told_where_the_holder_stood_in_for_what_went_back_too_much(
    session: Session,
) -> None:
    one = owed(session, AWARD)
    back, hans = one.refund("25"), one.one.actor("Hans")
    one.one.settle(one.one.handed_in())
    one.bank.goes_back(one.payment, EUR("25"), "re_1", BackKind.REFUND)
    one.bank.ask(one.payment)
    stands = (Arrival.id != one.payment.arrival_id) & (Arrival.state == ArrivalState.ENTERED)
    came = select(Arrival).where(Arrival.kind == ArrivalKind.INSTALMENT, stands)
    service.mirror(session, session.scalars(came).one(), "Van een ander.", by=hans, at=NOON)
    one.bank.later(hours=1)
    one.lands(back)
    assert (one.one.plan.now.bank, one.left) == (EUR("0"), EUR("-25"))

    again(one, "5")

    assert one.one.plan.waits_for(Act.PAYMENTS_RETURN_OVER) == {"Dan", "Hans", "Ina"}
    again(one, "20")
    assert one.one.plan.waits_for(Act.PAYMENTS_RETURN_OVER) == set()


def test_what_the_bank_sends_back_of_the_run_afterwards_is_owed_once_more(session: Session) -> None:
    one = owed(session, AWARD)
    run = one.one.handed_in()
    one.bank.goes_back(one.payment, EUR("10"), "re_1", BackKind.REFUND)
    one.bank.ask(one.payment)
    one.one.settle(run)
    again(one, "10")

    assert one.bounces(run)

    assert (one.left, one.due) == (EUR("60"), [EUR("60")])


def read(one: Owed, *lines: ReadLine) -> tuple[BankAccount, list[StatementLine]]:
    """These lines came in on an account of the holder."""
    plan, session = one.one.plan, one.one.session
    hans, new = plan.actor("Hans"), NewAccount(IBAN, "Betaalrekening")
    holder = plan.one.ground.holder
    account = bank_accounts.add_account(session, holder, new, vault=VAULT, by=hans, at=NOON)
    statements.keep(session, account, file(*lines), vault=VAULT, by=hans, at=NOON)
    return account, list(queries.open_lines(session, account.id))


def test_the_line_of_the_bank_by_which_it_came_is_proposed_for_it(ten: Owed) -> None:
    plan, hans, bank = ten.one.plan, ten.one.actor("Hans"), ten.one.plan.now.bank
    account, _lines = read(ten, line("10", "Te veel ontvangen", iban=THEIRS))
    found = matching.proposals_for(plan.session, account, vault=VAULT)[2]

    told = matching.confirm_all(
        plan.session, account, [one.key for one in found], vault=VAULT, by=hans, at=NOON
    )

    assert [one.things[0].kind for one in found] == [ExpectedKind.TOO_MUCH]
    assert (told.done, told.refused, ten.left) == (1, (), None)
    assert plan.now.bank == bank + EUR("10")
    undo(plan, last(plan), mirror=True)
    assert (plan.now.bank, ten.left) == (bank, EUR("-10"))


def test_a_line_of_less_books_less_and_one_of_more_is_refused(ten: Owed) -> None:
    plan, hans = ten.one.plan, ten.one.actor("Hans")
    account, lines = read(ten, line("4", "Een deel"), line("60", "Alles"))
    part, whole = sorted(lines, key=lambda one: one.amount)
    keys = [f"too-much.{plan.proposal.id}.{ten.to}"]

    with pytest.raises(OverRoom, match="over-too-much"):
        matching.confirm(plan.session, account, [whole.id], keys, vault=VAULT, by=hans, at=NOON)
    matching.confirm(plan.session, account, [part.id], keys, vault=VAULT, by=hans, at=NOON)

    assert ten.left == EUR("-6")
