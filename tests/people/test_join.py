from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from app.extensions import db
from app.world import world
from grants.kit.access import SYSTEM, Role
from grants.neighbourhoods.models import Organisation, Seat
from grants.people import service
from grants.people.models import Contact, Invitation, Person, SignInCode
from grants.people.rules import code_of
from grants.workgroups.models import Membership, Workgroup
from tests.people.letters import mails
from tests.web import Web, soup, text_of

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with freeze_time(NOON, tick=True) as clock:
        yield clock


def invited(web: Web, role: Role = Role.MEMBER, **more: Any) -> str:
    """The path of an invitation that Ada made."""
    with web.app.app_context():
        session = db.session()
        at_desk = role in {Role.REVIEWER, Role.DECIDER, Role.PAYER, Role.MANAGER}
        model, name = (
            (Organisation, "Gemeente Waterdrecht") if at_desk else (Workgroup, "Ontmoeting")
        )
        owner_id = session.scalars(select(model.id).where(model.name == name)).one()
        made = service.invite(session, owner_id, role, by=SYSTEM, at=NOON, **more)
        made.made_by_id = session.scalars(select(Person.id).where(Person.name == "Ada")).one()
        session.commit()
        return "/people/join/" + service.token_of(made, world().secrets)


def operator_invited(web: Web) -> str:
    with web.app.app_context():
        made = service.invite_operator(db.session(), NOON)
        db.session.commit()
        return "/people/join/" + service.token_of(made, world().secrets)


def digits(web: Web) -> str:
    with web.app.app_context():
        return code_of(db.session.scalars(select(SignInCode)).one().id, world().secrets)


def roles_of(web: Web, name: str) -> list[Role]:
    with web.app.app_context():
        rows = select(Membership.role).join(Person, Person.id == Membership.person_id)
        return list(db.session.scalars(rows.where(Person.name == name)))


def test_joanna_joins_in_four_pages_and_six_taps(web: Web) -> None:
    browser, path = web.nobody(), invited(web)

    asked = browser.get(path)
    assert "Ada" in text_of(asked)
    assert "Ontmoeting" in text_of(asked)
    arabic = soup(asked).select_one("main a[hreflang=ar]")
    assert arabic is not None
    to_name = browser.get(str(arabic["href"])).location
    to_code = browser.send(to_name, name="Joanna", email="joanna@example.org").location
    to_welcome = browser.send(to_code, code=digits(web)).location

    welcome = browser.get(to_welcome)
    assert "Joanna" in text_of(welcome)
    assert 'dir="rtl"' in welcome.get_data(as_text=True)
    assert roles_of(web, "Joanna") == [Role.MEMBER]


def test_the_newcomers_language_is_the_one_she_chose(web: Web) -> None:
    browser, path = web.nobody(), invited(web)
    browser.get(f"/people/language/ar?next={path}/name")

    browser.send(f"{path}/name", name="Joanna", email="joanna@example.org")

    assert mails(web)[0].language == "ar"


def test_somebody_without_a_mail_address_is_in_at_once(web: Web) -> None:
    browser, path = web.nobody(), invited(web)

    answer = browser.send(f"{path}/name", name="Nadia")

    assert answer.location == "/people/welcome"
    assert roles_of(web, "Nadia") == [Role.MEMBER]
    assert browser.get("/people/me").status_code == 200


def test_who_keeps_the_books_needs_a_mail_address(web: Web) -> None:
    path = invited(web, Role.TREASURER)

    answer = web.nobody().send(f"{path}/name", name="Nadia")

    assert answer.status_code == 422
    assert roles_of(web, "Nadia") == []


def test_who_has_been_here_joins_with_one_tap(web: Web) -> None:
    browser, path = web.as_("eve"), invited(web)

    answer = browser.send(path)

    assert answer.location == "/people/welcome"
    assert Role.MEMBER in roles_of(web, "Eve")


def test_her_own_address_on_another_phone_makes_no_second_person(web: Web) -> None:
    browser, path = web.nobody(), invited(web)
    answer = browser.send(f"{path}/name", name="Evi", email="EVE@example.org")

    browser.send(answer.location, code=digits(web))

    assert roles_of(web, "Evi") == []
    assert Role.MEMBER in roles_of(web, "Eve")


def test_an_organisations_invitation_gives_a_seat(web: Web) -> None:
    browser, path = web.nobody(), invited(web, Role.REVIEWER)
    answer = browser.send(f"{path}/name", name="Erik", email="erik@example.org")

    browser.send(answer.location, code=digits(web))

    with web.app.app_context():
        seat = select(Seat.role).join(Person, Person.id == Seat.person_id)
        assert db.session.scalars(seat.where(Person.name == "Erik")).one() is Role.REVIEWER


