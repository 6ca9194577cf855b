"""On which day a run is paid: not over, not far, and still to come when its file is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.gateways.sepa import FakeSepa
from grants.kit.errors import Invalid, NotNow
from grants.payments import queries, service
from grants.payments.states import RunState
from tests.ground import NOON
from tests.payments.paying import VAULT, Paying, paying
from tests.spending.story import DAY


@pytest.fixture
def one(session: Session) -> Paying:
    found = paying(session)
    found.approved("30")
    return found


def test_a_run_is_paid_within_ninety_days(one: Paying) -> None:
    with pytest.raises(Invalid, match="run-day-far") as refusal:
        one.collect(on=DAY + timedelta(days=91))

    assert (refusal.value.field, refusal.value.facts) == ("pay_on", {"days": 90})
    assert one.collect(on=DAY + timedelta(days=90)).run.state is RunState.OPEN


def test_no_file_is_written_for_a_day_that_is_over(one: Paying) -> None:
    run, hans = one.approve(one.collect(on=DAY).run), one.actor("Hans")
    later = NOON + timedelta(days=1)

    with pytest.raises(NotNow, match="run-day-over"):
        service.make_file(one.session, run, FakeSepa(), vault=VAULT, by=hans, at=later)

    assert queries.file_of(one.session, run) is None
    service.withdraw(one.session, run, "De dag is voorbij.", by=hans, at=later)
    assert one.collect(on=later.date(), at=later).run.state is RunState.OPEN


def test_a_file_that_was_written_in_time_is_the_same_later(one: Paying) -> None:
    run, hans = one.filed(), one.actor("Hans")
    made = queries.file_of(one.session, run)

    again = service.make_file(
        one.session, run, FakeSepa(), vault=VAULT, by=hans, at=NOON + timedelta(days=9)
    )

    assert again is made
