"""The pages of bank accounts, in a browser's way: take in, confirm, choose, set aside, undo."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.clock import now
from app.extensions import db
from grants.awards.models import Award, Instalment
from grants.kit.access import Hand, Right, Role
from grants.ledger import queries as book
from grants.mandates.models import Mandate
from grants.payments.models import BankAccount, Matching, Statement, StatementLine
from grants.spending.models import Expense
from grants.workgroups.models import Membership
from tests.spending.stage import Ids, ids, stage
from tests.web import Browser, Web, fields_of, soup, text_of

__all__ = ["ids", "stage"]

IBAN = "NL02ABNA0123456789"
HEAD = "Datum;Naam;Bedrag;Omschrijving\n"
SAMPLES = Path(__file__).parents[1] / "gateways" / "bank" / "samples"


def bank(app: Flask, ids: Ids) -> str:
    with app.app_context():
        return str(book.amounts(db.session(), ids.owner).bank)


def holder(app: Flask) -> str:
    from grants.workgroups.models import Workgroup  # noqa: PLC0415

    with app.app_context():
        which = select(Workgroup.holder_id).where(Workgroup.name == "Ontmoeting")
        found = (
            db.session.scalars(which).first()
            or db.session.scalars(select(Workgroup.holder_id)).first()
        )
    return str(found)


@pytest.fixture
def hans(app: Flask, web: Web, ids: Ids) -> Browser:
    browser = web.as_("hans")
    answer = browser.send(f"/payments/bank/new/{holder(app)}", iban=IBAN, name="Betaalrekening")
    assert answer.status_code == 303, text_of(answer)
    return browser


def account(app: Flask) -> str:
    with app.app_context():
        return str(db.session.scalars(select(BankAccount.id)).one())


def upload(browser: Browser, path: str, data: bytes, **typed: Any) -> TestResponse:
    fields = browser.form(path) | typed
    fields["file"] = (io.BytesIO(data), "afschrift.csv")
    return browser.client.post(path, data=fields, content_type="multipart/form-data")


def ing(*rows: tuple[str, str, str]) -> bytes:
    """Day, signed amount, words: as ING writes CSV."""
    heads = "Datum;Naam / Omschrijving;Rekening;Tegenrekening;Af Bij;Bedrag (EUR);Mededelingen\n"
    told = [
        f"{on};Iemand;{IBAN};;{'Af' if amount.startswith('-') else 'Bij'};{amount.lstrip('-')};{words}\n"
        for on, amount, words in rows
    ]
    return (heads + "".join(told)).encode()


def read(app: Flask, browser: Browser, *rows: tuple[str, str, str]) -> TestResponse:
    return upload(browser, f"/payments/bank/{account(app)}/read", ing(*rows))


def today(app: Flask) -> str:
    from app.clock import today as day  # noqa: PLC0415

    with app.app_context():
        return day().strftime("%Y%m%d")


def expected(app: Flask, ids: Ids) -> tuple[str, str]:
    """The reference and the amount of the part that is to come."""
    with app.app_context():
        part = db.session.get_one(Instalment, ids.instalment)
        award = db.session.get_one(Award, part.award_id)
        return award.reference, part.amount.digits.replace(".", ",")


def line_id(app: Flask, words: str) -> str:
    with app.app_context():
        which = select(StatementLine.id).where(StatementLine.words == words)
        return str(db.session.scalars(which).one())


def test_the_list_of_accounts_is_for_who_works_with_them(web: Web, hans: Browser) -> None:
    assert "Betaalrekening" in text_of(hans.get("/payments/bank"))
    assert web.as_("ada").get("/payments/bank").status_code == 404


def test_a_wrong_number_is_said_beside_its_field(app: Flask, hans: Browser) -> None:
    path = f"/payments/bank/new/{holder(app)}"

    assert soup(hans.send(path, iban=IBAN[:-1] + "8", name="x")).select_one("#iban-error")
    assert hans.send(path, iban=IBAN, name="x").status_code == 422
    assert hans.get("/payments/bank/new/00000000-0000-0000-0000-000000000001").status_code == 404


def test_what_is_sure_is_confirmed_with_one_button(app: Flask, hans: Browser, ids: Ids) -> None:
    reference, amount = expected(app, ids)
    before = bank(app, ids)
    answer = read(
        app, hans, (today(app), amount, f"Deel {reference}"), (today(app), "-3", "Koffie")
    )
    page = f"/payments/bank/{account(app)}"
    assert answer.location == page
    assert "Bevestig 1 zekere regel" in text_of(hans.get(page))

    form = hans.form(page, action="/sure")
    done = hans.post(f"{page}/sure", form)
    again = hans.post(f"{page}/sure", form)

    assert (done.status_code, again.status_code) == (303, 303)
    assert bank(app, ids) != before
    assert "1 is bevestigd" in text_of(hans.get(page))
    assert "Koffie" in text_of(hans.get(page))


def test_the_button_does_nothing_when_the_list_changed(app: Flask, hans: Browser, ids: Ids) -> None:
    reference, amount = expected(app, ids)
    read(app, hans, (today(app), amount, reference))
    page = f"/payments/bank/{account(app)}"
    before, form = bank(app, ids), hans.form(page, action="/sure")

    hans.post(f"{page}/sure", form | {"mark": "other"})
    hans.post(f"{page}/sure", form | {"form_id": "no"})

    assert bank(app, ids) == before
    assert "Iemand anders was hier ook bezig" in text_of(hans.get(page))


def test_what_is_likely_is_ticked(app: Flask, hans: Browser, ids: Ids) -> None:
    read(app, hans, (today(app), "-12,50", "Kosten betaalpakket"))
    page = f"/payments/bank/{account(app)}"
    shown = soup(hans.get(page))
    box = shown.select_one("input[name=keys]")
    assert box is not None
    form = next(one for one in shown.select("form") if "likely" in str(one.get("action")))
    fields = fields_of(form)

    nothing = hans.post(f"{page}/likely", fields)
    hans.post(f"{page}/likely", fields | {"keys": str(box["value"])})

    assert nothing.status_code == 303
    assert "kosten van de bank" in text_of(hans.get(page))
    gone = hans.post(f"{page}/likely", hans_form(hans, page) | {"keys": str(box["value"])})
    assert gone.status_code == 303


def hans_form(browser: Browser, page: str) -> dict[str, Any]:
    """A fresh form of the same kind: any of our own carries what a form needs."""
    return browser.form(page.rpartition("/")[0] + "/" + page.rpartition("/")[2] + "/read")


def test_what_cannot_be_booked_says_why(app: Flask, hans: Browser, ids: Ids) -> None:
    with app.app_context():
        bill = db.session.scalars(
            select(Expense.reference).where(Expense.state == "approved")
        ).first()
    if bill is None:
        pytest.skip("no approved bill on this stage")
    read(app, hans, (today(app), "-50", f"Bon {bill}"))
    page = f"/payments/bank/{account(app)}"

    hans.post(f"{page}/sure", hans.form(page, action="/sure"))

    assert hans.get(page).status_code == 200


def test_the_same_file_is_said_kindly_and_a_strange_one_is_refused(
    app: Flask, hans: Browser
) -> None:
    rows = (today(app), "-3", "Koffie")
    read(app, hans, rows)
    path = f"/payments/bank/{account(app)}/read"

    assert "al eens ingelezen" in text_of(read(app, hans, rows))
    assert "een andere rekening" in text_of(
        upload(hans, path, ing(rows).replace(b"NL02ABNA0123456789", b"NL91ABNA0417164300"))
    )
    assert "Kies een bestand" in text_of(hans.send(path))
    overlap = text_of(hans.get(read(app, hans, rows, (today(app), "-4", "Thee")).location))
    assert "1 regel stond er al" in overlap


def test_when_the_same_file_was_read_is_said_as_the_day_it_was_here(
    app: Flask, hans: Browser
) -> None:
    rows = ("20260302", "-3", "Koffie")
    read(app, hans, rows)
    with app.app_context():
        late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
        db.session.execute(update(Statement).values(read_at=late))
        db.session.commit()

    assert "op 3 maart 2026" in text_of(read(app, hans, rows))


def test_a_statement_with_a_hole_names_it(app: Flask, hans: Browser) -> None:
    path = f"/payments/bank/{account(app)}/read"
    upload(hans, path, (SAMPLES / "camt-08.xml").read_bytes())
    later = (SAMPLES / "ing.940").read_bytes().replace(b"2603", b"2605").replace(b"0303D", b"0503D")

    upload(hans, path, later.replace(b"C260503", b"C260510").replace(b"C260504", b"C260510"))

    assert "ontbreekt een afschrift" in text_of(hans.get(f"/payments/bank/{account(app)}"))


def test_columns_that_nobody_knows_are_asked_once(app: Flask, hans: Browser) -> None:
    path = f"/payments/bank/{account(app)}"
    data = (HEAD + "1-3-2026;Bakker;-3,50;Brood\n").encode()
    asked = upload(hans, f"{path}/read", data)
    assert "Wat staat in welke kolom?" in text_of(asked)
    fields = fields_of(soup(asked).select("form[method=post]")[-1])
    chosen = {"day": "0", "day_shape": "dmy", "amount": "2", "words": "3", "name": "1"}
    fields |= chosen | {"decimal": ",", "encoding": ""}

    def send(**more: Any) -> TestResponse:
        told = fields | more | {"file": (io.BytesIO(data), "x.csv")}
        return hans.client.post(f"{path}/columns", data=told, content_type="multipart/form-data")

    assert "passen niet bij elkaar" in text_of(send(amount="0"))
    again = send(amount="3")
    assert "rij 2" in text_of(again)
    # What the columns hold is still there, though no file came back with the page.
    seen = [one.text.strip() for one in soup(again).select("dl.amounts dd")]
    assert seen[1:3] == ["Naam · Bakker", "Bedrag · -3,50"]
    assert soup(again).select("select[name=day] option")[0].text == "1 · Datum"
    strange = [soup(send(seen=told, amount="3")) for told in ("{", "[1]", "[[1]]")]
    assert {len(page.select("select[name=day] option")) for page in strange} == {60}
    done = send()

    assert done.status_code == 303, text_of(done)
    assert "Bakker" in text_of(hans.get(path))
    assert hans.get(f"{path}/columns").status_code == 200
    more = upload(hans, f"{path}/read", (HEAD + "2-3-2026;Slager;1,00;Terug\n").encode())
    assert more.status_code == 303


def test_one_line_is_chosen_by_a_person(app: Flask, hans: Browser, ids: Ids) -> None:
    _reference, amount = expected(app, ids)
    read(app, hans, (today(app), amount, "geld"), (today(app), amount, "nog geld"))
    path = f"/payments/bank/line/{line_id(app, 'geld')}"

    nothing = hans.send(path)
    done = hans.send(path, things=f"instalment.{ids.instalment}")

    assert (nothing.status_code, done.status_code) == (422, 303)
    assert hans.get(path).status_code == 409


def test_own_money_and_moves_are_entered_from_a_line(app: Flask, hans: Browser, ids: Ids) -> None:
    read(app, hans, (today(app), "7", "gift"), (today(app), "-4", "pin"))
    own = f"/payments/bank/line/{line_id(app, 'gift')}/own"
    moved = f"/payments/bank/line/{line_id(app, 'pin')}/moved"

    assert hans.send(own).status_code == 422
    first = hans.send(own, plan=str(ids.plan), source="gift", words="")
    assert hans.send(moved, plan=str(ids.plan), place="own-bank").status_code == 422
    second = hans.send(moved, plan=str(ids.plan), place="cash")

    assert (first.status_code, second.status_code) == (303, 303)


def test_money_that_went_out_is_said_to_be_no_income(app: Flask, hans: Browser, ids: Ids) -> None:
    read(app, hans, (today(app), "-4", "pin"))
    own = f"/payments/bank/line/{line_id(app, 'pin')}/own"

    answer = hans.send(own, plan=str(ids.plan), source="gift")

    assert "geen inkomen" in text_of(answer)


def test_a_line_is_set_aside_pointed_and_taken_up(app: Flask, hans: Browser, ids: Ids) -> None:
    read(app, hans, (today(app), "-4", "pin"))
    path = f"/payments/bank/line/{line_id(app, 'pin')}"

    assert hans.send(f"{path}/group", group=str(ids.owner)).status_code == 303
    assert hans.send(f"{path}/group", group="all").status_code == 303
    assert hans.send(f"{path}/aside", reason="other").status_code == 422
    assert hans.send(f"{path}/aside", reason="holders-own").status_code == 303
    assert hans.send(f"{path}/up").status_code == 303
    assert hans.get(path).status_code == 200


def test_a_match_is_undone(app: Flask, hans: Browser, ids: Ids) -> None:
    reference, amount = expected(app, ids)
    before = bank(app, ids)
    read(app, hans, (today(app), amount, reference))
    page = f"/payments/bank/{account(app)}"
    hans.post(f"{page}/sure", hans.form(page, action="/sure"))
    with app.app_context():
        path = f"/payments/bank/match/{db.session.scalars(select(Matching.id)).one()}"

    assert hans.send(path, mirror="mirror").status_code == 422
    assert hans.send(path, mirror="mirror", why=" x ").status_code == 303

    assert bank(app, ids) == before
    assert hans.get(path).status_code == 303
    assert "Bevestig 1 zekere regel" in text_of(hans.get(page))


def test_a_treasurer_who_pauses_still_sees_the_lines_and_does_nothing_with_them(
    app: Flask, web: Web, ids: Ids
) -> None:
    with app.app_context():
        holding = select(Mandate).where(
            Mandate.owner_id == ids.owner, Mandate.right == Right.HOLD_MONEY
        )
        db.session.scalars(holding).one().hand = Hand.GROUP
        db.session.commit()
    dan = web.as_("dan")
    assert dan.send(f"/payments/bank/new/{ids.owner}", iban=IBAN, name="Van ons").status_code == 303
    read(app, dan, (today(app), "-4", "pin"))
    page = f"/payments/bank/{account(app)}"
    assert dan.get(f"{page}/read").status_code == 200

    with app.app_context():
        keeps = select(Membership).where(
            Membership.owner_id == ids.owner, Membership.role == Role.TREASURER
        )
        db.session.scalars(keeps).one().paused_on = now().date()
        db.session.commit()

    seen = dan.get(page)
    assert {"pin", "pauzeert"} <= set(text_of(seen).replace(".", " ").split())
    assert soup(seen).select("main form") == []
    assert [one["href"] for one in soup(seen).select("main a")] == ["/payments/bank"]
    listed = soup(dan.get("/payments/bank")).select("main a")
    assert [one["href"] for one in listed] == ["/payments/", page]
    assert dan.get(f"{page}/read").status_code == 403
    assert dan.get(f"/payments/bank/line/{line_id(app, 'pin')}").status_code == 403
