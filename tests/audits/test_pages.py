"""A cash audit as two members do it on their phones, and the paper that comes of it."""

from __future__ import annotations

import io
from datetime import date
from uuid import UUID

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from app.audits.papers import make_paper
from app.audits.routes.rows import proof_of
from app.extensions import db
from app.gateways.pdf import WarmPdf
from app.world import world
from grants.audits.models import CashAudit, Reason
from grants.audits.rules import Seen
from grants.audits.states import AuditState
from grants.documents.models import Document
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.payments.models import CashCount
from grants.people.models import Person
from tests.spending.stage import Ids, ids, stage
from tests.web import Web, soup, text_of

__all__ = ["ids", "stage"]


@pytest.fixture
def people(app: Flask) -> dict[str, str]:
    with app.app_context():
        rows = db.session.execute(select(Person.name, Person.id))
        return {name.split()[0].lower(): str(one) for name, one in rows}


@pytest.fixture
def paid(web: Web, ids: Ids) -> Ids:
    """Hans paid Ben's receipt."""
    hans = web.as_("hans")
    answer = hans.send(f"/spending/{ids.approved}/pay", place="bank")
    assert answer.status_code == 303, text_of(answer)
    return ids


def begun(app: Flask, web: Web, ids: Ids, people: dict[str, str]) -> UUID:
    path = f"/audits/{ids.owner}/new"
    answer = web.as_("ada").send(path, first=people["ada"], second=people["ben"])
    assert answer.status_code == 303, text_of(answer)
    with app.app_context():
        return db.session.scalars(select(CashAudit.id)).one()


def items(app: Flask, audit: UUID) -> list[UUID]:
    with app.app_context():
        return [one.id for one in db.session.get_one(CashAudit, audit).items]


def sealed(app: Flask, web: Web, ids: Ids, people: dict[str, str]) -> UUID:
    """From beginning to both signatures, on their own phones."""
    audit = begun(app, web, ids, people)
    ada, ben = web.as_("ada"), web.as_("ben")
    for item in items(app, audit):
        answer = ada.send(f"/audits/item/{item}", looked="right")
        assert answer.status_code == 303, text_of(answer)
    ada.send(f"/payments/box/{ids.owner}/count", second=people["ben"], counted="42")
    with app.app_context():
        count = db.session.scalars(select(CashCount.id)).one()
    ben.send(f"/payments/counts/{count}/confirm", on=f"/payments/counts/{count}")
    ada.send(f"/audits/number/{audit}/found", conclusion="right")
    for one in (ada, ben):
        page = f"/audits/number/{audit}"
        answer = one.send(f"{page}/sign", on=page, sure="y")
        assert answer.status_code == 303, text_of(answer)
    return audit


def test_the_treasurer_is_not_among_those_who_can_look(web: Web, paid: Ids) -> None:
    page = text_of(web.as_("ada").get(f"/audits/{paid.owner}/new"))

    assert "Dan" in page.split("Wie kan het niet doen")[1]
    assert "Dan" not in page.split("Wie kan het niet doen")[0]


def test_two_members_do_it_from_their_own_phones(
    app: Flask, web: Web, paid: Ids, people: dict[str, str]
) -> None:
    audit = sealed(app, web, paid, people)

    with app.app_context():
        assert db.session.get_one(CashAudit, audit).state is AuditState.SEALED
    page = text_of(web.as_("dan").get("/ledger/"))
    assert "klopt, door Ada en Ben" in page.split("Kascontrole 2026")[1]


def test_a_payment_is_shown_beside_its_receipt_and_the_bank(
    app: Flask, web: Web, paid: Ids, people: dict[str, str]
) -> None:
    audit = begun(app, web, paid, people)

    page = web.as_("ada").get(f"/audits/item/{items(app, audit)[0]}")

    assert "geen bankregel hier" in text_of(page)
    assert "/spending/receipt/" in page.get_data(as_text=True)


