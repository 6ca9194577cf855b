"""What pages of money offer next: one button, nothing that would pay twice, in the reader's language."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.gateways.provider import FakeProvider
from app.world import world
from grants.kit.access import Hand, Right
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.mandates.models import Mandate
from grants.payments import service
from grants.payments.models import Arrival
from grants.payments.provider import Standing
from grants.payments.rules import AccountData, Moving
from grants.people import service as people
from grants.people.models import Person
from grants.proposals.models import Proposal
from tests.cast import actor
from tests.ground import NOON
from tests.payments.online_stage import bank, begun, ids, reference, stage
from tests.payments.paying import HOLDER, IBANS
from tests.payments.test_run_pages import approved, hans, made
from tests.spending.stage import Ids
from tests.web import Browser, Web, soup, text_of

__all__ = ["bank", "hans", "ids", "stage"]
TWICE, KEEP = "Geef het niet nog een keer", "Bewaar deze pagina"


def main_buttons(browser: Browser, path: str) -> list[str]:
    return [one.get_text(strip=True) for one in soup(browser.get(path)).select(".button--main")]


@pytest.fixture
def holding(app: Flask, ids: Ids) -> Ids:
    """The group holds its money itself, on an account of its own, and pays itself."""
    with app.app_context():
        session, rights = db.session(), (Right.HOLD_MONEY, Right.PAY)
        which = select(Mandate).where(Mandate.owner_id == ids.owner, Mandate.right.in_(rights))
        for one in session.scalars(which):
            one.hand = Hand.GROUP
        data = AccountData(HOLDER, "Werkgroep Ontmoeting")
        service.save_account(
            session, ids.owner, data, vault=world().vault, by=actor(session, "ada"), at=NOON
        )
        session.commit()
    return ids


def test_a_file_that_the_bank_has_is_not_offered_as_the_next_step(web: Web, hans: Browser) -> None:
    path = made(hans)
    approved(web, path)
    before = text_of(hans.get(path))
    hans.send(f"{path}/hand-in", on=path)

    assert TWICE not in before
    assert TWICE in text_of(hans.get(path))
    assert main_buttons(hans, path) == ["Schrijf op wat de bank deed"]


def test_a_run_that_failed_in_part_leads_to_a_new_one(web: Web, hans: Browser) -> None:
    path = made(hans)
    approved(web, path)
    hans.send(f"{path}/hand-in", on=path)
    fields = hans.form(f"{path}/result")
    name = next(one for one in fields if one.startswith("of-"))
    hans.post(f"{path}/result", fields | {name: "account-closed"})

    page = soup(hans.get(path))

    assert "/payments/runs/new" in str(page.select_one(".button--main[href]"))
    assert TWICE in page.get_text()


def test_whom_a_run_pays_is_not_asked_for_a_yes(app: Flask, web: Web, holding: Ids) -> None:
    with app.app_context():
        session = db.session()
        plan, ben = session.get_one(Proposal, holding.plan), actor(session, "ben")
        to_account = Moving(EUR("240"), NOON.date(), AccountKind.BANK, AccountKind.OWN_BANK)
        service.move(session, plan, to_account, by=actor(session, "hans"), at=NOON)
        who, vault = session.get_one(Person, ben.person_id), world().vault
        people.set_iban(session, who, IBANS["Ben"], "B. Bakker", vault=vault, by=ben, at=NOON)
        session.commit()
    path = str(web.as_("dan").send("/payments/runs/new").location)

    assert "betaalt ook aan jou" in text_of(web.as_("ben").get(path))
    assert main_buttons(web.as_("ben"), path) == []
    assert main_buttons(web.as_("ada"), path) == ["Ja, dit kan betaald worden"]


def test_who_is_on_her_way_to_the_bank_has_one_main_button(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    page = begun(web, app, ids)

    assert main_buttons(web.nobody(), page) == ["Naar mijn bank"]
    assert KEEP in text_of(web.nobody().get(page))


def test_who_did_not_pay_in_time_begins_again_and_is_not_told_that_it_is_done(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider
) -> None:
    page = begun(web, app, ids)
    bank.becomes("cs_1", Standing.EXPIRED)
    web.nobody().send(page)

    found = soup(web.nobody().get(page))

    again = found.select_one("a.button--main")
    assert again is not None
    assert again["href"] == f"/payments/give/{reference(app, ids)}"
    assert KEEP not in found.get_text()


def test_a_treasurer_reads_arabic_where_she_enters_moves_and_undoes(
    app: Flask, web: Web, holding: Ids
) -> None:
    with app.app_context():
        arrival = db.session.scalars(select(Arrival.id).limit(1)).one()
    dan = web.as_("dan", "ar")
    paths = (
        "",
        f"receive/{holding.instalment}",
        f"income/{holding.plan}",
        f"move/{holding.plan}",
        f"undo/{arrival}",
        "runs",
        "bank",
    )

    pages = [soup(dan.get(f"/payments/{path}")) for path in paths]

    assert [page.html["lang"] for page in pages if page.html] == ["ar"] * len(paths)
    # The provider is of who pays for others: no link leads her to a page that is not hers.
    assert "/payments/online/differences" not in str(pages[0])
    assert "/payments/online/differences" in web.as_("hans").get("/payments/").text
