from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from freezegun import freeze_time
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db
from app.gateways.cipher import AesCipher, new_key
from app.people.routes.kept import Kept, keep, unkeep
from app.world import world
from grants.people.models import Person, SignInCode
from grants.people.rules import code_of
from tests.web import Browser, Web, fields_of, soup, text_of

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ADA = UUID("01935a4e-0000-7000-8000-000000000001")
BEN = UUID("01935a4e-0000-7000-8000-000000000002")
CIPHER = AesCipher(new_key())
TYPED = Kept("/people/me", (("name", "Ada ‹عادة›"), ("language", "ar")))
LATER = NOON + timedelta(days=31)


def test_text_is_kept_for_the_same_person() -> None:
    text = keep(TYPED, ADA, cipher=CIPHER, at=NOON)

    assert unkeep(text, ADA, cipher=CIPHER, at=NOON + timedelta(hours=23)) == TYPED


def test_text_is_not_kept_for_another() -> None:
    text = keep(TYPED, ADA, cipher=CIPHER, at=NOON)

    assert unkeep(text, BEN, cipher=CIPHER, at=NOON) is None


def test_text_is_kept_for_a_day() -> None:
    text = keep(TYPED, ADA, cipher=CIPHER, at=NOON)

    assert unkeep(text, ADA, cipher=CIPHER, at=NOON + timedelta(days=1, seconds=1)) is None


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA", "A" * 400])
def test_what_we_did_not_seal_is_nothing(text: str) -> None:
    assert unkeep(text, ADA, cipher=CIPHER, at=NOON) is None


def test_another_key_does_not_open_it() -> None:
    text = keep(TYPED, ADA, cipher=CIPHER, at=NOON)

    assert unkeep(text, ADA, cipher=AesCipher(new_key()), at=NOON) is None


def test_proofs_of_the_page_do_not_travel() -> None:
    sent = Kept("/", (("csrf_token", "x"), ("form_id", "y"), ("kept", "z"), ("words", "hello")))

    text = keep(sent, ADA, cipher=CIPHER, at=NOON)

    opened = unkeep(text, ADA, cipher=CIPHER, at=NOON)
    assert opened is not None
    assert opened.fields == (("words", "hello"),)


def digits(web: Web) -> str:
    with web.app.app_context():
        newest = select(SignInCode).order_by(SignInCode.created_at.desc()).limit(1)
        return code_of(db.session.scalars(newest).one().id, world().secrets)


def name_of(web: Web, address: str = "ada") -> str:
    with web.app.app_context():
        named = select(Person.name).where(Person.name.ilike(f"{address}%"))
        return db.session.scalars(named).one()


def only_form(page: TestResponse) -> dict[str, str]:
    return fields_of(soup(page).select("main form")[0])


def sign_in_from(browser: Browser, web: Web, page: TestResponse, name: str) -> TestResponse:
    """Go on from a sign-in page as a person would, without following where it leads."""
    fields = only_form(page) | {"email": f"{name}@example.org"}
    return type_code(browser, web, browser.post("/people/sign-in", fields))


def type_code(browser: Browser, web: Web, page: TestResponse) -> TestResponse:
    """Type the code, and do as a browser does with 307: send the same on."""
    fields = only_form(page) | {"code": digits(web)}
    answer = browser.post("/people/code", fields)
    return browser.post(answer.location, fields) if answer.status_code == 307 else answer


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with freeze_time(NOON, tick=True) as clock:
        yield clock


def test_text_typed_in_an_ended_session_is_in_its_form_after_signing_in(web: Web) -> None:
    browser = web.as_("ada")
    fields = browser.form("/people/me") | {"name": "Ada de Vries"}
    with freeze_time(LATER):
        late = browser.post("/people/me", fields)
        assert late.status_code == 401
        assert name_of(web) == "Ada"

        page = sign_in_from(browser, web, late, "ada")

        field = soup(page).select_one("input[name=name]")
        assert field is not None
        assert field["value"] == "Ada de Vries"
        assert "Your text is still here" in text_of(page) or "tekst" in text_of(page)
        assert name_of(web) == "Ada"

        sent = browser.post("/people/me", only_form(page))
        assert sent.status_code == 303
        assert name_of(web) == "Ada de Vries"


def test_somebody_else_who_signs_in_there_does_not_see_it(web: Web) -> None:
    browser = web.as_("ada")
    fields = browser.form("/people/me") | {"name": "Ada de Vries"}
    with freeze_time(LATER):
        late = browser.post("/people/me", fields)

        answer = sign_in_from(browser, web, late, "ben")

        assert (answer.status_code, answer.location) == (303, "/people/me")
        assert "Ada de Vries" not in browser.get(answer.location).get_data(as_text=True)


