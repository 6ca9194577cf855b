"""The commands that refuse, and the ones that only look."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from app import cli, create_app
from app.clock import now
from app.config import Settings
from app.extensions import db
from app.world import world
from grants.allowances.queries import caps
from grants.kit.access import SYSTEM, Actor
from grants.people import service as people
from grants.people.models import Person

IBAN = "NL91ABNA0417164300"
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


def test_an_update_writes_what_comes_with_the_release_and_names_what_does_not_open(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = CliRunner().invoke(cli.main, ["database", "upgrade"])
    [samira, nadia] = _two_with_one_number()
    monkeypatch.setenv("WIJKKAS_SECRET_KEY", "another key than the one of the first start")

    again = CliRunner().invoke(cli.main, ["database", "upgrade"])

    assert (first.exit_code, again.exit_code) == (0, 0), again.output
    with create_app().app_context():
        session, marked = db.session(), world().vault.mark(IBAN)
        assert caps(session)
        assert session.get_one(Person, samira).iban_mark == marked
        assert session.get_one(Person, nadia).iban_mark is None
    assert f"does not open with this key: {nadia}" in again.output
    assert str(samira) not in again.output


def _two_with_one_number() -> list[UUID]:
    with create_app().app_context():
        session, at = db.session(), now()
        both = []
        for name in ("Samira", "Nadia"):
            one = people.register(session, name=name, email=None, language="nl", by=SYSTEM, at=at)
            people.set_iban(session, one, IBAN, name, vault=world().vault, by=Actor(one.id), at=at)
            both.append(one)
        both[1].iban_sealed, both[1].iban_mark = b"sealed with another key", None
        ids = [one.id for one in both]
        session.commit()
        return ids


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
