"""Two returns of one plan to one fund may be as much: each is its own, and leaves the bank once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.checks.queries import faults_of
from grants.kit.errors import Invalid
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.payments import queries, service
from grants.payments.models import Arrival, ArrivalKind, BankAccount, PayRun
from grants.payments.queries.shown import still_to_show
from grants.payments.rules import ExpectedKind, GivingBack, Outcome, PayeeData, Receiving
from grants.payments.rules.matching import Proposal, Sure
from grants.payments.rules.statements import ReadLine
from grants.payments.service import matching
from grants.payments.states import ArrivalState, LineState, PaymentState
from tests.ground import NOON
from tests.payments.paying import VAULT, Paying, paying
from tests.payments.shown_story import confirm, keep, lines
from tests.payments.test_run_ways import FUND, ended, save
from tests.payments.test_seen_runs import opened, seen
from tests.spending.story import DAY
from tests.told_once import told_once

LATER = NOON + timedelta(minutes=5)


@told_once
def owing(session: Session) -> Paying:
    """The plan ended: all 300 of the fund is to go back to it."""
    one = paying(session)
    save(one, PayeeData(FUND, "Fonds", organisation_id=ended(one)))
    return one


@pytest.fixture
def one(session: Session) -> Paying:
    return owing(session)


@pytest.fixture
def account(one: Paying) -> BankAccount:
    return opened(one)


def settled(one: Paying, at: datetime) -> PayRun:
    """What is due went in a run, that ended then."""
    run = one.handed_in()
    return service.settle(one.session, run, Outcome(DAY), by=one.actor("Hans"), at=at)


def returns(one: Paying) -> Sequence[Arrival]:
    which = select(Arrival).where(Arrival.kind == ArrivalKind.RETURN)
    return one.session.scalars(which.order_by(Arrival.entered_at)).all()


def undone(one: Paying, arrival: Arrival, at: datetime = LATER) -> None:
    hans = one.actor("Hans")
    service.mirror(one.session, arrival, "Kwam terug.", by=hans, at=at, whole=True)


def twice(one: Paying) -> tuple[str, str]:
    """It came back and was undone by hand, and went again in a second run: what the bank says."""
    first = settled(one, NOON)
    undone(one, returns(one)[0])
    second = settled(one, LATER + timedelta(minutes=5))
    return first.payments[0].end_to_end, second.payments[0].end_to_end


def states(one: Paying) -> list[LineState]:
    return [line.state for line in lines(one)]


def found(one: Paying, account: BankAccount) -> list[Proposal]:
    return matching.proposals_for(one.session, account, vault=VAULT)[2]


def sound(one: Paying) -> bool:
    return faults_of(one.session, [one.plan.proposal.owner_id]) == [] == book.check(one.session)


def test_what_came_back_of_the_first_run_takes_nothing_from_the_second(
    one: Paying, account: BankAccount
) -> None:
    first, second = twice(one)

    seen(one, account, ("-300", first), ("300", first), ("-300", second))
    confirm(one, account)

    assert [each.state for each in returns(one)] == [ArrivalState.MIRRORED, ArrivalState.ENTERED]
    assert (book.owed_back(one.session, one.plan.proposal.id), one.due()) == ({}, [])
    assert states(one) == [LineState.MATCHED] * 3
    assert sound(one)


def test_it_leaves_no_third_time_when_the_line_of_its_coming_back_is_read_late(
    one: Paying, account: BankAccount
) -> None:
    first = settled(one, NOON).payments[0]
    seen(one, account, ("-300", first.end_to_end))
    undone(one, returns(one)[0])
    waits = states(one)
    second = settled(one, LATER + timedelta(minutes=5)).payments[0]

    told = seen(one, account, ("300", first.end_to_end), ("-300", second.end_to_end))

    assert (waits, told.refused, one.due()) == ([LineState.OPEN], (), [])
    assert (first.state, second.state) == (PaymentState.FAILED, PaymentState.PAID)
    with pytest.raises(Invalid, match="nothing-chosen"):
        one.collect()
    confirm(one, account)
    assert states(one) == [LineState.MATCHED] * 3


def test_a_line_does_not_show_a_return_that_was_undone_because_another_stands(
    one: Paying, account: BankAccount
) -> None:
    first, _second = twice(one)
    keep(one, account, ReadLine(DAY, EUR("-300"), end_to_end=first))

    looking = matching.proposals_for(one.session, account, vault=VAULT)[1]

    went = [each.ids for each in looking if each.kind is ExpectedKind.PAYMENT]
    assert len(went) == 1
    assert first not in went[0]


def test_of_two_returns_that_were_shown_the_line_of_the_undone_one_waits_and_the_report_with_it(
    one: Paying, account: BankAccount
) -> None:
    hans, session = one.actor("Hans"), one.session
    first = one.handed_in().payments[0].end_to_end
    seen(one, account, ("-300", first))
    again = Receiving(DAY, amount=EUR("300"))
    service.receive_over(session, one.plan.award, again, by=hans, at=LATER)
    second = one.handed_in()
    keep(
        one, account, ReadLine(DAY, EUR("-300"), end_to_end=second.payments[0].end_to_end), name="b"
    )
    confirm(one, account, at=LATER)
    shown = [queries.is_shown(session, each) for each in returns(one)]

    undone(one, returns(one)[0], LATER + timedelta(minutes=5))

    assert shown == [True, True]
    assert [queries.is_shown(session, each) for each in returns(one)] == [False, True]
    assert sorted((line.state, line.end_to_end) for line in lines(one)) == sorted(
        [(LineState.OPEN, first), (LineState.MATCHED, second.payments[0].end_to_end)]
    )
    assert queries.waiting_for_plan(session, one.plan.proposal) == 1


def test_a_second_payment_of_a_return_is_not_taken_for_the_first(
    one: Paying, account: BankAccount
) -> None:
    run = one.handed_in()
    seen(one, account, ("-300", run.payments[0].end_to_end))
    [sent] = returns(one)
    again = ReadLine(DAY, EUR("-300"), FUND, "Fonds", f"terug {one.plan.proposal.reference}", "X")

    keep(one, account, again, name="b")

    assert found(one, account) == []
    assert still_to_show(one.session, ExpectedKind.ARRIVAL, [sent.id]) == set()
    assert sorted(states(one)) == sorted([LineState.MATCHED, LineState.OPEN])
    assert queries.waiting_for_plan(one.session, one.plan.proposal) == 1


def test_a_return_that_was_entered_by_hand_is_still_shown_by_its_line(
    one: Paying, account: BankAccount
) -> None:
    hans, [owed] = one.actor("Hans"), queries.due(one.session, [one.plan.proposal.owner_id])
    assert owed.organisation_id is not None
    giving = GivingBack(owed.organisation_id, EUR("300"), DAY)
    service.give_back(one.session, one.plan.proposal, giving, by=hans, at=NOON)

    keep(one, account, ReadLine(DAY, EUR("-300"), words=one.plan.proposal.reference))

    assert [(each.sure, each.things[0].kind) for each in found(one, account)] == [
        (Sure.SURE, ExpectedKind.ARRIVAL)
    ]
    assert confirm(one, account).done == 1
