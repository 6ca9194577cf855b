"""Every subject of the bench runs once, on the little that the tests' own stage has."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app import jobs
from app.world import world
from grants.kit import database
from grants.kit.orm import Base
from tests.bench import (
    book,
    child,
    events,
    expense,
    lines,
    locks,
    minute,
    pages,
    paper,
    report,
    stage,
)
from tests.bench.measure import Figure
from tests.conftest import import_models
from tests.gateways.bankhouse import House, house
from tests.house.stage import build
from tests.house.things import world_of_stage

__all__ = ["house"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[stage.Site]:
    import_models()
    folder = tmp_path_factory.mktemp("bench")
    engine = create_engine(
        f"sqlite:///{folder / 'wijkkas.db'}", **database.engine_options("sqlite://")
    )
    database.prepare(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        build(session)
        session.commit()
    engine.dispose()
    cipher = urlsafe_b64encode(b"bench" * 6 + b"..").decode()
    (folder / "settings.env").write_text(
        f"WIJKKAS_SECRET_KEY={'bench ' * 9}\nWIJKKAS_CIPHER_KEY={cipher}\n"
    )
    with stage.opened(folder, world_of_stage()) as site:
        yield site


class Here:
    """A job of a child, done in this process."""

    def __init__(self, folder: Path, *job: str) -> None:
        self.folder, self.job = folder, job

    def took(self) -> child.Took:
        with stage.opened(self.folder, world_of_stage()) as site:
            return child.work(site.app, *self.job)


def test_pages_are_timed_beside_bare_ones(small: stage.Site) -> None:
    found = list(pages.times(small, "1×", rounds=1))

    assert len(found) == len(small.pages)
    assert all(figure.value > 0 for figure in found)


def test_statements_stay_the_same_in_a_database_that_grew(
    small: stage.Site, tmp_path: Path
) -> None:
    counts = stage.copied(small, tmp_path / "grown", 3)

    with stage.opened(tmp_path / "grown", world_of_stage()) as grown:
        found = list(pages.questions(small, grown, 3))

    assert counts["line"] > 10
    assert [figure.what for figure in found if not figure.ok] == []


def test_the_bytes_of_a_visit_are_counted(small: stage.Site) -> None:
    found = list(pages.sizes(small, "1×"))

    assert all(figure.value > 0.5 for figure in found)


def test_the_time_under_the_lock_is_taken(small: stage.Site) -> None:
    found = list(locks.writes(small, rounds=1))

    assert all(figure.value > 0 for figure in found)


def test_a_paper_is_made_beside_the_renderer(small: stage.Site) -> None:
    found = list(paper.report(small, rounds=1))

    assert found[0].value > 1


def test_many_books_are_right_and_measured(
    small: stage.Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "Running", Here)
    size = book.Size(books=40, few=2, entries=3, long=20)

    found = list(book.figures(small, tmp_path, 1, size))

    assert {"sums, per million postings", "memory"} <= {figure.what for figure in found}
    assert all(figure.value > 0 for figure in found)


def test_an_expense_is_noted_over_http(small: stage.Site) -> None:
    browser = small.browser(locks.two(small)[0])

    fields = expense.filled(small, browser, f"/spending/new?plan={small.plan_id}")

    assert {"csrf_token", "form_id", "photo"} <= {name for name, value in fields.items() if value}


def test_the_report_is_a_table_and_json(tmp_path: Path) -> None:
    figures = [
        Figure("start page", "statements", 13, "", 12),
        Figure("start page", "page", 2.5, "KB", 15.0, "before"),
        Figure("start page", "people", 4, ""),
        Figure("an expense", "rate", 3, "×", 2.0, at_least=True),
    ]

    lines = report.table(figures).splitlines()
    report.write(tmp_path / "bench.json", figures)

    assert "NOT" in lines[2]
    assert "≤ 15 KB" in lines[3]
    assert lines[5].split()[-2:] == ["×", "ok"]
    assert json.loads((tmp_path / "bench.json").read_text())["figures"][1]["ok"] is True


def test_lines_of_a_bank_are_matched_few_and_many() -> None:
    found = list(lines.figures(few=40, many=80, rounds=1))

    assert [figure.subject for figure in found] == ["bank"] * 3


def test_events_of_the_provider_are_all_kept(small: stage.Site) -> None:
    found = list(events.figures(small, count=10))

    assert [figure.unit for figure in found] == ["a second", ""]
    assert found[1].value == 0


def test_a_minute_of_events_is_sent_in_turn_and_ends_in_the_book(
    small: stage.Site, tmp_path: Path, house: House
) -> None:
    size = minute.Size(payments=3, a_second=500, clients=2)
    house.vault.faults.silent = True
    stage.copied(small, tmp_path / "minute", 1)
    with stage.opened(tmp_path / "minute", world_of_stage()) as site:
        said, before = minute.told(site, house.vault, house.address, 3), minute.held(site)
        with site.app.app_context():
            world().provider = house.provider

        sent = minute.paced(partial(events.sent, site.app, house.vault), said, size)
        with site.app.app_context():
            jobs.run_due()
        found = [*minute.answers(sent, size), *minute.outcome(site, 3, before, 0)]

    assert len(said) == 17
    assert [figure.what for figure in found if figure.ok is False] == []
