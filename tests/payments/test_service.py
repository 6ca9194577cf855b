"""Money that comes in, goes back and moves, and arrivals that were entered wrongly."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.awards.models import AwardState, Instalment, InstalmentState
from grants.kit.access import Actor, Hand, Right, Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, OverRoom, Refusal
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import queries, service
from grants.payments.access import may
from grants.payments.models import Arrival, ArrivalKind, Source
from grants.payments.rules import GivingBack, Income, Moving, Receiving
from grants.payments.states import ArrivalState
from grants.spending.models import WhoPaid
from tests.ground import NOON
from tests.spending.story import DAY, Running, running

BANK, CASH = AccountKind.BANK, AccountKind.CASH


@pytest.fixture
def plan(session: Session) -> Running:
    return running(session)


def instalments(plan: Running) -> list[Instalment]:
    which = select(Instalment).where(Instalment.award_id == plan.award.id).order_by(Instalment.no)
    return list(plan.session.scalars(which))


def receive(plan: Running, data: Receiving, by: str = "Hans") -> Arrival:
    first = instalments(plan)[0]
    return service.receive(plan.session, first, data, by=plan.actor(by), at=NOON)


def mirror(plan: Running, arrival: Arrival, why: str = "Verkeerd bedrag.") -> Arrival:
    return service.mirror(plan.session, arrival, why, by=plan.actor("Hans"), at=NOON)


def test_an_instalment_that_arrives_is_in_the_bank(plan: Running) -> None:
    planned = instalments(plan)[0].amount

    receive(plan, Receiving(DAY))

    assert (plan.now.bank, plan.now.received) == (planned, planned)
    assert plan.now.to_come == EUR("300") - planned
    assert instalments(plan)[0].state is InstalmentState.RECEIVED
    assert plan.waits_for(Act.PAYMENTS_ENTER) == set()


def test_more_than_was_promised_cannot_arrive(plan: Running) -> None:
    with pytest.raises(OverRoom, match="over-promised") as refusal:
        receive(plan, Receiving(DAY, amount=EUR("300.01")))

    assert refusal.value.facts == {"left": EUR("300")}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (Receiving(DAY, amount=EUR("0")), "amount-nothing"),
        (Receiving(DAY, amount=EUR("-1")), "amount-nothing"),
        (Receiving(DAY + timedelta(days=1)), "day-to-come"),
        (Receiving(date(1990, 1, 1)), "day-long-ago"),
        (Receiving(DAY, place=AccountKind.GRANT), "place-unknown"),
    ],
    ids=["nothing", "below", "tomorrow", "long-ago", "no-place"],
)
def test_what_cannot_be_is_refused(plan: Running, data: Receiving, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        receive(plan, data)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Ada", "holder-enters"), ("Dan", "holder-enters"), ("Zoë", "not-found")],
)
def test_only_who_holds_the_money_enters_it(plan: Running, name: str, code: str) -> None:
    with pytest.raises(NotAllowed, match=code):
        receive(plan, Receiving(DAY), by=name)


def test_the_treasurer_enters_when_the_group_holds_its_money() -> None:
    group = UUID(int=1)
    dan = Actor(
        person_id=UUID(int=2),
        roles={group: frozenset({Role.TREASURER})},
        hands={group: {Right.HOLD_MONEY: Hand.GROUP}},
    )

    assert may(dan, Act.PAYMENTS_ENTER, Arrival(owner_id=group))


def test_contributions_come_into_the_cash_box(plan: Running) -> None:
    plan.own("42")

    assert (plan.now.cash, plan.now.own, plan.now.room) == (EUR("42"), EUR("42"), EUR("342"))


def test_a_gift_comes_into_the_bank_with_its_words(plan: Running) -> None:
    data = Income(EUR("25"), DAY, BANK, Source.GIFT, "  Van de bakker ")

    arrival = service.income(plan.session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)

    assert (arrival.words, plan.now.bank) == ("Van de bakker", EUR("25"))


def test_moving_to_the_cash_box_is_not_received_again(plan: Running) -> None:
    plan.arrives("240")

    data = Moving(EUR("50"), DAY, BANK, CASH)
    service.move(plan.session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)

    assert (plan.now.bank, plan.now.cash, plan.now.received) == (
        EUR("190"),
        EUR("50"),
        EUR("240"),
    )


def test_no_more_moves_than_lies_there(plan: Running) -> None:
    plan.own("42")

    data = Moving(EUR("42.01"), DAY, CASH, BANK)
    with pytest.raises(OverRoom, match="over-place"):
        service.move(plan.session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)


def test_no_more_goes_back_than_is_owed(plan: Running) -> None:
    plan.arrives("240")

    data = GivingBack(plan.one.funder.id, EUR("1"), DAY)
    with pytest.raises(OverRoom, match="over-owed"):
        service.give_back(plan.session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)


def test_the_worked_example_from_award_to_settled(plan: Running) -> None:
    plan.arrives("240")
    plan.own("42")
    plan.paid("60")
    plan.paid("100", why="Duurder.")
    plan.paid("55.05", why="Duurder.")
    plan.approved("42", who_paid=WhoPaid.CASH, why="Duurder.")

    awards.settle(plan.session, plan.proposal.id, keep=False, by=plan.actor("Hans"), at=NOON)
    left = book.owed_back(plan.session, plan.proposal.id)[plan.one.funder.id]
    data = GivingBack(plan.one.funder.id, left, DAY)
    service.give_back(plan.session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)

    assert left == EUR("24.95")
    assert plan.now.promised == EUR("215.05")
    assert plan.award.state is AwardState.SETTLED
    assert book.settled(plan.session, plan.proposal.id)
    assert book.check(plan.session) == []


def test_a_wrong_arrival_is_mirrored_and_planned_again(plan: Running) -> None:
    arrival = receive(plan, Receiving(DAY))

    mirror(plan, arrival)

    assert (arrival.state, plan.now.bank) == (ArrivalState.MIRRORED, EUR("0"))
    assert plan.now.to_come == EUR("300")
    assert instalments(plan)[0].state is InstalmentState.PLANNED


def test_a_mirror_needs_a_reason_and_happens_once(plan: Running) -> None:
    arrival = receive(plan, Receiving(DAY))

    with pytest.raises(Invalid, match="why-missing"):
        mirror(plan, arrival, " ")
    mirror(plan, arrival)
    with pytest.raises(Refusal, match="wrong-state"):
        mirror(plan, arrival)


def test_what_the_place_no_longer_covers_is_owed_to_the_holder(plan: Running) -> None:
    arrival = receive(plan, Receiving(DAY, amount=EUR("240")))
    plan.paid("100")

    mirror(plan, arrival)

    holder = plan.one.ground.holder.id
    assert book.owed_back(plan.session, plan.proposal.id) == {holder: EUR("100")}
    assert (plan.now.bank, plan.now.free) == (EUR("0"), EUR("-100"))
    assert book.check(plan.session) == []


def test_an_empty_place_covers_nothing(plan: Running) -> None:
    arrival = receive(plan, Receiving(DAY, amount=EUR("90")))
    plan.paid("90")

    mirror(plan, arrival)

    assert plan.now.bank == EUR("0")
    assert book.check(plan.session) == []


def test_a_mirrored_arrival_can_be_entered_again(plan: Running) -> None:
    mirror(plan, receive(plan, Receiving(DAY, amount=EUR("24"))))

    receive(plan, Receiving(DAY, amount=EUR("240")))

    assert plan.now.bank == EUR("240")


def test_the_desk_sees_what_comes_what_goes_back_and_what_was_entered(plan: Running) -> None:
    arrival = receive(plan, Receiving(DAY, amount=EUR("240")))
    owners = [plan.proposal.owner_id]

    awards.settle(plan.session, plan.proposal.id, keep=False, by=plan.actor("Hans"), at=NOON)

    back = queries.to_return(plan.session, owners)
    assert [(one.organisation_id, one.amount) for one in back] == [(plan.one.funder.id, EUR("240"))]
    assert queries.recent(plan.session, owners) == [(arrival, plan.proposal.title, False)]
    assert queries.to_arrive(plan.session, owners) == []
    assert list(queries.open_plans(plan.session, owners)) == [plan.proposal]
    assert queries.arrivals_by_id(plan.session, [arrival.id]) == {arrival.id: arrival}


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"kind": ArrivalKind.RETURN, "source": None}, "returned_to"),
        ({"kind": ArrivalKind.INSTALMENT, "source": None}, "instalment"),
        ({"amount": EUR("0")}, "amount_positive"),
        ({"state": ArrivalState.MIRRORED}, "mirrored_when"),
        ({"place": AccountKind.GRANT}, "place_is_one"),
        ({"source": None}, "own_from"),
    ],
)
def test_the_database_refuses_an_arrival_that_cannot_be(
    plan: Running, columns: dict[str, object], name: str
) -> None:
    plan.own("42")
    arrival = plan.session.scalars(select(Arrival)).one()

    for column, value in columns.items():
        setattr(arrival, column, value)

    with pytest.raises(IntegrityError, match=name), plan.session.begin_nested():
        plan.session.flush()
