"""Pages of what proves an expense: the same file, two things, nothing at all, family, shifts."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.clock import now, today
from app.extensions import db
from app.world import world
from grants.people import service as people
from grants.people.models import Person
from grants.proposals.models import Proposal
from grants.spending import service
from grants.spending.models import Expense, Kin, Lost, Shift
from grants.spending.states import ExpenseState, ShiftState
from tests.cast import actor
from tests.spending.stage import JPEG, Ids, encoded, ids, stage, upload
from tests.spending.test_pages import send_new, state, typed
from tests.web import Browser, Web, id_in, soup, text_of

__all__ = ["ids", "stage"]


def other_line(app: Flask, ids: Ids) -> str:
    with app.app_context():
        plan = db.session.get_one(Proposal, ids.plan)
        return str(next(line.id for line in plan.lines if line.id != ids.line))


def seeded(app: Flask) -> None:
    with app.app_context():
        service.seed_ceiling(db.session(), at=now())
        db.session.commit()


def person(app: Flask, name: str) -> str:
    with app.app_context():
        return str(actor(db.session(), name).person_id)


def send_lost(browser: Browser, ids: Ids, **other: object) -> TestResponse:
    path = f"/spending/lost?plan={ids.plan}"
    said = {
        "amount": "12,50",
        "shop": "Markt",
        "on": today().isoformat(),
        "line": str(ids.line),
        "who_paid": "myself",
        "what": "Verf",
        "lost_why": "Uit mijn tas gevallen",
    }
    kind, body = encoded(browser.form(path) | said | other)
    return browser.client.post(path, data=body, content_type=kind)


def test_the_same_photo_again_is_told_and_kept_until_she_says(web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    first = send_new(ada, ids)

    again = send_new(ada, ids, amount="5")

    assert first.status_code == 303
    assert again.status_code == 409
    assert "B-" in text_of(again)
    assert soup(again).select_one("input[name=same]")
    fields = {str(i["name"]): i.get("value", "") for i in soup(again).select("input[name=photo]")}
    kept = send_new(ada, ids, amount="5", file=None, same="y", **fields)
    assert kept.status_code == 303


@pytest.mark.parametrize("way", ["new", "mend", "add"])
def test_the_name_of_a_file_is_looked_at_also_when_it_came_with_an_earlier_try(
    app: Flask, web: Web, ids: Ids, way: str
) -> None:
    ada, ben = web.as_("ada"), web.as_("ben")
    expense = f"/spending/{id_in(send_new(ada, ids))}"
    path = f"/spending/new?plan={ids.plan}" if way == "new" else f"{expense}/{way}"
    if way == "mend":
        ben.post(f"{expense}/refuse", ben.form(f"{expense}/refuse") | {"why": "Onleesbaar"})
    named = upload(JPEG + b" named", "bon 123456782.jpg")
    lacks = {"shop": ""} if way != "add" else {"form_id": "none"}

    first = _sent(ada, path, ids, **named | lacks)
    fields = {str(i["name"]): i.get("value", "") for i in soup(first).select("input[name=photo]")}
    done = _sent(ada, path, ids, **fields)

    assert (first.status_code, done.status_code) == (422, 303)
    assert "burgerservicenummer" in text_of(ada.get(done.location))


def _sent(browser: Browser, path: str, ids: Ids, **other: object) -> TestResponse:
    said = {} if path.endswith("/add") else typed(ids)
    kind, body = encoded(browser.form(path) | said | other)
    return browser.client.post(path, data=body, content_type=kind)


def test_what_is_asked_from_the_box_is_no_more_in_it(web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    send_new(ada, ids, who_paid="cash", amount="40")

    page = text_of(ada.get(f"/spending/new?plan={ids.plan}"))
    again = send_new(ada, ids, who_paid="cash", amount="3", **upload(JPEG + b" 2", "b.jpg"))

    assert "Er zit € 2,00 in" in page
    assert "zonder wat al gevraagd is" in text_of(again)


def test_one_receipt_for_two_things_is_said_yes_to_at_once(app: Flask, web: Web, ids: Ids) -> None:
    ada, ben = web.as_("ada"), web.as_("ben")
    second = {"second_amount": "2,50", "second_line": other_line(app, ids)}
    answer = send_new(ada, ids, **second)
    expense_id = id_in(answer)
    page = f"/spending/{expense_id}"
    assert soup(ben.get(page)).select_one("input[name=both]")

    done = ben.post(f"{page}/approve", ben.form(page) | {"both": "1"})

    assert done.status_code == 303
    with app.app_context():
        rows = db.session.scalars(select(Expense).where(Expense.shop == "Buurtsuper")).all()
        assert sorted(one.amount.minor for one in rows) == [250, 1000]
        assert {one.state for one in rows} == {ExpenseState.APPROVED}


@pytest.mark.parametrize(
    "second",
    [
        {"second_amount": "99", "second_line": "line"},
        {"second_amount": "2", "second_line": "none"},
        {"second_amount": "2", "second_line": ""},
    ],
)
def test_a_part_that_is_no_part_is_told(
    app: Flask, web: Web, ids: Ids, second: dict[str, str]
) -> None:
    given = second | ({"second_line": other_line(app, ids)} if "line" in second.values() else {})

    assert send_new(web.as_("ada"), ids, **given).status_code == 422


def test_a_lost_receipt_is_saved_and_another_member_says_yes(
    app: Flask, web: Web, ids: Ids
) -> None:
    seeded(app)
    ada, ben = web.as_("ada"), web.as_("ben")
    answer = send_lost(ada, ids, **upload(JPEG + b" goods", "verf.jpg"))
    assert answer.status_code == 303
    expense_id = id_in(answer)

    page = ben.get(f"/spending/{expense_id}")
    ben.post(f"/spending/{expense_id}/approve", ben.form(f"/spending/{expense_id}"))

    assert "Uit mijn tas gevallen" in text_of(page)
    assert ben.get(f"/spending/{expense_id}/goods").status_code == 200
    assert state(app, expense_id) is ExpenseState.APPROVED
    assert "Uit mijn tas gevallen" in text_of(ben.get(f"/spending/?plan={ids.plan}"))
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Lost)) == 1


def test_a_found_receipt_that_came_back_is_asked_again_and_after_the_yes_it_frees_nothing(
    app: Flask, web: Web, ids: Ids
) -> None:
    seeded(app)
    ada, ben = web.as_("ada"), web.as_("ben")
    back, yes = (f"/spending/{id_in(send_lost(ada, ids))}" for _ in range(2))
    ben.post(f"{back}/refuse", ben.form(f"{back}/refuse") | {"why": "Zoek nog eens"})
    ben.post(f"{yes}/approve", ben.form(yes))

    links = [str(one["href"]) for one in soup(ada.get(back)).select("main p.acts a")]
    adding = f"{yes}/add"
    kind, body = encoded(ada.form(adding) | upload(JPEG + b" later", "later.jpg"))
    told = text_of(ada.get(adding))
    answer = ada.client.post(adding, data=body, content_type=kind)

    assert f"{back}/mend?found=1" in links
    assert "telt nog steeds" in told
    assert answer.status_code == 303
    assert "Geen bon" in text_of(ben.get(yes))
    assert "37,50" in text_of(ada.get(f"/spending/lost?plan={ids.plan}"))


def test_above_what_the_group_allows_it_says_what_is_possible(
    app: Flask, web: Web, ids: Ids
) -> None:
    ada = web.as_("ada")
    assert send_lost(ada, ids).status_code == 409
    seeded(app)

    answer = send_lost(ada, ids, amount="50,01")

    assert answer.status_code == 409
    assert "50,00" in text_of(answer)


def test_the_group_is_asked_for_another_amount(app: Flask, web: Web, ids: Ids) -> None:
    seeded(app)
    ada = web.as_("ada")
    path = f"/spending/ceiling/{ids.owner}"

    answer = ada.post(path, ada.form(path) | {"amount": "80"})

    assert answer.status_code == 303
    assert "80,00" in text_of(ada.get(answer.location))
    assert ada.get(path).status_code == 200


def test_a_bill_asks_whether_it_is_family(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    assert send_new(ada, ids, who_paid="invoice").status_code == 422

    ben, dan = person(app, "ben"), person(app, "dan")
    said = {"kin": "family", "kin_of": ben}
    assert send_new(ada, ids, who_paid="invoice", **said).status_code == 422
    answer = send_new(ada, ids, who_paid="invoice", also=dan, **said)

    assert answer.status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Kin)) == 1


def test_who_has_her_account_number_is_not_offered_as_who_else_says_yes(
    app: Flask, web: Web, ids: Ids
) -> None:
    dan = person(app, "dan")
    with app.app_context():
        for name in ("ada", "dan"):
            who, vault = actor(db.session(), name), world().vault
            one = db.session.get_one(Person, who.person_id)
            people.set_iban(
                db.session(), one, "NL91ABNA0417164300", "Ada", vault=vault, by=who, at=now()
            )
        db.session.commit()

    page = soup(web.as_("ada").get(f"/spending/new?plan={ids.plan}"))

    assert page.select(f"[name=kin_of][value='{dan}'], [name=kin_of] option[value='{dan}']")
    assert not page.select(f"[name=also][value='{dan}'], [name=also] option[value='{dan}']")


@pytest.mark.parametrize("said", ["'; --", "00000000-0000-0000-0000-000000000000", "\x00", "🙈"])
def test_nonsense_about_family_is_a_question_not_a_fault(web: Web, ids: Ids, said: str) -> None:
    answer = send_new(web.as_("ada"), ids, kin="family", kin_of=said, also=said)

    assert answer.status_code == 422


def test_one_more_photo_and_one_photo_for_two(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    first, second = (
        id_in(send_new(ada, ids)),
        id_in(send_new(ada, ids, **upload(JPEG + b" other", "b.jpg"))),
    )
    path = f"/spending/{first}/add"
    kind, body = encoded(ada.form(path) | upload(JPEG + b" third", "c.jpg"))
    assert ada.client.post(path, data=body, content_type=kind).status_code == 303
    kind, body = encoded(ada.form(path))
    assert ada.client.post(path, data=body, content_type=kind).status_code == 422

    page = soup(ada.get(f"/spending/{first}"))
    link = next(str(a["href"]) for a in page.select("a[href$='/also']"))
    answer = ada.post(link, ada.form(link) | {"expense": str(second)})

    assert answer.status_code == 303
    with app.app_context():
        assert len(db.session.get_one(Expense, second).receipts) == 2


def test_money_is_moved_with_another_members_yes(app: Flask, web: Web, ids: Ids) -> None:
    ada, ben = web.as_("ada"), web.as_("ben")
    path = f"/spending/shift/new?plan={ids.plan}"
    said = {
        "amount": "20",
        "from_line": str(ids.line),
        "to_line": other_line(app, ids),
        "why": "Meer kinderen",
    }
    assert ada.post(path, ada.form(path) | said | {"amount": "999"}).status_code == 422

    answer = ada.post(path, ada.form(path) | said)
    page = answer.location
    done = ben.post(f"{page}/agree", ben.form(page))

    assert done.status_code == 303
    assert "Meer kinderen" in text_of(ben.get(page))
    assert "Meer kinderen" in text_of(ben.get(f"/spending/?plan={ids.plan}"))
    with app.app_context():
        assert db.session.scalars(select(Shift.state)).one() is ShiftState.AGREED


def test_a_shift_is_refused_with_words_or_taken_back(app: Flask, web: Web, ids: Ids) -> None:
    ada, ben = web.as_("ada"), web.as_("ben")
    path = f"/spending/shift/new?plan={ids.plan}"
    said = {
        "amount": "20",
        "from_line": str(ids.line),
        "to_line": other_line(app, ids),
        "why": "Meer kinderen",
    }
    first = ada.post(path, ada.form(path) | said).location
    second = ada.post(path, ada.form(path) | said).location

    ben.post(f"{first}/refuse", ben.form(f"{first}/refuse") | {"why": "Liever niet"})
    ada.post(f"{second}/withdraw", ada.form(second))

    assert "Liever niet" in text_of(ada.get(first))
    with app.app_context():
        found = set(db.session.scalars(select(Shift.state)))
        assert found == {ShiftState.REFUSED, ShiftState.WITHDRAWN}
