from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from grants.consent import service
from grants.consent.models import Round
from grants.consent.states import RoundState
from grants.history.models import Event
from grants.kit import database
from grants.kit.access import SYSTEM
from grants.kit.acts import Act
from grants.kit.orm import Base
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from tests.databases import postgresql_url
from tests.ground import NOON
from tests.proposals.plans import WEEK, YES, asked, circle

TRIES = 6


@pytest.fixture
def open_engine(engine: Engine, tmp_path: Path, run_id: str, worker: str) -> Iterator[Engine]:
    """A database of its own on either kind, since here everything is committed."""
    if engine.dialect.name == "sqlite":
        yield from _made(f"sqlite:///{tmp_path / 'race.db'}")
    else:
        with postgresql_url(run_id, f"{worker}_race") as url:
            yield from _made(url)


def _made(url: str) -> Iterator[Engine]:
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_concluding_at_once_from_many_sides_has_one_outcome(open_engine: Engine) -> None:
    with Session(open_engine) as session:
        group = circle(session)
        plan, round_ = asked(session, group)
        for name in ("fatma", "nadia", "samira"):
            service.answer(session, round_, YES, by=group.actors[name], at=NOON)
        session.commit()
        plan_id, round_id = plan.id, round_.id
    faults: list[BaseException] = []

    def end() -> None:
        try:
            with Session(open_engine) as session:
                found = session.get_one(Round, round_id)
                service.conclude(session, found, by=SYSTEM, at=NOON + WEEK)
                session.commit()
        except BaseException as fault:  # noqa: BLE001  told below
            faults.append(fault)

    threads = [threading.Thread(target=end) for _ in range(TRIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    with Session(open_engine) as session:
        ends = select(func.count()).where(Event.act == Act.CONSENT_AGREE)
        assert session.scalar(ends) == 1
        assert session.get_one(Round, round_id).state is RoundState.AGREED
        assert session.get_one(Proposal, plan_id).state is ProposalState.AGREED
