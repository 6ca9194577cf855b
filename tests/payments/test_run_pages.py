"""A pay run through its pages: chosen, looked at by a second person, fetched, handed in, answered."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import jobs
from app.clock import now, today
from app.extensions import db
from app.gateways.mail import FakeMail, Letter
from app.payments import mail
from app.world import world
from grants.checks.rules import Finding
from grants.history.models import Event
from grants.kit.access import Role
from grants.kit.acts import Act
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.neighbourhoods import service as neighbourhoods
from grants.neighbourhoods.models import Organisation
from grants.payments import service as payments
from grants.payments.models import PayRun
from grants.payments.rules import Moving
from grants.payments.service import shared
from grants.payments.states import RunState
from grants.people import service as people
from grants.people.models import Contact, Person
from grants.proposals.models import Proposal
from grants.spending.models import Expense, WhoPaid
from grants.spending.states import ExpenseState
from tests.cast import actor
from tests.payments.paying import HOLDER, IBANS, VAULT
from tests.spending.stage import Ids, ids, stage
from tests.web import Browser, Web, id_in, soup, text_of

__all__ = ["ids", "stage"]


def person(session: Session, name: str) -> Person:
    which = select(Person).join(Contact).where(Contact.address == f"{name}@example.org")
    return session.scalars(which).one()


@pytest.fixture
def hans(app: Flask, web: Web) -> Browser:
    """Ben has an account number; Rob manages the holder's desk, and is the second person."""
    with app.app_context():
        session = db.session()
        holder = session.scalars(
            select(Organisation).where(Organisation.name == "Welzijn Waterdrecht")
        ).one()
        olga, rob, ben = (person(session, name) for name in ("olga", "rob", "ben"))
        neighbourhoods.seat(session, holder, rob, Role.MANAGER, by=actor(session, "olga"), at=now())
        people.set_iban(
            session,
            ben,
            IBANS["Ben"],
            "B. Bakker",
            vault=VAULT,
            by=actor(session, "ben"),
            at=now(),
        )
        assert olga.operator
        session.commit()
    return web.as_("hans")


def with_account(browser: Browser) -> UUID:
    page = soup(browser.get("/payments/runs"))
    path = next(a["href"] for a in page.select("a") if "/account/" in str(a.get("href")))
    answer = browser.send(str(path), name="Welzijn Waterdrecht", iban=HOLDER)
    assert answer.status_code == 303, text_of(answer)
    return UUID(str(path).rsplit("/", 1)[-1])


def made(browser: Browser) -> str:
    with_account(browser)
    answer = browser.send("/payments/runs/new")
    assert answer.status_code == 303, text_of(answer)
    return f"/payments/runs/{id_in(answer)}"


def looked(browser: Browser, path: str) -> dict[str, object]:
    page = soup(browser.get(path))
    return {"looked": [str(box["value"]) for box in page.select("input[name=looked]")]}


def approved(web: Web, path: str) -> Browser:
    rob = web.as_("rob")
    fields = rob.form(path) | looked(rob, path)
    answer = rob.post(path, fields)
    assert answer.status_code == 303, text_of(answer)
    return rob


def state_of(app: Flask, path: str) -> RunState:
    with app.app_context():
        return db.session.get_one(PayRun, UUID(path.rsplit("/", 1)[-1])).state


def test_first_the_account_is_asked_for(hans: Browser) -> None:
    text = text_of(hans.get("/payments/runs/new"))

    assert "Van welke rekening" in text or "From which account" in text


def test_what_is_due_is_ticked_with_names_and_last_four(hans: Browser) -> None:
    with_account(hans)

    page = soup(hans.get("/payments/runs/new"))

    boxes = page.select("input[name=keys]")
    assert [box.has_attr("checked") for box in boxes] == [True]
    text = " ".join(page.get_text(" ").split())
    assert "B. Bakker" in text
    assert IBANS["Ben"] not in text
    assert IBANS["Ben"][-4:] in text


def fetched(payer: Browser, path: str) -> TestResponse:
    return payer.post(f"{path}/file", payer.form(path, action=f"{path}/file"))


def test_the_file_is_not_a_page_that_is_opened(web: Web, hans: Browser) -> None:
    path = made(hans)
    approved(web, path)

    assert hans.get(f"{path}/file").status_code == 404


def test_a_file_that_asks_for_nothing_is_not_given(web: Web, hans: Browser) -> None:
    path = made(hans)
    approved(web, path)

    assert (
        hans.post(
            f"{path}/file", hans.form(path, action=f"{path}/file") | {"form_id": "x"}
        ).status_code
        == 422
    )


