"""The last ten euro, wanted by sixty-four people at once, on a real database of either kind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from grants.kit import database
from grants.kit.access import Actor
from grants.kit.errors import NotNow, OverRoom
from grants.kit.money import EUR
from grants.kit.orm import Base
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.proposals.models import LineKind
from grants.spending import queries, service
from grants.spending.models import Expense, Shift
from grants.spending.rules import Losing, Shifting
from tests.databases import postgresql_url
from tests.ground import NOON
from tests.spending.story import DAY, running

TRIES = 64
HOLD_MS = 50


@dataclass
class Tally:
    """What came of the tries, and how long each held the lock, in milliseconds."""

    done: int = 0
    refused: int = 0
    faults: list[BaseException] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)


@pytest.fixture
def engine_of_its_own(engine: Engine, tmp_path: Path, run_id: str, worker: str) -> Iterator[Engine]:
    """Everything is committed here, so not in the database that the other tests share."""
    if engine.dialect.name == "sqlite":
        yield from _made(f"sqlite:///{tmp_path / 'race.db'}")
    else:
        with postgresql_url(run_id, f"{worker}_spend") as url:
            yield from _made(url)


def _made(url: str) -> Iterator[Engine]:
    engine = create_engine(url, pool_size=TRIES, **database.engine_options(url))
    database.prepare(engine)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def _watch(engine: Engine, tally: Tally) -> None:
    """From the moment that the lock is ours to the end of the transaction."""
    since = threading.local()

    def begun(_connection: object) -> None:
        since.at, since.worked = time.perf_counter(), time.thread_time()

    def after(_c: object, _u: object, statement: str, *_more: object) -> None:
        if "FOR NO KEY UPDATE" in statement and getattr(since, "at", None) is None:
            begun(None)

    def ended(_connection: object) -> None:
        if getattr(since, "at", None) is not None:
            tally.held.append((time.perf_counter() - since.at) * 1000)
            tally.worked.append((time.thread_time() - since.worked) * 1000)
            since.at = None

    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", begun)  # told after ours, which waits for the lock
    else:
        event.listen(engine, "after_cursor_execute", after)
    event.listen(engine, "commit", ended)
    event.listen(engine, "rollback", ended)


def _try_all(engine: Engine, expenses: list[UUID], by: Actor, *, paying: bool) -> Tally:
    tally, mutex, start = Tally(), threading.Lock(), threading.Barrier(len(expenses))
    _watch(engine, tally)

    def one(expense_id: UUID) -> None:
        start.wait()
        try:
            with Session(engine) as session:
                expense = session.get_one(Expense, expense_id)
                if paying:
                    data = service.Paying(AccountKind.BANK, DAY)
                    service.pay(session, expense, data, by=by, at=NOON)
                else:
                    service.approve(session, expense, by=by, at=NOON)
                session.commit()
            with mutex:
                tally.done += 1
        except OverRoom:
            with mutex:
                tally.refused += 1
        except BaseException as fault:  # noqa: BLE001  told by the test
            with mutex:
                tally.faults.append(fault)

    threads = [threading.Thread(target=one, args=(expense_id,)) for expense_id in expenses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def _tell(capsys: pytest.CaptureFixture[str], what: str, engine: Engine, tally: Tally) -> None:
    held = sorted(tally.held)
    with capsys.disabled():
        print(  # noqa: T201  a figure of the run
            f"\n{what} on {engine.dialect.name}: {tally.done} of {TRIES}; lock held "
            f"median {held[len(held) // 2]:.1f} ms, longest {held[-1]:.1f} ms"
        )


def test_the_last_ten_euro_of_the_room_are_approved_ten_times(
    engine_of_its_own: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with Session(engine_of_its_own) as session:
        plan = running(session)
        for _ in range(3):
            plan.approved("90", why="Duurder.")
        plan.approved("20", why="Duurder.")
        expenses = [plan.asking("1", why="Nog iets.").id for _ in range(TRIES)]
        by, owner_id, plan_id = plan.actor("Ben"), plan.proposal.owner_id, plan.proposal.id
        session.commit()

    tally = _try_all(engine_of_its_own, expenses, by, paying=False)

    _tell(capsys, "Approving", engine_of_its_own, tally)
    assert (tally.done, tally.refused, tally.faults) == (10, TRIES - 10, [])
    with Session(engine_of_its_own) as session:
        assert book.amounts(session, owner_id, plan_id).room == EUR("0")
        assert book.check(session) == []


def test_a_yes_holds_the_lock_for_less_than_fifty_milliseconds(
    engine_of_its_own: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with Session(engine_of_its_own) as session:
        plan = running(session)
        expenses = [plan.asking("1").id for _ in range(5)]
        by = plan.actor("Ben")
        session.commit()

    # One after the other, and by the work done: the clock also counts who waits for a processor.
    tallies = [_try_all(engine_of_its_own, [one], by, paying=False) for one in expenses]

    held, worked = (min(getattr(one, name)[0] for one in tallies) for name in ("held", "worked"))
    with capsys.disabled():
        name = engine_of_its_own.dialect.name
        print(f"\nA yes alone on {name}: {held:.1f} ms by the clock, {worked:.1f} ms of work")  # noqa: T201
    assert worked < HOLD_MS


def test_the_last_ten_euro_in_the_bank_are_paid_ten_times(
    engine_of_its_own: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with Session(engine_of_its_own) as session:
        plan = running(session)
        plan.arrives("10")
        expenses = [plan.approved("1").id for _ in range(TRIES)]
        by, owner_id, plan_id = plan.actor("Hans"), plan.proposal.owner_id, plan.proposal.id
        session.commit()

    tally = _try_all(engine_of_its_own, expenses, by, paying=True)

    _tell(capsys, "Paying", engine_of_its_own, tally)
    assert (tally.done, tally.refused, tally.faults) == (10, TRIES - 10, [])
    with Session(engine_of_its_own) as session:
        assert book.amounts(session, owner_id, plan_id).bank == EUR("0")
        assert book.check(session) == []


def test_the_ceiling_of_a_year_holds_when_eight_ask_at_once(engine_of_its_own: Engine) -> None:
    with Session(engine_of_its_own) as session:
        one = running(session)
        service.seed_ceiling(session, at=NOON)
        said = Losing("Verf", "Uit mijn tas gevallen")
        noted = [one.noted("20", documents=(), lost=said).id for _ in range(8)]
        ada, owner_id = one.actor("Ada"), one.proposal.owner_id
        session.commit()
    results: list[str] = []
    start = threading.Barrier(len(noted))

    def ask(expense_id: UUID) -> None:
        start.wait()
        try:
            with Session(engine_of_its_own) as session:
                expense = session.get_one(Expense, expense_id)
                service.submit(session, expense, by=ada, at=NOON)
                session.commit()
            results.append("asked")
        except NotNow as refusal:
            results.append(refusal.code)

    threads = [threading.Thread(target=ask, args=(one,)) for one in noted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["asked"] * 2 + ["over-ceiling"] * 6
    with Session(engine_of_its_own) as session:
        allowed = queries.allowed(session, owner_id, DAY)
        assert allowed is not None
        assert allowed.left == EUR("10")


def test_two_yeses_to_one_shift_move_the_money_once(engine_of_its_own: Engine) -> None:
    with Session(engine_of_its_own) as session:
        one = running(session)
        data = Shifting(one.line(), one.line(LineKind.CHILDCARE), EUR("20"), "Meer kinderen")
        shift_id = service.ask_shift(session, one.proposal, data, by=one.actor("Ada"), at=NOON).id
        actors, plan_id = [one.actor("Ben"), one.actor("Dan")], one.proposal.id
        session.commit()
    results: list[str] = []
    start = threading.Barrier(2)

    def agree(by: Actor) -> None:
        start.wait()
        try:
            with Session(engine_of_its_own) as session:
                service.agree_shift(session, session.get_one(Shift, shift_id), by=by, at=NOON)
                session.commit()
            results.append("agreed")
        except NotNow as refusal:
            results.append(refusal.code)

    threads = [threading.Thread(target=agree, args=(by,)) for by in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["agreed", "wrong-state"]
    with Session(engine_of_its_own) as session:
        assert {one.minor for one in queries.shifted(session, plan_id).values()} == {2000, -2000}
