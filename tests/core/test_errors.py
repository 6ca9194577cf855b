"""When it does not go as asked: each status has a page, and none of them needs what is broken."""

from __future__ import annotations

import io
import sqlite3
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event, select

from app import errors
from app.extensions import db
from grants.kit.database import sqlite_module
from grants.workgroups.models import Workgroup
from tests.web import Browser, Web, soup, text_of


@pytest.fixture
def quiet(probed: Web) -> Web:
    """As when it runs for real: what nobody foresaw becomes a page."""
    probed.app.testing = False
    return probed


def heading(answer: object) -> str:
    return soup(answer).h1.get_text(strip=True)  # type: ignore[arg-type,union-attr]


@pytest.mark.parametrize("status", sorted(errors.PAGES))
@pytest.mark.parametrize("language", ["nl", "en", "ar"])
def test_each_status_has_a_page_of_ours_in_each_language(
    quiet: Web, status: int, language: str
) -> None:
    answer = quiet.as_("ada", language).get(f"/probe/status/{status}")

    page = soup(answer)
    assert answer.status_code == status
    assert page.html["lang"] == language  # type: ignore[index]
    assert page.html["dir"] == ("rtl" if language == "ar" else "ltr")  # type: ignore[index]
    assert len(page.select("h1")) == 1
    assert page.select_one('main a[href="/"], main .acts a') is not None


@pytest.mark.parametrize("status", sorted(errors.PAGES))
def test_each_status_has_a_page_for_nobody_too(quiet: Web, status: int) -> None:
    answer = quiet.nobody().get(f"/probe/status/{status}")

    assert answer.status_code == status
    assert heading(answer)


@pytest.mark.parametrize(
    ("raised", "shown"), [(405, 404), (406, 404), (415, 404), (501, 500), (502, 500), (504, 500)]
)
def test_other_statuses_get_the_nearest_page(quiet: Web, raised: int, shown: int) -> None:
    assert quiet.nobody().get(f"/probe/status/{raised}").status_code == shown


def test_what_nobody_foresaw_gets_a_page_with_a_number_and_no_trace(quiet: Web) -> None:
    answer = quiet.as_("ada").get("/probe/bug")

    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert "ada@example.org" not in answer.text
    assert soup(answer).select_one(".number, .help, code, p") is not None


def test_a_wrong_method_is_not_a_secret_door(probed: Web) -> None:
    assert probed.as_("ada").post("/probe/done/x", {}).status_code in {400, 404}


def test_a_page_that_is_not_there_looks_the_same_for_a_strangers_thing(probed: Web) -> None:
    with probed.app.app_context():
        other = db.session.scalars(select(Workgroup.id).where(Workgroup.name == "Opvoeding")).one()
    ada = probed.as_("ada")
    ada.get("/")

    theirs = ada.get(f"/probe/thing/{other}")
    nothing = ada.get(f"/probe/thing/{uuid4()}")
    unknown = ada.get(f"/{uuid4()}")

    assert [one.status_code for one in (theirs, nothing, unknown)] == [404] * 3
    assert theirs.data == nothing.data == unknown.data
    assert dict(theirs.headers) == dict(nothing.headers)


def test_too_large_a_file_gets_a_kind_page(probed: Web) -> None:
    ada = probed.as_("ada")
    data = ada.form("/probe/many") | {"word": "x", "file": (io.BytesIO(b"x" * 14_000_000), "a.jpg")}

    answer = ada.client.post("/probe/many", data=data)

    assert answer.status_code == 413
    assert heading(answer)
    answer.request.input_stream.close()


def test_too_long_a_text_gets_a_kind_page(probed: Web) -> None:
    ada = probed.as_("ada")

    answer = ada.post("/probe/many", ada.form("/probe/many") | {"word": "x" * 300_000})

    assert answer.status_code == 413


def test_too_many_fields_get_a_kind_page(probed: Web) -> None:
    ada = probed.as_("ada")
    data = ada.form("/probe/many") | {f"field-{no}": "x" for no in range(500)}

    answer = ada.client.post("/probe/many", data=data, content_type="multipart/form-data")

    assert answer.status_code == 413


