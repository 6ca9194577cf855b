"""Forty lines of the bank: read, confirmed, and what stays explained, at the holder's desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import today
from app.extensions import db
from grants.awards.models import Award
from grants.ledger import queries as book
from grants.payments.models import StatementLine
from grants.payments.states import LineState
from grants.proposals.models import LineKind
from grants.spending.models import Expense
from tests.browser.bank import IBAN, Booked, approved, camt
from tests.browser.phone import Phone, task
from tests.browser.site import Site
from tests.spending.stage import Ids, ids, stage

__all__ = ["ids", "stage"]
Phones = Callable[..., Phone]
OF_OTHERS = ("Huur kantoor", "Subsidie welzijnswerk")


def test_forty_lines_are_matched_in_a_few_taps(
    phones: Phones, site: Site, tmp_path: Path, ids: Ids
) -> None:
    statement = camt(tmp_path, site.run(lambda session: forty(session, ids)), today())
    hans = phones("hans")
    add_account(hans)

    hans.home()
    with task("match forty lines", hans, pages=6, taps=12):
        hans.tap("Pay and enter")
        hans.tap("Bank accounts and statements")
        hans.tap("Betaalrekening")
        hans.tap("Take in a statement")
        hans.give("File of your bank", statement)
        hans.tap("Read the file")
        hans.expect("40 nieuwe regels.")
        hans.tap("Bevestig 35 zekere regels")
        hans.choose("De Kom")
        hans.choose("Kosten betaalpakket")
        hans.tap("Confirm what I ticked")
        assert counts(site) == {LineState.OPEN: 3, LineState.MATCHED: 36, LineState.EXPLAINED: 1}
    explain(hans)

    hans.expect("Every line is matched or explained.")
    for amount in ("€ 500,00", "+ € 207,11", "€ 707,11"):
        assert amount in hans.text.split(hans.say("Balance before"))[-1]
    assert counts(site)[LineState.OPEN] == 0


def explain(hans: Phone) -> None:
    """What no plan knows: one is the group's own money, two are the holder's."""
    with task("explain what stays", hans, pages=4, taps=15):
        hans.tap("F. Yilmaz")
        hans.tap("Our own money")
        hans.choose("Oudercafé")
        hans.choose("A gift")
        hans.tap("Enter the money")
        for whose in ("Vastgoed Zuid", "Gemeente Waterdrecht"):
            hans.tap(whose)
            hans.tap("It belongs to nothing here")
            hans.choose("money of the organisation itself")
            hans.tap("Set it aside")


def counts(site: Site) -> dict[LineState, int]:
    """How many lines stand how; the book is whole."""
    with site.app.app_context():
        assert book.check(db.session()) == []
        found = Counter(db.session.scalars(select(StatementLine.state)))
    return {state: found[state] for state in LineState}


def add_account(hans: Phone) -> None:
    hans.open("/payments/bank")
    hans.tap("Add an account")
    hans.write("Account number (IBAN)", IBAN)
    hans.write("What do you call it?", "Betaalrekening")
    hans.tap("Add the account")


def forty(session: Session, ids: Ids) -> list[Booked]:
    """Money of the award, receipts, costs of the bank, and what is the holder's own."""
    award = session.scalars(select(Award)).one().reference
    of_ben = session.get_one(Expense, ids.approved).reference
    cents = [approved(session, ids, LineKind.CHILDCARE, f"2.{no:02d}") for no in range(32)]
    lost = approved(session, ids, LineKind.CHILDCARE, "33.33")
    return [
        Booked("240", f"Toekenning {award} deel 1", "Gemeente Waterdrecht"),
        Booked("60", f"Toekenning {award} deel 2", "Gemeente Waterdrecht"),
        Booked("-50", of_ben, "B. de Boer"),
        *(Booked(f"-{one.amount.digits}", one.reference, "A. de Wit") for one in cents),
        Booked(f"-{lost.amount.digits}", "Terugbetaling bon", "A. de Wit"),
        Booked("-3.10", "Kosten betaalpakket november"),
        Booked("12.50", "Voor het oudercafé", "F. Yilmaz"),
        Booked("-450", OF_OTHERS[0], "Vastgoed Zuid"),
        Booked("500", OF_OTHERS[1], "Gemeente Waterdrecht"),
    ]
