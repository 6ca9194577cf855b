"""How far matching looks and in which order: days, months, parts, and what is shown first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from grants.kit.money import EUR
from grants.payments.rules.matching import Expected, LineFacts, Sure, choices, propose
from tests.payments.test_matching_rules import DAY, K, line, thing, told

REF = "B-2026-0001"


@pytest.mark.parametrize(("days", "found"), [(-121, 0), (-120, 1), (-60, 1), (45, 1), (46, 0)])
def test_the_only_one_of_its_amount_is_looked_for_so_many_days_around(
    days: int, found: int
) -> None:
    one = thing(1, "-25", on=DAY + timedelta(days))

    assert told(propose([line(1, "-25")], [one])) == [(1, 1, Sure.LIKELY)] * found


@pytest.mark.parametrize("on", [date(2025, 12, 31), date(2026, 1, 1), date(2026, 4, 1)])
def test_of_two_in_other_months_neither_is_the_only_one(on: date) -> None:
    assert propose([line(1, "-25")], [thing(1, "-25", on=on), thing(2, "-25")]) == []


def test_an_account_that_nobody_told_us_does_not_keep_an_amount_from_its_thing() -> None:
    unknown, known = thing(1, "-25"), thing(2, "-26", digests=("x",))

    assert told(propose([line(1, "-25", digest="y")], [unknown])) == [(1, 1, Sure.LIKELY)]
    assert told(propose([line(1, "-26")], [known])) == [(1, 1, Sure.LIKELY)]
    assert propose([line(1, "-26", digest="y")], [known]) == []


def test_what_cannot_be_matched_does_not_stop_what_comes_after_it() -> None:
    things = [thing(1, "-25"), thing(2, "-30", digests=("x",)), thing(3, "-30")]
    lines = [line(1, "-7", REF), line(2, "-25"), line(3, "-30", digest="x")]

    found = propose(lines, things)

    assert {(one.lines[0], one.things[0]) for one in found} == {
        (lines[1], things[0]),
        (lines[2], things[1]),
    }


def test_each_id_of_ours_has_a_sum_of_its_own() -> None:
    run = [thing(no, f"-{20 + no}", K.PAYMENT, ids=(f"E{no}", "R-1")) for no in (1, 2, 3)]
    back = thing(4, "21", K.PAYMENT_BACK, ids=("E1",))
    lines = [line(1, "-21", end_to_end="E1"), line(2, "21", end_to_end="E1")]

    found = propose([*lines, line(3, "-45", end_to_end="R-1")], [*run, back])

    assert [one.things for one in found] == [(run[0],), (back,), (run[1], run[2])]


@pytest.mark.parametrize(("lines", "whole"), [(12, [(12, 1, Sure.SURE)]), (13, [])])
def test_a_dozen_lines_make_one_amount_together(
    lines: int, whole: list[tuple[int, int, Sure]]
) -> None:
    bill = thing(1, f"-{lines}", references=(REF,))

    assert told(propose([line(no, "-1", REF) for no in range(lines)], [bill])) == whole


def test_of_two_alike_the_first_is_as_sure_as_one_alone() -> None:
    two = [thing(no, "-20", references=(REF,)) for no in (1, 2)]

    found = propose([line(1, "-20", REF)], two)

    assert (told(found), found[0].things) == ([(1, 1, Sure.SURE)], (two[0],))


def test_only_so_many_under_one_reference_are_looked_at() -> None:
    """However many there are: a file of thousands of lines stays quick."""
    many = [thing(no, "-1", references=(REF,)) for no in range(61)]

    assert told(propose([line(1, "-60", REF)], many)) == [(1, 60, Sure.SURE)]
    assert propose([line(1, "-61", REF)], many) == []


def test_only_so_many_of_one_account_are_looked_at() -> None:
    far = [thing(no, "-1", digests=("x",), on=DAY - timedelta(9)) for no in range(24)]
    near = thing(99, "-1", digests=("x",))

    found = propose([line(1, "-1", digest="x")], [*far, near])

    assert found[0].things == (far[0],)
    assert propose([line(1, "-1", digest="x")], [*far[:23], near])[0].things == (near,)


def test_the_sure_ones_come_first_then_the_oldest() -> None:
    lines = [
        LineFacts(line(no, "-1").id, DAY - timedelta(no), EUR(amount), words)
        for no, (amount, words) in enumerate(
            [("-20", REF), ("-30", ""), ("-5", "Kosten betaalpakket"), ("-40", "B-2026-0002")]
        )
    ]
    things = [
        thing(1, "-20", references=(REF,)),
        thing(2, "-30"),
        thing(3, "-40", references=("B-2026-0002",)),
    ]

    found = propose(lines, things)

    assert [one.lines[0].amount for one in found] == [
        EUR(one) for one in ("-40", "-20", "-5", "-30")
    ]
    assert [one.sure for one in found] == [Sure.SURE, Sure.SURE, Sure.LIKELY, Sure.LIKELY]


# ---- What a person chooses from ------------------------------------------------------------------


def first(found: LineFacts, *things: Expected) -> Expected:
    """The same whichever is asked first."""
    assert choices(found, things) == choices(found, things[::-1])
    return choices(found, things)[0]


def test_a_choice_fits_to_the_cent_or_is_part_of_something() -> None:
    part = thing(1, "240", K.INSTALMENT, part=True)
    other, same = thing(2, "240"), thing(3, "100")

    assert choices(line(1, "100"), [part, other, same]) == [same, part]


def test_the_other_side_the_day_and_the_amount_say_what_is_nearest() -> None:
    known = thing(2, "-25", digests=("x",), on=DAY - timedelta(9))
    assert first(line(1, "-25", digest="x"), thing(1, "-25"), known) == known
    near = thing(2, "-25", on=DAY + timedelta(1))
    assert first(line(1, "-25"), thing(1, "-25", on=DAY - timedelta(2)), near) == near
    close = thing(2, "-24")
    assert first(line(1, "-25", "B-2026-0009"), thing(1, "-90"), close) == close


def test_no_more_than_eight_are_shown() -> None:
    assert len(choices(line(1, "-25"), [thing(no, "-25") for no in range(9)])) == 8
