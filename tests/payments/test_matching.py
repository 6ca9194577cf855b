"""Lines are matched on both databases: booked once, chosen by a person, undone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from grants.awards import service as awards
from grants.awards.models import InstalmentState
from grants.kit.errors import Invalid, NotNow, OverRoom, Stale
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import queries
from grants.payments.models import (
    Arrival,
    BankAccount,
    MatchedLine,
    MatchedThing,
    Matching,
    Source,
)
from grants.payments.rules.matching import Sure
from grants.payments.service import matching
from grants.payments.states import ArrivalState, LineState
from grants.spending.models import Expense
from grants.spending.states import ExpenseState
from tests.ground import NOON
from tests.payments.statement_story import (
    VAULT,
    account,
    confirm,
    instalment,
    keep,
    last,
    line,
    plan,
    proposed,
    undo,
)
from tests.requests.story import story
from tests.spending.story import DAY, Running

__all__ = ["account", "plan"]


def test_an_instalment_is_recognised_and_booked_once(plan: Running, account: BankAccount) -> None:
    due = instalment(plan).amount.digits
    keep(plan, account, line(due, f"Toekenning {plan.award.reference}"))
    key, sure = proposed(plan, account)[0]

    told = confirm(plan, account)

    assert (sure, told.done, plan.now.bank.digits) == (Sure.SURE, 1, due)
    assert instalment(plan).state is InstalmentState.RECEIVED
    with pytest.raises(Stale, match="proposals-changed"):
        matching.confirm_all(
            plan.session, account, [key], vault=VAULT, by=plan.actor("Hans"), at=NOON
        )
    assert book.check(plan.session) == []


def test_a_part_of_an_award_leaves_the_rest_to_come(plan: Running, account: BankAccount) -> None:
    keep(plan, account, line("100", plan.award.reference))

    assert proposed(plan, account)[0][1] is Sure.LIKELY
    confirm(plan, account)

    assert (plan.now.bank, plan.now.to_come) == (EUR("100"), EUR("200"))


def test_a_bill_is_paid_and_one_that_was_paid_is_only_tied(
    plan: Running, account: BankAccount
) -> None:
    plan.arrives("240")
    bill, paid = plan.approved("60"), plan.paid("30", why="Duurder.")
    keep(plan, account, line("-60", bill.reference), line("-30", paid.reference), line("240"))

    told = confirm(plan, account)

    assert told.done == 3
    assert plan.session.get_one(Expense, bill.id).state is ExpenseState.PAID
    assert plan.now.bank == EUR("150")
    booked = [thing.booked for thing in plan.session.scalars(select(MatchedThing))]
    assert sorted(booked) == [False, False, True]
    assert proposed(plan, account) == []


def test_two_lines_pay_one_bill_together(plan: Running, account: BankAccount) -> None:
    plan.arrives("240")
    bill = plan.approved("60")
    keep(plan, account, line("-20", bill.reference), line("-40", bill.reference, name="x"))

    assert confirm(plan, account).done == 1

    assert len(plan.session.scalars(select(MatchedLine)).all()) == 2
    assert plan.session.get_one(Expense, bill.id).state is ExpenseState.PAID


def test_what_the_rules_refuse_stays_open_and_the_others_go_on(
    plan: Running, account: BankAccount
) -> None:
    bill, due = plan.approved("60"), instalment(plan).amount.digits
    keep(
        plan,
        account,
        line("-60", bill.reference, DAY - timedelta(1)),
        line(due, plan.award.reference),
    )

    told = confirm(plan, account)

    assert told.done == 1
    assert [refusal.code for _one, refusal in told.refused] == ["over-place"]
    assert len(queries.open_lines(plan.session, account.id)) == 1


def test_a_person_chooses_what_a_line_pays(plan: Running, account: BankAccount) -> None:
    plan.arrives("240")
    one, two = plan.approved("20"), plan.approved("30", shop="Elders")
    row = keep(plan, account, line("-50", "boodschappen"))[0]
    keys = [f"expense.{one.id}", f"expense.{two.id}"]

    def choose(keys: list[str], ids: list[UUID]) -> Matching:
        return matching.confirm(
            plan.session, account, ids, keys, vault=VAULT, by=plan.actor("Hans"), at=NOON
        )

    with pytest.raises(Invalid, match="sums-differ"):
        choose(keys[:1], [row.id])
    with pytest.raises(Invalid, match="nothing-chosen"):
        choose([], [row.id])
    with pytest.raises(Stale):
        choose(["expense.none"], [row.id])
    choose(keys, [row.id])

    assert (plan.now.bank, row.state) == (EUR("190"), LineState.MATCHED)
    with pytest.raises(Stale):
        choose(keys, [row.id])


def test_money_that_went_out_is_no_part_of_an_award(plan: Running, account: BankAccount) -> None:
    row = keep(plan, account, line("-50"))[0]

    with pytest.raises(Invalid, match="sums-differ"):
        matching.confirm(
            plan.session, account, [row.id], [f"instalment.{instalment(plan).id}"],
            vault=VAULT, by=plan.actor("Hans"), at=NOON,
        )  # fmt: skip


def test_more_than_was_promised_is_refused_as_by_hand(plan: Running, account: BankAccount) -> None:
    row = keep(plan, account, line("301"))[0]

    with pytest.raises(OverRoom, match="over-promised"):
        matching.confirm(
            plan.session, account, [row.id], [f"instalment.{instalment(plan).id}"],
            vault=VAULT, by=plan.actor("Hans"), at=NOON,
        )  # fmt: skip


def test_a_gift_and_a_move_are_entered_from_the_line(plan: Running, account: BankAccount) -> None:
    hans = plan.actor("Hans")
    went, came, gift = sorted(
        keep(plan, account, line("-40"), line("10"), line("25", "Voor jullie")),
        key=lambda one: one.amount,
    )

    matching.as_income(
        plan.session, gift, plan.proposal, Source.GIFT, "Van de bakker", by=hans, at=NOON
    )
    plan.arrives("240")
    matching.as_move(plan.session, went, plan.proposal, AccountKind.CASH, by=hans, at=NOON)
    matching.as_move(plan.session, came, plan.proposal, AccountKind.CASH, by=hans, at=NOON)

    assert (plan.now.bank, plan.now.cash, plan.now.own) == (EUR("235"), EUR("30"), EUR("25"))
    with pytest.raises(NotNow):
        matching.as_income(plan.session, gift, plan.proposal, Source.GIFT, "", by=hans, at=NOON)


def test_a_line_pays_no_plan_of_a_group_whose_money_is_not_there(
    plan: Running, account: BankAccount
) -> None:
    hans, other = plan.actor("Hans"), story(plan.session, name="Noord").proposal
    row = keep(plan, account, line("25", "Voor jullie"))[0]

    with pytest.raises(Invalid, match="plan-of-another"):
        matching.as_income(plan.session, row, other, Source.GIFT, "", by=hans, at=NOON)
    with pytest.raises(Invalid, match="plan-of-another"):
        matching.as_move(plan.session, row, other, AccountKind.CASH, by=hans, at=NOON)

    assert queries.open_lines(plan.session, account.id) == [row]


def test_money_that_went_out_is_no_income(plan: Running, account: BankAccount) -> None:
    went = keep(plan, account, line("-40"))[0]

    with pytest.raises(Invalid, match="wrong-way"):
        matching.as_income(
            plan.session, went, plan.proposal, Source.GIFT, "", by=plan.actor("Hans"), at=NOON
        )


def test_confirmed_in_error_is_mirrored_and_waits_again(
    plan: Running, account: BankAccount
) -> None:
    row = keep(plan, account, line(instalment(plan).amount.digits, plan.award.reference))[0]
    confirm(plan, account)
    match = last(plan)

    with pytest.raises(Invalid, match="why-missing"):
        undo(plan, match, mirror=True, why=" ")
    undo(plan, match, mirror=True)

    assert (row.state, plan.now.bank) == (LineState.OPEN, EUR("0"))
    with pytest.raises(NotNow, match="undone-before"):
        undo(plan, match, mirror=True)
    assert confirm(plan, account).done == 1
    assert book.check(plan.session) == []


def test_only_the_tie_is_undone_when_the_booking_is_right(
    plan: Running, account: BankAccount
) -> None:
    keep(plan, account, line(instalment(plan).amount.digits, plan.award.reference))
    confirm(plan, account)
    undo(plan, last(plan), mirror=False)

    assert plan.now.bank == instalment(plan).amount
    assert confirm(plan, account).done == 1
    assert plan.now.bank == instalment(plan).amount


def test_a_bill_paid_by_mistake_is_corrected(plan: Running, account: BankAccount) -> None:
    plan.arrives("240")
    bill = plan.approved("60")
    keep(plan, account, line("-60", bill.reference))
    confirm(plan, account)

    undo(plan, last(plan), mirror=True)

    assert plan.session.get_one(Expense, bill.id).state is ExpenseState.CORRECTED
    assert plan.now.bank == EUR("240")


def test_an_arrival_that_was_undone_by_hand_is_not_mirrored_twice(
    plan: Running, account: BankAccount
) -> None:
    from grants.payments import service as payments  # noqa: PLC0415

    keep(plan, account, line(instalment(plan).amount.digits, plan.award.reference))
    confirm(plan, account)
    arrival = plan.session.scalars(select(Arrival)).one()
    payments.mirror(plan.session, arrival, "Verkeerd.", by=plan.actor("Hans"), at=NOON)

    with pytest.raises(NotNow, match="undone-before"):
        undo(plan, last(plan), mirror=True)

    assert arrival.state is ArrivalState.MIRRORED
    assert len(queries.open_lines(plan.session, account.id)) == 1


def test_what_goes_back_to_the_fund_is_entered_from_its_line(
    plan: Running, account: BankAccount
) -> None:
    plan.arrives("300")
    plan.paid("60")
    plan.paid("90")
    awards.settle(plan.session, plan.proposal.id, keep=False, by=plan.actor("Ada"), at=NOON)
    keep(plan, account, line("-150", "terug"))

    told = confirm(plan, account)

    assert (told.done, plan.now.bank) == (1, EUR("0"))
    assert book.settled(plan.session, plan.proposal.id)