def test_the_whole_way_of_a_run(app: Flask, web: Web, hans: Browser, ids: Ids) -> None:
    path = made(hans)
    assert state_of(app, path) is RunState.OPEN
    assert hans.post(path, hans.form(f"{path}/withdraw")).status_code == 403

    rob = web.as_("rob")
    hers = rob.form(path)
    missed = rob.send(path)
    assert missed.status_code == 422
    approved(web, path)
    assert state_of(app, path) is RunState.FILED

    first, again = fetched(hans, path), fetched(hans, path)
    assert first.data == again.data
    assert b"B. Bakker" in first.data
    assert "attachment" in first.headers["Content-Disposition"]
    assert rob.post(f"{path}/file", hers).status_code == 403
    ada = web.as_("ada")
    assert ada.post(f"{path}/file", ada.form(f"/payments/gifts/{ids.plan}")).status_code == 404
    with app.app_context():
        taken = db.session.scalars(select(Event).where(Event.act == Act.PAYMENTS_RUN_FETCH)).all()
        assert len({one.actor_id for one in taken}) == 1
        assert len(taken) == 2
    answer = hans.send(f"{path}/hand-in", on=path)
    assert answer.status_code == 303
    assert state_of(app, path) is RunState.HANDED_IN

    assert hans.send(f"{path}/result").status_code == 303
    assert state_of(app, path) is RunState.DONE
    with app.app_context():
        assert db.session.get_one(Expense, ids.approved).state is ExpenseState.PAID


def test_a_failed_payment_is_due_again(app: Flask, web: Web, hans: Browser, ids: Ids) -> None:
    path = made(hans)
    approved(web, path)
    hans.send(f"{path}/hand-in", on=path)
    fields = hans.form(f"{path}/result")
    name = next(one for one in fields if one.startswith("of-"))

    answer = hans.post(f"{path}/result", fields | {name: "account-closed"})

    assert answer.status_code == 303
    assert state_of(app, path) is RunState.PARTLY_FAILED
    with app.app_context():
        expense = db.session.get_one(Expense, ids.approved)
        assert (expense.state, expense.run_on) == (ExpenseState.APPROVED, None)
    assert "B. Bakker" in text_of(hans.get("/payments/runs/new"))


def test_a_run_is_withdrawn_and_a_payment_taken_out(app: Flask, hans: Browser) -> None:
    path = made(hans)
    assert hans.send(f"{path}/withdraw", why="Verkeerde dag.").status_code == 303
    assert state_of(app, path) is RunState.WITHDRAWN

    answer = hans.send("/payments/runs/new")
    path = f"/payments/runs/{id_in(answer)}"
    page = soup(hans.get(path))
    leave = next(f["action"] for f in page.select("form") if "/leave/" in str(f.get("action")))
    assert hans.send(str(leave), on=path).status_code == 303

    assert state_of(app, path) is RunState.WITHDRAWN
    assert hans.get("/payments/runs").status_code == 200


def test_the_same_form_twice_makes_one_run(app: Flask, hans: Browser) -> None:
    with_account(hans)
    fields = hans.form("/payments/runs/new")

    first, again = (hans.post("/payments/runs/new", fields) for _ in range(2))

    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    with app.app_context():
        assert len(db.session.scalars(select(PayRun)).all()) == 1


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"iban": "NL00ABNA0417164300"}, 422),
        ({"name": "\u0645\u062d\u0645\u062f"}, 422),
        ({"name": "x" * 300}, 422),
        ({"name": "//Brug"}, 422),
        ({"term_days": "0"}, 422),
        ({"file_kind": "pain.001.001.02"}, 422),
        ({"name": "A\u202eB"}, 422),
    ],
)
def test_an_account_that_no_bank_takes_is_refused(
    hans: Browser, typed: dict[str, str], status: int
) -> None:
    path = f"/payments/runs/account/{with_account(hans)}"

    answer = hans.send(path, **{"iban": HOLDER, "name": "De Brug", **typed})

    assert answer.status_code == status


def test_strangers_find_no_runs(hans: Browser, web: Web) -> None:
    path = made(hans)

    for name in ("ada", "carla", "cleo", "fay"):
        browser = web.as_(name)
        assert browser.get(path).status_code == 404
        assert browser.get("/payments/runs").status_code == 404
        assert browser.get("/payments/runs/new").status_code == 404
    owner = path.rsplit("/", 1)[-1]
    assert hans.get(f"/payments/runs/account/{owner}").status_code == 404
    assert hans.get(f"/payments/runs/new?of={owner}").status_code == 404


# ---- Accounts, letters, the desk ---------------------------------------------------------------


