from __future__ import annotations

from datetime import date

import pytest

from grants.funds.models import Channel, Fund
from grants.funds.rules import Fit, Planned, answer_by, check, fits, is_here, is_open
from grants.kit.canon import canonical
from grants.kit.money import EUR

TODAY = date(2026, 3, 2)


def fund(**changed: object) -> Fund:
    usual: dict[str, object] = {
        "name": "Buurtpotje",
        "words": "Voor plannen van bewoners.",
        "least": EUR("100"),
        "most": EUR("500"),
        "opens_on": date(2026, 1, 1),
        "closes_on": date(2026, 12, 31),
        "answer_weeks": 6,
        "own_one_in": None,
        "excluded": canonical([]),
        "no_allowance": False,
        "channel": Channel.HERE,
        "open": True,
    }
    return Fund(**{**usual, **changed})


def planned(**changed: object) -> Planned:
    usual: dict[str, object] = {
        "asked": EUR("300"),
        "own": EUR("42"),
        "costs": EUR("342"),
        "starts_on": date(2026, 6, 1),
        "kinds": frozenset({"room", "food"}),
    }
    return Planned(**{**usual, **changed})  # type: ignore[arg-type]


def found(plan: Planned, pot: Fund, on: date = TODAY) -> dict[str, Fit]:
    return {finding.code: finding.fit for finding in check(plan, pot, on)}


def test_a_plan_inside_all_rules_fits_and_the_purpose_is_for_people_to_see() -> None:
    findings = check(planned(), fund(), TODAY)

    assert fits(findings) is Fit.OK
    assert [finding.code for finding in findings if finding.fit is Fit.LOOK] == ["meant-for"]


@pytest.mark.parametrize(
    ("asked", "code", "fit"),
    [
        ("99.99", "amount-too-low", Fit.NOT),
        ("100", "amount-fits", Fit.OK),
        ("500", "amount-fits", Fit.OK),
        ("500.01", "amount-too-high", Fit.NOT),
    ],
)
def test_the_least_and_the_most_belong_to_what_fits(asked: str, code: str, fit: Fit) -> None:
    assert found(planned(asked=EUR(asked)), fund())[code] is fit


def test_a_pot_without_amounts_takes_any_amount() -> None:
    assert "amount-fits" in found(planned(asked=EUR("9000")), fund(least=None, most=None))


@pytest.mark.parametrize(
    ("starts_on", "code"),
    [
        (date(2026, 4, 13), "starts-too-soon"),
        (date(2026, 4, 14), "starts-after-answer"),
        (None, "starts-unknown"),
    ],
)
def test_a_plan_starts_after_the_day_of_the_answer(starts_on: date | None, code: str) -> None:
    assert code in found(planned(starts_on=starts_on), fund())


def test_the_answer_comes_after_the_weeks_of_the_pot() -> None:
    assert answer_by(fund(), TODAY) == date(2026, 4, 13)


@pytest.mark.parametrize(
    ("on", "is_it"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_the_first_and_the_closing_day_are_open(on: date, *, is_it: bool) -> None:
    assert is_open(fund(), on) is is_it


def test_a_pot_that_is_shut_by_hand_is_not_open() -> None:
    assert "closed-now" in found(planned(), fund(open=False))


def test_a_pot_that_opens_later_says_so() -> None:
    assert "not-open-yet" in found(planned(), fund(), date(2025, 12, 1))


@pytest.mark.parametrize(
    ("own", "code"),
    [("85.49", "own-share-short"), ("85.50", "own-share-enough"), ("342", "own-share-enough")],
)
def test_own_share_is_one_of_every_so_many_euros(own: str, code: str) -> None:
    findings = check(planned(own=EUR(own)), fund(own_one_in=4), TODAY)

    finding = next(one for one in findings if one.code == code)
    assert finding.facts["needed"] == EUR("85.50")


def test_costs_that_the_pot_never_pays_are_named() -> None:
    findings = check(planned(), fund(excluded=canonical(["food", "trainer"])), TODAY)

    finding = next(one for one in findings if one.code == "costs-excluded")
    assert finding.facts["kinds"] == ("food",)


def test_an_open_price_asks_to_look_yourself() -> None:
    assert found(planned(prices_open=2), fund())["prices-open"] is Fit.LOOK


@pytest.mark.parametrize("channel", [Channel.PORTAL, Channel.PAPER])
def test_a_pot_elsewhere_is_shown_and_not_chosen(channel: Channel) -> None:
    assert not is_here(fund(channel=channel))
