"""A run of a group whose right to pay moved; and who took the file for the bank."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.gateways.sepa import FakeSepa
from grants.history.models import Event
from grants.kit.access import Actor, Hand, Right
from grants.kit.acts import Act
from grants.kit.errors import NotAllowed
from grants.ledger.queries.faults import check
from grants.payments import queries, service
from grants.payments.models import PayRun
from grants.payments.rules import Choosing, Outcome
from grants.payments.states import RunState
from tests.ground import NOON
from tests.payments.paying import VAULT, Paying, paying
from tests.payments.test_run_ways import has_account, itself, lies
from tests.spending.story import DAY


@pytest.fixture
def one(session: Session) -> Paying:
    return paying(session)


def at_bank(one: Paying) -> tuple[PayRun, Actor]:
    """A run of the group is with the bank; then the right to pay goes back to the holder."""
    group_id, dan = itself(one)
    has_account(one, group_id, dan)
    data = Choosing([f"expense.{one.approved('30').id}"], DAY)
    run = service.collect(one.session, group_id, data, vault=VAULT, by=dan, at=NOON).run
    looked, ben = [p.id for p in run.payments], one.actor("Gül")
    service.approve(one.session, run, looked, vault=VAULT, by=ben, at=NOON)
    return run, one.actor("Dan")


def test_when_the_right_to_pay_moved_the_holder_ends_the_run_that_the_group_began(
    one: Paying,
) -> None:
    run, dan = at_bank(one)
    hans = one.actor("Hans")
    with pytest.raises(NotAllowed, match="in-holder-hands"):
        service.make_file(one.session, run, FakeSepa(), vault=VAULT, by=dan, at=NOON)

    assert queries.stood_in_for(one.session, hans) == [run.owner_id]
    service.make_file(one.session, run, FakeSepa(), vault=VAULT, by=hans, at=NOON)
    service.hand_in(one.session, run, by=hans, at=NOON)
    service.settle(one.session, run, Outcome(DAY, {}), by=hans, at=NOON)

    assert run.state is RunState.DONE
    assert lies(one) == ("200.00", "70.00")
    assert queries.stood_in_for(one.session, hans) == []
    assert check(one.session) == []


def test_the_file_is_handed_out_again_the_same_and_who_took_it_is_written_down(
    one: Paying,
) -> None:
    one.approved("30")
    run = one.filed()
    made = queries.file_of(one.session, run)
    assert made is not None

    taken = [
        service.fetch(one.session, run, vault=VAULT, by=one.actor(name), at=NOON)
        for name in ("Hans", "Ina")
    ]

    which = select(Event).where(Event.act == Act.PAYMENTS_RUN_FETCH).order_by(Event.no)
    told = one.session.scalars(which).all()
    assert taken == [service.bytes_of(made, VAULT)] * 2
    assert [each.actor_id for each in told] == [one.plan.id_of("Hans"), one.plan.id_of("Ina")]
    with pytest.raises(NotAllowed):
        service.fetch(one.session, run, vault=VAULT, by=one.actor("Ada"), at=NOON)


def test_when_the_right_to_pay_moved_the_holder_can_withdraw_it_and_pay_himself(
    one: Paying,
) -> None:
    run, _dan = at_bank(one)

    service.withdraw(one.session, run, "Het recht ging over.", by=one.actor("Hans"), at=NOON)

    assert run.state is RunState.WITHDRAWN
    assert len(one.due()) == 1


def test_the_holder_begins_no_run_for_a_group_and_ends_none_while_the_group_pays(
    one: Paying,
) -> None:
    run, _dan = at_bank(one)
    hans, group_id = one.actor("Hans"), run.owner_id
    data = Choosing(["x"], DAY)
    theirs = Actor(
        hans.person_id,
        roles=hans.roles,
        holds=hans.holds,
        hands={group_id: {Right.PAY: Hand.GROUP, Right.HOLD_MONEY: Hand.GROUP}},
    )

    with pytest.raises(NotAllowed, match="payer-only"):
        service.collect(one.session, group_id, data, vault=VAULT, by=hans, at=NOON)
    with pytest.raises(NotAllowed):
        service.withdraw(one.session, run, "Zo maar.", by=theirs, at=NOON)
    assert queries.stood_in_for(one.session, theirs) == []
