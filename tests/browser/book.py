"""What members do with the money: count the box, tell of a lost receipt, note an allowance."""

from __future__ import annotations

from pathlib import Path

from tests.browser.phone import Phone, task
from tests.browser.running import FOOD, TITLE

MARKET, SHORT = "De markt", "35,50"
HOLDER = "Welzijn Waterdrecht"
OVER = (
    "This month %(left)s is possible still. The rest can wait for another month: "
    "this year %(year_left)s is possible."
)


def count_box(phone: Phone, second: str) -> None:
    """Two count before they see the book; it is 50 cents too little, and that is said."""
    phone.home()
    phone.tap("Money")
    phone.tap("Count the cash box")
    assert "42,00" not in phone.text
    phone.choose("Who counts with you?", second)
    phone.write("How much lies in the box, together?", SHORT)
    phone.tap("We have counted")
    phone.expect("There is a difference")
    phone.expect("Paid from the box, waits for a yes")
    assert "€ 0,50" in phone.text
    phone.write("How do you think that happened?", "Iemand gaf te veel terug.")
    phone.tap("Write down the difference")


def stand_for_it(phone: Phone) -> None:
    """The second person says so on her own phone."""
    phone.home()
    phone.tap("Did you count along? %(label)s", label="Ontmoeting")
    phone.tap("I counted too, it is right")
    phone.expect("The cash box is counted.")


def lose_receipt(phone: Phone, goods: Path) -> None:
    """What it was, where, why there is no receipt; how much is still possible stands above."""
    phone.home()
    phone.tap("Receipt")
    phone.tap("I have no receipt")
    phone.expect("There can still be")
    assert "€ 50,00" in phone.text
    phone.write("What did you buy?", "Drie pakken koffie")
    phone.write("Why is there no receipt?", "Het is uit mijn tas gevallen.")
    phone.give("Photo of what you bought", goods)
    phone.write("How much did it cost?", "12,50")
    phone.write("Which shop?", MARKET)
    phone.choose("What was it for?", FOOD)
    phone.tap("Save without a receipt")
    phone.expect("It is saved, without a receipt.")


def ask_allowance(phone: Phone) -> None:
    """More than this month allows is refused with what is possible; that is asked then."""
    phone.home()
    with task("6 note an allowance, past the limit first", phone, pages=3, taps=5):
        phone.tap("Receipt")
        phone.tap("Did you help? Note an allowance")
        left = {"year_left": phone.apart("€ 2.200,00"), "month_left": phone.apart("€ 220,00")}
        phone.expect("Still %(year_left)s this year. Of that, %(month_left)s this month.", **left)
        phone.write("What was done?", "Gastvrouw")
        phone.write("How much?", "230")
        phone.tap("Ask for the allowance")
        phone.expect(OVER, left=left["month_left"], year_left=left["year_left"])
        phone.write("How much?", "30")
        phone.tap("Ask for the allowance")
        phone.expect("The allowance is noted. A second person looks at it.")


def leave_allowance(phone: Phone) -> None:
    """Who says yes does not pay it: the treasurer gives it, so the money holder looks."""
    phone.home()
    with task("6 let the money holder look at an allowance", phone, pages=3, taps=5):
        phone.tap("Look at an allowance: %(label)s", label=TITLE)
        phone.tap("Let %(holder)s look at it", holder=HOLDER)
        phone.expect("It is asked. After the yes you can give it.")


def agree_allowance(phone: Phone) -> None:
    """Who pays at the money holder says yes."""
    phone.home()
    with task("6 say yes to an allowance", phone, pages=3, taps=5):
        phone.tap("Look at an allowance: %(label)s", label=TITLE)
        phone.tap("Yes, this is right")
        phone.expect("You said yes. Now it can be paid.")


def give_allowance(phone: Phone, name: str, getter: Phone) -> None:
    """From the box, both say so on one phone; at home she sees it, and says so again."""
    phone.home()
    with task("6 pay an allowance", phone, pages=3, taps=5):
        phone.tap("Pay an allowance: %(label)s", label=TITLE)
        phone.tap("Give it from the cash box")
        phone.choose("%(name)s: I gave the money.", name=phone.apart("Dan"))
        phone.choose("%(name)s: I got the money.", name=phone.apart(name))
        phone.tap("It is paid")
    getter.home()
    getter.tap("Did you get your allowance? %(label)s", label=TITLE)
    getter.tap("Yes, I got it")
    getter.expect("Paid from the cash box, and received.")
