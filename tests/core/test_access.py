"""The doors: sign-in, own paths only, reading pages that only read."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import abort
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import mails
from app.access import ANONYMOUS, own_path, refuse
from app.extensions import db
from grants.kit.access import STRANGER, no
from grants.kit.database import reading
from tests.web import Web


@pytest.mark.parametrize(
    "target",
    [
        "//e.example",
        "/\\e.example",
        "\\\\e.example",
        "https:e.example",
        "https://e.example/",
        "%2f%2fe.example",
        "/%2fe.example",
        "/%5ce.example",
        "/%252fe.example",
        "javascript:alert(1)",
        "/\n/e.example",
        "/\x00",
        "e.example",
        "",
        None,
    ],
)
def test_another_place_becomes_the_start_page(web: Web, target: str | None) -> None:
    with web.app.test_request_context():
        assert own_path(target) == "/"


@pytest.mark.parametrize("target", ["/", "/people/me", "/a/b?c=d&e=f", "/proposals/1#costs"])
def test_an_own_path_stays(web: Web, target: str) -> None:
    with web.app.test_request_context():
        assert own_path(target) == target


@pytest.mark.parametrize(
    ("verdict", "status"),
    [(STRANGER, 404), (no("in-coach-hands"), 403), (no("wrong-state"), 409)],
)
def test_a_no_has_its_status(web: Web, verdict: object, status: int) -> None:
    with web.app.test_request_context(), pytest.raises(Exception, match=str(status)):
        refuse(verdict)  # type: ignore[arg-type]


def test_somebody_who_has_no_tie_gets_what_everybody_gets(web: Web) -> None:
    with web.app.test_request_context(), pytest.raises(Exception, match="404"):
        abort(404)

    assert ANONYMOUS.person_id is None


@pytest.mark.parametrize("path", ["/", "/people/me"])
def test_a_page_asks_nobody_to_sign_in_first(web: Web, path: str) -> None:
    answer = web.nobody().get(path)

    assert answer.status_code == 302
    assert answer.location.startswith("/people/sign-in")


def test_a_form_of_somebody_whose_session_ended_does_nothing(probed: Web) -> None:
    ada = probed.as_("ada")
    data = ada.form("/probe/many") | {"word": "feest"}
    with ada.client.session_transaction() as session:
        del session["token"]

    answer = ada.post("/probe/many", data)

    assert answer.status_code == 401
    assert "/probe/done" not in answer.text


def test_what_only_reads_cannot_write(open_probed: Web) -> None:
    with open_probed.app.app_context(), reading(), pytest.raises(DBAPIError):
        db.session.execute(text("DELETE FROM waiting"))


def test_writing_a_letters_address_leaves_a_page_a_page_that_reads(open_probed: Web) -> None:
    with open_probed.app.app_context(), reading():
        mails.link("home.index")

        with pytest.raises(DBAPIError):
            db.session.execute(text("DELETE FROM waiting"))


def test_an_address_in_a_letter_is_whole_and_ours(web: Web) -> None:
    thing = uuid4()

    with web.app.test_request_context(base_url="http://elsewhere.example"):
        address = mails.link("workgroups.show", workgroup_id=thing)

    assert address == f"http://127.0.0.1:5000/workgroups/{thing}"
