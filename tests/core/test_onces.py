"""One act, once: the same form again gives the same page; with anything else it is refused."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from app.extensions import db
from tests.core.probe import done
from tests.web import Browser, Web, soup, text_of

WORDS = {"word": "feest"}


def count(web: Web) -> int:
    with web.app.app_context():
        return done(db.session())


def filled(browser: Browser, path: str = "/probe/many", **typed: object) -> dict[str, object]:
    return browser.form(path) | WORDS | typed


@pytest.mark.parametrize("path", ["/probe/many", "/probe/once", "/probe/gone"])
def test_a_form_that_is_sent_twice_does_its_work_once(probed: Web, path: str) -> None:
    ada = probed.as_("ada")
    data = filled(ada, path)

    first, second = ada.post(path, data), ada.post(path, data)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location == "/probe/done/feest"
    assert count(probed) == 1


def test_the_second_answer_says_no_second_time_that_it_is_done(probed: Web) -> None:
    ada = probed.as_("ada")
    data = filled(ada)
    ada.post("/probe/many", data)
    ada.post("/probe/many", data)

    with ada.client.session_transaction() as session:
        said = [words for _, words in session["_flashes"]]

    assert said == ["Klaar."]


def test_the_same_form_with_other_words_is_refused(probed: Web) -> None:
    ada = probed.as_("ada")
    data = filled(ada)
    ada.post("/probe/many", data)

    again = ada.post("/probe/many", data | {"word": "iets anders"})

    assert again.status_code == 409
    assert "al verstuurd" in text_of(again) or "sent before" in text_of(again)
    assert count(probed) == 1


def test_the_same_form_with_another_file_is_refused(probed: Web) -> None:
    ada = probed.as_("ada")
    data = filled(ada)

    def file(content: bytes) -> dict[str, object]:
        return data | {"file": (io.BytesIO(content), "bon.jpg")}

    first = ada.client.post("/probe/many", data=file(b"een"))
    same = ada.client.post("/probe/many", data=file(b"een"))
    other = ada.client.post("/probe/many", data=file(b"twee"))

    assert [one.status_code for one in (first, same, other)] == [303, 303, 409]
    assert count(probed) == 1


def test_a_form_of_another_page_is_refused(probed: Web) -> None:
    ada = probed.as_("ada")
    data = filled(ada)
    ada.post("/probe/many", data)

    assert ada.post("/probe/other", data).status_code == 409
    assert count(probed) == 1


def test_a_form_of_another_person_is_refused(probed: Web) -> None:
    ada, ben = probed.as_("ada"), probed.as_("ben")
    data = filled(ada)
    ada.post("/probe/many", data)
    own = ben.form("/probe/many")

    stolen = ben.post("/probe/many", data | {"csrf_token": own["csrf_token"]})

    assert stolen.status_code == 409
    assert count(probed) == 1


def test_a_form_that_was_refused_can_be_sent_again(probed: Web) -> None:
    ada = probed.as_("ada")
    data = filled(ada)

    refused = ada.post("/probe/many", data | {"word": "fout"})
    mended = ada.post("/probe/many", data)

    assert (refused.status_code, mended.status_code) == (422, 303)


def test_a_refused_form_keeps_its_text_and_says_why_beside_the_field(probed: Web) -> None:
    ada = probed.as_("ada")
    data = filled(ada, word="fout", amount="12.345", day="41-11-2026")

    page = soup(ada.post("/probe/many", data))

    assert page.select_one("[name=amount]")["value"] == "12.345"  # type: ignore[index]
    assert page.select_one("[name=day]")["value"] == "41-11-2026"  # type: ignore[index]
    assert len(page.select(".error")) == 2


def test_a_form_without_our_id_is_shown_again(probed: Web) -> None:
    ada = probed.as_("ada")

    answer = ada.post("/probe/many", filled(ada, form_id="1"))

    assert answer.status_code == 422
    assert count(probed) == 0


def at_once(times: int, send: Callable[[], TestResponse]) -> list[TestResponse]:
    answers: list[TestResponse] = []
    ready = threading.Barrier(times)

    def one() -> None:
        ready.wait()
        answers.append(send())

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("path", ["/probe/many", "/probe/once", "/probe/gone"])
def test_a_form_that_is_sent_many_times_at_once_does_its_work_once(
    open_probed: Web, path: str
) -> None:
    ada = open_probed.as_("ada")
    data = filled(ada, path)
    cookie = ada.client.get_cookie("wijkkas")
    assert cookie is not None

    def send() -> TestResponse:
        client = open_probed.app.test_client()
        client.set_cookie("wijkkas", cookie.value)
        return client.post(path, data=data)

    answers = at_once(4, send)

    assert [one.status_code for one in answers] == [303] * 4
    assert {one.location for one in answers} == {"/probe/done/feest"}
    assert count(open_probed) == 1
