"""The comparison with the provider: what it reads, what it locks, and what it tells only once."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.gateways.provider import FakeProvider
from app.payments import jobs
from grants.kit.access import Actor
from grants.kit.locks import held
from grants.kit.money import EUR
from grants.owners import service as owners
from grants.owners.models import OwnerKind
from grants.payments.models import Difference, Oddity, OnlinePayment
from grants.payments.provider import Standing
from grants.payments.queries import online as queries
from grants.payments.service import comparing, differing
from tests.bench.measure import statements
from tests.ground import NOON, person
from tests.payments.online_stage import bank, begun, ids, stage
from tests.payments.online_story import Bank
from tests.spending.stage import Ids
from tests.spending.story import running
from tests.web import Web

__all__ = ["bank", "ids", "stage"]


@pytest.fixture
def story(session: Session) -> Bank:
    return Bank(running(session))


def of_another(story: Bank, payment: OnlinePayment) -> OnlinePayment:
    """The same payment once more, of another owner."""
    no = uuid4()
    left_out = {"id", "token", "session_ref", "owner_id", "intent_ref"}
    kept = [one.key for one in OnlinePayment.__mapper__.column_attrs if one.key not in left_out]
    twin = OnlinePayment(
        **{name: getattr(payment, name) for name in kept},
        id=no,
        owner_id=owners.create(story.session, OwnerKind.WORKGROUP, at=NOON),
        token=str(no),
        session_ref=f"cs_{no}",
    )
    story.session.add(twin)
    story.session.flush()
    truth = story.there.truths[payment.session_ref or ""]
    story.there.truths[f"cs_{no}"] = replace(truth, ref=f"cs_{no}", payment=str(no))
    return twin


def doubted(story: Bank) -> list[comparing.Doubt]:
    since = story.clock.replace(year=2020)
    return comparing.doubts(story.session, list(story.there.truths.values()), since=since)


def looked(story: Bank) -> list[bool]:
    at = story.clock
    return [comparing.look(story.session, one, asked_at=at, at=at) for one in doubted(story)]


def open_kinds(story: Bank) -> list[Oddity]:
    return [row.kind for row, _payment in queries.differences(story.session, None)]


def test_differences_are_written_owner_by_owner_in_whatever_order_they_came(story: Bank) -> None:
    payment = story.gift("5")
    twins = [of_another(story, payment) for _each in range(5)]
    for one in (payment, *twins):
        story.becomes(one, Standing.PAID)
    truths = sorted(story.there.truths.values(), key=lambda one: one.payment, reverse=True)
    truths.append(replace(truths[0], ref="cs_unknown", payment=""))

    found = comparing.doubts(story.session, truths, since=story.clock)

    in_turn = [one.owner_id for one in found]
    assert in_turn == sorted({owners.INSTALLATION, payment.owner_id, *(t.owner_id for t in twins)})


def test_looking_for_differences_only_reads_and_asks_as_often_for_many(story: Bank) -> None:
    payment = story.gift("5")
    engine = story.session.get_bind().engine
    with statements(engine) as few:
        assert doubted(story) == []
    for _each in range(30):
        of_another(story, payment)

    with statements(engine) as many:
        doubted(story)

    assert len(many) == len(few) == 4
    assert {one.split()[0] for one in many} == {"SELECT"}
    assert not any("FOR " in one for one in many)


def test_each_difference_is_a_transaction_of_its_own(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(web, app, ids)
    bank.becomes("cs_1", Standing.PAID)
    bank.truths["cs_9"] = replace(bank.truths["cs_1"], ref="cs_9", payment="")
    look, locked = comparing.look, list[set[object]]()

    def noted(session: Session, doubt: comparing.Doubt, **when: object) -> bool:
        found = look(session, doubt, **when)  # type: ignore[arg-type]
        locked.append(set(held(session)) & {ids.owner, owners.INSTALLATION})
        return found

    monkeypatch.setattr(comparing, "look", noted)

    with app.app_context():
        assert jobs.compare_now() == 2

    assert locked == [{owners.INSTALLATION}, {ids.owner}]


def test_what_somebody_looked_at_is_not_told_each_night_again_unless_it_changes(
    story: Bank,
) -> None:
    payment = story.paid(story.gift("5"))
    truth = story.there.truths[payment.session_ref or ""]
    story.there.truths["cs_other"] = replace(truth, ref="cs_other", payment="")
    olga = Actor(operator_of(story), operator=True)
    assert looked(story) == [True]
    (row, _payment), *_ = queries.differences(story.session, None)
    differing.settle(story.session, row, by=olga, at=story.clock)
    story.later(hours=24)

    assert (looked(story), open_kinds(story)) == ([False], [])
    story.there.truths["cs_other"] = replace(truth, ref="cs_other", payment="", amount=EUR("6"))
    assert (looked(story), open_kinds(story)) == ([True], [Oddity.UNKNOWN])


def test_what_can_be_taken_over_is_told_again_until_it_is(story: Bank) -> None:
    payment = story.gift("5")
    story.becomes(payment, Standing.PAID)
    for _night in range(2):
        assert looked(story) == [True]
        (row, _payment), *_ = queries.differences(story.session, None)
        differing.settle(story.session, row, by=story.actor("Hans"), at=story.clock)
        story.later(hours=24)
    story.ask(payment)

    assert (looked(story), open_kinds(story)) == ([], [])


def test_a_difference_that_went_meanwhile_is_closed_by_itself(story: Bank) -> None:
    payment = story.gift("5")
    story.becomes(payment, Standing.PAID)
    looked(story)
    story.ask(payment)

    assert looked(story) == [False]

    row = story.session.get_one(Difference, only_difference(story))
    assert (row.settled_at, row.settled_by_id) == (story.clock, None)
    assert looked(story) == []


def test_what_we_have_and_they_have_not_is_left_when_it_moved_just_now(story: Bank) -> None:
    payment = story.gift("5")
    early = story.clock
    story.there.truths.clear()
    story.later(seconds=1)
    payment.changed_at = story.clock

    (doubt,) = doubted(story)

    assert not comparing.look(story.session, doubt, asked_at=early, at=story.clock)
    assert comparing.look(story.session, doubt, asked_at=story.clock, at=story.clock)


def operator_of(story: Bank) -> UUID:
    boss = person(story.session, "Olga")
    boss.operator = True
    story.session.flush()
    return boss.id


def only_difference(story: Bank) -> UUID:
    return story.session.query(Difference).one().id
