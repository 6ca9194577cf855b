"""Money through the bank: an instalment whose bank never came back, a gift, a debit taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.extensions import db
from app.payments import jobs
from grants.ledger import queries as book
from grants.proposals.models import LineKind, Proposal
from tests.browser.bank import Proefbank, bank_of, spent
from tests.browser.phone import Phone, task
from tests.browser.site import Site
from tests.spending.stage import Ids, ids, stage

__all__ = ["ids", "stage"]
Phones = Callable[..., Phone]
NOW_THERE = "It is paid and it is in the kas of the group."
SOON_THERE = "It is paid. It will be in the kas of the group in a minute."


@pytest.fixture
def bank(site: Site) -> Iterator[Proefbank]:
    with bank_of(site) as bank:
        yield bank


def test_the_bank_never_came_back_and_its_message_finds_the_money(
    phones: Phones, site: Site, bank: Proefbank, ids: Ids
) -> None:
    cleo = bank.leads(phones("cleo", wide=True))
    pay_and_never_return(cleo)
    says_where_it_stands(cleo, SOON_THERE)
    assert held(site, ids) == "240.00 EUR"

    bank.tells(times=2)

    cleo.again()
    cleo.expect(NOW_THERE)
    assert held(site, ids) == "300.00 EUR"


def test_the_bank_never_came_back_and_the_comparison_finds_the_money(
    phones: Phones, site: Site, bank: Proefbank, ids: Ids
) -> None:
    pay_and_never_return(bank.leads(phones("cleo", wide=True)))
    with site.app.app_context():
        assert jobs.compare_now() == 1
    hans = phones("hans", wide=True)

    hans.home()
    with task("take over what the bank says", hans, pages=2, taps=2):
        hans.tap("The payment provider says something else than our book")
        hans.tap("Take over what the provider says")
        hans.expect("There are no differences.")

    assert held(site, ids) == "300.00 EUR"
    bank.tells(times=2)
    assert held(site, ids) == "300.00 EUR"


def test_a_neighbour_gives_on_her_phone(
    phones: Phones, site: Site, bank: Proefbank, ids: Ids
) -> None:
    page = opened_for_gifts(phones("ada"), site, ids)
    ans = bank.leads(phones())

    give(ans, page, "5", name="Ans")
    bank.tells()
    ans.again()
    ans.expect(NOW_THERE)
    ans.tap("Back to the plan")
    assert "€ 5,00" in ans.text
    assert "Ans" in ans.text
    amal = bank.leads(phones(None, "ar", scripts=False))
    give(amal, page, "7,50")
    bank.tells()
    ans.again()

    assert "€ 12,50" in ans.text
    assert held(site, ids) == "252.50 EUR"


def test_the_treasurer_sees_a_debit_that_was_taken_back(
    phones: Phones, site: Site, bank: Proefbank, ids: Ids
) -> None:
    cleo, dan = bank.leads(phones("cleo", wide=True)), phones("dan")
    pay_by_debit(cleo)
    bank.happens("clear")
    cleo.again()
    cleo.expect(NOW_THERE)
    receipts = {LineKind.ROOM: ("45", "45"), LineKind.CHILDCARE: ("45", "45", "40")}
    spent(site, ids, receipts, also=[ids.approved])
    bank.happens("take-back")

    dan.home()
    with task("see what was taken back", dan, pages=2, taps=2):
        dan.tap("Money for %(label)s was taken back", label="Oudercafé")
        dan.expect(
            "The bank of the payer took this money back. It is out of the kas. "
            "What had been spent of it already, the group owes to who holds the money."
        )
        dan.tap("I have seen this")
    cleo.again()
    cleo.expect("Your bank took it back")
    dan.open("/ledger/")
    # What had been spent of it the group owes to the holder: reserved, in a mirrored entry of it.
    assert "Geld dat online terugging ongedaan gemaakt − € 30,00" in dan.text
    assert "Gereserveerd € 30,00" in dan.text
    assert held(site, ids) == "0.00 EUR"


def pay_and_never_return(cleo: Phone) -> None:
    """A funder pays with the app of her bank, and closes it there."""
    cleo.home()
    with task("9 pay online", cleo, pages=6, taps=5):
        to_the_bank(cleo)
        cleo.tap("Betaal, maar kom niet terug")


def to_the_bank(cleo: Phone) -> None:
    """From the start page to the page of the bank."""
    cleo.tap("Awards")
    cleo.tap("Oudercafé")
    cleo.tap("Pay part %(no)s", no=2)
    cleo.tap("Pay online")
    assert "Proefbank" in cleo.text


def says_where_it_stands(cleo: Phone, words: str) -> None:
    """Who never came back finds it where she began to pay."""
    cleo.home()
    cleo.tap("Awards")
    cleo.tap("Oudercafé")
    cleo.tap("Pay part %(no)s", no=2)
    cleo.expect("You began to pay this part. Did you pay already? Then do not pay again.")
    cleo.tap("See where it stands")
    cleo.expect(words)


def pay_by_debit(cleo: Phone) -> None:
    """A debit is on its way for days."""
    cleo.home()
    to_the_bank(cleo)
    cleo.tap("Betaal met een incasso")
    cleo.expect("The money is on its way")


def opened_for_gifts(ada: Phone, site: Site, ids: Ids) -> str:
    """A member opens the plan for gifts; gives the address of its page."""
    ada.home()
    with task("open the plan for gifts", ada, pages=3, taps=3):
        ada.tap("See the plan")
        ada.tap("Gifts from neighbours")
        ada.write("How much do you hope for?", "100")
        ada.write("What is it for?", "Voor een nieuwe oven.")
        ada.tap("Open the page for gifts")
        ada.expect("The page for gifts is open. Share the link.")
    reference = site.run(lambda session: session.get_one(Proposal, ids.plan).reference)
    return f"/payments/give/{reference}"


def give(phone: Phone, page: str, amount: str, name: str = "") -> None:
    """Without an account: an amount, a name if she likes, the bank, and back."""
    phone.open(page)
    with task("give", phone, pages=2, taps=2):
        phone.write("How much do you give?", amount)
        if name:
            phone.write("Your name", name)
        phone.tap("Go to my bank")
        phone.tap("Betaal met iDEAL | Wero")
        phone.expect("Thank you for your gift")
        phone.expect(SOON_THERE)


def held(site: Site, ids: Ids) -> str:
    """What lies with the money holder; the book is whole."""
    with site.app.app_context():
        assert book.check(db.session()) == []
        return str(book.amounts(db.session(), ids.owner).bank)
