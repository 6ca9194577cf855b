"""The commands that refuse, and the ones that only look."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from app import cli
from app.config import Settings

RUN = ["run", "--port", "0"]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WIJKKAS_INSTANCE", str(tmp_path))
    return tmp_path


def test_an_address_without_https_is_only_for_this_machine(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIJKKAS_ADDRESS", "http://wijkkas.example.org")

    answer = CliRunner().invoke(cli.main, RUN)

    assert answer.exit_code == 1
    assert "is not https" in answer.output
    assert not (instance / "wijkkas.db").exists()


def test_an_unsafe_sqlite_is_refused(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grants.kit.database.is_safe_sqlite", lambda: False)

    answer = CliRunner().invoke(cli.main, RUN)

    assert answer.exit_code == 1
    assert "can damage a database" in answer.output


@pytest.mark.parametrize(
    ("address", "port"),
    [("http://127.0.0.1:8123", 8123), ("https://wijkkas.example.org", 5000)],
)
def test_the_port_is_that_of_the_address_on_this_machine(address: str, port: int) -> None:
    assert cli._port_of(Settings(address=address)) == port


def test_an_empty_instance_gets_keys_tables_and_one_invitation(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.serving.serve", lambda *_: None)

    first = CliRunner().invoke(cli.main, ["run", "--port", "5999"])
    second = CliRunner().invoke(cli.main, ["run", "--port", "5999"])

    assert first.exit_code == second.exit_code == 0, first.output
    assert first.output.count("http://127.0.0.1:5999/people/join/") == 1
    assert "/people/join/" not in second.output
    assert (instance / "settings.env").stat().st_mode & 0o077 == 0
    assert instance.stat().st_mode & 0o077 == 0


def test_a_whole_ledger_says_so(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    CliRunner().invoke(cli.main, ["database", "upgrade"])

    answer = CliRunner().invoke(cli.main, ["ledger", "check"])

    assert (answer.exit_code, "every chain holds" in answer.output) == (0, True)


def test_a_sample_of_an_older_day_says_so(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_port: int) -> int:
        raise OSError

    monkeypatch.setattr("app.play.sample.day_of_sample", lambda _folder: date(2026, 1, 2))
    monkeypatch.setattr("app.serving.free_port", stop)

    answer = CliRunner().invoke(cli.main, ["demo"])

    assert "This sample is of 2026-01-02. “make demo-again”" in answer.output
