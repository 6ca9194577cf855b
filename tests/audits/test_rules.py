"""Which payments are drawn, and what can be signed. No database."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.audits.models import Conclusion, Looked, Reason
from grants.audits.rules import (
    SIZES,
    Counted,
    Found,
    Line,
    Outgoing,
    Place,
    Seen,
    Size,
    check_concluded,
    check_looked,
    check_whole,
    draw,
    read_facts,
    seed_of,
    write_facts,
)
from grants.kit.errors import Invalid, NotNow
from grants.kit.money import EUR
from grants.ledger.models import AccountKind

ADA, BEN = UUID(int=1), UUID(int=2)
DAY = date(2026, 3, 5)
SEED = seed_of(2026, "ab" * 32)
AMOUNTS = st.lists(st.integers(1, 10_000), max_size=60)


def payments(*minors: int) -> list[Outgoing]:
    return [Outgoing(no, EUR("0.01") * minor) for no, minor in enumerate(minors, start=1)]


def seen(looked: Looked | None = Looked.RIGHT) -> Seen:
    return Seen(
        no=7,
        on=DAY,
        amount=EUR("60"),
        place=AccountKind.BANK,
        kind="expense",
        words="De Kom",
        reference="B-2026-0001",
        reason=Reason.LARGEST,
        files=("cd" * 32,),
        lost=False,
        lines=(Line(DAY, EUR("-60"), "0264"),),
        looked=looked,
        note="" if looked is not Looked.WRONG else "De bon is van een ander.",
        by_id=ADA,
    )


def found(**more: object) -> Found:
    whole = Found(
        year=2026,
        until=date(2026, 12, 31),
        book_no=9,
        book_hash="ab" * 32,
        size=SIZES[0],
        payments=1,
        spent=EUR("60"),
        places=(Place(AccountKind.CASH, EUR("0"), EUR("42")),),
        items=(seen(),),
        count=Counted(DAY, EUR("42"), EUR("42"), (ADA, BEN)),
        conclusion=Conclusion.RIGHT,
        findings="",
        auditors=(ADA, BEN),
    )
    return replace(whole, **more)  # type: ignore[arg-type]


@given(AMOUNTS, st.integers(1, 8), st.integers(0, 12))
@settings(max_examples=60)
def test_the_largest_are_always_drawn_and_nothing_twice(
    minors: list[int], largest: int, drawn: int
) -> None:
    those = payments(*minors)

    picked = draw(those, SEED, Size(largest, drawn))

    numbers = [one.no for one, _ in picked]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == min(len(those), largest + drawn)
    tops = sorted((one.amount.minor for one in those), reverse=True)[:largest]
    assert (
        sorted((p.amount.minor for p, why in picked if why is Reason.LARGEST), reverse=True) == tops
    )


@given(AMOUNTS, st.randoms())
@settings(max_examples=30)
def test_the_same_book_draws_the_same_in_whatever_order_it_is_read(
    minors: list[int], shuffler: object
) -> None:
    those = payments(*minors)
    mixed = list(those)
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]

    assert draw(mixed, SEED, SIZES[0]) == draw(those, SEED, SIZES[0])


def test_anybody_can_draw_again_with_what_the_paper_says() -> None:
    those = payments(*([100] * 30))
    by_hand = sorted(
        range(2, 31), key=lambda no: hashlib.sha256(f"{SEED} {no}".encode()).hexdigest()
    )[:3]

    picked = draw(those, SEED, Size(1, 3))

    assert [one.no for one, why in picked if why is Reason.DRAWN] == sorted(by_hand)
    assert [one.no for one, why in picked if why is Reason.LARGEST] == [1]


def test_another_booking_is_another_drawing() -> None:
    those = payments(*([100] * 60))

    assert draw(those, SEED, SIZES[0]) != draw(those, seed_of(2026, "ac" * 32), SIZES[0])


def test_what_is_signed_reads_back_to_the_cent() -> None:
    whole = found(items=(seen(), replace(seen(Looked.WRONG), no=8, lines=(), by_id=BEN)))

    assert read_facts(write_facts(whole)) == whole
    assert read_facts(write_facts(found(count=None))).count is None


def test_what_is_not_right_is_said_in_words() -> None:
    with pytest.raises(Invalid, match="audit-words-missing"):
        check_looked(Looked.WRONG, "  ")

    check_looked(Looked.RIGHT, "")


@pytest.mark.parametrize(
    "whole",
    [
        found(items=(seen(Looked.WRONG),)),
        found(count=Counted(DAY, EUR("41.99"), EUR("42"), (ADA, BEN))),
    ],
)
def test_all_is_right_only_when_everything_was(whole: Found) -> None:
    with pytest.raises(Invalid, match="audit-not-all-right"):
        check_concluded(Conclusion.RIGHT, "", whole)

    check_concluded(Conclusion.REMARKS, "Een bon was van een ander.", whole)


def test_remarks_need_words() -> None:
    with pytest.raises(Invalid, match="audit-findings-missing"):
        check_concluded(Conclusion.REMARKS, " ", found())


@pytest.mark.parametrize(
    ("whole", "code"),
    [
        (found(items=(seen(None),)), "audit-not-looked"),
        (found(count=None), "audit-count-first"),
        (found(conclusion=None), "audit-conclude-first"),
        (found(items=(seen(Looked.WRONG),)), "audit-not-all-right"),
    ],
)
def test_nothing_is_signed_before_it_is_whole(whole: Found, code: str) -> None:
    with pytest.raises((NotNow, Invalid), match=code):
        check_whole(whole)


def test_without_a_cash_box_nothing_is_counted() -> None:
    check_whole(found(count=None, places=(Place(AccountKind.BANK, EUR("0"), EUR("0")),)))
