"""What the members do: join, write, decide, send, answer, spend, report. The words are their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now, today
from app.world import world
from grants.kit.access import SYSTEM, Role
from grants.people import service as people
from grants.workgroups.models import Workgroup
from tests.browser.phone import Phone, task
from tests.browser.site import Site

LANGUAGES = {"nl": "Nederlands", "ar": "العربية"}
TITLE = "Koffie op woensdag"


def invitation(site: Site) -> str:
    """The path on the paper that hangs in the community centre."""

    def make(session: Session) -> str:
        group = session.scalars(select(Workgroup).where(Workgroup.name == "Ontmoeting")).one()
        made = people.invite(session, group.id, Role.MEMBER, by=SYSTEM, at=now())
        return "/people/join/" + people.token_of(made, world().secrets)

    return site.run(make)


def join(phone: Phone, name: str) -> None:
    """She follows the invitation, chooses her language, and types the code from her mail."""
    address = f"{name.lower()}@example.org"
    with task("1 join my workgroup", phone, pages=4, taps=6):
        phone.open(invitation(phone.site))
        phone.tap(LANGUAGES[phone.language])
        phone.write("Your name", name)
        phone.write("Your mail address", address)
        phone.tap("I join")
        phone.write("The code from the mail", phone.site.code(address))
        phone.tap("Go on")
        phone.expect("Welcome, %(name)s", name=name)
    phone.tap("Go to the start page")


def write_plan(phone: Phone) -> None:
    """Five parts, two costs, two sources; from the start page to asking the group."""
    with task("2 write our plan and budget", phone, pages=12, taps=25):
        phone.tap("Begin a plan")
        phone.write("What is your plan called?", TITLE)
        phone.tap("Start this plan")
        _answer(phone, "Zes ochtenden koffie, met een hoek voor de kinderen.")
        _answer(phone, "Ouders met jonge kinderen uit onze straten.")
        phone.tap("Go on with part %(number)s", number=2)
        first = today() + timedelta(days=70)
        phone.write("First day", first.isoformat())
        phone.write("Last day", (first + timedelta(days=40)).isoformat())
        phone.write("How often, and at what time?", "Zes woensdagen om half tien")
        phone.tap("Save and go on")
        _answer(phone, "Buurthuis De Linde")
        _answer(phone, "Wij vieren, en Fatma van de overkant.")
        phone.tap("Go on with part %(number)s", number=3)
        _cost(phone, "Room", "Zaal", "6", "20")
        _cost(phone, "Food and drinks", "Koffie, thee en fruit", "6", "15,00")
        phone.tap("Go on: where does the money come from")
        phone.tap("Add money")
        phone.choose("Where does it come from?", "Ask a partner organisation")
        phone.write("How much?", "180")
        phone.tap("Save")
        phone.tap("Visitors give a little")
        phone.tap("Save")
        phone.tap("Go on: what do we hope for")
        _answer(phone, "Dat ouders elkaar leren kennen.")
        phone.named("Ask the group")


def _answer(phone: Phone, words: str) -> None:
    phone.page.locator("main [name=words]").fill(words)
    phone.tap("Save and go on")


def _cost(phone: Phone, kind: str, words: str, times: str, price: str) -> None:
    phone.tap(kind)
    phone.write("What is it?", words)
    phone.write("How many times?", times)
    phone.write("Price each time", price)
    phone.tap("Save")


def ask_group(phone: Phone) -> None:
    """Puts what stands before her to the group."""
    phone.tap("Ask the group")
    phone.tap("Ask the group")


def decide(phone: Phone, kind: str, tip: str = "") -> None:
    """Gives her own answer, on her own phone."""
    with task("3 decide together", phone, pages=2, taps=3):
        phone.tap("Start with the first")
        phone.choose(kind)
        if tip:
            phone.write("My tip", tip)
        phone.tap("Give my answer")
        phone.expect("Thank you. Your answer is kept.")


def decide_at_the_table(phone: Phone, names: Sequence[str]) -> None:
    """One phone goes round; the last answer ends it."""
    phone.home()
    phone.tap("Start with the first")
    phone.tap("Answer together at the table, on one phone")
    for name in names:
        phone.choose("Who answers now?", name)
        phone.choose("Yes")
        phone.tap("Keep this answer")
    phone.expect("The group agreed")


def send(phone: Phone, fund: str) -> None:
    """Chooses the fund, checks everything, sends, and keeps the paper."""
    phone.home()
    with task("4 send the request", phone, pages=3, taps=5):
        phone.tap("Choose a fund and send it")
        phone.tap("Choose %(fund)s", fund=fund)
        phone.tap("Send the request")
        phone.expect("Your request is sent. Nobody has read it yet.")
    phone.site.work()
    phone.again()
    assert phone.fetch("Keep it as PDF").startswith(b"%PDF")


def answer(phone: Phone) -> None:
    """Answers the fund, in her own words."""
    phone.home()
    phone.tap("Start with the first")
    phone.write("Your answer", "Joanna en Fatma, en Fatma heeft het diploma.")
    phone.tap("Send the answer")


def agree(phone: Phone) -> None:
    """Says yes to what both sides promise."""
    phone.home()
    phone.tap("Start with the first")
    phone.tap("We agree to this")


def note_receipt(phone: Phone, photo: Path, shop: str, amount: str, line: str) -> None:
    """From the start page: photo, amount, shop and for what; she paid it herself."""
    phone.home()
    with task("5 photograph a receipt", phone, pages=3, taps=4):
        phone.tap("Receipt")
        phone.give("Photo or file of the receipt", photo)
        phone.write("How much did it cost?", amount)
        phone.write("Which shop?", shop)
        phone.choose("What was it for?", line)
        phone.tap("Save the receipt")
        phone.expect("The receipt is saved.")


def note_invoice(phone: Phone, photo: Path, shop: str, amount: str, line: str) -> None:
    """The shop sends its invoice: the same page, and whether somebody of the group is the shop."""
    phone.home()
    phone.tap("Receipt")
    phone.give("Photo or file of the receipt", photo)
    phone.write("How much did it cost?", amount)
    phone.write("Which shop?", shop)
    phone.choose("What was it for?", line)
    phone.choose("The shop sends an invoice")
    if not phone.watch.scripts:
        phone.unfold("Money to one of us or to family?")
    phone.choose("Does the money go to one of you, or to family of one of you?", "No")
    phone.tap("Save the receipt")
    phone.expect("The receipt is saved.")


def say_yes_to_receipt(phone: Phone, shop: str) -> None:
    """Somebody else than who spent it looks at the photo and says yes."""
    phone.home()
    phone.tap("Look at the receipt of %(label)s", label=shop)
    assert phone.page.locator(".shot img").first.evaluate("one => one.naturalWidth") > 0
    phone.tap("Yes, this is right")
    phone.expect("You said yes to this receipt.")


def give_back(phone: Phone) -> None:
    """What is left goes back."""
    phone.home()
    phone.tap("Make the report")
    phone.tap("Choose what happens with what is left")
    phone.choose("We give it back")
    phone.tap("Keep this choice")


def report(phone: Phone, photo: Path) -> None:
    """Three questions and a photo; then the group can be asked."""
    phone.home()
    with task("7 make the report", phone, pages=4, taps=8):
        phone.tap("Make the report")
        phone.tap("Answer the three questions")
        phone.write("Grown-ups", "14")
        phone.write("Children", "9")
        phone.write("What went well?", "Drie moeders kwamen voor het eerst.")
        phone.write("What do you do next?", "Wij gaan door, met een taalhoek erbij.")
        phone.tap("Keep the answers")
        phone.give("Photo", photo)
        phone.write("What do we see?", "De eerste ochtend in De Linde.")
        phone.choose("Everyone on the photo agrees that it is shown")
        phone.tap("Add this photo")
        phone.expect("Everything is here. The group can say yes.")


def send_report(phone: Phone) -> bytes:
    """Sends the sealed report, and keeps the paper."""
    phone.home()
    phone.tap("Start with the first")
    phone.tap("Send the report")
    phone.site.work()
    phone.again()
    return phone.fetch("The report on paper (PDF)")
