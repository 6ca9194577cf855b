"""The pure rules, also with amounts that nobody thought of."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from grants.kit.access import SYSTEM, Actor, Role
from grants.kit.acts import Act
from grants.kit.errors import Unbalanced
from grants.kit.money import EUR, Money, total
from grants.ledger.access import may
from grants.ledger.models import AccountKind, Book
from grants.ledger.rules import Line, figures, is_balanced, is_settled, merged

PLAN, GROUP = UUID(int=1), UUID(int=2)
amounts = some.integers(1, 10**12).map(Money)
kinds = some.sampled_from(AccountKind)
moves = some.lists(some.tuples(kinds, kinds, amounts), min_size=1, max_size=30)


def lines_of(moved: list[tuple[AccountKind, AccountKind, Money]]) -> list[Line]:
    return [
        line
        for debit, credit, amount in moved
        for line in (Line(debit, amount, PLAN), Line(credit, -amount, PLAN))
    ]


@given(moves)
def test_whatever_is_posted_all_accounts_together_are_nothing(
    moved: list[tuple[AccountKind, AccountKind, Money]],
) -> None:
    try:
        result = merged(lines_of(moved))
    except Unbalanced:  # everything went back where it came from
        return

    assert total(line.amount for line in result).is_zero
    assert len({line.account for line in result}) == len(result)


@given(moves)
def test_a_mirror_undoes_any_entry(
    moved: list[tuple[AccountKind, AccountKind, Money]],
) -> None:
    lines = lines_of(moved)

    both = lines + [line.mirrored for line in lines]

    assert is_balanced(both)
    assert all(
        total(line.amount for line in both if line.kind is kind).is_zero for kind in AccountKind
    )


@given(moves)
def test_free_is_always_received_less_reserved_less_spent(
    moved: list[tuple[AccountKind, AccountKind, Money]],
) -> None:
    now = figures((line.kind, line.amount) for line in lines_of(moved))

    assert now.free == now.received - now.reserved - now.spent
    assert now.free == now.bank + now.own_bank + now.cash - now.reserved


def test_free_below_nothing_waits_for_money() -> None:
    now = figures([(AccountKind.COST, EUR("60")), (AccountKind.OWED, EUR("-60"))])

    assert now.waits_for_money


def test_nothing_at_all_is_settled() -> None:
    assert is_settled([])


def test_costs_that_nobody_covered_are_not_settled() -> None:
    assert not is_settled([(AccountKind.COST, EUR("5")), (AccountKind.USED, EUR("-4"))])


def person(*roles: Role, holds: bool = False) -> Actor:
    return Actor(
        person_id=UUID(int=3),
        roles={GROUP: frozenset(roles)} if roles else {},
        holds=frozenset({GROUP}) if holds else frozenset(),
    )


def test_who_is_not_of_the_group_finds_no_book() -> None:
    book = Book(owner_id=GROUP)

    assert not may(SYSTEM, Act.LEDGER_SEE, book).tied


def test_members_coach_and_holder_see_the_book() -> None:
    book = Book(owner_id=GROUP)
    cast = [person(Role.MEMBER), person(Role.COACH), person(holds=True)]

    assert all(may(actor, Act.LEDGER_SEE, book) for actor in cast)


def test_nobody_changes_a_book_by_hand() -> None:
    verdict = may(person(Role.TREASURER), Act.SPENDING_CORRECT, Book(owner_id=GROUP))

    assert verdict.code == "book-only-adds"
