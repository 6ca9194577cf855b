from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.extensions import db
from grants.mandates.models import Asking, Nod
from grants.people.models import Contact, Invitation, Session
from grants.waiting.models import Waiting
from grants.workgroups.models import Membership, Workgroup
from tests.web import Web, soup, text_of


@pytest.fixture
def group(web: Web) -> str:
    with web.app.app_context():
        found = db.session.scalars(select(Workgroup).where(Workgroup.name == "Ontmoeting")).one()
        return f"/workgroups/{found.id}"


def member(web: Web, name: str) -> str:
    """The address of somebody's membership."""
    with web.app.app_context():
        found = db.session.scalars(
            select(Membership)
            .join(Contact, Contact.person_id == Membership.person_id)
            .where(Contact.address == f"{name}@example.org", Membership.until_on.is_(None))
        ).one()
        return f"/workgroups/members/{found.id}"


def start_again(web: Web, group: str, template: str) -> None:
    """The operator puts the hands elsewhere."""
    path = group.replace("workgroups", "mandates") + "/set"
    assert web.as_("olga").send(path, template=template).status_code == 303


@pytest.mark.parametrize("language", ["nl", "ar", "en"])
def test_the_group_sees_who_it_is(web: Web, group: str, language: str) -> None:
    page = web.as_("ada", language).get(group)

    words = text_of(page)
    assert page.status_code == 200
    assert all(name in words for name in ("Ada", "Ben", "Dan", "Carla"))
    assert "Fay" not in words


def test_another_workgroup_is_not_there(web: Web, group: str) -> None:
    eve = web.as_("eve")

    assert eve.get(group).status_code == 404
    assert eve.get(group).data == eve.get(f"/workgroups/{uuid4()}").data
    for path in (f"{group}/invite", f"{group}/rule", f"{member(web, 'ada')}/leave"):
        assert eve.get(path).status_code == 404
    token = eve.form("/people/me")
    assert eve.post(f"{member(web, 'ada')}/pause", token).status_code == 404


def test_who_holds_the_money_looks_and_invites_nobody(web: Web, group: str) -> None:
    hans = web.as_("hans")

    assert hans.get(group).status_code == 200
    assert hans.get(f"{group}/invite").status_code == 403
    assert hans.get(f"{group}/rule").status_code == 403


def test_a_member_invites_and_gets_a_link_and_a_code(web: Web, group: str) -> None:
    ada = web.as_("ada")
    fields = ada.form(f"{group}/invite") | {"role": "member", "uses": "3"}

    first, second = ada.post(f"{group}/invite", fields), ada.post(f"{group}/invite", fields)

    assert first.location == second.location
    assert "svg" in str(soup(ada.get(first.location)).select_one("img[src^='data:']"))
    with web.app.app_context():
        assert db.session.scalars(select(Invitation.uses_left)).all() == [3]


@pytest.mark.parametrize(
    "typed", [{"uses": "0"}, {"uses": "veel"}, {"email": "geen adres"}, {"role": "coach"}]
)
def test_an_invitation_that_cannot_be_is_refused_with_the_text_kept(
    web: Web, group: str, typed: dict[str, str]
) -> None:
    usual = {"role": "member", "email": "noor@example.org", "uses": "1"}

    answer = web.as_("ada").send(f"{group}/invite", **(usual | typed))

    kept = soup(answer).select_one("input[name=email]")
    assert answer.status_code == 422
    assert kept is not None
    assert kept["value"] == (usual | typed)["email"]


def test_together_the_coach_is_asked_first(web: Web, group: str) -> None:
    start_again(web, group, "starting")
    ada, carla = web.as_("ada"), web.as_("carla")
    typed = {"role": "member", "email": "noor@example.org"}

    asked = ada.send(f"{group}/invite", **typed)
    assert "/mandates/yes/" in asked.location
    assert "noor@example.org" in text_of(carla.get("/"))
    assert "noor@example.org" in text_of(carla.get(asked.location))
    assert carla.send(asked.location).status_code == 303
    assert "noor@example.org" in text_of(ada.get("/"))
    invited = ada.send(f"{group}/invite", **typed)

    assert "/people/invitation/" in invited.location
    assert "noor@example.org" not in text_of(ada.get("/"))


