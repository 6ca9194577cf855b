"""What plan, fund and law leave: by the day of payment, over all groups and elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.allowances import queries, service
from grants.allowances.models import Elsewhere, Kind
from grants.allowances.states import COMING
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow, OverRoom, Refusal
from grants.kit.money import EUR
from grants.proposals.models import LineKind
from grants.proposals.states import ProposalState
from tests.allowances.story import Helping, helping
from tests.ground import NOON
from tests.spending.story import DAY

LATER = datetime(2026, 3, 20, 11, tzinfo=UTC)


@pytest.fixture
def one(session: Session) -> Helping:
    return helping(session)


def refusal_of(one: Helping, amount: str = "20", who: str = "Ada", **more: object) -> Refusal:
    with pytest.raises(Refusal) as found:
        one.noted(amount, who, **more)  # type: ignore[arg-type]
    return found.value


# ---- What the plan leaves ---------------------------------------------------------------------


def test_more_than_the_plan_has_is_refused_before_anybody_is_asked(one: Helping) -> None:
    for _ in range(2):
        one.plan.paid("100", why="De zaal was duurder.")

    refusal = refusal_of(one, "142.01", why="Een extra dag.")

    assert (refusal.code, refusal.facts["left"]) == ("over-room", EUR("142"))


def test_over_its_line_a_reason_is_asked(one: Helping) -> None:
    one.paid("200")
    one.paid("99", "Ben")

    assert refusal_of(one, "2", "Gül").code == "over-line"
    assert one.noted("2", "Gül", why="Een extra dag.").why == "Een extra dag."


def test_only_a_line_for_allowances_is_used(one: Helping) -> None:
    assert refusal_of(one, line_id=one.plan.line(LineKind.ROOM)).code == "line-unknown"


def test_a_plan_that_does_not_run_gives_none(one: Helping) -> None:
    one.plan.proposal.state = ProposalState.CANCELLED
    one.session.flush()

    assert refusal_of(one).code == "plan-not-running"


def test_money_of_a_fund_that_forbids_it_is_left_alone(one: Helping) -> None:
    one.plan.one.fund.no_allowance = True
    one.session.flush()

    refusal = refusal_of(one, "42.01")

    assert (refusal.code, refusal.facts["left"]) == ("fund-forbids", EUR("42"))
    one.agreed("40")
    assert refusal_of(one, "3").facts["left"] == EUR("2")


# ---- Caps -------------------------------------------------------------------------------------


def test_what_she_had_elsewhere_counts(one: Helping) -> None:
    one.had_elsewhere("210", month=3)

    assert refusal_of(one, "10.01").facts["left"] == EUR("10")
    assert one.noted("10").amount == EUR("10")


def test_said_again_it_replaces_what_she_said(one: Helping) -> None:
    one.had_elsewhere("210")
    one.had_elsewhere("0")

    assert one.noted("220").amount == EUR("220")
    assert len(one.session.scalars(select(Elsewhere)).all()) == 1


def test_elsewhere_is_hers_to_say_and_never_below_nothing(one: Helping) -> None:
    for name, amount, month, code in (
        ("Dan", "10", date(2026, 3, 1), "not-found"),
        ("Ada", "-1", date(2026, 3, 1), "amount-below-nothing"),
        ("Ada", "10", date(2026, 4, 1), "month-to-come"),
    ):
        with pytest.raises(Refusal, match=code):
            service.say_elsewhere(
                one.session, one.id_of("Ada"), month, EUR(amount), by=one.actor(name), at=NOON
            )


def test_another_group_counts_without_being_shown(session: Session) -> None:
    one, other = helping(session), helping(session, "Noord")
    other.also(one, "Ada")
    other.paid("200", "Ada")

    refusal = refusal_of(one, "20.01")

    assert (refusal.code, refusal.facts["left"]) == ("over-month", EUR("20"))
    shown = queries.to_see(session, [one.plan.proposal.owner_id])
    assert [allowance.amount for allowance in shown] == []


def test_what_was_asked_elsewhere_counts_at_noting_but_the_first_yes_gets_it(
    session: Session,
) -> None:
    one, other = helping(session), helping(session, "Noord")
    other.also(one, "Ada")
    first = one.noted("200")
    assert refusal_of(other, "100").facts["left"] == EUR("20")
    second = other.noted("20")
    one.had_elsewhere("20")

    service.agree(session, second, by=other.actor("Dan"), at=NOON)
    with pytest.raises(OverRoom, match="over-month") as found:
        service.agree(session, first, by=one.actor("Dan"), at=NOON)

    assert found.value.facts["left"] == EUR("180")


def test_the_day_of_payment_counts_not_the_day_of_the_work(one: Helping) -> None:
    one.paid("180")
    second = one.noted("100", at=datetime(2026, 4, 1, 8, tzinfo=UTC))

    assert second.on == DAY  # worked in March, paid in April
    service.agree(one.session, second, by=one.actor("Dan"), at=datetime(2026, 4, 1, 8, tzinfo=UTC))
    one.pay(second, on=date(2026, 4, 1), at=datetime(2026, 4, 1, 9, tzinfo=UTC))

    assert second.paid_on == date(2026, 4, 1)


def test_three_months_paid_at_once_pass_the_month(one: Helping) -> None:
    first = one.agreed("200")
    later = datetime(2026, 4, 2, 8, tzinfo=UTC)
    one.pay(first, on=date(2026, 4, 2), at=later)

    refusal = refusal_of(one, "100", at=later)

    assert (refusal.code, refusal.facts["left"]) == ("over-month", EUR("20"))


def test_what_is_agreed_and_left_lying_fills_the_month_in_which_it_is_paid(one: Helping) -> None:
    first = one.agreed("200")
    april = datetime(2026, 4, 2, 8, tzinfo=UTC)

    assert refusal_of(one, "100", at=april).facts["left"] == EUR("20")
    one.pay(first, on=DAY, at=april)  # it was paid in March after all
    assert one.noted("100", at=april).amount == EUR("100")


def test_a_payment_cannot_lie_before_the_yes_or_in_the_future(one: Helping) -> None:
    allowance = one.agreed("20")

    for on, code in ((date(2026, 3, 1), "paid-before-yes"), (date(2026, 3, 3), "day-to-come")):
        with pytest.raises(Invalid, match=code):
            one.pay(allowance, on=on)


def test_a_year_without_a_row_blocks(one: Helping) -> None:
    at = datetime(2027, 1, 4, 11, tzinfo=UTC)

    refusal = refusal_of(one, at=at)

    assert (refusal.code, refusal.facts["year"]) == ("no-cap", 2027)


def test_half_an_hour_before_the_new_year_in_utc_is_the_new_year_here(one: Helping) -> None:
    eve = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    allowance = one.agreed("20")

    assert queries.cap_on(one.session, eve.astimezone(UTC).date()).year == 2025  # type: ignore[union-attr]
    refusal = refusal_of(one, "20", at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert (refusal.code, refusal.facts["year"]) == ("no-cap", 2027)
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    with pytest.raises(NotNow, match="no-cap"):
        one.pay(allowance, on=date(2027, 1, 1), at=late)
    half_past_ten = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    one.pay(allowance, on=date(2026, 12, 31), at=half_past_ten)
    assert queries.year_of(one.session, one.id_of("Ada"), date(2026, 12, 31)).got == EUR("20")


# ---- Norm and ways ----------------------------------------------------------------------------


def test_above_the_norm_of_its_hours_a_reason_is_asked(one: Helping) -> None:
    refusal = refusal_of(one, "20", minutes=120)

    assert (refusal.code, refusal.facts["over"]) == ("over-norm", EUR("8.50"))
    assert one.noted("20", minutes=120, why="Ze nam de sleutel over.").minutes == 120


def test_younger_the_norm_is_lower(one: Helping) -> None:
    assert one.noted("11.50", minutes=120).young is False
    assert refusal_of(one, "11.50", minutes=120, young=True).code == "over-norm"


def test_proven_costs_have_no_cap_until_a_fixed_amount_joins_them(one: Helping) -> None:
    one.paid("230", kind=Kind.PROVEN, proof="Zeven buskaartjes")

    assert refusal_of(one, "5").code == "over-month"


def test_two_ways_in_one_year_are_warned_for_and_added_up(one: Helping) -> None:
    one.paid("100", kind=Kind.PROVEN, proof="Twintig buskaartjes")

    assert refusal_of(one, "20").code == "mixes-ways"
    assert one.noted("20", mixes=True).mixes
    assert refusal_of(one, "100.01", mixes=True).facts["left"] == EUR("100")


# ---- Runs -------------------------------------------------------------------------------------


def test_in_a_run_it_fills_the_month_of_the_run_and_failed_it_waits_again(one: Helping) -> None:
    allowance = one.agreed("200")
    hans, april = one.actor("Hans"), date(2026, 4, 1)
    with pytest.raises(Invalid, match="run-day-past"):
        service.put_in_run(one.session, allowance, date(2026, 3, 1), by=hans, at=NOON)
    service.put_in_run(one.session, allowance, april, by=hans, at=NOON)

    assert str(allowance.run_on) == "2026-04-01"
    assert one.noted("100").amount == EUR("100")
    service.fail(one.session, allowance, by=hans, at=NOON)
    assert allowance.run_on is None
    assert "Hans" in one.plan.waits_for(Act.ALLOWANCES_PAY)


def test_what_a_bank_paid_in_another_month_is_taken_and_marked(one: Helping) -> None:
    hans, april = one.actor("Hans"), datetime(2026, 4, 1, 9, tzinfo=UTC)
    late = one.agreed("200")
    service.put_in_run(one.session, late, date(2026, 3, 31), by=hans, at=NOON)
    second = one.agreed("50", at=april)
    one.pay(second, on=april.date(), at=april)

    one.pay(late, on=april.date(), at=april)

    assert late.passed_cap
    assert not second.passed_cap
    assert late.run_on is None


# ---- Her year ---------------------------------------------------------------------------------


def test_her_year_says_what_she_got_and_what_is_left(one: Helping) -> None:
    one.had_elsewhere("30", month=1)
    one.paid("100")
    one.noted("20")

    year = queries.year_of(one.session, one.id_of("Ada"), DAY)

    assert (year.got, year.said, year.elsewhere) == (EUR("100"), EUR("30"), {1: EUR("30")})
    assert [allowance.amount for allowance in year.coming] == [EUR("20")]
    left = year.left(3)
    assert left is not None
    assert (left.month, left.year) == (EUR("100"), EUR("2050"))
    assert queries.years_of(one.session, one.id_of("Ada")) == [2026]
    assert queries.year_of(one.session, one.id_of("Ada"), date(2030, 1, 1)).left(1) is None


def test_a_plan_knows_its_totals_without_names(one: Helping) -> None:
    one.paid("100")
    one.agreed("20", "Ben")
    one.noted("5", "Gül")
    plan_id = one.plan.proposal.id

    assert queries.booked_sum(one.session, plan_id) == EUR("120")
    assert queries.open_sum(one.session, plan_id) == EUR("25")
    had = queries.had(one.session, one.id_of("Gül"), DAY, coming=COMING)
    assert had.year == EUR("5")
