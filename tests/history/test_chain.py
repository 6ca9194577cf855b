"""The record of acts: chained per owner, growing only, telling what was changed."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from grants.history.models import Event
from grants.history.queries import PAGE, events_of, owners, verify
from grants.history.rules import Fault, text_of
from grants.history.service import record
from grants.kit.access import SYSTEM, Actor, Capacity, Role
from grants.kit.acts import Act
from grants.kit.money import EUR
from tests.cast import NOON, Cast
from tests.ground import ground

# What must be changed with the guards off, as somebody with the whole file could.
UNGUARDED = {
    "sqlite": ["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"],
    "postgresql": ["ALTER TABLE event DISABLE TRIGGER ALL"],
}
AGAIN = {
    "sqlite": [],
    "postgresql": ["ALTER TABLE event ENABLE TRIGGER ALL"],
}


def tamper(session: Session, change: str) -> None:
    """Change a written row behind the app's back."""
    kind = session.get_bind().dialect.name
    for statement in [*UNGUARDED[kind], change, *AGAIN[kind]]:
        session.execute(text(statement))
    session.expire_all()


def key(session: Session, owner_id: UUID) -> str:
    """An id as this database writes it down."""
    return owner_id.hex if session.get_bind().dialect.name == "sqlite" else str(owner_id)


def test_each_act_is_chained_to_the_one_before_in_the_same_owners_chain(
    session: Session, cast: Cast
) -> None:
    before = record(session, Act.WORKGROUPS_SEE, cast.workgroup, by=SYSTEM, at=NOON)

    record(session, Act.WORKGROUPS_SEE, cast.other, by=SYSTEM, at=NOON)
    after = record(session, Act.WORKGROUPS_SEE, cast.workgroup, by=SYSTEM, at=NOON)

    assert (after.no, after.previous) == (before.no + 1, before.hash)


def test_a_whole_chain_holds(session: Session, cast: Cast) -> None:
    faults = [fault for owner_id in owners(session) for fault in verify(session, owner_id)]

    assert faults == []


def test_who_acted_is_kept_with_the_capacity(session: Session, cast: Cast) -> None:
    event = record(
        session, Act.WORKGROUPS_CHANGE, cast.workgroup, by=cast.actor("carla"), at=NOON, why="Zo."
    )

    assert (event.actor_id, event.capacity) == (cast.person("carla").id, Capacity.COACH)
    assert event.why == "Zo."


@pytest.mark.parametrize(
    ("actor", "capacity"),
    [
        (Actor(UUID(int=1), roles={UUID(int=9): frozenset({Role.MEMBER})}), Capacity.RESIDENT),
        (Actor(UUID(int=1), roles={UUID(int=9): frozenset({Role.COACH})}), Capacity.COACH),
        (Actor(UUID(int=1), holds=frozenset({UUID(int=9)})), Capacity.HOLDER),
        (Actor(UUID(int=1), operator=True), Capacity.OPERATOR),
        (Actor(UUID(int=1)), Capacity.FUNDER),
        (SYSTEM, Capacity.SYSTEM),
    ],
    ids=lambda given: str(given) if isinstance(given, Capacity) else "",
)
def test_the_capacity_follows_from_the_tie(actor: Actor, capacity: Capacity) -> None:
    assert actor.capacity(UUID(int=9)) is capacity


@pytest.mark.parametrize(
    "column", ["act", "facts", "why", "hash", "previous", "capacity", "at", "actor_id", "thing_id"]
)
def test_one_changed_letter_is_named_by_its_row(session: Session, cast: Cast, column: str) -> None:
    record(session, Act.WORKGROUPS_CHANGE, cast.workgroup, by=SYSTEM, at=NOON, why="a", x=1)
    event = record(session, Act.WORKGROUPS_CHANGE, cast.workgroup, by=SYSTEM, at=NOON, why="b", y=2)
    record(session, Act.WORKGROUPS_CHANGE, cast.workgroup, by=SYSTEM, at=NOON, why="c", z=3)
    no, chain = event.no, key(session, event.owner_id)
    other = {
        "capacity": "'coach'",
        "at": "'2026-11-02 11:00:01'",
        "actor_id": f"'{key(session, UUID(int=7))}'",
        "thing_id": f"'{key(session, UUID(int=7))}'",
        "hash": f"'{'0' * 64}'",
        "previous": f"'{'0' * 64}'",
    }.get(column, "'{}'")

    tamper(
        session,
        f"UPDATE event SET {column} = {other} "  # noqa: S608  invented by this test
        f"WHERE owner_id = '{chain}' AND no = {no}",
    )

    found = verify(session, cast.workgroup.id)
    assert {fault.code for fault in found} <= {"changed", "not-chained"}
    assert no in {fault.no for fault in found}
    assert {fault.no for fault in found} <= {no, no + 1}


