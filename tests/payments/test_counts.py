"""Counting the cash box: two people, the book after the count, a difference with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.audits.queries import last_looks
from grants.awards import service as awards
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import queries, service
from grants.payments.access import may_count
from grants.payments.models import Arrival, ArrivalKind, CashCount, Source
from grants.payments.rules import Counting, Explaining, Income, Moving
from grants.payments.states import CountState
from grants.spending import service as spending
from grants.spending.models import WhoPaid
from tests.ground import NOON, store
from tests.spending.story import DAY, Running, running

LATER = NOON + timedelta(hours=2)


@pytest.fixture
def plan(session: Session) -> Running:
    """A running plan with € 100 in the box."""
    found = running(session)
    found.arrives("240")
    found.own("100")
    return found


def counted(plan: Running, amount: str = "100", by: str = "Ada", second: str = "Ben") -> CashCount:
    data = Counting(EUR(amount), plan.id_of(second))
    group = plan.one.ground.workgroup
    return service.count(plan.session, group, data, by=plan.actor(by), at=NOON)


def explained(plan: Running, count: CashCount, why: str = "Wisselgeld verkeerd.") -> CashCount:
    data = Explaining(plan.proposal.id, why)
    return service.explain(plan.session, count, data, by=plan.actor("Ada"), at=NOON)


def confirmed(plan: Running, count: CashCount, by: str = "Ben", *, said: bool = False) -> CashCount:
    return service.confirm(plan.session, count, said=said, by=plan.actor(by), at=LATER)


def test_a_count_that_is_right_waits_for_its_second(plan: Running) -> None:
    count = counted(plan)

    assert (count.state, count.booked, count.difference) == (
        CountState.COUNTED,
        EUR("100"),
        EUR("0"),
    )
    assert plan.waits_for(Act.PAYMENTS_CONFIRM) == {"Ben"}
    assert last_looks(plan.session, count.owner_id) == (None, None)


def test_the_second_stands_for_it_from_her_own_phone(plan: Running) -> None:
    count = confirmed(plan, counted(plan))

    assert (count.state, count.at_table, count.arrival_id) == (CountState.CONFIRMED, False, None)
    assert plan.waits_for(Act.PAYMENTS_CONFIRM) == set()
    told, audited = last_looks(plan.session, count.owner_id)
    assert audited is None
    assert told is not None
    assert (told.count, told.counter, told.second) == (count, "Ada", "Ben")
    assert plan.now.cash == EUR("100")


def test_another_resident_than_was_asked_can_be_the_second(plan: Running) -> None:
    count = confirmed(plan, counted(plan), by="Gül")

    assert count.second_id == plan.id_of("Gül")


def test_at_the_table_the_second_says_so_and_is_told(plan: Running) -> None:
    count = counted(plan)

    with pytest.raises(Invalid, match="second-says-so"):
        confirmed(plan, count, by="Ada")
    confirmed(plan, count, by="Ada", said=True)

    assert (count.at_table, count.second_id) == (True, plan.id_of("Ben"))
    assert plan.waits_for(Act.PAYMENTS_VOUCH) == {"Ben"}
    service.vouch(plan.session, count, by=plan.actor("Ben"), at=LATER)
    assert count.vouched_at == LATER
    assert plan.waits_for(Act.PAYMENTS_VOUCH) == set()
    with pytest.raises(NotNow, match="vouched-before"):
        service.vouch(plan.session, count, by=plan.actor("Ben"), at=LATER)


def test_who_stood_for_it_on_her_own_phone_is_not_asked_twice(plan: Running) -> None:
    count = confirmed(plan, counted(plan))

    with pytest.raises(NotNow, match="wrong-state"):
        service.vouch(plan.session, count, by=plan.actor("Ben"), at=LATER)


@pytest.mark.parametrize(
    ("amount", "second", "code"),
    [
        ("-1", "Ben", "amount-below-nothing"),
        ("100", "Ada", "second-is-you"),
        ("100", "Cas", "second-not-here"),
        ("100", "Zoë", "second-not-here"),
    ],
)
def test_a_count_needs_an_amount_and_a_second_resident(
    plan: Running, amount: str, second: str, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        counted(plan, amount, second=second)


@pytest.mark.parametrize(
    ("amount", "kind", "cash", "own"),
    [
        ("95", ArrivalKind.SHORTAGE, "95", "95"),
        ("104", ArrivalKind.SURPLUS, "104", "104"),
    ],
)
def test_a_difference_is_booked_with_its_reason(
    plan: Running, amount: str, kind: ArrivalKind, cash: str, own: str
) -> None:
    count = counted(plan, amount)
    assert plan.waits_for(Act.PAYMENTS_CONFIRM) == set()

    explained(plan, count)
    assert plan.waits_for(Act.PAYMENTS_CONFIRM) == {"Ben"}
    confirmed(plan, count)

    arrival = plan.session.get_one(Arrival, count.arrival_id)
    assert (arrival.kind, arrival.words, arrival.place) == (
        kind,
        "Wisselgeld verkeerd.",
        AccountKind.CASH,
    )
    assert (plan.now.cash, plan.now.own) == (EUR(cash), EUR(own))
    assert book.check(plan.session) == []


def test_a_difference_needs_its_reason_first(plan: Running) -> None:
    count = counted(plan, "95")

    with pytest.raises(NotNow, match="why-first"):
        confirmed(plan, count)
    with pytest.raises(Invalid, match="why-missing"):
        explained(plan, count, "  ")
    with pytest.raises(NotNow, match="no-difference"):
        explained(plan, counted(plan))


def test_a_difference_goes_to_a_plan_that_is_open_and_has_it(plan: Running) -> None:
    other = Explaining(uuid4(), "Weg.")
    count = counted(plan, "95")

    with pytest.raises(Invalid, match="plan-not-open"):
        service.explain(plan.session, count, other, by=plan.actor("Ada"), at=NOON)


def test_money_that_left_the_box_meanwhile_asks_to_count_again(plan: Running) -> None:
    count = counted(plan, "20")
    explained(plan, count)
    to_bank(plan, "30")

    with pytest.raises(NotNow, match="cash-moved"):
        confirmed(plan, count)
    assert counted(plan, "0").difference == EUR("-70")


def to_bank(plan: Running, amount: str) -> Arrival:
    data = Moving(EUR(amount), DAY, AccountKind.CASH, AccountKind.BANK)
    return service.move(plan.session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)


def test_what_was_paid_from_the_box_and_waits_for_a_yes_explains_the_difference(
    plan: Running,
) -> None:
    plan.asking("20", who_paid=WhoPaid.CASH)
    plan.asking("5", who_paid=WhoPaid.CASH)
    plan.asking("7")

    count = counted(plan, "75")

    assert (count.booked, count.pending, count.expected) == (EUR("100"), EUR("25"), EUR("75"))
    assert count.difference.is_zero
    assert [one.amount for one in queries.pending_cash(plan.session, count.owner_id)] == [
        EUR("20"),
        EUR("5"),
    ]
    assert confirmed(plan, count).arrival_id is None


def test_an_expense_that_is_approved_after_the_count_changes_nothing(plan: Running) -> None:
    expense = plan.asking("20", who_paid=WhoPaid.CASH)
    count = explained(plan, counted(plan, "78"))

    spending.approve(plan.session, expense, by=plan.actor("Ben"), at=NOON)
    confirmed(plan, count)

    assert plan.now.cash == EUR("78")


def test_money_that_moved_since_the_count_asks_to_count_again(plan: Running) -> None:
    count = explained(plan, counted(plan, "95"))

    plan.own("10")

    with pytest.raises(NotNow, match="cash-moved"):
        confirmed(plan, count)
    again = explained(plan, counted(plan, "105"))
    assert count.state is CountState.DROPPED
    assert confirmed(plan, again).state is CountState.CONFIRMED
    assert plan.now.cash == EUR("105")


def test_counting_again_drops_what_still_waited(plan: Running) -> None:
    first = counted(plan)

    second = counted(plan, by="Gül", second="Ada")

    assert first.state is CountState.DROPPED
    assert queries.open_count(plan.session, first.owner_id) == second
    assert queries.counts_of(plan.session, first.owner_id) == [second]
    assert plan.waits_for(Act.PAYMENTS_CONFIRM) == {"Ada"}


def test_what_is_confirmed_stays(plan: Running) -> None:
    count = confirmed(plan, counted(plan))

    with pytest.raises(NotNow, match="wrong-state"):
        confirmed(plan, count, by="Gül")


def test_no_funder_pays_what_is_missing(plan: Running) -> None:
    plan.approved("60")
    count = counted(plan, "0")
    plan.own("1")
    count = explained(plan, counted(plan, "0"))
    confirmed(plan, count)
    assert plan.now.own.is_zero

    plan.own("4")
    shortage = explained(plan, counted(plan, "0"))
    confirmed(plan, shortage)
    awards.settle(plan.session, plan.proposal.id, keep=False, by=plan.actor("Dirk"), at=LATER)

    assert plan.award.final == EUR("60")


def test_settling_waits_until_the_missing_money_is_made_good(plan: Running) -> None:
    plan.pay(plan.approved("60"))
    to_box(plan, "150")
    confirmed(plan, explained(plan, counted(plan, "0")))
    assert plan.now.own == EUR("-150")

    with pytest.raises(NotNow, match="cash-missing"):
        awards.settle(plan.session, plan.proposal.id, keep=False, by=plan.actor("Dirk"), at=LATER)

    put = Income(EUR("150"), DAY, AccountKind.CASH, Source.GROUP, "Teruggelegd.")
    service.income(plan.session, plan.proposal, put, by=plan.actor("Hans"), at=NOON)
    awards.settle(plan.session, plan.proposal.id, keep=False, by=plan.actor("Dirk"), at=LATER)
    assert plan.award.final == EUR("60")


def to_box(plan: Running, amount: str) -> None:
    data = Moving(EUR(amount), DAY, AccountKind.BANK, AccountKind.CASH)
    service.move(plan.session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)


def test_a_difference_is_not_booked_on_a_plan_that_was_accounted_for(plan: Running) -> None:
    plan.pay(plan.approved("60"))
    count = explained(plan, counted(plan, "95"))
    awards.settle(plan.session, plan.proposal.id, keep=False, by=plan.actor("Dirk"), at=LATER)

    with pytest.raises(NotNow, match="plan-not-open"):
        confirmed(plan, count)


def test_only_residents_count_and_each_says_her_own_part(plan: Running) -> None:
    group = plan.one.ground.workgroup
    count = counted(plan)

    def code(name: str, act: Act, thing: object = count) -> str:
        return may_count(plan.actor(name), act, thing).code  # type: ignore[arg-type]

    assert [code(name, Act.PAYMENTS_COUNT, group) for name in ("Ada", "Cas", "Hans", "Zoë")] == [
        "",
        "members-count",
        "members-count",
        "not-found",
    ]
    assert [code(name, Act.PAYMENTS_SEE) for name in ("Ben", "Cas", "Hans", "Zoë")] == [
        "",
        "",
        "",
        "not-found",
    ]
    assert code("Ben", Act.PAYMENTS_EXPLAIN) == "counter-says-why"
    assert code("Gül", Act.PAYMENTS_VOUCH) == "second-vouches"
    away = replace(plan.actor("Ben"), paused=frozenset({group.id}))
    assert may_count(away, Act.PAYMENTS_CONFIRM, count).code == "paused"


def test_who_is_outside_counts_nothing(plan: Running) -> None:
    with pytest.raises(NotAllowed):
        counted(plan, by="Cas", second="Ada")


def row(plan: Running, **more: object) -> CashCount:
    usual: dict[str, object] = {
        "id": uuid4(),
        "owner_id": plan.proposal.owner_id,
        "state": CountState.COUNTED,
        "counted": EUR("1"),
        "booked": EUR("1"),
        "pending": EUR("0"),
        "book_no": 1,
        "counter_id": plan.id_of("Ada"),
        "counted_at": NOON,
        "second_id": plan.id_of("Ben"),
        "at_table": False,
        "why": "",
    }
    return CashCount(**(usual | more))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"counted": EUR("-1")}, "counted_not_negative"),
        ({"booked": EUR("-1")}, "booked_not_negative"),
        ({"pending": EUR("-1")}, "pending_not_negative"),
        ({"state": CountState.CONFIRMED}, "confirmed_when"),
        ({"confirmed_at": NOON}, "confirmed_when"),
        ({"vouched_at": NOON}, "vouched_after_table"),
        ({"at_table": True}, "table_confirms"),
        ({"why": "Zomaar."}, "why_given"),
        (
            {"state": CountState.CONFIRMED, "confirmed_at": NOON, "counted": EUR("2")},
            "difference_booked",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_database_refuses_what_no_count_can_be(
    plan: Running, wrong: dict[str, object], name: str
) -> None:
    with pytest.raises(IntegrityError, match=name):
        store(plan.session, row(plan, **wrong))


def test_the_database_knows_two_people_and_one_open_count(plan: Running) -> None:
    with pytest.raises(IntegrityError, match="two_people"):
        store(plan.session, row(plan, second_id=plan.id_of("Ada")))
    store(plan.session, row(plan))
    with pytest.raises(IntegrityError, match=r"uq_cash_count_open|cash_count\.owner_id"):
        store(plan.session, row(plan))


def test_nobody_is_no_second(plan: Running) -> None:
    with pytest.raises(NotAllowed):
        service.confirm(plan.session, counted(plan), by=Actor(person_id=None), at=LATER)


def test_a_plan_without_so_much_in_the_box_is_not_the_one(plan: Running) -> None:
    group = plan.proposal.owner_id
    count = counted(plan, "95")
    plan.session.flush()
    to_bank(plan, "98")

    with pytest.raises(OverRoom, match="over-plan-cash"):
        explained(plan, count)
    assert book.place(plan.session, group, AccountKind.CASH) == EUR("2")
