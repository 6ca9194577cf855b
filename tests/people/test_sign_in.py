import statistics
import time
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db
from app.world import world
from grants.people.models import Session, SignInCode
from grants.people.rules import code_of, token_for
from tests.people.letters import mails
from tests.web import Browser, Web, fields_of, soup, text_of

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with freeze_time(NOON, tick=True) as clock:
        yield clock


def digits(web: Web) -> str:
    """The newest code, as its mail says it."""
    with web.app.app_context():
        row = db.session.scalars(
            select(SignInCode).order_by(SignInCode.created_at.desc(), SignInCode.id.desc())
        ).first()
        assert row is not None
        return code_of(row.id, world().secrets)


def link_path(web: Web) -> str:
    with web.app.app_context():
        row = db.session.scalars(select(SignInCode)).one()
        return "/people/link/" + token_for("people.link", row.id, world().secrets)


def ask(browser: Browser, name: str = "ada", **fields: str) -> TestResponse:
    return browser.send("/people/sign-in", email=f"{name}@example.org", **fields)


def is_in(browser: Browser) -> bool:
    return browser.get("/people/me").status_code == 200


def test_a_mailed_code_lets_ada_in(web: Web) -> None:
    browser = web.nobody()

    asked = ask(browser)
    answer = browser.send(asked.location, code=digits(web))

    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(browser)


def test_the_mail_holds_the_code_and_a_link_in_the_readers_language(web: Web) -> None:
    ask(web.nobody())

    (letter,) = mails(web)

    assert letter.to == "ada@example.org"
    assert digits(web) in letter.subject
    assert digits(web) in letter.text
    assert "/people/link/" in letter.text
    assert letter.language == "nl"


def test_a_code_may_be_pasted_with_spaces(web: Web) -> None:
    browser = web.nobody()
    asked = ask(browser)
    code = digits(web)

    browser.send(asked.location, code=f" {code[:3]} {code[3:]} ")

    assert is_in(browser)


def test_the_code_field_is_for_one_time_codes(web: Web) -> None:
    browser = web.nobody()

    field = soup(browser.get(ask(browser).location)).select_one("input[name=code]")

    assert field is not None
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")


def test_a_code_works_only_in_the_browser_that_asked(web: Web) -> None:
    asker, other = web.nobody(), web.nobody()
    ask(asker, "ada")
    code = digits(web)
    ask(other, "ben")

    answer = other.send("/people/code", code=code)

    assert answer.status_code == 422
    assert not is_in(other)


def test_a_code_works_once(web: Web) -> None:
    browser = web.nobody()
    asked = ask(browser)
    fields = browser.form(asked.location) | {"code": digits(web)}
    browser.post("/people/code", fields)
    browser.send("/people/sign-out", on="/people/me")

    again = browser.post("/people/code", fields)

    assert again.status_code in {303, 400}
    assert not is_in(browser)


def test_a_second_tap_on_the_code_goes_on_as_the_first(web: Web) -> None:
    browser = web.nobody()
    ask(browser, next="/people/me")
    with browser.client.session_transaction() as session:
        before = dict(session)
    fields = browser.form("/people/code?next=/people/me") | {"code": digits(web)}
    first = browser.post("/people/code", fields)
    with browser.client.session_transaction() as session:
        session["csrf_token"], session["code"] = before["csrf_token"], before["code"]
        session["browser"] = before["browser"]

    second = browser.post("/people/code", fields)

    assert (first.location, second.location) == ("/people/me", "/people/me")


def test_a_code_is_dead_after_five_wrong_tries(web: Web) -> None:
    browser = web.nobody()
    asked = ask(browser)
    right = digits(web)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        assert browser.send(asked.location, code=wrong).status_code == 422

    answer = browser.send(asked.location, code=right)

    assert answer.status_code == 409
    assert not is_in(browser)


def test_a_code_is_too_old_after_ten_minutes(web: Web) -> None:
    browser = web.nobody()
    asked = ask(browser)

    with freeze_time(NOON + timedelta(minutes=11)):
        answer = browser.send(asked.location, code=digits(web))

        assert answer.status_code == 409
        assert not is_in(browser)


def test_three_looks_at_the_link_by_a_scanner_change_nothing(web: Web) -> None:
    browser = web.nobody()
    ask(browser)
    path = link_path(web)
    for _ in range(3):
        assert web.nobody().get(path).status_code == 200
    assert not is_in(browser)

    browser.send(path)

    assert is_in(browser)


def test_the_link_shows_the_code_in_another_browser(web: Web) -> None:
    browser, other = web.nobody(), web.nobody()
    ask(browser)

    page = other.get(link_path(web))

    assert digits(web) in text_of(page)
    assert not soup(page).select("main form")


def test_a_button_press_from_another_browser_does_not_sign_in(web: Web) -> None:
    browser, other = web.nobody(), web.nobody()
    ask(browser)
    fields = other.form("/people/sign-in")

    other.post(link_path(web), {"csrf_token": fields["csrf_token"], "form_id": fields["form_id"]})

    assert not is_in(other)


def test_a_made_up_link_says_that_it_works_no_longer(web: Web) -> None:
    assert web.nobody().get("/people/link/" + "A" * 43).status_code == 410


def test_an_unknown_address_gets_the_same_page_and_no_mail(web: Web) -> None:
    known, unknown = web.nobody(), web.nobody()

    first, second = ask(known, "ada"), ask(unknown, "nobody")
    pages = [
        text_of(browser.get("/people/code")).replace(name, "somebody")
        for browser, name in ((known, "ada"), (unknown, "nobody"))
    ]

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert pages[0] == pages[1]
    assert [letter.to for letter in mails(web)] == ["ada@example.org"]


