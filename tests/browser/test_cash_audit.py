"""The yearly cash audit, as two members do it on their own phones."""

from __future__ import annotations

from collections.abc import Callable

from app.clock import today
from grants.proposals.models import LineKind
from tests.browser.bank import spent
from tests.browser.phone import Phone, task
from tests.browser.site import Site
from tests.spending.stage import Ids, ids, stage

__all__ = ["ids", "stage"]
Phones = Callable[..., Phone]


def test_two_members_look_at_the_year(phones: Phones, site: Site, ids: Ids) -> None:
    spent(site, ids, {LineKind.ROOM: ("20",)})
    ada, ben = phones("ada"), phones("ben")

    with task("audit the cash of a year", ada, ben, pages=12, taps=24):
        begin(ada)
        look_and_count(ada)
        stand_for_the_count(ben)
        conclude(ada)
        sign(ada)
        ben.home()
        ben.tap("Sign the cash audit: %(label)s", label=f"Ontmoeting {today().year}")
        sign(ben)
    site.work()
    ben.again()

    assert ben.fetch("The paper (PDF)").startswith(b"%PDF")
    ada.open("/ledger/")
    ada.expect("Cash audit %(year)s: %(result)s, by %(first)s and %(second)s.", **told())


def told() -> dict[str, object]:
    """What Geld says of it."""
    return {"year": today().year, "result": "klopt", "first": "Ada", "second": "Ben"}


def begin(ada: Phone) -> None:
    """Two who kept no book, and the payments that the app draws."""
    ada.home()
    ada.tap("See the cash book")
    ada.tap("Cash audit")
    ada.tap("Begin a cash audit")
    ada.choose("Who looks at it?", "Ada")
    ada.choose("And who else?", "Ben")
    ada.tap("Begin")


def look_and_count(ada: Phone) -> None:
    """Each payment beside its receipt; then the money in the box."""
    ada.tap("Look at the next payment")
    ada.choose("Is this payment right?", "Right")
    ada.tap("Save and go on")
    ada.tap("Count the cash box")
    ada.choose("Who counts with you?", "Ben")
    ada.write("How much lies in the box, together?", "42")
    ada.tap("We have counted")


def stand_for_the_count(ben: Phone) -> None:
    """Who counted along says so on his own phone."""
    ben.home()
    ben.tap("Did you count along? %(label)s", label="Ontmoeting")
    ben.tap("I counted too, it is right")


def conclude(ada: Phone) -> None:
    """Back from the count she says what came out."""
    ada.tap("Back to what you were doing")
    ada.tap("Say what you found")
    ada.choose("What did you find?", "Yes, it is right")
    ada.tap("Save")


def sign(phone: Phone) -> None:
    """Never by slip: a tick, and a button."""
    phone.choose("I looked at it myself, and stand for it.")
    phone.tap("I sign")
