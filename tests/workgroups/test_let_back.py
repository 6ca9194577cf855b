"""Who has no mail address comes in again by a code that somebody of her group shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.extensions import db
from app.world import world
from grants.kit.access import SYSTEM, Actor, Role
from grants.kit.acts import Act
from grants.kit.errors import NotNow, Refusal
from grants.people import service as people
from grants.people.models import Person, WayBack
from grants.people.rules import WAY_BACK_LIFE, WAY_BACK_WATCH
from grants.workgroups import service
from grants.workgroups.access import may
from grants.workgroups.models import Membership, Workgroup
from tests.cast import NOON, Cast
from tests.people.letters import mails
from tests.web import Web, soup, text_of

LATER = datetime(2026, 11, 3, 12, tzinfo=UTC)


def unmailed(session: Session) -> Membership:
    """Noor, who joined Ontmoeting without an address."""
    group = session.scalars(select(Workgroup).where(Workgroup.name == "Ontmoeting")).one()
    noor = people.register(session, name="Noor", email=None, language="nl", by=SYSTEM, at=NOON)
    herself = Actor(noor.id)
    return service.join(session, group, noor, Role.MEMBER, by=herself, at=NOON)


@pytest.mark.parametrize(
    ("name", "code"),
    [("ada", ""), ("carla", ""), ("olga", "not-in-the-group"), ("hans", "not-in-the-group")],
)
def test_only_her_own_group_lets_her_in(cast: Cast, name: str, code: str) -> None:
    membership = unmailed(cast.session)

    verdict = may(cast.actor(name), Act.WORKGROUPS_LET_BACK, membership)

    assert verdict.code == code


def test_another_group_does_not_know_her_and_nobody_makes_her_own_code(cast: Cast) -> None:
    membership = unmailed(cast.session)
    herself = Actor(membership.person_id, roles={membership.owner_id: frozenset({Role.MEMBER})})

    assert not may(cast.actor("eve"), Act.WORKGROUPS_LET_BACK, membership).tied
    assert may(herself, Act.WORKGROUPS_LET_BACK, membership).code == "own-role"


def test_who_has_an_address_gets_her_code_by_mail(cast: Cast) -> None:
    session = cast.session
    of_ben = session.scalars(
        select(Membership).where(Membership.person_id == cast.person("ben").id)
    ).one()

    with pytest.raises(NotNow, match="has-address"):
        service.let_back(session, of_ben, by=cast.actor("ada"), at=NOON)


def test_it_works_once_and_for_a_quarter_of_an_hour(cast: Cast) -> None:
    session = cast.session
    membership = unmailed(session)
    way, late = (
        service.let_back(session, membership, by=cast.actor("ada"), at=NOON) for _ in range(2)
    )

    person = people.take_way_back(session, way, at=NOON + WAY_BACK_LIFE - timedelta(seconds=1))

    assert person.id == membership.person_id
    with pytest.raises(NotNow, match="way-back-used"):
        people.take_way_back(session, way, at=NOON)
    with pytest.raises(NotNow, match="way-back-old"):
        people.take_way_back(session, late, at=NOON + WAY_BACK_LIFE)


def test_who_left_is_not_let_in(cast: Cast) -> None:
    session = cast.session
    membership = unmailed(session)
    service.leave(
        session,
        membership,
        by=Actor(membership.person_id, roles={membership.owner_id: frozenset({Role.MEMBER})}),
        at=NOON,
    )

    with pytest.raises(Refusal, match="left-already"):
        service.let_back(session, membership, by=cast.actor("ada"), at=NOON)


@freeze_time(LATER, tick=True)
def test_ada_shows_a_code_and_noor_is_in_on_another_phone(web: Web) -> None:
    with web.app.app_context():
        membership = unmailed(db.session())
        path, noor = f"/workgroups/members/{membership.id}/let-back", membership.person_id
        group = f"/workgroups/{membership.owner_id}"
        db.session.commit()

    ada = web.as_("ada")
    offered = soup(ada.get(group)).select_one(f"a[href='{path}']")
    shown = ada.get(ada.send(path).location)
    address = soup(shown).select_one("p.link")
    assert offered is not None
    assert address is not None
    back = "/people/back/" + address.get_text().rsplit("/", 1)[-1]
    phone = web.nobody()
    asked = text_of(phone.get(back))
    first = phone.send(back)

    assert "Ben jij Noor?" in asked
    assert first.status_code == 303
    assert group in phone.get("/").get_data(as_text=True)
    assert web.nobody().get(back).status_code == 410
    with web.app.app_context():
        assert db.session.get_one(Person, noor).name == "Noor"
        assert db.session.scalars(select(WayBack.used_at)).one() is not None
    told = [one for one in mails(web) if "Noor" in one.subject]
    assert sorted(one.to for one in told) == [
        f"{name}@example.org" for name in ("ada", "ben", "carla", "dan")
    ]
    assert "liet een code zien waarmee Noor weer binnenkomt" in told[0].text
    assert "liet een code zien waarmee Noor" in text_of(
        ada.get(f"/history/workgroup/{group.rsplit('/', maxsplit=1)[-1]}")
    )


@freeze_time(LATER, tick=True)
def test_who_finds_a_phone_lets_nobody_in_with_it(web: Web) -> None:
    with web.app.app_context():
        membership = unmailed(db.session())
        path = f"/workgroups/members/{membership.id}/let-back"
        db.session.commit()
    ada = web.as_("ada")

    with freeze_time(LATER + timedelta(minutes=6), tick=True):
        assert ada.send(path).status_code == 401

    with web.app.app_context():
        assert db.session.scalars(select(WayBack)).all() == []


@freeze_time(LATER, tick=True)
def test_a_made_up_code_leads_nowhere_and_a_forged_one_neither(web: Web) -> None:
    with web.app.app_context():
        membership = unmailed(db.session())
        db.session.commit()
        token = people.way_back_token(WayBack(id=membership.id), world().secrets)

    assert web.nobody().get("/people/back/made-up").status_code == 404
    assert web.nobody().get(f"/people/back/{token}").status_code == 404


def test_who_was_let_in_today_adds_no_address_until_tomorrow(cast: Cast) -> None:
    session = cast.session
    membership = unmailed(session)
    way = service.let_back(session, membership, by=cast.actor("ada"), at=NOON)
    noor = people.take_way_back(session, way, at=NOON)
    later = NOON + WAY_BACK_WATCH

    for ask in (
        lambda at: people.ask_address_code(session, noor, "noor@example.org", "b" * 20, at=at),
        lambda at: people.add_contact(session, noor, "noor@example.org", by=Actor(noor.id), at=at),
    ):
        with pytest.raises(NotNow, match="came-back-today"):
            ask(later - timedelta(seconds=1))
        assert ask(later).id is not None