def test_a_form_from_before_signing_in_again_is_shown_and_not_acted_on(web: Web) -> None:
    browser = web.as_("ada")
    fields = browser.form("/people/me") | {"name": "Ada de Vries"}
    with browser.client.session_transaction() as session:
        session["csrf_token"] = "of another time"

    page = browser.post("/people/me", fields)

    field = soup(page).select_one("input[name=name]")
    assert field is not None
    assert field["value"] == "Ada de Vries"
    assert name_of(web) == "Ada"


def test_a_button_from_before_signing_in_again_does_nothing(web: Web) -> None:
    browser, other = web.as_("ada"), web.as_("ada")
    fields = browser.form("/people/me", action="/people/me/others")
    with browser.client.session_transaction() as session:
        session["csrf_token"] = "of another time"

    answer = browser.post("/people/me/others", fields)

    assert answer.status_code == 409
    assert other.get("/people/me").status_code == 200


def test_kept_text_sent_straight_to_a_page_is_shown_and_never_acted_on(web: Web) -> None:
    browser = web.as_("ada")
    fields = browser.form("/people/me")
    with web.app.app_context():
        ada = db.session.scalars(select(Person.id).where(Person.name == "Ada")).one()
        text = keep(
            Kept("/people/me", (("name", "Ada de Vries"),)), ada, cipher=world().cipher, at=NOON
        )

    page = browser.post("/people/me", fields | {"name": "Changed", "kept": text})

    assert page.status_code == 200
    assert name_of(web) == "Ada"


def test_an_account_number_asks_a_fresh_code_and_keeps_what_was_typed(web: Web) -> None:
    browser = web.as_("ada")
    typed = {"iban": "NL91 ABNA 0417 1643 00", "name_on_card": "A. de Vries"}
    fields = browser.form("/people/me/account") | typed
    with freeze_time(NOON + timedelta(minutes=6)):
        asked = browser.post("/people/me/account", fields)
        assert asked.status_code == 401
        assert "NL91" not in asked.get_data(as_text=True)

        page = type_code(browser, web, asked)

        field = soup(page).select_one("input[name=iban]")
        assert field is not None
        assert field["value"] == typed["iban"]
        kept = browser.post("/people/me/account", only_form(page))
        assert (kept.status_code, kept.location) == (303, "/people/me")
        assert "•••• 4300" in text_of(browser.get("/people/me"))


def test_an_account_number_within_five_minutes_of_a_code_is_kept_at_once(web: Web) -> None:
    browser = web.as_("ada")
    typed = {"iban": "NL91 ABNA 0417 1643 00", "name_on_card": "A. de Vries"}

    answer = browser.send("/people/me/account", **typed)

    assert answer.location == "/people/me"
    assert "0417" not in browser.get("/people/me").get_data(as_text=True)


def test_a_wrong_account_number_stays_in_the_form(web: Web) -> None:
    typed = {"iban": "NL91 ABNA 0417 1643 01", "name_on_card": "José"}

    page = web.as_("ada").send("/people/me/account", **typed)

    assert page.status_code == 422
    field = soup(page).select_one("input[name=iban]")
    assert field is not None
    assert (field["value"], field["aria-invalid"]) == (typed["iban"], "true")


def test_the_database_file_holds_no_account_number(web: Web) -> None:
    browser = web.as_("ada")

    browser.send("/people/me/account", iban="NL91ABNA0417164300", name_on_card="A")

    with web.app.app_context():
        ada = db.session.scalars(select(Person).where(Person.name == "Ada")).one()
        assert ada.iban_sealed is not None
        assert ada.iban_last4 == "4300"


@pytest.mark.parametrize("name", ["eve", "rob", "olga"])
def test_own_pages_are_ones_own_for_everybody(web: Web, name: str) -> None:
    page = web.as_(name).get("/people/me")

    assert page.status_code == 200
    assert f"{name}@example.org" in text_of(page)


def test_the_same_form_twice_gives_the_same_answer(web: Web) -> None:
    browser = web.as_("ada")
    fields = browser.form("/people/me") | {"name": "Ada de Vries"}

    answers = [browser.post("/people/me", fields).location for _ in range(2)]

    assert answers == ["/people/me", "/people/me"]


def test_an_empty_name_is_refused_beside_the_field(web: Web) -> None:
    page = web.as_("ada").send("/people/me", name="  ")

    assert page.status_code == 422
    assert name_of(web) == "Ada"
