"""The whole job through the pages, without a browser: fast, and always run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import today
from app.extensions import db
from app.jobs import run_due
from grants.ledger.queries import check, settled
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from grants.reports.models import Report
from tests.browser.desk import FUND, open_funds
from tests.browser.group import TITLE
from tests.browser.site import Site
from tests.journeys.walking import Walker, picture
from tests.web import Web


@pytest.fixture
def people(web: Web, app: Flask) -> dict[str, Walker]:
    """Everybody of the cast at the start page, in English, where there are funds to ask."""
    open_funds(Site(app, ""))
    names = ("ada", "ben", "dan", "rob", "cleo", "hans")
    return {name: Walker(web.as_(name, "en")) for name in names}


def test_a_plan_goes_from_wish_to_proof(people: dict[str, Walker], app: Flask) -> None:
    write_plan(people["ada"])
    decide(people)
    get_money(people)
    spend(people)
    account(people, app)

    with app.app_context():
        plan = db.session.scalars(select(Proposal)).one()
        assert plan.state is ProposalState.CLOSED
        assert settled(db.session(), plan.id)
        assert check(db.session()) == []
        assert db.session.scalars(select(Report.document_id)).one() is not None


def write_plan(ada: Walker) -> None:
    go_on, first = "Save and go on", today() + timedelta(days=70)
    ada.home().follow("Begin a plan").send("Start this plan", title=TITLE)
    ada.send(go_on, words="Zes ochtenden koffie.").send(go_on, words="Ouders uit onze straten.")
    ada.follow("Go on with part 2")
    ada.send(go_on, starts_on=first.isoformat(), ends_on="", times="Elke woensdag")
    ada.send(go_on, words="De Linde").send(go_on, words="Wij vieren")
    ada.follow("Go on with part 3")
    ada.follow("Room").send("Save", words="De zaal", quantity="6", price="20")
    ada.follow("Food").send("Save", words="Koffie", quantity="6", price="15,00")
    ada.follow("Go on: where does the money come from")
    ada.follow("Add money").send("Save", kind="asked", amount="180")
    ada.follow("Visitors give a little").send("Save")
    ada.follow("Go on: what do we hope for").send(go_on, words="Dat ouders elkaar kennen.")


def decide(people: dict[str, Walker]) -> None:
    people["ada"].follow("Ask the group").send("Ask the group")
    for name in ("ada", "ben", "dan"):
        people[name].home().follow("Start with the first").send("Give my answer", kind="yes")
    assert "The group agreed" in people["dan"].text


def get_money(people: dict[str, Walker]) -> None:
    ada, rob, cleo, hans = (people[name] for name in ("ada", "rob", "cleo", "hans"))
    ada.home().follow("Choose a fund and send it").send(f"Choose {FUND}").send("Send the request")
    rob.home().follow(f"New request: {TITLE}").send("Read").follow("Ask a question")
    rob.send("Send the question", part="when", words="Wie helpt er mee?")
    ada.home().follow("Start with the first").send("Send the answer", words="Joanna en Fatma.")
    rob.home().follow("Your advice")
    rob.send("Keep my advice", advice="grant", words="Een goed plan.", knows_nobody="y")
    rob.follow("Propose a decision")
    rob.send("Look at the letter", kind="all", words="Alles.", conditions="Vertel hoe het ging.")
    cleo.home().follow("Send the decision").send("Send the decision")
    ada.home().follow("Start with the first").send("We agree to this")
    cleo.home().follow("Agree on the money").send("We agree to this")
    hans.home().follow("Money should come in").send("Enter the money")
    assert "€ 144.00" in hans.text


def spend(people: dict[str, Walker]) -> None:
    ada, ben, hans = people["ada"], people["ben"], people["hans"]
    for shop, amount, line, who_paid in (
        ("De Kom", "54,10", "Koffie", "myself"),
        ("De Linde", "80", "De zaal", "invoice"),  # of nobody's family
    ):
        ada.home().follow("Receipt")
        typed = {"amount": amount, "shop": shop, "who_paid": who_paid, "kin": "no"}
        ada.send("Save the receipt", file=picture(of=shop), line=ada.choice("line", line), **typed)
        ben.home().follow("Start with the first").send("Yes, this is right")
        hans.home().follow(f"Pay: {shop}").send("Write down as paid")


def account(people: dict[str, Walker], app: Flask) -> None:
    ada, rob, cleo, hans = (people[name] for name in ("ada", "rob", "cleo", "hans"))
    ada.home().follow("Make the report").follow("Choose what happens with what is left")
    ada.send("Keep this choice", leftover="return").follow("Answer the three questions")
    ada.send("Keep the answers", adults="14", children="9", went="Goed.", after="Wij gaan door.")
    ada.send(
        "Add this photo", file=picture("foto.jpg"), words="De eerste keer", everyone_agrees="y"
    )
    decide(people)
    ada.home().follow("Start with the first").send("Send the report")
    with app.app_context():
        run_due()
    rob.home().follow("A report came in").send("I have read it")
    cleo.home().follow("Agree to the report").follow("Agree to the report").send("Agree and settle")
    hans.home().follow("goes back").follow(TITLE).send("Enter the return")
