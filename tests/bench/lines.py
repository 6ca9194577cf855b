"""Matching lines of a bank with what was expected: ten times as many in ten times as long."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from statistics import median
from time import process_time
from uuid import UUID

from grants.kit.money import Money
from grants.payments.rules.matching import (
    Expected,
    ExpectedKind,
    LineFacts,
    Sure,
    propose,
)
from tests.bench.measure import Figure

FEW, MANY = 1_000, 10_000
# Ten times as many may take ten times as long, and half as much again for what grows in memory.
MOST_RATIO = 15.0
MOST_SECONDS = 5.0
_DAY = date(2026, 3, 3)


def figures(few: int = FEW, many: int = MANY, rounds: int = 3) -> Iterator[Figure]:
    """How long both take in one run, and how they compare."""
    short, long = _seconds(few, rounds), _seconds(many, rounds)
    ratio = long / short
    yield Figure("bank", f"{few:,} lines × {few:,} expected", short, "s")
    yield Figure("bank", f"{many:,} lines × {many:,} expected", long, "s", MOST_SECONDS)
    yield Figure(
        "bank", f"the second beside the first ({many // few}× as many)", ratio, "×", MOST_RATIO
    )


def _seconds(count: int, rounds: int) -> float:
    lines, things = ground(count)
    found = []
    for _ in range(rounds):
        gc.collect()
        begun = process_time()
        proposals = propose(lines, things)
        found.append(process_time() - begun)
        sure = sum(one.sure is Sure.SURE for one in proposals)
        assert sure >= count // 2, (sure, count)
    return median(found)


def ground(count: int) -> tuple[Sequence[LineFacts], Sequence[Expected]]:
    """Half by reference, a quarter by the other side, the rest by amount; amounts repeat much."""
    draw = Random(7)
    lines, things = [], []
    for no in range(count):
        amount = Money(-draw.choice((1000, 1250, 2500, 6000, no + 1)))
        on = _DAY + timedelta(draw.randrange(90))
        reference, digest = f"B-2026-{no:05d}", f"side-{no // 3}"
        things.append(
            Expected(
                ExpectedKind.EXPENSE,
                UUID(int=no),
                UUID(int=1),
                UUID(int=2),
                amount,
                on,
                references=(reference,),
                digests=(digest,),
            )
        )
        words = f"Bon {reference}" if no % 2 else "Boodschappen"
        side = digest if no % 4 == 0 else None
        line_id = UUID(int=count + no)
        lines.append(LineFacts(line_id, on + timedelta(2), amount, words, digest=side))
    draw.shuffle(lines)
    return lines, things
