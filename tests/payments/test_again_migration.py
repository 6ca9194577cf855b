"""A database learns that money came again, and goes back unless a book has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.kit import database
from grants.kit.money import EUR
from grants.payments import service
from grants.payments.models import Arrival, ArrivalKind
from grants.payments.rules import ComingAgain, GivingBack
from grants.proposals.models import Proposal
from tests.databases import postgresql_url
from tests.ground import NOON
from tests.house.test_schema import move
from tests.spending.story import DAY, Running, running


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, run_id: str, worker: str
) -> Iterator[Engine]:
    if request.param == "sqlite":
        yield from _made(f"sqlite:///{tmp_path / 'again.db'}")
    else:
        with postgresql_url(run_id, f"{worker}_again") as url:
            yield from _made(url)


def _made(url: str) -> Iterator[Engine]:
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    move(engine, "head")
    yield engine
    engine.dispose()


def sent(session: Session) -> Running:
    """Two too much went to the fund, in a run."""
    plan = running(session)
    plan.arrives("240")
    data = GivingBack(plan.award.organisation_id, EUR("2"), DAY, from_run=True)
    service.give_back(session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)
    return plan


def came_again(session: Session, plan: Running) -> None:
    data = ComingAgain(plan.award.organisation_id, EUR("2"), DAY)
    service.came_again(session, plan.proposal, data, by=plan.actor("Hans"), at=NOON)


def test_it_goes_back_and_comes_again_with_its_rows(engine: Engine) -> None:
    with Session(engine) as session:
        plan_id, actor = (plan := sent(session)).proposal.id, plan.actor("Hans")
        to = plan.award.organisation_id
        session.commit()

    move(engine, "0035", back=True)
    again = text("UPDATE arrival SET kind = 'came-again' WHERE kind = 'return'")
    with engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(again)
    move(engine, "head")

    with Session(engine) as session:
        data = ComingAgain(to, EUR("2"), DAY)
        proposal = session.get_one(Proposal, plan_id)
        service.came_again(session, proposal, data, by=actor, at=NOON)
        session.commit()
        kinds = set(session.scalars(select(Arrival.kind)))
        assert kinds >= {ArrivalKind.INSTALMENT, ArrivalKind.RETURN, ArrivalKind.CAME_AGAIN}


def test_it_does_not_go_back_where_a_book_knows_money_that_came_again(engine: Engine) -> None:
    with Session(engine) as session:
        came_again(session, sent(session))
        session.commit()

    with pytest.raises(RuntimeError, match="came again"):
        move(engine, "0035", back=True)
