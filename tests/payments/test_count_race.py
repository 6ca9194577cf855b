"""Two counts at once, and a count while an expense is approved: on a real database of either kind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from grants.kit import database
from grants.kit.access import Actor
from grants.kit.errors import Refusal
from grants.kit.money import EUR
from grants.kit.orm import Base
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import service
from grants.payments.models import CashCount
from grants.payments.rules import Counting, Explaining
from grants.payments.states import CountState
from grants.spending import service as spending
from grants.spending.models import Expense, WhoPaid
from grants.workgroups.models import Workgroup
from tests.databases import postgresql_url
from tests.ground import NOON
from tests.spending.story import Running, running

AT_ONCE = 6


@pytest.fixture
def apart(engine: Engine, tmp_path: Path, run_id: str, worker: str) -> Iterator[Engine]:
    """Everything is committed here, so not in the database that the other tests share."""
    if engine.dialect.name == "sqlite":
        yield from _made(f"sqlite:///{tmp_path / 'counts.db'}")
    else:
        with postgresql_url(run_id, f"{worker}_count") as url:
            yield from _made(url)


def _made(url: str) -> Iterator[Engine]:
    engine = create_engine(url, pool_size=2 * AT_ONCE, **database.engine_options(url))
    database.prepare(engine)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def at_once(engine: Engine, acts: list[Callable[[Session], object]]) -> list[BaseException]:
    """Do all of these at the same moment, each in a transaction of its own; what was refused."""
    start, said, mutex = threading.Barrier(len(acts)), list[BaseException](), threading.Lock()

    def one(act: Callable[[Session], object]) -> None:
        start.wait()
        try:
            with Session(engine) as session:
                act(session)
                session.commit()
        except BaseException as fault:  # noqa: BLE001  told by the test
            with mutex:
                said.append(fault)

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def _box(session: Session) -> Running:
    plan = running(session)
    plan.arrives("240")
    plan.own("100")
    return plan


def test_of_counts_at_once_one_waits_and_the_others_are_dropped(apart: Engine) -> None:
    with Session(apart) as session:
        plan = _box(session)
        group, ada, ben = plan.proposal.owner_id, plan.actor("Ada"), plan.id_of("Ben")
        session.commit()

    def count(session: Session) -> None:
        data = Counting(EUR("100"), ben)
        service.count(session, session.get_one(Workgroup, group), data, by=ada, at=NOON)

    faults = at_once(apart, [count] * AT_ONCE)

    assert faults == []
    with Session(apart) as session:
        states = [one.state for one in session.scalars(select(CashCount))]
    assert sorted(states) == [CountState.COUNTED, *[CountState.DROPPED] * (AT_ONCE - 1)]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_difference_is_booked_once_beside_an_approval(apart: Engine, times: int) -> None:
    with Session(apart) as session:
        plan = _box(session)
        expense_id = plan.asking("20", who_paid=WhoPaid.CASH).id
        data = Counting(EUR("78"), plan.id_of("Ben"))
        group = plan.one.ground.workgroup
        ada, ben, owner = plan.actor("Ada"), plan.actor("Ben"), group.id
        count = service.count(session, group, data, by=ada, at=NOON)
        service.explain(session, count, Explaining(plan.proposal.id, "Weg."), by=ada, at=NOON)
        count_id = count.id
        session.commit()

    faults = at_once(apart, [_confirming(count_id, ben), _approving(expense_id, ben)] * times)

    assert len(faults) == 2 * times - 2
    assert all(isinstance(fault, Refusal) for fault in faults)
    with Session(apart) as session:
        assert book.place(session, owner, AccountKind.CASH) == EUR("78")
        assert session.get_one(CashCount, count_id).state is CountState.CONFIRMED
        assert book.check(session) == []


def _confirming(count_id: UUID, by: Actor) -> Callable[[Session], object]:
    return lambda session: service.confirm(
        session, session.get_one(CashCount, count_id), by=by, at=NOON
    )


def _approving(expense_id: UUID, by: Actor) -> Callable[[Session], object]:
    return lambda session: spending.approve(
        session, session.get_one(Expense, expense_id), by=by, at=NOON
    )
