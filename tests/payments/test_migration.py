"""The third place comes to a database that has rows: each stays, and so does what guards them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from grants.kit import database
from grants.kit.money import EUR
from grants.kit.orm import Base
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.payments import service
from grants.payments.rules import Moving
from grants.spending.models import WhoPaid
from tests.allowances.story import helping
from tests.databases import postgresql_url
from tests.ground import NOON
from tests.house.test_schema import TRIGGERS, migrations, move
from tests.spending.story import DAY, running

TABLES = ("account", "allowance", "arrival", "entry", "expense", "posting", "workgroup")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_with_rows(
    request: pytest.FixtureRequest, tmp_path: Path, run_id: str, worker: str
) -> Iterator[Engine]:
    """A database of the revision before, with rows in all tables that learn a place."""
    if request.param == "sqlite":
        yield from _filled(f"sqlite:///{tmp_path / 'rows.db'}")
    else:
        with postgresql_url(run_id, f"{worker}_rows") as url:
            yield from _filled(url)


def _filled(url: str) -> Iterator[Engine]:
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    move(engine, "head")
    with Session(engine) as session:
        plan = running(session)
        plan.arrives("240")
        plan.own("42")
        moving = Moving(EUR("50"), DAY, AccountKind.BANK, AccountKind.CASH)
        service.move(session, plan.proposal, moving, by=plan.actor("Hans"), at=NOON)
        plan.paid("20")
        plan.approved("5", who_paid=WhoPaid.CASH)
        plan.asking("7")
        help_ = helping(session, name="Noord")
        help_.pay(help_.agreed("10"))
        session.commit()
    down(engine)
    yield engine
    engine.dispose()


def down(engine: Engine) -> None:
    config = migrations()
    with engine.connect() as connection:
        config.attributes |= {"connection": connection, "metadata": Base.metadata}
        command.downgrade(config, "0022")
        connection.commit()


def rows(engine: Engine, columns: dict[str, list[str]] | None = None) -> dict[str, list[Any]]:
    """All rows of these tables, of the columns that are asked for."""
    found = {}
    with engine.connect() as connection:
        for table in TABLES:
            which = ", ".join(columns[table]) if columns else "*"
            result = connection.execute(text(f"SELECT {which} FROM {table}"))  # noqa: S608
            if columns is None:
                found[table] = list(result.keys())
            else:
                found[table] = sorted(tuple(map(str, row)) for row in result)
    return found


def triggers(engine: Engine) -> set[tuple[str, ...]]:
    with engine.connect() as connection:
        return {tuple(row) for row in connection.execute(text(TRIGGERS[engine.dialect.name]))}


def refused(engine: Engine, statement: str) -> bool:
    with engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except DBAPIError:
            return True
        finally:
            connection.rollback()
    return False


def test_rows_sums_and_triggers_stay_and_a_move_says_from_where(engine_with_rows: Engine) -> None:
    engine = engine_with_rows
    columns = rows(engine)
    before, guards = rows(engine, columns), triggers(engine)
    assert all(before.values())

    move(engine, "head")

    assert rows(engine, columns) == before
    assert guards <= triggers(engine)
    assert refused(engine, "UPDATE posting SET amount_minor = 1")
    assert refused(engine, "DELETE FROM entry")
    with Session(engine) as session:
        assert book.check(session) == []
        if engine.dialect.name == "sqlite":
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    with engine.connect() as connection:
        said = connection.execute(text("SELECT kind, origin, place FROM arrival ORDER BY kind"))
        assert [tuple(row) for row in said if row[0] == "move"] == [("move", "bank", "cash")]
        rest = "SELECT count(*) FROM arrival WHERE kind <> 'move' AND origin IS NOT NULL"
        assert connection.execute(text(rest)).scalar() == 0


def test_the_new_checks_hold_and_let_the_new_place_in(engine_with_rows: Engine) -> None:
    engine = engine_with_rows
    to_own = "UPDATE account SET kind = 'own-bank' WHERE kind = 'cash'"
    assert refused(engine, to_own)

    move(engine, "head")

    assert not refused(engine, to_own)
    assert refused(engine, "UPDATE account SET balance_minor = -1 WHERE kind = 'bank'")
    assert refused(engine, "UPDATE account SET kind = 'own-bank', balance_minor = -1")
    assert not refused(engine, "UPDATE expense SET place = 'own-bank' WHERE place IS NOT NULL")
    assert not refused(engine, "UPDATE allowance SET place = 'own-bank' WHERE place IS NOT NULL")
    assert refused(engine, "UPDATE expense SET place = 'cost' WHERE place IS NOT NULL")
    assert refused(engine, "UPDATE arrival SET origin = NULL WHERE kind = 'move'")


def test_a_book_that_knows_the_new_place_does_not_go_back(engine_with_rows: Engine) -> None:
    engine = engine_with_rows
    move(engine, "head")
    with engine.begin() as connection:
        connection.execute(text("UPDATE account SET kind = 'own-bank' WHERE kind = 'cash'"))

    with pytest.raises(RuntimeError, match="cannot go back"):
        down(engine)