def test_the_first_operator_comes_in_by_the_printed_invitation(web: Web) -> None:
    browser, path = web.nobody(), operator_invited(web)
    answer = browser.send(f"{path}/name", name="Olivia", email="olivia@example.org")

    browser.send(answer.location, code=digits(web))

    with web.app.app_context():
        assert db.session.scalars(select(Person.operator).where(Person.name == "Olivia")).one()


def test_a_role_in_the_form_has_no_effect(web: Web) -> None:
    browser, path = web.nobody(), invited(web)
    fields = browser.form(f"{path}/name") | {"name": "Nadia", "role": "manager", "operator": "1"}

    browser.post(f"{path}/name", fields)

    assert roles_of(web, "Nadia") == [Role.MEMBER]
    with web.app.app_context():
        assert not db.session.scalars(select(Person.operator).where(Person.name == "Nadia")).one()


def test_a_used_invitation_says_so(web: Web) -> None:
    path = invited(web)
    web.nobody().send(f"{path}/name", name="Nadia")

    assert web.nobody().get(path).status_code == 410


def test_an_invitation_for_three_lets_three_in(web: Web) -> None:
    path = invited(web, uses=3)
    for name in ("Nadia", "Hatice", "Joanna"):
        assert web.nobody().send(f"{path}/name", name=name).status_code == 303

    assert web.nobody().get(path).status_code == 410


def test_an_old_invitation_says_so(web: Web) -> None:
    path = invited(web)

    with freeze_time(NOON + timedelta(days=8)):
        assert web.nobody().get(path).status_code == 410


def test_a_made_up_invitation_is_not_there(web: Web) -> None:
    assert web.nobody().get("/people/join/" + "A" * 43).status_code == 404


def test_the_link_of_a_code_is_no_invitation(web: Web) -> None:
    token = invited(web).rpartition("/")[2]

    assert web.nobody().get(f"/people/link/{token}").status_code == 410


def test_an_empty_name_keeps_the_address(web: Web) -> None:
    path = invited(web)

    page = web.nobody().send(f"{path}/name", email="joanna@example.org")

    assert page.status_code == 422
    field = soup(page).select_one("input[name=email]")
    assert field is not None
    assert field["value"] == "joanna@example.org"


def test_an_invited_address_gets_a_mail_with_who_asks(web: Web) -> None:
    invited(web, email="joanna@example.org")

    (letter,) = mails(web)

    assert letter.to == "joanna@example.org"
    assert "Ada" in letter.subject
    assert "/people/join/" in letter.text


def invitation_id(web: Web) -> str:
    with web.app.app_context():
        return str(db.session.scalars(select(Invitation.id)).one())


def test_who_may_invite_sees_the_link_and_the_code_to_scan(web: Web) -> None:
    path = invited(web)

    page = web.as_("ada").get(f"/people/invitation/{invitation_id(web)}")

    assert path in text_of(page)
    assert soup(page).select_one("img.qr") is not None


def test_a_stranger_does_not_see_an_invitation(web: Web) -> None:
    invited(web)

    assert web.as_("eve").get(f"/people/invitation/{invitation_id(web)}").status_code == 404


def test_an_invitation_taken_back_works_no_longer(web: Web) -> None:
    path, row = invited(web), invitation_id(web)

    web.as_("ada").send(f"/people/invitation/{row}/revoke", on=f"/people/invitation/{row}")

    assert web.nobody().get(path).status_code == 410


def test_an_invitation_can_be_printed(web: Web) -> None:
    invited(web)

    answer = web.as_("ada").get(f"/people/invitation/{invitation_id(web)}/paper")

    assert answer.mimetype == "application/pdf"


def test_an_operator_invites_an_operator_and_nobody_else_does(web: Web) -> None:
    answer = web.as_("olga").send("/people/operators")

    assert "/people/invitation/" in answer.location
    assert web.as_("ada").get("/people/operators").status_code == 404


def test_who_joined_without_an_address_can_add_one(web: Web) -> None:
    browser, path = web.nobody(), invited(web)
    browser.send(f"{path}/name", name="Nadia")

    answer = browser.send("/people/me/address", email="nadia@example.org")
    done = browser.send(answer.location, code=digits(web))

    assert done.location == "/people/me"
    with web.app.app_context():
        owner = select(Person.name).join(Contact).where(Contact.address == "nadia@example.org")
        assert db.session.scalars(owner).one() == "Nadia"


def test_a_role_with_money_needs_an_address_also_of_who_is_in_already(web: Web) -> None:
    browser, path = web.nobody(), invited(web)
    browser.send(f"{path}/name", name="Nadia")
    payer = invited(web, Role.PAYER)

    answer = browser.send(payer)

    assert answer.status_code == 409
    with web.app.app_context():
        assert not db.session.scalars(
            select(Seat.id).join(Person).where(Person.name == "Nadia")
        ).all()
