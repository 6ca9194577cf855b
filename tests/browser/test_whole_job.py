"""The whole job in a real browser: at 360 px, in Dutch; the members in Arabic; without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.extensions import db
from grants.ledger.queries import check, settled
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from tests.browser import desk, group
from tests.browser.phone import Phone
from tests.browser.pictures_of import photo
from tests.browser.site import Site

FOOD, ROOM = "Koffie, thee en fruit", "Zaal"
Phones = Callable[..., Phone]


@dataclass
class Cast:
    """Four members with phones, and the desks of both organisations."""

    joanna: Phone
    ada: Phone
    ben: Phone
    rob: Phone
    cleo: Phone
    hans: Phone


def everybody(phones: Phones, language: str = "nl", *, scripts: bool = True) -> Cast:
    members = [phones(name, language, scripts=scripts) for name in (None, "ada", "ben")]
    desks = [phones(name, wide=True, scripts=scripts) for name in ("rob", "cleo", "hans")]
    return Cast(*members, *desks)


def test_the_whole_job_on_phones(phones: Phones, site: Site, tmp_path: Path) -> None:
    cast = everybody(phones)

    paper = whole_job(cast, photo(tmp_path, 4000))

    assert paper.startswith(b"%PDF")
    assert_closed(site)


def test_members_do_it_in_arabic(phones: Phones, site: Site, tmp_path: Path) -> None:
    cast = everybody(phones, "ar")

    paper = whole_job(cast, photo(tmp_path))

    assert paper.startswith(b"%PDF")
    assert_closed(site)


def test_the_whole_job_without_scripts(phones: Phones, site: Site, tmp_path: Path) -> None:
    cast = everybody(phones, scripts=False)

    paper = whole_job(cast, photo(tmp_path))

    assert paper.startswith(b"%PDF")
    assert_closed(site)


def whole_job(cast: Cast, picture: Path) -> bytes:
    """From an invitation to a plan that is closed; gives the report."""
    desk.open_funds(cast.joanna.site)
    group.join(cast.joanna, "Joanna")
    group.write_plan(cast.joanna)
    group.ask_group(cast.joanna)
    agree_together(cast)
    ask_and_get_money(cast)
    spend(cast, picture)
    return account(cast, picture)


def agree_together(cast: Cast) -> None:
    """Two answer on their own phones; a third hands hers round for the fourth."""
    cast.joanna.home()
    group.decide(cast.joanna, "Yes")
    cast.ada.home()
    group.decide(cast.ada, "Yes, with a tip", tip="Neem ook thee mee.")
    group.decide_at_the_table(cast.ben, ("Ben", "Dan"))


def ask_and_get_money(cast: Cast) -> None:
    """Sent, read, a question, two people decide, both sides agree."""
    group.send(cast.ada, desk.FUND)
    desk.review(cast.rob)
    group.answer(cast.ada)
    desk.advise(cast.rob)
    desk.decide(cast.rob, cast.cleo)
    group.agree(cast.ada)
    desk.agree(cast.cleo)
    desk.receive(cast.hans)


def spend(cast: Cast, picture: Path) -> None:
    """One receipt is paid back to a member, one invoice to a shop."""
    group.note_receipt(cast.ada, picture, "De Kom", "54,10", FOOD)
    group.say_yes_to_receipt(cast.ben, "De Kom")
    bill = photo(picture.parent, name="rekening")
    group.note_invoice(cast.joanna, bill, "De Linde", "80", ROOM)
    group.say_yes_to_receipt(cast.ada, "De Linde")
    for shop in ("De Kom", "De Linde"):
        desk.pay(cast.hans, shop)
    cast.hans.home()
    cast.hans.expect("Nothing is waiting for you now.")


def account(cast: Cast, picture: Path) -> bytes:
    """What is left goes back, the group seals the report, the municipality agrees to it."""
    group.give_back(cast.joanna)
    group.report(cast.joanna, picture)
    group.ask_group(cast.joanna)
    agree_together(cast)
    paper = group.send_report(cast.ada)
    desk.accept(cast.rob, cast.cleo)
    desk.give_back(cast.hans)
    cast.joanna.home()
    return paper


def assert_closed(site: Site) -> None:
    """Nothing is owed to anybody, the book balances, and the plan is closed."""
    with site.app.app_context():
        plan = db.session.scalars(select(Proposal)).one()
        assert plan.state is ProposalState.CLOSED
        assert settled(db.session(), plan.id)
        assert check(db.session()) == []
