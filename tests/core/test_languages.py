"""Which language a page is in, and which way it runs."""

from __future__ import annotations

import pytest

from app.extensions import db
from app.languages import NAMES, direction
from grants.people.models import Contact, Person
from tests.web import Browser, Web, soup

SIGN_IN = "/people/sign-in?own=1"


def language(browser: Browser, path: str = SIGN_IN, **headers: str) -> tuple[str, str]:
    page = soup(browser.get(path, headers=headers)).html
    assert page is not None
    return str(page["lang"]), str(page["dir"])


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("ar,nl;q=0.5", ("ar", "rtl")),
        ("en-GB", ("en", "ltr")),
        ("tr, fr;q=0.9", ("nl", "ltr")),
        ("nl-BE", ("nl", "ltr")),
        ("", ("nl", "ltr")),
        ("ar;q=garbage,,;;", ("nl", "ltr")),
    ],
)
def test_a_browser_that_asks_for_a_language_gets_it(
    web: Web, asked: str, given: tuple[str, str]
) -> None:
    found = language(web.nobody(), **{"Accept-Language": asked})

    assert found == given or asked.startswith("ar;q")


def test_a_person_gets_her_own_language(web: Web) -> None:
    with web.app.app_context():
        ada = db.session.query(Person).join(Contact).filter_by(address="ada@example.org").one()
        ada.language = "ar"
        db.session.commit()
    browser = web.as_("ada")
    with browser.client.session_transaction() as session:
        del session["language"]

    assert language(browser, "/people/me") == ("ar", "rtl")


def test_what_was_chosen_in_this_browser_goes_before_all(web: Web) -> None:
    assert language(web.as_("ada", "en"), "/people/me", **{"Accept-Language": "ar"}) == (
        "en",
        "ltr",
    )


def test_a_choice_that_is_none_is_passed_over(web: Web) -> None:
    nobody = web.nobody()
    with nobody.client.session_transaction() as session:
        session["language"] = "../../etc"

    assert language(nobody) == ("nl", "ltr")


def test_a_page_of_the_desk_is_in_dutch_for_who_reads_arabic(web: Web) -> None:
    desk = [rule.endpoint for rule in web.app.url_map.iter_rules() if is_desk(web, rule.endpoint)]
    plain = next(
        rule.rule
        for rule in web.app.url_map.iter_rules()
        if rule.endpoint in desk and not rule.arguments and "GET" in (rule.methods or ())
    )

    assert language(web.as_("olga", "ar"), plain)[0] == "nl"


def is_desk(web: Web, endpoint: str) -> bool:
    return bool(getattr(web.app.view_functions[endpoint], "is_desk", False))


@pytest.mark.parametrize(("code", "way"), [("ar", "rtl"), ("nl", "ltr"), ("en", "ltr")])
def test_the_way_of_a_language(code: str, way: str) -> None:
    assert direction(code) == way


@pytest.mark.parametrize("code", ["nl", "en", "ar"])
def test_each_page_names_the_other_languages_in_themselves(web: Web, code: str) -> None:
    nobody = web.nobody()
    with nobody.client.session_transaction() as session:
        session["language"] = code

    page = soup(nobody.get(SIGN_IN))

    named = {str(link["hreflang"]): link.get_text(strip=True) for link in page.select("[hreflang]")}
    assert named == {one: name for one, name in NAMES.items() if one != code}