def test_an_unknown_address_takes_the_same_time(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.people.routes.sign_in.counted", lambda *_: None)
    browser = web.nobody()
    fields = browser.form("/people/sign-in")
    times: dict[str, list[float]] = {"ada": [], "nobody": []}
    for turn in range(40):
        for name, took in times.items():
            with browser.client.session_transaction() as session:
                session["browser"] = f"browser {turn}"
            begun = time.perf_counter()
            browser.post("/people/sign-in", fields | {"email": f"{name}@example.org"})
            took.append(time.perf_counter() - begun)

    known, unknown = (statistics.median(took) for took in times.values())

    assert abs(known - unknown) < 0.010


def test_the_sixth_code_in_an_hour_for_an_address_is_refused_kindly(web: Web) -> None:
    for _ in range(5):
        assert ask(web.nobody()).status_code == 303

    answer = ask(web.nobody())

    assert answer.status_code == 429
    assert "ada@example.org" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "target",
    ["//e.example", "/\\e.example", "https:e.example", "https://e.example", "%2f%2fe.example",
     "/%2f%2fe.example", "/%5ce.example", "javascript:alert(1)", "/a\r\nX: b", "", "\t//e.example"],
)  # fmt: skip
def test_sign_in_leads_to_own_pages_only(web: Web, target: str) -> None:
    browser = web.nobody()
    ask(browser)

    answer = browser.send("/people/code", code=digits(web), next=target)

    assert answer.location == "/"


def test_sign_in_leads_to_the_page_that_was_asked(web: Web) -> None:
    browser = web.nobody()
    to_sign_in = browser.get("/people/me?part=2").location
    asked = browser.send(to_sign_in, email="ada@example.org")

    answer = browser.send(asked.location, code=digits(web))

    assert answer.location == "/people/me?part=2"


def test_signing_in_makes_a_new_session_and_ends_the_one_before(web: Web) -> None:
    browser = web.as_("ben")
    with browser.client.session_transaction() as session:
        before = session["token"]
    asked = browser.get("/people/sign-in?own=1")
    assert asked.status_code == 303
    fields = {"email": "ada@example.org"} | browser.form("/people/me", action="/people/sign-out")
    browser.post("/people/sign-in", fields)
    browser.send("/people/code", code=digits(web))

    with browser.client.session_transaction() as session:
        assert session["token"] != before
    with web.app.app_context():
        ended = db.session.scalars(select(Session).where(Session.ended_at.is_not(None))).all()
        assert len(ended) == 1


def test_a_cookie_copied_back_after_sign_out_is_worth_nothing(web: Web) -> None:
    browser = web.as_("ada")
    with browser.client.session_transaction() as session:
        before = dict(session)

    answer = browser.send("/people/sign-out", on="/people/me")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    with browser.client.session_transaction() as session:
        session.update(before)
    assert not is_in(browser)


def test_other_phones_can_be_signed_out(web: Web) -> None:
    lost, here = web.as_("ada"), web.as_("ada")

    here.send("/people/me/others", on="/people/me")

    assert is_in(here)
    assert not is_in(lost)


def test_a_resident_stays_in_while_she_uses_her_phone(web: Web) -> None:
    browser = web.as_("ada")
    for days in (20, 40, 60):
        with freeze_time(NOON + timedelta(days=days)):
            assert is_in(browser)

    with freeze_time(NOON + timedelta(days=91)):
        assert not is_in(browser)


@pytest.mark.parametrize("name", ["dan", "rob", "hans", "olga"])
def test_who_touches_money_is_out_after_twelve_hours(web: Web, name: str) -> None:
    browser = web.as_(name)

    with freeze_time(NOON + timedelta(hours=11, minutes=50)):
        assert is_in(browser)
    with freeze_time(NOON + timedelta(hours=12, minutes=1)):
        assert not is_in(browser)


def test_looking_at_pages_writes_nothing(web: Web) -> None:
    browser = web.nobody()
    ask(browser)
    path = link_path(web)

    for page in ("/people/sign-in", "/people/code", path, "/people/language/ar?next=/"):
        browser.get(page)

    with web.app.app_context():
        row = db.session.scalars(select(SignInCode)).one()
        assert (row.tries, row.used_at) == (0, None)


def test_another_language_is_kept_in_this_browser(web: Web) -> None:
    browser = web.nobody()

    answer = browser.get("/people/language/ar?next=/people/sign-in")

    assert answer.location == "/people/sign-in"
    assert 'dir="rtl"' in browser.get("/people/sign-in").get_data(as_text=True)


def test_a_language_we_do_not_have_is_not_there(web: Web) -> None:
    assert web.nobody().get("/people/language/xx").status_code == 404


def test_codes_of_days_gone_by_are_swept_by_a_job(web: Web) -> None:
    ask(web.nobody())

    with freeze_time(NOON + timedelta(days=2)):
        mails(web)

    with web.app.app_context():
        assert db.session.scalars(select(SignInCode)).all() == []


def test_a_new_code_can_be_asked_and_the_old_one_is_dead(web: Web) -> None:
    browser = web.nobody()
    ask(browser, next="/people/me")
    first = digits(web)
    with freeze_time(NOON + timedelta(minutes=2)):
        fields = browser.form("/people/code?next=/people/me")
        page = browser.post("/people/code/again", fields)
        second = digits(web)
        typed = fields_of(soup(page).select("main form")[0])

        old = browser.post("/people/code", typed | {"code": first})
        new = browser.post("/people/code", typed | {"code": second})

    assert first != second
    assert old.status_code == 422
    assert new.location == "/people/me"


def test_a_new_code_without_an_old_one_leads_to_the_start(web: Web) -> None:
    browser = web.nobody()
    fields = browser.form("/people/sign-in")

    assert browser.post("/people/code/again", fields).location == "/people/sign-in?own=1"
