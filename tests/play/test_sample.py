"""The sample on disk: it comes whole or not at all, and nothing else is ever overwritten."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.play import sample
from grants.kit.database import sqlite_module

DAY = date(2026, 11, 21)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sample"


def a_database(folder: Path, rows: int = 1) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite_module().connect(folder / sample.FILE)
    connection.execute("CREATE TABLE thing (id INTEGER)")
    connection.executemany("INSERT INTO thing VALUES (?)", [(no,) for no in range(rows)])
    connection.commit()
    connection.close()


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_played_sample_says_of_which_day_it_is(folder: Path) -> None:
    assert sample.day_of_sample(folder) is None

    sample.make_sample(folder, DAY, a_database)

    assert sample.day_of_sample(folder) == DAY
    assert (folder / "settings.env").exists()
    assert not list(folder.parent.glob("*being-played*"))


def test_looking_at_it_changes_no_byte(folder: Path) -> None:
    sample.make_sample(folder, DAY, a_database)
    before = digest(folder / sample.FILE)

    with sample.held(folder):
        sample.day_of_sample(folder)

    assert digest(folder / sample.FILE) == before
    assert sorted(one.name for one in folder.iterdir()) == ["settings.env", sample.FILE]


def test_a_story_that_is_cut_off_leaves_nothing(folder: Path) -> None:
    def cut_off(beside: Path) -> None:
        a_database(beside)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sample.make_sample(folder, DAY, cut_off)

    assert sample.day_of_sample(folder) is None
    sample.make_sample(folder, DAY, a_database)
    assert [one.name for one in folder.parent.iterdir()] == ["sample"]


def test_a_story_that_is_cut_off_leaves_the_old_one(folder: Path) -> None:
    sample.make_sample(folder, DAY, a_database)

    def cut_off(beside: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sample.make_sample(folder, date(2026, 12, 1), cut_off)

    assert sample.day_of_sample(folder) == DAY


def test_played_again_it_is_of_the_new_day(folder: Path) -> None:
    sample.make_sample(folder, DAY, a_database)

    sample.make_sample(folder, date(2026, 12, 1), lambda beside: a_database(beside, 3))

    assert sample.day_of_sample(folder) == date(2026, 12, 1)
    assert [one.name for one in folder.parent.iterdir()] == ["sample"]


def test_another_database_is_left_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_database(folder)
    before = digest(folder / sample.FILE)
    monkeypatch.setenv("WIJKKAS_INSTANCE", str(folder.parent))

    for arguments in (["demo"], ["demo", "--again"]):
        answer = CliRunner().invoke(main, arguments)

        assert answer.exit_code == 1
        assert "was not made by the sample" in answer.output
    assert digest(folder / sample.FILE) == before


def test_a_file_that_is_no_database_is_left_as_it_is(folder: Path) -> None:
    folder.mkdir()
    (folder / sample.FILE).write_bytes(b"somebody's own words " * 300)

    with pytest.raises(sample.NotTheSample):
        sample.make_sample(folder, DAY, a_database)

    assert (folder / sample.FILE).read_bytes().startswith(b"somebody's own")


def test_while_it_is_shown_it_is_not_played_anew(folder: Path) -> None:
    with sample.held(folder):
        with sample.held(folder):
            pass
        with pytest.raises(sample.InUse), sample.held(folder, alone=True):
            pass
