"""The amounts of a year, as who runs the installation adds them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from grants.allowances import queries, service
from grants.allowances.models import Sure
from grants.allowances.rules import CapData, HourNorm
from grants.kit.access import Actor
from grants.kit.errors import NotAllowed
from grants.kit.money import EUR
from tests.allowances.story import Helping, helping
from tests.ground import NOON
from tests.spending.story import DAY


@pytest.fixture
def one(session: Session) -> Helping:
    return helping(session)


def operator() -> Actor:
    """Nobody by name: only an installation has her."""
    return Actor(None, operator=True)


def test_who_runs_the_installation_adds_the_amounts_of_a_year(one: Helping) -> None:
    row = CapData(
        year=2027,
        most_year=EUR("2300"),
        most_month=EUR("230"),
        sure=Sure.OWN_PAGE,
        source="Belastingdienst",
        link="https://www.belastingdienst.nl",
        checked_on=DAY,
        hour=HourNorm(EUR("5.90"), EUR("3.50"), 21, Sure.OWN_PAGE),
    )
    with pytest.raises(NotAllowed):
        service.add_cap(one.session, row, by=one.actor("Dan"), at=NOON)

    added = service.add_cap(one.session, row, by=operator(), at=NOON)

    assert queries.cap_on(one.session, date(2027, 5, 1)) == added
    assert (added.year, added.no) == (2027, 1)
    assert queries.norm_of(added) is not None


def test_a_better_row_of_the_same_year_counts_from_then_on(one: Helping) -> None:
    better = CapData(2026, EUR("2200"), EUR("200"), Sure.OWN_PAGE, "Belastingdienst", "", DAY, None)

    added = service.add_cap(one.session, better, by=operator(), at=NOON)

    assert (queries.cap_on(one.session, DAY), added.no) == (added, 2)
    assert [cap.no for cap in queries.caps(one.session) if cap.year == 2026] == [2, 1]
    assert queries.norm_of(added) is None
    with pytest.raises(Exception, match="norm-unknown"):
        one.noted("10", minutes=60)
