from sqlalchemy import select

from app.extensions import db
from grants.people.models import Person
from tests.web import Web, soup, text_of


def test_a_real_installation_has_no_people_to_tap(web: Web) -> None:
    assert web.nobody().get("/sample/people").status_code == 404


def test_in_the_sample_one_tap_makes_you_somebody(web: Web) -> None:
    web.app.config["SAMPLE"] = True
    browser = web.nobody()

    first = browser.get("/people/sign-in")
    page = browser.get(first.location)
    fields = browser.form("/sample/people")
    with web.app.app_context():
        ada = db.session.scalars(select(Person.id).where(Person.name == "Ada")).one()
    answer = browser.post("/sample/people", fields | {"person": str(ada)})

    assert first.location == "/sample/people"
    for name in ("Ada", "Dan", "Eve", "Carla", "Cleo", "Olga"):
        assert name in text_of(page)
    assert answer.location == "/"
    assert "ada@example.org" in text_of(browser.get("/people/me"))


def test_nobody_is_no_person(web: Web) -> None:
    web.app.config["SAMPLE"] = True
    browser = web.nobody()
    fields = browser.form("/sample/people")

    assert browser.post("/sample/people", fields | {"person": "x"}).status_code == 404


def test_every_card_is_a_button_with_a_name(web: Web) -> None:
    web.app.config["SAMPLE"] = True

    page = soup(web.nobody().get("/sample/people"))

    assert all(button.get_text(strip=True) for button in page.select("button.person"))
