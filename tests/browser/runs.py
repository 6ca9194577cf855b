"""A pay run at the desk of whoever holds the money: made, looked at, filed, and what the bank did."""

from __future__ import annotations

from importlib.resources import files

from lxml import etree

from app.clock import today
from tests.browser.phone import Phone
from tests.browser.running import HOLDER, IBANS

BEN = "Ben · •••• 6789 · € 50,00"
ADA = "Ada · •••• 4300 · € 20,00"
OUT = "Ada · •••• 4300 · € 14,25"


def make_run(payer: Phone) -> None:
    """What is due is ticked; one of it is left for another time."""
    payer.home()
    payer.tap("Pay and enter")
    payer.tap("New pay run")
    payer.choose("What do you pay?", OUT)
    payer.tap("Make the run")
    payer.expect("The run is made. A second person looks at it now.")
    assert "€ 70,00" in payer.text


def say_yes_to_run(second: Phone) -> None:
    """Each payee is new here: she looks at both before she can say yes."""
    second.home()
    second.tap("Pay run %(label)s waits for your yes", label=f"U-{today().year}-0001")
    second.tap("Yes, this can be paid")
    assert second.page.locator("[role=alert]").count() == 1
    second.choose(ADA)
    second.choose(BEN)
    second.tap("Yes, this can be paid")
    second.expect("You said yes. The file for the bank is ready.")


def hand_in(payer: Phone) -> bytes:
    """Gives the file to the bank; it is what the schema of the banks says."""
    payer.again()
    data = payer.takes("Fetch the file")
    schema = files("sepaxml").joinpath("schemas", "pain.001.001.09.xsd").read_bytes()
    etree.XMLSchema(etree.fromstring(schema)).assertValid(etree.fromstring(data))
    payer.page.reload()  # a second tap at once on the same page sends nothing
    assert payer.takes("Fetch the file") == data
    payer.tap("The bank has it")
    payer.expect("It is with the bank. Write down later what it did.")
    return data


def write_down_result(payer: Phone) -> None:
    """One was paid, one not: the name does not match. That one is due again."""
    payer.tap("Write down what the bank did")
    payer.choose(BEN, "Not paid: the name does not match")
    payer.tap("Write this down")
    payer.expect("It is in the books.")
    payer.open("/payments/runs/new")
    payer.expect(BEN)
    payer.expect(OUT)
    assert ADA not in payer.text


def texts(data: bytes, name: str) -> list[str]:
    """What stands in the file under this name."""
    return [str(node.text) for node in etree.fromstring(data).iter(f"{{*}}{name}")]


def assert_file(data: bytes) -> None:
    """Both payments, from the holder's account, and not what was left out."""
    assert sorted(texts(data, "InstdAmt")) == ["20.00", "50.00"]
    assert set(texts(data, "IBAN")) == {HOLDER, *IBANS.values()}
    assert texts(data, "CtrlSum") == ["70.00"] * 2


def see_failure(payee: Phone, shop: str) -> None:
    """He finds with his receipt why the money did not come, and where to look."""
    payee.open("/spending/")
    payee.tap(shop)
    payee.expect("Not paid: the name does not match")
    payee.expect("Look whether your account number and the name on your card are right.")
    payee.named("Change the account number")