def test_who_counts_for_the_cash_audit_comes_back_to_it(
    app: Flask, web: Web, paid: Ids, people: dict[str, str]
) -> None:
    audit = begun(app, web, paid, people)
    ada, here = web.as_("ada"), f"/audits/number/{audit}"
    for item in items(app, audit):
        ada.send(f"/audits/item/{item}", looked="right")
    counting = str(soup(ada.get(here)).select_one("a[href*='/count']")["href"])  # type: ignore[index]
    assert f'href="{here}"' in ada.get(counting).text

    nobody = ada.send(counting)
    counted = ada.send(counting, second=people["ben"], counted="42").location

    assert (nobody.status_code, f'href="{here}"' in nobody.text) == (422, True)
    assert f'href="{here}"' in ada.get(counted).text
    confirm = next(
        str(form["action"]) for form in soup(ada.get(counted)).select("form[action*='/confirm']")
    )
    unsaid = ada.send(confirm, on=counted)
    assert f'href="{here}"' in unsaid.text
    assert ada.send(confirm, on=counted, said="y").location == here


def test_who_counted_along_at_the_table_says_so_from_the_audit_on_his_own_phone(
    app: Flask, web: Web, paid: Ids, people: dict[str, str]
) -> None:
    audit = begun(app, web, paid, people)
    ada, ben, here = web.as_("ada"), web.as_("ben"), f"/audits/number/{audit}"
    for item in items(app, audit):
        ada.send(f"/audits/item/{item}", looked="right")
    counted = ada.send(f"/payments/box/{paid.owner}/count", second=people["ben"], counted="42")
    ada.send(f"{counted.location}/confirm", on=counted.location, said="y")
    assert "Ben moet nog op de eigen telefoon zeggen" in text_of(ada.get(here))

    told = next(str(one["href"]) for one in soup(ben.get(here)).select("a[href*='/counts/']"))
    vouching = next(
        str(form["action"]) for form in soup(ben.get(told)).select("form[action*='/vouch']")
    )
    done = ben.send(vouching, on=told)

    assert done.location == here
    assert "Ben zegt nog" not in text_of(ben.get(here))
    assert "Geteld op" in text_of(ben.get(here))


def test_nothing_is_signed_by_slip(app: Flask, web: Web, paid: Ids, people: dict[str, str]) -> None:
    audit = begun(app, web, paid, people)
    ada = web.as_("ada")
    for item in items(app, audit):
        ada.send(f"/audits/item/{item}", looked="right")
    ada.send(f"/audits/number/{audit}/found", conclusion="remarks", findings="Netjes.")
    form = ada.form(f"/audits/{paid.owner}/new") | {"mark": "", "sure": ""}

    answer = ada.post(f"/audits/number/{audit}/sign", form)

    assert answer.status_code == 422
    form = ada.form(f"/audits/{paid.owner}/new") | {"mark": "0" * 64, "sure": "y"}
    answer = ada.post(f"/audits/number/{audit}/sign", form)
    assert answer.status_code == 409
    assert "Tel eerst het kasje" in text_of(answer)


def test_it_can_be_stopped_and_everybody_sees_why(
    app: Flask, web: Web, paid: Ids, people: dict[str, str]
) -> None:
    audit = begun(app, web, paid, people)

    web.as_("ben").send(f"/audits/number/{audit}/stop", why="We beginnen later.")

    assert "We beginnen later." in text_of(web.as_("dan").get(f"/audits/number/{audit}"))
    assert web.as_("eve").get(f"/audits/number/{audit}").status_code == 404


def paper(app: Flask, audit: UUID) -> bytes:
    with app.app_context():
        make_paper({"audit": str(audit)})
        db.session.commit()
        row = db.session.get_one(CashAudit, audit)
        return world().store.open(db.session.get_one(Document, row.document_id).hash)


