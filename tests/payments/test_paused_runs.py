"""A treasurer who pauses sees the runs of the group that pays itself, and does nothing with them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import now, today
from app.extensions import db
from grants.kit.access import Hand, Right, Role
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.mandates.models import Mandate
from grants.payments import service as payments
from grants.payments.models import PayRun
from grants.payments.rules import Moving
from grants.people import service as people
from grants.proposals.models import Proposal
from grants.workgroups.models import Membership
from tests.cast import actor
from tests.payments.paying import HOLDER, IBANS, VAULT
from tests.payments.test_run_pages import person
from tests.spending.stage import Ids, ids, stage
from tests.web import Browser, Web, soup, text_of

__all__ = ["ids", "stage"]


@pytest.fixture
def dan(app: Flask, web: Web, ids: Ids) -> Browser:
    """The group holds its money and pays itself; Dan put a run together."""
    with app.app_context():
        session = db.session()
        rights = (Right.HOLD_MONEY, Right.PAY)
        which = select(Mandate).where(Mandate.owner_id == ids.owner, Mandate.right.in_(rights))
        for one in session.scalars(which):
            one.hand = Hand.GROUP
        ben, by = person(session, "ben"), actor(session, "ben")
        people.set_iban(session, ben, IBANS["Ben"], "B. Bakker", vault=VAULT, by=by, at=now())
        session.commit()
    dan = web.as_("dan")
    account = dan.get(f"/payments/runs/account/{ids.owner}").headers["Location"]
    assert dan.send(account, name="Oudercafe", iban=HOLDER).status_code == 303
    with app.app_context():
        session = db.session()
        plan, by = session.get_one(Proposal, ids.plan), actor(session, "dan")
        moving = Moving(EUR("50"), today(), AccountKind.BANK, AccountKind.OWN_BANK)
        payments.move(session, plan, moving, by=by, at=now())
        session.commit()
    assert dan.send("/payments/runs/new").status_code == 303
    return dan


def pauses(app: Flask, ids: Ids) -> str:
    """The address of the run, now that he pauses."""
    with app.app_context():
        which = select(Membership).where(
            Membership.owner_id == ids.owner, Membership.role == Role.TREASURER
        )
        db.session.scalars(which).one().paused_on = now().date()
        db.session.commit()
        return f"/payments/runs/{db.session.scalars(select(PayRun)).one().id}"


def test_he_sees_the_list_and_the_run_and_finds_no_button(
    app: Flask, dan: Browser, ids: Ids
) -> None:
    run = pauses(app, ids)

    listed, shown = dan.get("/payments/runs"), dan.get(run)

    there = [str(one["href"]) for one in soup(listed).select("main a")]
    assert run in there
    assert not any("new" in path or "account" in path for path in there)
    assert "B. Bakker" in text_of(shown)
    for page in (listed, shown):
        assert soup(page).select("main form") == []
    assert "/payments/runs" in [one["href"] for one in soup(shown).select("a[href]")]


def test_the_desk_leads_him_to_what_was_made(app: Flask, dan: Browser, ids: Ids) -> None:
    pauses(app, ids)

    desk = dan.get("/payments/")

    there = [one["href"] for one in soup(desk).select("main a")]
    assert "/payments/runs" in there
    assert "/payments/runs/new" not in there


def test_he_does_nothing_with_it(app: Flask, dan: Browser, ids: Ids) -> None:
    run = pauses(app, ids)

    assert dan.get("/payments/runs/new").status_code == 404
    for path in (f"{run}/result", f"{run}/withdraw"):
        assert dan.get(path).status_code == 403
