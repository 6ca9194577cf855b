"""What partner organisations do: the municipality reads and decides, the holder enters and pays."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from grants.funds import service as funds
from grants.funds.service import Rules
from grants.kit.money import EUR
from grants.neighbourhoods.models import Organisation
from tests.browser.group import TITLE
from tests.browser.phone import Phone, task
from tests.browser.site import Site
from tests.requests.staged import actor

FUND = "Buurtpotje"


def open_funds(site: Site) -> None:
    """Two pots of the municipality, of which the first asks a little money of the group."""

    def make(session: Session) -> None:
        town = session.scalars(select(Organisation).where(Organisation.funder)).one()
        words = ("Voor plannen van bewoners.", "Voor kleine plannen van buren.")
        since = date(2026, 1, 1)
        first = Rules(FUND, words[0], since, least=EUR("50"), most=EUR("500"), own_one_in=10)
        for rules in (first, Rules("Samen sterk", words[1], since, most=EUR("250"))):
            funds.create(session, town.id, rules, by=actor("olga"), at=now())

    site.run(make)


def review(reviewer: Phone) -> None:
    """Reads the request and asks about one part."""
    reviewer.home()
    with task("8 review a request", reviewer, pages=2, taps=6):
        reviewer.tap("New request: %(label)s", label=TITLE)
        reviewer.tap("Read")
        reviewer.tap("Ask a question")
        reviewer.choose("About which part?", "When, where and who helps")
        question = "Who helps, and does that person know the rules that go with it?"
        reviewer.watch.typed.add(reviewer.say(question))
        reviewer.choose("Your question", question)
        reviewer.tap("Send the question")


def advise(reviewer: Phone) -> None:
    """Has the answer, and says what she thinks."""
    reviewer.home()
    reviewer.tap("Your advice about %(label)s", label=TITLE)
    reviewer.expect("Joanna en Fatma, en Fatma heeft het diploma.")
    reviewer.choose("Your advice", "Grant all")
    reviewer.write("Why? In plain words", "Een goed en betaalbaar plan.")
    reviewer.choose("I know nobody in this group privately")
    reviewer.tap("Keep my advice")


def decide(reviewer: Phone, decider: Phone) -> None:
    """One proposes, another looks and sends."""
    with task("9 decide, two people together", reviewer, decider, pages=4, taps=7):
        reviewer.tap("Propose a decision")
        reviewer.choose("What do you propose?", "All of it")
        reviewer.write("Why? In plain words", "Wij geven het hele bedrag. Veel plezier.")
        reviewer.write("What do you agree on?", "Vertel ons hoe het ging.")
        reviewer.tap("Look at the letter")
        decider.home()
        decider.tap("Send the decision: %(label)s", label=TITLE)
        decider.tap("Send the decision")
    decider.site.work()


def agree(decider: Phone) -> None:
    """Says yes for the municipality."""
    decider.home()
    decider.tap("Agree on the money for %(label)s", label=TITLE)
    decider.tap("We agree to this")
    decider.expect("Both sides agreed. You can begin.")


def receive(payer: Phone) -> None:
    """The first instalment came on the bank, and so did what visitors paid."""
    payer.home()
    payer.tap("Money should come in for %(label)s", label=TITLE)
    payer.tap("Enter the money")
    payer.tap("Enter")
    payer.write("Amount", "30")
    payer.choose("From whom?", "What visitors paid")
    payer.tap("Enter the money")
    payer.expect("It is in the book.")


def pay(payer: Phone, shop: str) -> None:
    """Pays in the bank, and writes it down."""
    payer.home()
    with task("9 pay", payer, pages=4, taps=7):
        payer.tap("Pay: %(label)s", label=shop)
        payer.tap("Write down as paid")


def accept(reader: Phone, decider: Phone) -> None:
    """One reads the report, another agrees to it."""
    reader.home()
    reader.tap("A report came in: %(label)s", label=TITLE)
    reader.tap("I have read it")
    decider.home()
    decider.tap("Agree to the report: %(label)s", label=TITLE)
    decider.tap("Agree to the report")
    decider.tap("Agree and settle")


def give_back(payer: Phone) -> None:
    """Sends back what was left; with that the plan is closed."""
    payer.home()
    payer.tap("Money of %(label)s goes back", label=TITLE)
    payer.tap(TITLE)
    payer.tap("Enter the return")