def test_a_text_that_is_too_long_stands_beside_its_field(probed: Web) -> None:
    ada = probed.as_("ada")

    answer = ada.post("/probe/many", ada.form("/probe/many") | {"word": "x" * 200})

    assert answer.status_code == 422
    assert len(soup(answer).select(".error")) == 1


def hold_lock(app: Flask) -> sqlite3.Connection:
    """Somebody else writes, and does not end."""
    with app.app_context():
        path = db.engine.url.database
    other: sqlite3.Connection = sqlite_module().connect(path)
    other.isolation_level = None
    other.execute("BEGIN IMMEDIATE")
    return other


def be_impatient(app: Flask) -> None:
    """Wait one hundredth of a second for the lock instead of ten."""
    with app.app_context():

        @event.listens_for(db.engine, "connect")
        def hurry(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA busy_timeout=10")

        db.engine.dispose()


def test_a_database_that_is_busy_is_a_page_that_says_so(probed: Web) -> None:
    ada = probed.as_("ada")
    data = ada.form("/probe/many") | {"word": "feest"}
    be_impatient(probed.app)
    other = hold_lock(probed.app)

    busy = ada.post("/probe/many", data)
    other.rollback()
    again = ada.post("/probe/many", data)

    assert busy.status_code == 503
    assert again.status_code == 303


def test_readers_do_not_wait_for_a_writer(probed: Web) -> None:
    ada = probed.as_("ada")
    be_impatient(probed.app)
    other = hold_lock(probed.app)

    answer = ada.get("/probe/many")
    other.rollback()

    assert answer.status_code == 200


@pytest.fixture
def broken(quiet: Web) -> Browser:
    """Ada's browser, while the database has gone away."""
    ada = quiet.as_("ada")
    with quiet.app.app_context():
        engine = db.engine
    engine.dispose()

    @event.listens_for(engine, "do_connect")
    def away(*_: object) -> None:
        raise sqlite_module().OperationalError("unable to open database file")

    return ada


@pytest.mark.parametrize("path", ["/", "/probe/many", "/nothing-here", "/probe/status/403"])
def test_without_a_database_there_is_a_page_all_the_same(broken: Browser, path: str) -> None:
    answer = broken.get(path)

    assert answer.status_code in {403, 404, 500, 503}
    assert heading(answer)


def test_without_a_database_a_form_gets_a_page_all_the_same(broken: Browser) -> None:
    with broken.client.session_transaction() as session:
        session["csrf_token"] = "x"

    answer = broken.post("/probe/many", {"word": "feest"})

    assert answer.status_code in {400, 500, 503}
    assert heading(answer)


def test_a_page_that_writes_is_stopped_by_the_database(open_probed: Web) -> None:
    open_probed.app.testing = False

    answer = open_probed.as_("ada").get("/probe/writes")

    assert answer.status_code == 500
    assert open_probed.as_("ada").get("/probe/many").status_code == 200


def test_a_form_from_another_page_of_the_world_does_nothing(probed: Web) -> None:
    ada = probed.as_("ada")
    data = ada.form("/probe/many") | {"word": "feest", "csrf_token": "forged"}

    answer = ada.post("/probe/many", data)

    assert answer.status_code in {200, 400, 409}
    assert "/probe/done" not in answer.headers.get("Location", "")
    assert "feest" in answer.text


def test_a_form_from_nowhere_does_nothing(probed: Web) -> None:
    answer = probed.nobody().post("/probe/status/403", {"word": "feest"})

    assert answer.status_code in {400, 404}


def test_an_old_link_is_gone(probed: Web) -> None:
    answer = probed.nobody().get("/people/link/made-up")

    assert answer.status_code == 410


def test_too_many_tries_are_told_kindly(probed: Web) -> None:
    nobody = probed.nobody()

    answers = [nobody.send("/people/sign-in?own=1", email="ada@example.org") for _ in range(8)]

    assert answers[-1].status_code == 429
    assert text_of(answers[-1])


def test_a_host_that_is_not_ours_is_refused(quiet: Web) -> None:
    answer = quiet.nobody().get("/", headers={"Host": "elsewhere.example"})

    assert answer.status_code == 400
    assert "elsewhere.example" not in answer.text