def test_the_address_of_who_is_invited_stands_on_the_invitation_alone(web: Web, group: str) -> None:
    start_again(web, group, "starting")
    ada, carla = web.as_("ada"), web.as_("carla")
    typed = {"role": "member", "email": "noor@example.org"}

    carla.send(ada.send(f"{group}/invite", **typed).location)
    ada.send(f"{group}/invite", **typed)

    with web.app.app_context():
        kept = [
            *db.session.execute(select(Asking.mark, Asking.label)),
            *db.session.execute(select(Nod.mark)),
            *db.session.execute(select(Waiting.label)),
        ]
        assert kept
        assert not any("noor" in str(words) for row in kept for words in row)
        assert "noor@example.org" in db.session.scalars(select(Invitation.email)).all()


def test_who_does_not_invite_is_told_why(web: Web, group: str) -> None:
    answer = web.as_("carla").get(f"{group}/invite")

    assert answer.status_code == 403
    assert "groep" in text_of(answer)


def test_one_of_three_leaves_and_sees_the_group_no_more(web: Web, group: str) -> None:
    ada, path = web.as_("ada"), f"{member(web, 'ada')}/leave"

    answer = ada.send(path)

    assert (answer.status_code, answer.location) == (303, "/")
    assert ada.get(group).status_code == 404
    refused = web.as_("ben").send(f"{member(web, 'ben')}/leave")
    assert refused.status_code == 409
    assert "Nodig eerst iemand uit" in text_of(refused)


def test_a_member_ends_nobody_elses_membership(web: Web) -> None:
    assert web.as_("ada").get(f"{member(web, 'ben')}/leave").status_code == 403


def test_the_last_coach_hears_why_she_stays(web: Web) -> None:
    answer = web.as_("carla").send(f"{member(web, 'carla')}/leave")

    assert answer.status_code == 409
    assert "enige begeleider" in text_of(answer)


def test_a_pause_is_one_button_and_so_is_coming_back(web: Web, group: str) -> None:
    ada, path = web.as_("ada"), f"{member(web, 'ada')}/pause"

    assert ada.send(path, on=group).status_code == 303
    assert "neemt pauze" in text_of(ada.get(group))
    refused = web.as_("ben").send(f"{member(web, 'ben')}/pause", on=group)
    assert refused.status_code == 409
    assert ada.send(path, on=group).status_code == 303
    assert "neemt pauze" not in text_of(ada.get(group))


def test_another_gives_the_role_and_nobody_her_own(web: Web, group: str) -> None:
    ada = web.as_("ada")

    answer = ada.send(f"{member(web, 'ben')}/role", role="treasurer")

    assert (answer.status_code, answer.location) == (303, group)
    assert text_of(ada.get(group)).count("penningmeester") == 2
    assert ada.get(f"{member(web, 'ada')}/role").status_code == 403


@pytest.mark.parametrize(("name", "role"), [("ben", "coach"), ("ben", ""), ("carla", "member")])
def test_a_role_that_cannot_be_is_refused(web: Web, name: str, role: str) -> None:
    answer = web.as_("ada").send(f"{member(web, name)}/role", role=role)

    assert answer.status_code == 422


def test_the_rule_of_a_group_is_not_changed_by_one(web: Web, group: str) -> None:
    ada = web.as_("ada")
    token = ada.form("/people/me")

    answer = ada.post(f"{group}/rule", token | {"rule": "majority"})

    assert answer.status_code == 409
    assert not soup(ada.get(f"{group}/rule")).select("main form")
    with web.app.app_context():
        found = db.session.get_one(Workgroup, UUID(group.rpartition("/")[2]))
        assert found.rule == "consent"


def test_inviting_for_a_role_asks_a_fresh_code_and_for_a_member_none(web: Web, group: str) -> None:
    start_again(web, group, "starting")
    carla = web.as_("carla")
    with web.app.app_context():
        db.session.execute(update(Session).values(fresh_at=None))
        db.session.commit()

    coach = carla.send(f"{group}/invite", role="coach", email="cora@example.org")
    member = carla.send(f"{group}/invite", role="member", email="noor@example.org")

    assert coach.status_code == 401
    assert "code" in text_of(coach)
    assert member.status_code == 303
