"""What machines write down: events and ids, never who people are or what they said."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from app.extensions import db
from grants.kit.database import set_reading
from tests.web import Web

CANARIES = [
    "ada@example.org",
    "Ada",
    "kanarie@voorbeeld.example",
    "Kanarie-Achternaam",
    "NL91ABNA0417164300",
    "NL91 ABNA 0417 1643 00",
    "geheime woorden",
]


def walk(web: Web) -> None:
    """Things that people do, and things that go wrong."""
    ada = web.as_("ada")
    ada.get("/")
    ada.get("/people/me")
    ada.send("/people/me", name="Kanarie-Achternaam", language="nl")
    ada.send("/people/me/account", iban="NL91 ABNA 0417 1643 00", name_on_card="Kanarie-Achternaam")
    ada.send("/people/me/account", iban="geheime woorden", name_on_card="Kanarie-Achternaam")
    ada.post("/people/me", {"name": "geheime woorden"})
    ada.get("/geheime woorden/ada@example.org")
    nobody = web.nobody()
    for _ in range(7):
        nobody.send("/people/sign-in?own=1", email="kanarie@voorbeeld.example")


def test_no_log_line_names_anybody(web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    walk(web)

    said = capsys.readouterr()
    lines = said.out + said.err
    assert [word for word in CANARIES if word in lines] == []


def test_each_log_line_is_one_event_with_its_request_and_moment(
    web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    walk(web)

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line]
    assert lines
    assert all({"event", "level", "timestamp", "request"} <= line.keys() for line in lines)
    assert all(line["timestamp"].endswith("Z") for line in lines)


def test_trouble_names_its_kind_and_no_data(
    web: Web, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    web.app.testing = False

    def broken() -> str:
        db.session.rollback()
        set_reading(only=False)
        row = {"address": "kanarie@voorbeeld.example"}
        db.session.execute(text("INSERT INTO contact (address) VALUES (:address)"), row)
        return ""

    monkeypatch.setitem(web.app.view_functions, "home.index", broken)

    answer = web.as_("ada").get("/")

    said = capsys.readouterr()
    assert answer.status_code == 500
    assert "IntegrityError" in said.out
    assert "kanarie" not in said.out + said.err + answer.text
