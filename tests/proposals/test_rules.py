from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import pytest

from grants.kit.canon import digest
from grants.kit.money import EUR, Money
from grants.proposals.models import CoverKind, LineKind, PartKind
from grants.proposals.rules import (
    ChangeKind,
    CoverFacts,
    LineFacts,
    PlanFacts,
    balance,
    difference,
    is_balanced,
    is_done,
    missing,
    read_facts,
    totals,
    write_facts,
)


@dataclass(frozen=True)
class Line:
    quantity: int
    price: Money | None
    most: Money | None


ROOM = LineFacts(UUID(int=1), LineKind.ROOM, "Zaal De Linde", 6, EUR("12.50"), EUR("15.00"))
FOOD = LineFacts(UUID(int=2), LineKind.FOOD, "Koffie en fruit", 6, EUR("14.00"))
ASKED = CoverFacts(UUID(int=3), CoverKind.ASKED, "Buurtpotje", EUR("139.00"))
POT = CoverFacts(UUID(int=4), CoverKind.PARTICIPANTS, "Munten in de pot", EUR("20.00"))
ANSWERS = {
    PartKind.WHAT: {"title": "Koffie en kinderen", "what": "Koffie", "whom": "Moeders"},
    PartKind.WHEN: {
        "starts_on": "2026-04-01",
        "ends_on": "2026-05-06",
        "times": "Woensdag",
        "place": "De Linde",
        "helpers": "Wij vieren",
    },
    PartKind.HOPES: {"hopes": "Dat mensen elkaar kennen"},
}
PLAN = PlanFacts(
    "P-2026-0001",
    1,
    "Koffie en kinderen",
    UUID(int=9),
    date(2026, 4, 1),
    date(2026, 5, 6),
    ANSWERS,
    (ROOM, FOOD),
    (ASKED, POT),
)


def test_both_sides_add_up() -> None:
    sums = totals([ROOM, FOOD], [ASKED, POT])

    assert (sums.costs, sums.cover, sums.asked) == (EUR("159.00"), EUR("159.00"), EUR("139.00"))
    assert (sums.least, sums.most) == (EUR("159.00"), EUR("174.00"))
    assert is_balanced(sums)


@pytest.mark.parametrize(
    ("covers", "code", "open_"),
    [
        ([ASKED], "still-to-find", EUR("20.00")),
        ([ASKED, POT], "balanced", Money(0)),
        ([ASKED, POT, POT], "too-much", EUR("-20.00")),
    ],
    ids=["too little", "equal", "too much"],
)
def test_a_plan_is_balanced_only_when_nothing_is_open(
    covers: list[CoverFacts], code: str, open_: Money
) -> None:
    sums = totals([ROOM, FOOD], covers)

    assert (balance(sums), sums.open) == (code, open_)


def test_a_plan_without_costs_is_not_balanced() -> None:
    assert balance(totals([], [])) == "nothing-planned"


def test_an_unknown_price_keeps_a_plan_from_being_balanced() -> None:
    unknown = Line(FOOD.quantity, None, None)

    sums = totals([ROOM, unknown], [CoverFacts(POT.id, POT.kind, "", EUR("75.00"))])

    assert sums.open == Money(0)
    assert balance(sums) == "price-unknown"


def test_a_whole_plan_misses_nothing() -> None:
    assert missing(ANSWERS, PLAN.totals) == []


def test_what_is_missing_is_told_in_the_order_of_the_parts() -> None:
    answers = {**ANSWERS, PartKind.WHAT: {"title": "Koffie"}, PartKind.HOPES: {}}

    gaps = missing(answers, totals([ROOM], [POT]))

    assert [gap.code for gap in gaps] == [
        "missing-what",
        "missing-whom",
        "still-to-find",
        "missing-hopes",
    ]


def test_an_end_may_stay_open() -> None:
    when = {key: words for key, words in ANSWERS[PartKind.WHEN].items() if key != "ends_on"}

    assert is_done(PartKind.WHEN, when, PLAN.totals)


def test_a_version_reads_back_as_it_was_written() -> None:
    text = write_facts(PLAN)

    assert read_facts(text) == PLAN
    assert digest(write_facts(read_facts(text))) == digest(text)


def test_equal_versions_differ_in_nothing() -> None:
    assert difference(PLAN, PLAN) == []


def test_a_changed_answer_is_told_with_both_sides() -> None:
    new = replace(PLAN, answers={**ANSWERS, PartKind.HOPES: {"hopes": "Twintig moeders"}})

    (change,) = difference(PLAN, new)

    assert (change.part, change.name, change.kind) == (
        PartKind.HOPES,
        "hopes",
        ChangeKind.CHANGED,
    )
    assert change.old is not None
    assert change.new is not None
    assert (change.old.words, change.new.words) == ("Dat mensen elkaar kennen", "Twintig moeders")


def test_costs_are_told_as_changed_added_and_removed() -> None:
    dearer = replace(ROOM, price=EUR("15.00"))
    flyers = LineFacts(UUID(int=7), LineKind.PUBLICITY, "Flyers", 1, EUR("25.00"))

    changes = difference(PLAN, replace(PLAN, lines=(dearer, flyers)))

    assert [(one.name, one.kind) for one in changes] == [
        ("room", ChangeKind.CHANGED),
        ("publicity", ChangeKind.ADDED),
        ("food", ChangeKind.REMOVED),
    ]


def test_a_cost_that_became_something_else_is_one_gone_and_one_new() -> None:
    changes = difference(PLAN, replace(PLAN, lines=(ROOM, replace(FOOD, kind=LineKind.OTHER))))

    assert [(one.name, one.kind) for one in changes] == [
        ("food", ChangeKind.REMOVED),
        ("other", ChangeKind.ADDED),
    ]
