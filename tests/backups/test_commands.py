"""The commands say what they did, and what they refuse, in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import cli
from tests.backups.conftest import KEY


def wijkkas(instance: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.main, [*words], env={"WIJKKAS_INSTANCE": str(instance)})


def test_a_backup_is_made_laid_beside_and_restored_by_commands(tmp_path: Path) -> None:
    old, new, path, key = (tmp_path / name for name in ("old", "new", "backup", "key"))
    key.write_text(f"{KEY}\n")
    given = ("--key-file", str(key))
    wijkkas(old, "database", "upgrade")

    made = wijkkas(old, "backup", str(path), *given)
    beside = wijkkas(old, "ledger", "check", "--against", str(path), *given)
    back = wijkkas(new, "restore", str(path), *given)
    again = wijkkas(new, "restore", str(path), *given)

    assert (made.exit_code, "looked at" in made.output) == (0, True), made.output
    assert beside.exit_code == 0, beside.output
    assert (back.exit_code, "lay it beside the bank" in back.output) == (0, True), back.output
    assert (again.exit_code, "there already" in again.output) == (1, True)
    assert (new / "settings.env").read_text() == (old / "settings.env").read_text()


def test_a_wrong_or_short_passphrase_is_refused(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIJKKAS_BACKUP_KEY", "acht paarse fietsen")
    wrong = wijkkas(tmp_path / "new", "restore", str(kept))
    monkeypatch.setenv("WIJKKAS_BACKUP_KEY", "kort")
    short = wijkkas(tmp_path / "new", "backup", str(tmp_path / "b"))

    assert (wrong.exit_code, "not that of this backup" in wrong.output) == (1, True)
    assert (short.exit_code, "12 characters" in short.output) == (1, True)
