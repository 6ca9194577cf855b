"""A database that kept the provider's names in 100 signs learns longer ones, and goes back unless it has one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, text

from grants.kit import database
from tests.conftest import import_models
from tests.databases import postgresql_url
from tests.house.test_schema import move

TOLD = (
    "INSERT INTO provider_event (id, ref, kind, about, live, said_at, received_at, handled_at,"
    " outcome) VALUES (:id, :ref, 'charge.refunded', :ref, :live, :at, :at, :at, 'strange')"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, run_id: str, worker: str
) -> Iterator[Engine]:
    """At the revision before, with one event."""
    import_models()
    if request.param == "sqlite":
        yield from _before(f"sqlite:///{tmp_path / 'names.db'}")
    else:
        with postgresql_url(run_id, f"{worker}_names") as url:
            yield from _before(url)


def _before(url: str) -> Iterator[Engine]:
    engine = create_engine(url, **database.engine_options(url))
    database.prepare(engine)
    move(engine, "0034")
    tells(engine, "evt_1")
    yield engine
    engine.dispose()


def tells(engine: Engine, ref: str) -> None:
    values = {"id": uuid4().hex, "ref": ref, "live": False}
    with engine.begin() as connection:
        connection.execute(text(TOLD), values | {"at": "2026-03-02 11:00:00.000000"})


def refs(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT ref FROM provider_event ORDER BY ref")))


def test_rows_stay_and_longer_names_fit_from_now_on(engine: Engine) -> None:
    move(engine, "0035")

    tells(engine, "evt_2".ljust(255, "a"))

    assert refs(engine) == ["evt_1", "evt_2".ljust(255, "a")]


def test_it_goes_back_with_its_rows_while_no_name_is_longer(engine: Engine) -> None:
    move(engine, "0035")
    tells(engine, "evt_2".ljust(100, "a"))

    move(engine, "0034", back=True)

    assert refs(engine) == ["evt_1", "evt_2".ljust(100, "a")]


def test_it_does_not_go_back_where_a_longer_name_would_be_cut(engine: Engine) -> None:
    move(engine, "0035")
    tells(engine, "evt_2".ljust(101, "a"))

    with pytest.raises(RuntimeError, match="provider_event keeps a name"):
        move(engine, "0034", back=True)
