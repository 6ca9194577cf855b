"""The settings: safe from themselves, and private to the machine."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from app.config import Settings, load, make_keys
from app.extensions import db
from app.world import KeyedSecrets, mail_by, real_world
from tests.web import Web


def test_an_instance_gets_keys_of_its_own_once(tmp_path: Path) -> None:
    make_keys(tmp_path)
    first = load(instance=tmp_path)
    make_keys(tmp_path)

    again = load(instance=tmp_path)
    assert len(first.secret_key.get_secret_value()) == 64
    assert again.secret_key == first.secret_key
    assert again.cipher_key == first.cipher_key
    assert first.secret_key != first.cipher_key


def test_nobody_else_on_the_machine_reads_the_keys(tmp_path: Path) -> None:
    make_keys(tmp_path)

    assert stat.S_IMODE((tmp_path / "settings.env").stat().st_mode) == 0o600


def test_keys_show_themselves_nowhere(tmp_path: Path) -> None:
    make_keys(tmp_path)
    settings = load(instance=tmp_path)

    assert settings.secret_key.get_secret_value() not in repr(settings)


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("https://kas.example", ["kas.example"]),
        ("https://kas.example:8443/", ["kas.example"]),
        ("http://127.0.0.1:5000", ["127.0.0.1", "127.0.0.1", "localhost", "[::1]", "::1"]),
    ],
)
def test_it_answers_under_its_own_name(address: str, names: list[str]) -> None:
    assert Settings(address=address).hosts() == names


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("http://127.0.0.1:5000", True),
        ("http://localhost:80/", True),
        ("http://[::1]:5000", True),
        ("http://192.168.1.5:5000", False),
        ("https://kas.example", False),
        ("http://localhost.evil.example", False),
        ("http://127.0.0.1.evil.example:5000", False),
    ],
)
def test_it_knows_whether_only_this_machine_reaches_it(address: str, *, loopback: bool) -> None:
    assert Settings(address=address).is_loopback is loopback


def test_secrets_differ_by_purpose_and_key() -> None:
    one, two = KeyedSecrets(b"one"), KeyedSecrets(b"two")

    derived = {one.derive("a", b"x"), one.derive("b", b"x"), one.derive("a", b"y")}
    assert len(derived | {two.derive("a", b"x")}) == 4
    assert one.derive("a", b"x") == one.derive("a", b"x")


def test_letters_lie_in_a_folder_unless_a_server_is_named(tmp_path: Path) -> None:
    folder = mail_by(Settings(instance=tmp_path))
    server = mail_by(Settings(instance=tmp_path, mail_url="smtp://u:p%40x@mail.example:2525"))

    assert type(folder).__name__ == "FolderMail"
    assert type(server).__name__ == "SmtpMail"


def test_a_real_world_needs_a_real_key(tmp_path: Path) -> None:
    make_keys(tmp_path)

    assert real_world(load(instance=tmp_path)).secrets.key
    with pytest.raises(ValueError):  # noqa: PT011  whatever it says
        real_world(Settings(instance=tmp_path))


def test_ready_is_said_only_with_the_tables_of_this_release(web: Web) -> None:
    before = web.nobody().get("/health")
    with web.app.app_context():
        from app.health import head  # noqa: PLC0415

        db.session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        db.session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head()})
        db.session.commit()

    after = web.nobody().get("/health")
    assert (before.status_code, before.json) == (503, {"ready": False})
    assert (after.status_code, after.json) == (200, {"ready": True, "whole": None})
