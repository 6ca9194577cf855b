"""The pure rules of an expense: what is refused, for which field, with what is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from grants.kit.errors import Invalid, OverRoom, Refusal
from grants.kit.money import EUR, Money
from grants.ledger.rules import LineAmounts
from grants.proposals.models import LineKind
from grants.proposals.rules.facts import LineFacts
from grants.spending.models import KinKind, WhoPaid
from grants.spending.rules import (
    KinSaid,
    LineStanding,
    Losing,
    Noting,
    Shifting,
    Standing,
    at_least_nothing,
    check_kin,
    check_lost,
    check_shape,
    check_shift,
    check_why,
    is_over_limit,
    line_standing,
    rest_of,
)

ROOM, CARE, ADA, BEN, GUL = (UUID(int=number) for number in range(1, 6))
TODAY = date(2026, 3, 2)
NOTHING = EUR("0")


def refusal(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()
    return found.value


def says(found: Refusal) -> tuple[str, str | None, dict[str, object]]:
    return found.code, found.field, found.facts


def noting(amount: str = "5", shop: str = "De Kom", on: date = TODAY) -> Noting:
    return Noting(ROOM, EUR(amount), shop, on, WhoPaid.MYSELF)


def line(line_id: UUID = ROOM, planned: str = "50", reserved: str = "0") -> LineStanding:
    amounts = EUR(planned), EUR(reserved), NOTHING, EUR(planned)
    return LineStanding(line_id, "room", "Zaal", *amounts)


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (noting("0"), "amount-nothing", "amount"),
        (noting("-1"), "amount-nothing", "amount"),
        (noting(shop="  "), "shop-missing", "shop"),
        (noting(on=date(2026, 3, 3)), "day-to-come", "on"),
    ],
)
def test_what_can_never_be_is_refused(data: Noting, code: str, field: str) -> None:
    assert says(refusal(lambda: check_shape(data, TODAY))) == (code, field, {})


@pytest.mark.parametrize("on", [date(226, 3, 2), date(2018, 12, 31)])
def test_a_receipt_of_long_ago_asks_to_look_at_the_year(on: date) -> None:
    found = says(refusal(lambda: check_shape(noting(on=on), TODAY)))

    assert found == ("day-long-ago", "on", {"first": date(2019, 1, 1)})


def test_a_cent_of_today_can_be_noted() -> None:
    check_shape(noting("0.01"), TODAY)


def test_a_line_knows_what_was_shifted_and_booked() -> None:
    facts = LineFacts(ROOM, LineKind.ROOM, "Zaal", 10, EUR("5"))
    booked = LineAmounts(reserved=EUR("20"), spent=EUR("7"))

    found = line_standing(facts, booked, EUR("-10"))

    assert (found.line_id, found.kind, found.words) == (ROOM, LineKind.ROOM, "Zaal")
    assert (found.agreed, found.planned, found.shifted) == (EUR("50"), EUR("40"), EUR("-10"))
    assert (found.reserved, found.spent, found.booked) == (EUR("20"), EUR("7"), EUR("27"))
    assert found.left == EUR("13")


def test_a_line_on_which_nothing_happened_is_whole() -> None:
    found = line_standing(LineFacts(ROOM, LineKind.ROOM, "Zaal", 10, EUR("5")), None, None)

    assert (found.left, found.reserved, found.spent) == (EUR("50"), NOTHING, NOTHING)


@pytest.mark.parametrize(
    ("left", "amount", "over"),
    [("10", "10", "0"), ("10", "10.01", "0.01"), ("-5", "3", "3"), ("0", "1", "1")],
)
def test_over_the_line_is_what_the_line_does_not_have(left: str, amount: str, over: str) -> None:
    standing = Standing(EUR(left), EUR("100"), NOTHING)

    assert standing.over_line(EUR(amount)) == EUR(over)


def test_exactly_the_room_and_exactly_the_box_are_given() -> None:
    standing = Standing(NOTHING, EUR("10"), EUR("10"))

    standing.refuse_over(EUR("10"), WhoPaid.CASH)


def test_a_cent_over_the_room_is_refused_with_what_is_left() -> None:
    standing = Standing(EUR("99"), EUR("10"), EUR("99"))

    found = refusal(lambda: standing.refuse_over(EUR("10.01"), WhoPaid.MYSELF))

    assert isinstance(found, OverRoom)
    assert says(found) == ("over-room", "amount", {"left": EUR("10")})


def test_below_nothing_nothing_is_left() -> None:
    standing = Standing(NOTHING, EUR("-3"), NOTHING)

    found = refusal(lambda: standing.refuse_over(EUR("1"), WhoPaid.MYSELF))

    assert found.facts == {"left": NOTHING}
    assert at_least_nothing(EUR("-3")) == NOTHING
    assert at_least_nothing(EUR("3")) == EUR("3")
    assert at_least_nothing(Money(-3, "GBP")) == Money(0, "GBP")


def test_a_cent_over_the_box_is_refused_only_when_the_box_paid() -> None:
    standing = Standing(NOTHING, EUR("99"), EUR("10"))

    found = refusal(lambda: standing.refuse_over(EUR("10.01"), WhoPaid.CASH))

    assert says(found) == ("over-cash", "who_paid", {"left": EUR("10")})
    standing.refuse_over(EUR("10.01"), WhoPaid.INVOICE)


def test_over_the_line_asks_why_and_takes_the_answer() -> None:
    standing = Standing(EUR("10"), EUR("99"), NOTHING)

    found = refusal(lambda: check_why(standing, EUR("12"), " "))

    assert says(found) == ("over-line", "why", {"left": EUR("10"), "over": EUR("2")})
    check_why(standing, EUR("12"), "Duurder.")
    check_why(standing, EUR("10"), "")


def test_a_lost_receipt_says_what_and_why() -> None:
    check_lost(None)
    check_lost(Losing("Taart", "Weggewaaid"))

    assert says(refusal(lambda: check_lost(Losing(" ", "Weg")))) == (
        "lost-what-missing",
        "what",
        {},
    )
    found = refusal(lambda: check_lost(Losing("Taart", " ")))
    assert says(found) == ("lost-why-missing", "lost_why", {})


def kin(member: UUID = BEN, also: UUID | None = GUL) -> KinSaid:
    return KinSaid(KinKind.FAMILY, member, also)


def checked(said: KinSaid | None, residents: set[UUID] | None = None) -> None:
    everybody = {ADA, BEN, GUL}
    check_kin(
        said, ADA, everybody=everybody, residents=everybody if residents is None else residents
    )


def test_family_is_of_one_of_us_and_another_says_yes_too() -> None:
    checked(None)
    checked(kin())
    checked(kin(also=None), residents={ADA, BEN})  # there is nobody else


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        (kin(member=ROOM), "kin-whom-missing", "kin_of"),
        (kin(also=None), "kin-also-missing", "also"),
        (kin(also=ADA), "kin-also-another", "also"),
        (kin(also=BEN), "kin-also-another", "also"),
    ],
)
def test_for_family_somebody_else_is_needed(said: KinSaid, code: str, field: str) -> None:
    assert says(refusal(lambda: checked(said))) == (code, field, {})


def test_a_part_of_a_receipt_leaves_a_rest() -> None:
    assert rest_of(EUR("10"), EUR("9.99")) == EUR("0.01")


@pytest.mark.parametrize("part", ["0", "-1", "10", "11"])
def test_all_or_nothing_is_no_part(part: str) -> None:
    found = refusal(lambda: rest_of(EUR("10"), EUR(part)))

    assert isinstance(found, Invalid)
    assert says(found) == ("part-not-a-part", "second_amount", {"whole": EUR("10")})


def test_exactly_the_limit_is_one_persons_yes() -> None:
    assert not is_over_limit(EUR("100"), EUR("100"))
    assert is_over_limit(EUR("100.01"), EUR("100"))
    assert not is_over_limit(EUR("1000"), None)


def shifting(
    origin: UUID = ROOM, to: UUID = CARE, amount: str = "5", why: str = "Duurder."
) -> Shifting:
    return Shifting(origin, to, EUR(amount), why)


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (shifting(origin=ADA), "line-unknown", "from_line"),
        (shifting(to=ADA), "same-line", "to_line"),
        (shifting(to=ROOM), "same-line", "to_line"),
        (shifting(amount="0"), "amount-nothing", "amount"),
        (shifting(why=" "), "shift-why-missing", "why"),
    ],
)
def test_what_is_no_shift_is_refused(data: Shifting, code: str, field: str) -> None:
    lines = [line(), line(CARE)]

    assert says(refusal(lambda: check_shift(data, lines))) == (code, field, {})


def test_all_that_a_line_has_left_can_be_shifted_and_no_cent_more() -> None:
    lines = [line(reserved="40"), line(CARE)]

    check_shift(shifting(amount="10"), lines)
    found = refusal(lambda: check_shift(shifting(amount="10.01"), lines))

    assert says(found) == ("shift-over-line", "amount", {"left": EUR("10")})


def test_a_line_that_is_over_has_nothing_to_shift() -> None:
    lines = [line(reserved="60"), line(CARE)]

    found = refusal(lambda: check_shift(shifting(amount="1"), lines))

    assert found.facts == {"left": NOTHING}
