"""Each rule of an entry and of the amounts, by example: what is said, to the cent and the letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from uuid import UUID

import pytest

from grants.kit.acts import Act
from grants.kit.errors import Invalid, Unbalanced
from grants.kit.money import EUR, Money
from grants.kit.orm import Ref
from grants.ledger.models import AccountKind as K
from grants.ledger.rules import (
    Line,
    Sealing,
    cancels_out,
    figures,
    is_balanced,
    is_settled,
    merged,
    seal,
)

PLAN, OTHER, HOLDER, PAYEE = (UUID(int=number) for number in (1, 2, 3, 4))
HELD = [
    (K.BANK, EUR("100")),
    (K.OWN_BANK, EUR("7")),
    (K.CASH, EUR("20")),
    (K.PROMISED, EUR("60")),
    (K.GRANT, EUR("-200")),
    (K.USED, EUR("-50")),
    (K.COST, EUR("140")),
    (K.OWED, EUR("-30")),
    (K.BACK, EUR("-5")),
    (K.OWN, EUR("-42")),
]
SEALING = Sealing(
    owner_id=HOLDER,
    no=7,
    on=date(2026, 3, 2),
    at=datetime(2026, 3, 2, 11, tzinfo=UTC),
    act=Act.SPENDING_PAY,
    source=Ref("expense", PAYEE),
    reverses_id=None,
    by_id=PAYEE,
    previous="0" * 64,
)
LINES = [Line(K.COST, EUR("5"), PLAN, PAYEE), Line(K.BANK, EUR("-5"), PLAN, HOLDER)]


def test_every_amount_comes_from_its_own_accounts() -> None:
    now = figures([*HELD, (K.BANK, EUR("1"))])

    assert (now.bank, now.own_bank, now.cash) == (EUR("101"), EUR("7"), EUR("20"))
    assert (now.promised, now.to_come, now.own) == (EUR("250"), EUR("60"), EUR("42"))
    assert (now.received, now.reserved, now.spent) == (EUR("238"), EUR("35"), EUR("110"))
    assert (now.free, now.room, now.back) == (EUR("93"), EUR("147"), EUR("5"))
    assert not now.waits_for_money


def test_what_somebody_got_too_much_is_neither_free_nor_room_nor_makes_up_for_what_is_owed() -> (
    None
):
    too_much = [(K.BACK, EUR("8")), (K.BANK, EUR("-8"))]
    before, now = figures(HELD), figures([*HELD, *too_much])

    assert (now.reserved, now.back) == (before.reserved, before.back)
    assert now.room == before.room
    assert (now.received, now.free) == (before.received - EUR("8"), before.free - EUR("8"))


def test_amounts_keep_their_currency() -> None:
    now = figures([(K.BANK, Money(500, "GBP"))], "GBP")

    assert (now.bank, now.received, now.free) == (Money(500, "GBP"),) * 3
    assert now.promised == Money(0, "GBP")


def test_an_amount_of_nothing_is_no_line() -> None:
    with pytest.raises(Invalid, match=r"^amount-nothing$"):
        merged([Line(K.COST, EUR("0"), PLAN), *LINES])


def test_one_side_alone_is_no_entry() -> None:
    with pytest.raises(Unbalanced, match=r"^entry-unbalanced$"):
        merged(LINES[:1])


def test_two_sides_that_differ_are_no_entry() -> None:
    with pytest.raises(Unbalanced, match=r"^entry-unbalanced$"):
        merged([*LINES, Line(K.CASH, EUR("0.01"), PLAN)])


def test_what_goes_to_and_fro_is_no_entry() -> None:
    with pytest.raises(Unbalanced, match=r"^entry-unbalanced$"):
        merged([LINES[0], LINES[0].mirrored])


def test_lines_of_one_account_are_one_line_and_all_keep_their_account() -> None:
    several = [*LINES, *LINES, Line(K.CASH, EUR("2"), PLAN), Line(K.OWN, EUR("-2"), PLAN)]

    whole = merged(several)

    assert whole == [
        Line(K.BANK, EUR("-10"), PLAN, HOLDER),
        Line(K.CASH, EUR("2"), PLAN, PLAN),
        Line(K.COST, EUR("10"), PLAN, PAYEE),
        Line(K.OWN, EUR("-2"), PLAN, PLAN),
    ]


def test_what_comes_out_as_nothing_is_left_out() -> None:
    between = [Line(K.CASH, EUR("2"), PLAN), Line(K.CASH, EUR("-2"), PLAN)]

    assert merged([*LINES, *between]) == merged(LINES)


def test_lines_stand_in_one_order_whatever_the_order_they_came_in() -> None:
    several = [
        Line(kind, amount, plan, ref)
        for plan in (OTHER, PLAN)
        for kind, amount in ((K.OWN, EUR("-3")), (K.CASH, EUR("3")))
        for ref in (PAYEE, HOLDER)
    ]

    whole = merged(several)

    assert whole == merged(several[::-1])
    keys = [(str(line.plan_id), str(line.kind), str(line.ref_id)) for line in whole]
    assert all(one < other for one, other in pairwise(keys))
    assert len(whole) == 8


def test_each_currency_balances_by_itself() -> None:
    pounds = [Line(K.CASH, Money(3, "GBP"), PLAN), Line(K.OWN, Money(-3, "GBP"), PLAN)]

    assert is_balanced([*LINES, *pounds])
    assert not is_balanced([*LINES, pounds[0]])
    assert not is_balanced([LINES[0], pounds[1]])


def test_a_mirrored_line_is_the_same_account_the_other_way() -> None:
    assert LINES[1].mirrored == Line(K.BANK, EUR("5"), PLAN, HOLDER)
    assert LINES[1].mirrored.account == LINES[1].account


def test_a_line_without_an_owner_is_the_plans() -> None:
    assert Line(K.CASH, EUR("1"), PLAN).account == (PLAN, K.CASH, PLAN)


def test_the_hash_of_an_entry_stays_what_it_was() -> None:
    found = seal(SEALING, LINES)

    assert found == seal(SEALING, LINES[::-1])
    assert found == "e4384ae14ba8422bf89cccc0299927157c557affb9b7b4fbab529b8ca4c5ee10"


@pytest.mark.parametrize(
    "other",
    [
        {"owner_id": PLAN},
        {"no": 8},
        {"on": date(2026, 3, 3)},
        {"at": datetime(2026, 3, 2, 12, tzinfo=UTC)},
        {"act": Act.SPENDING_CORRECT},
        {"source": Ref("allowance", PAYEE)},
        {"source": Ref("expense", PLAN)},
        {"reverses_id": PLAN},
        {"by_id": None},
        {"previous": "1" * 64},
    ],
    ids=lambda other: next(iter(other)),
)
def test_whatever_changes_in_an_entry_changes_its_hash(other: dict[str, object]) -> None:
    assert seal(replace(SEALING, **other), LINES) != seal(SEALING, LINES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "lines",
    [
        [LINES[0], Line(K.BANK, EUR("-4.99"), PLAN, HOLDER)],
        [LINES[0], Line(K.CASH, EUR("-5"), PLAN, HOLDER)],
        [LINES[0], Line(K.BANK, EUR("-5"), OTHER, HOLDER)],
        [LINES[0], Line(K.BANK, EUR("-5"), PLAN, PAYEE)],
        [LINES[0], Line(K.BANK, Money(-500, "GBP"), PLAN, HOLDER)],
        LINES[:1],
    ],
    ids=["amount", "kind", "plan", "whose", "currency", "fewer"],
)
def test_whatever_changes_in_its_lines_changes_its_hash(lines: list[Line]) -> None:
    assert seal(SEALING, lines) != seal(SEALING, LINES)


@pytest.mark.parametrize("kind", [K.BANK, K.OWN_BANK, K.CASH, K.PROMISED, K.GRANT, K.OWED, K.BACK])
def test_a_cent_anywhere_else_is_not_settled(kind: K) -> None:
    covered = [(K.COST, EUR("5")), (K.USED, EUR("-4")), (K.OWN, EUR("-1"))]

    assert is_settled(covered)
    assert not is_settled([*covered, (kind, EUR("0.01")), (K.OWN, EUR("-0.01"))])


def test_a_settled_plan_covers_its_costs_to_the_cent() -> None:
    assert not is_settled([(K.COST, EUR("5")), (K.USED, EUR("-4")), (K.OWN, EUR("-0.99"))])


def test_what_leaves_every_account_as_it_was_need_not_be_booked() -> None:
    five, two = EUR("5"), EUR("2")
    there = [Line(K.BANK, five, PLAN, HOLDER), Line(K.OWN, -five, PLAN)]

    assert cancels_out([])
    assert cancels_out([*there, *(line.mirrored for line in there)])
    assert cancels_out(
        [there[0], Line(K.BANK, -two, PLAN, HOLDER), Line(K.BANK, two - five, PLAN, HOLDER)]
    )
    assert not cancels_out(there)
    for other in (
        Line(K.BANK, -five, PLAN, PAYEE),
        Line(K.BANK, -five, OTHER, HOLDER),
        Line(K.CASH, -five, PLAN, HOLDER),
        Line(K.BANK, -two, PLAN, HOLDER),
    ):
        assert not cancels_out([there[0], other])
    pounds = Line(K.BANK, Money(500, "GBP"), PLAN, HOLDER)
    assert cancels_out([pounds, pounds.mirrored])