def test_the_paper_says_what_both_signed_and_can_be_checked(
    app: Flask, web: Web, paid: Ids, people: dict[str, str]
) -> None:
    audit = sealed(app, web, paid, people)

    words = paper(app, audit).decode("utf-8", "replace")
    with app.app_context():
        mark = db.session.get_one(CashAudit, audit).mark

    for one in ("K-2026-0001", "De Kom", "Zo is getrokken", "payments.csv facts.json", mark):
        assert one in words
    plain = mark.replace(" ", "")
    found = web.nobody().get(f"/audits/verify/{plain}")
    assert "Ja. Dit is de kascontrole" in text_of(found)
    assert web.nobody().get(f"/audits/verify/{'0' * 16}").status_code == 404
    assert web.as_("hans").get(f"/audits/number/{audit}/paper").status_code == 200


def test_the_paper_is_tagged_and_carries_its_text(
    app: Flask, web: Web, paid: Ids, people: dict[str, str]
) -> None:
    audit = sealed(app, web, paid, people)
    with app.app_context():
        world().pdf = WarmPdf()

    with pikepdf.open(io.BytesIO(paper(app, audit))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert set(pdf.attachments) == {"payments.csv", "facts.json"}
        assert len(pdf.pages) == 2


def test_who_did_not_sign_is_reminded(
    app: Flask, web: Web, paid: Ids, people: dict[str, str]
) -> None:
    from app.audits.mail import remind  # noqa: PLC0415

    audit = begun(app, web, paid, people)

    with app.app_context():
        before = len(world().mail.sent)  # type: ignore[attr-defined]
        remind({"audit": str(audit)})
        sent = world().mail.sent[before:]  # type: ignore[attr-defined]

    assert len(sent) == 2
    assert "kascontrole" in sent[0].text.lower()


def test_who_still_has_to_sign_is_said_and_the_way_to_it_is_short(
    app: Flask, web: Web, paid: Ids, people: dict[str, str]
) -> None:
    audit = begun(app, web, paid, people)
    ada, ben, page = web.as_("ada"), web.as_("ben"), f"/audits/number/{audit}"
    for item in items(app, audit):
        ada.send(f"/audits/item/{item}", looked="wrong", words="Andere datum.")
    ada.send(f"/payments/box/{paid.owner}/count", second=people["ben"], counted="42")
    with app.app_context():
        count = db.session.scalars(select(CashCount.id)).one()
    ben.send(f"/payments/counts/{count}/confirm", on=f"/payments/counts/{count}")
    ada.send(f"{page}/found", conclusion="remarks", findings="Een andere datum.")

    ada.send(f"{page}/sign", on=page, sure="y")

    assert "Ben moet nog tekenen" in text_of(ada.get(page))
    shown = soup(ben.get(page))
    assert shown.select_one("a[href='#sign']") is not None
    assert shown.select_one("form #sign") is not None
    assert "Klopt niet: Andere datum." in " ".join(shown.get_text(" ").split())


def test_what_nobody_looked_at_is_said_of_an_audit_that_was_stopped(
    app: Flask, web: Web, paid: Ids, people: dict[str, str]
) -> None:
    page = f"/audits/number/{begun(app, web, paid, people)}"
    web.as_("ada").send(f"{page}/stop", why="Later.")

    text = text_of(web.as_("dan").get(page))

    assert "niet bekeken" in text
    assert "Betalingen om te bekijken" not in text


@pytest.mark.parametrize(
    ("files", "lost", "words"),
    [
        (("a",), False, "bon B-2026-0001"),
        ((), True, "bon kwijt, met een tweede lid"),
        (("a",), True, "bon kwijt; later kwam een bestand bij B-2026-0001"),
    ],
)
def test_a_lost_receipt_is_named_so_also_where_a_file_was_added_later(
    app: Flask, files: tuple[str, ...], *, lost: bool, words: str
) -> None:
    place, reason = AccountKind.CASH, Reason.LARGEST
    said = 1, date(2026, 3, 2), EUR("2"), place, "expense", "Markt", "B-2026-0001", reason
    one = Seen(*said, files=files, lost=lost, lines=())

    with app.test_request_context():
        assert proof_of(one) == words
