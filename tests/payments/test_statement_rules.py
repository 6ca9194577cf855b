"""What is refused of a file, by which name and at which field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from grants.kit.errors import Invalid
from grants.kit.money import EUR, Money
from grants.payments.rules.columns import Columns
from grants.payments.rules.statements import (
    Hole,
    ReadLine,
    ReadStatement,
    Span,
    check_sums,
    holes,
    is_same_account,
)
from tests.payments.test_matching_rules import DAY, IBAN


def refused(check: Callable[[], object]) -> tuple[str, str | None, dict[str, object]]:
    with pytest.raises(Invalid) as refusal:
        check()
    return refusal.value.code, refusal.value.field, dict(refusal.value.facts)


# ---- Sums ----------------------------------------------------------------------------------------


def statement(opening: Money | None, closing: Money | None, *moved: Money) -> ReadStatement:
    lines = tuple(ReadLine(DAY, amount) for amount in moved)
    return ReadStatement(IBAN, "Blad 3", DAY, DAY, opening, closing, lines)


def test_what_is_off_is_told_with_the_statement_it_is_in() -> None:
    wrong = statement(EUR("10"), EUR("4"), EUR("-5"))

    assert refused(lambda: check_sums(wrong)) == (
        "statement-does-not-add-up",
        "file",
        {"off": EUR("-1"), "label": "Blad 3"},
    )


@pytest.mark.parametrize(("opening", "closing"), [(None, EUR("4")), (EUR("10"), None)])
def test_with_one_balance_alone_nothing_is_added_up(
    opening: Money | None, closing: Money | None
) -> None:
    check_sums(statement(opening, closing, EUR("-5")))


def test_a_statement_in_another_currency_is_added_up_in_it() -> None:
    ten, five = Money(1000, "USD"), Money(500, "USD")

    check_sums(statement(ten, five, -five))
    check_sums(statement(ten, ten))


def test_a_statement_that_begins_on_the_last_day_of_another_comes_after_it() -> None:
    first = Span(DAY, DAY + timedelta(2), EUR("0"), EUR("5"))
    second = Span(DAY + timedelta(2), DAY + timedelta(3), EUR("7"), EUR("9"))

    assert holes([second, first]) == [
        Hole(DAY + timedelta(2), DAY + timedelta(2), EUR("5"), EUR("7"))
    ]


@pytest.mark.parametrize("half", [(EUR("0"), None), (None, EUR("5"))])
def test_with_half_its_balances_a_statement_says_nothing_of_holes(
    half: tuple[Money | None, Money | None],
) -> None:
    whole = Span(DAY + timedelta(1), DAY + timedelta(1), EUR("5"), EUR("6"))

    assert holes([Span(DAY, DAY, *half), whole]) == []


# ---- The account, the columns --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "iban"),
    [("X123456789", IBAN), ("12345678", "MT31MALT01100XX012345678"), ("ABNANL2A/X", IBAN)],
)
def test_letters_are_no_part_of_a_local_number(written: str, iban: str) -> None:
    assert not is_same_account(written, iban)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"skip": -1}, "amount"),
        ({"words": (2, -1)}, "amount"),
        ({"opening": -1}, "amount"),
        ({"day_shape": "dd"}, "day_shape"),
        ({"decimal": "'"}, "day_shape"),
        ({"delimiter": "|"}, "delimiter"),
        ({"sign": 2, "minus": "AF", "plus": "af"}, "plus"),
        ({"currency": -1}, "amount"),
        ({"encoding": "rot13"}, "delimiter"),
    ],
)
def test_what_clashes_is_told_at_its_field(wrong: dict[str, object], field: str) -> None:
    usual: dict[str, object] = {"day": 0, "amount": 1}

    found = refused(lambda: Columns(**usual | wrong))  # type: ignore[arg-type]

    assert found == ("columns-clash", field, {})


@pytest.mark.parametrize("decimal", [",", "."])
def test_a_cent_stands_behind_a_comma_or_a_point(decimal: str) -> None:
    assert Columns(0, 1, decimal=decimal).decimal == decimal


def test_columns_without_words_are_read_as_they_were_kept() -> None:
    assert Columns.of({"day": 0, "amount": 1}) == Columns(0, 1)