def test_a_shop_without_an_account_is_asked_for_it(app: Flask, hans: Browser, ids: Ids) -> None:
    owner = with_account(hans)
    with app.app_context():
        session = db.session()
        bill = session.get_one(Expense, ids.approved)
        bill.who_paid = WhoPaid.INVOICE
        session.commit()
    page = soup(hans.get("/payments/runs/new"))
    path = f"/payments/runs/payee/{owner}/{ids.approved}"
    assert page.select_one(f"a[href='{path}']") is not None
    assert not page.select("input[name=keys]")

    assert hans.send(path, name="De Kom", iban="NL00").status_code == 422
    assert hans.send(path, name="De Kom B.V.", iban=IBANS["Dan"]).status_code == 303

    assert "De Kom B.V." in text_of(hans.get("/payments/runs/new"))
    assert hans.get(f"/payments/runs/payee/{owner}/{owner}").status_code == 404


def test_what_does_not_fit_stays_out_with_its_reason(
    app: Flask, hans: Browser, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_account(hans)
    with app.app_context():
        group = db.session.get_one(Expense, ids.approved).owner_id
    found = Finding("head-wrong", "book", group, 3)
    monkeypatch.setattr(shared, "faults_of", lambda *_: [found])

    answer = hans.send("/payments/runs/new")

    assert answer.status_code == 409
    assert "Ontmoeting" in text_of(answer)


def test_whoever_was_not_paid_gets_a_letter(app: Flask, web: Web, hans: Browser) -> None:
    path = made(hans)
    approved(web, path)
    hans.send(f"{path}/hand-in", on=path)
    fields = hans.form(f"{path}/result")
    name = next(one for one in fields if one.startswith("of-"))
    hans.post(f"{path}/result", fields | {name: "name-differs"})

    letters = sent(app)

    assert [letter.to for letter in letters if "failed" in letter.key] == ["ben@example.org"]
    text = next(letter.text for letter in letters if "failed" in letter.key)
    assert IBANS["Ben"] not in text
    assert IBANS["Ben"][-4:] in text


def test_who_pays_gets_a_letter_in_the_morning_when_it_is_too_late(
    app: Flask, hans: Browser, ids: Ids
) -> None:
    owner = with_account(hans)
    with app.app_context():
        mail.remind({"owner": str(owner)})
        assert not fake_mail(app).sent
        expense = db.session.get_one(Expense, ids.approved)
        assert expense.approved_at is not None
        expense.approved_at -= timedelta(days=20)
        db.session.commit()
        mail.remind({"owner": str(owner)})
        letters = fake_mail(app).sent

    assert [letter.to for letter in letters] == ["hans@example.org"]
    assert "50" in letters[0].subject
    text = text_of(hans.get("/payments/"))
    assert "te laat" in text
    assert "Te laat" in text_of(hans.get("/payments/runs/new"))


def test_the_desk_shows_all_there_is_to_pay_page_by_page(app: Flask, hans: Browser) -> None:
    assert "De Kom" not in text_of(hans.get("/payments/?page=2"))
    assert "De Kom" in text_of(hans.get("/payments/?page=-1"))
    assert hans.get("/payments/?page=x").status_code == 200
    assert hans.get("/payments/runs?page=2").status_code == 200


def test_a_button_from_an_old_page_says_why_not(app: Flask, web: Web, hans: Browser) -> None:
    path = made(hans)
    approved(web, path)
    fields = hans.form(path, action="/hand-in")
    assert hans.post(f"{path}/hand-in", fields).status_code == 303

    again = hans.form(f"{path}/result") | {"on": "2020-01-01"}
    assert hans.post(f"{path}/result", again).status_code == 422
    assert hans.post(f"{path}/hand-in", {**fields, "form_id": again["form_id"]}).status_code == 409
    assert hans.post(f"{path}/withdraw", hans.form(f"{path}/withdraw")).status_code == 422


def sent(app: Flask) -> list[Letter]:
    with app.app_context():
        jobs.run_due()
        return list(fake_mail(app).sent)


def fake_mail(app: Flask) -> FakeMail:
    with app.app_context():
        found = world().mail
    assert isinstance(found, FakeMail)
    return found


def test_what_the_bank_does_not_hold_stays_out_and_says_so(
    app: Flask, hans: Browser, ids: Ids
) -> None:
    with_account(hans)
    with app.app_context():
        session = db.session()
        plan = session.get_one(Expense, ids.approved).proposal_id
        moving = Moving(EUR("200"), today(), AccountKind.BANK, AccountKind.CASH)
        by = actor(session, "hans")
        payments.move(session, session.get_one(Proposal, plan), moving, by=by, at=now())
        session.commit()

    answer = hans.send("/payments/runs/new")

    assert answer.status_code == 409
    assert "40" in text_of(answer)