def test_a_row_that_was_taken_out_is_missed(session: Session, cast: Cast) -> None:
    no = record(session, Act.WORKGROUPS_CHANGE, cast.workgroup, by=SYSTEM, at=NOON).no
    record(session, Act.WORKGROUPS_CHANGE, cast.workgroup, by=SYSTEM, at=NOON)

    tamper(
        session,
        f"DELETE FROM event WHERE owner_id = '{key(session, cast.workgroup.id)}' "  # noqa: S608
        f"AND no = {no}",
    )

    assert Fault(no, "missing") in verify(session, cast.workgroup.id)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET why = 'x'",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event",
        "TRUNCATE event",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_written(
    session: Session, cast: Cast, change: str
) -> None:
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(change))

    assert verify(session, cast.workgroup.id) == []


def test_the_orm_cannot_change_what_was_written_either(session: Session, cast: Cast) -> None:
    event = record(session, Act.WORKGROUPS_CHANGE, cast.workgroup, by=SYSTEM, at=NOON)
    event.why = "Iets anders."

    with pytest.raises(DBAPIError, match="only adds"):
        session.flush()


def test_facts_are_written_in_one_way(session: Session, cast: Cast) -> None:
    event = record(
        session, Act.WORKGROUPS_CHANGE, cast.workgroup, by=SYSTEM, at=NOON, b=EUR("1.50"), a=None
    )

    assert event.facts == '{"a":null,"b":[150,"EUR"]}'


def test_a_fraction_is_no_fact(session: Session, cast: Cast) -> None:
    with pytest.raises(TypeError, match="float"):
        record(session, Act.WORKGROUPS_CHANGE, cast.workgroup, by=SYSTEM, at=NOON, rate=0.5)


def test_the_text_that_is_hashed_says_the_same_on_both_databases(
    session: Session, cast: Cast
) -> None:
    event = record(session, Act.WORKGROUPS_CHANGE, cast.workgroup, by=SYSTEM, at=NOON, why="é")
    written = text_of(event)

    session.flush()
    session.expire(event)

    assert text_of(event) == written


def test_a_things_history_comes_newest_first_and_by_the_page(session: Session, cast: Cast) -> None:
    for minutes in range(PAGE + 5):
        at = NOON + timedelta(minutes=minutes)
        record(session, Act.WORKGROUPS_CHANGE, cast.theme, by=SYSTEM, at=at)

    first = events_of(session, cast.theme.ref)
    second = events_of(session, cast.theme.ref, page=2)

    assert len(first) == PAGE + 1
    assert [event.no for event in first] == sorted((event.no for event in first), reverse=True)
    assert second[0].no == first[PAGE].no


def test_many_writers_at_once_make_one_whole_chain(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        workgroup = ground(session).workgroup
        session.commit()
        owner_id, kind = workgroup.id, type(workgroup)
        before = session.scalar(select(func.count()).where(Event.owner_id == owner_id))
    faults: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(5):
                with Session(open_engine) as session:
                    thing = session.get_one(kind, owner_id)
                    record(session, Act.WORKGROUPS_CHANGE, thing, by=SYSTEM, at=NOON)
                    session.commit()
        except BaseException as fault:  # noqa: BLE001  told below
            faults.append(fault)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    with Session(open_engine) as session:
        assert verify(session, owner_id) == []
        assert session.scalar(select(func.count()).where(Event.owner_id == owner_id)) == (
            (before or 0) + 40
        )
