"""More was sent back than was owed: whoever hears it sees what it is, and what to do."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.gateways.provider import FakeProvider
from grants.awards.models import Award
from grants.kit.ids import new_id
from grants.kit.money import EUR
from grants.payments import service as payments
from grants.payments.models import Arrival, ArrivalKind, BackKind, OnlinePayment, OnlineReturn
from grants.payments.rules import GivingBack
from grants.payments.service import overpaid
from grants.payments.states import BackState
from grants.proposals.models import Proposal
from tests.cast import actor
from tests.ground import NOON
from tests.payments.online_stage import bank, paid
from tests.spending.stage import Ids, ids, stage
from tests.web import Web, text_of

__all__ = ["bank", "ids", "stage"]


@pytest.fixture
def too_much(app: Flask, ids: Ids) -> str:
    """A run sent 15 to the fund, and nothing was owed to it any more."""
    with app.app_context():
        session = db.session()
        plan = session.get_one(Proposal, ids.plan)
        award = session.scalars(select(Award).where(Award.proposal_id == plan.id)).one()
        data = GivingBack(award.organisation_id, EUR("15"), NOON.date(), from_run=True)
        made = payments.give_back(session, plan, data, by=actor(session, "hans"), at=NOON)
        overpaid.tell(session, made, at=NOON)
        session.commit()
        return f"/payments/too-much/{made.id}"


def test_the_treasurer_and_the_holder_are_told_until_each_has_seen_it(
    web: Web, too_much: str
) -> None:
    for name in ("dan", "hans"):
        one = web.as_(name, "en")
        assert too_much in one.get("/").text
        assert "15" in text_of(one.get(too_much))

        one.send(too_much)

        assert too_much not in one.get("/").text
        assert "I have seen this" not in one.get(too_much).text


def test_the_desk_says_who_has_too_much_and_not_that_it_goes_back(web: Web, too_much: str) -> None:
    desk = text_of(web.as_("hans", "en").get("/payments/"))

    assert "Sent back too much" in desk
    assert "To send back" not in desk
    assert "-15" not in desk


def test_what_is_in_the_bank_again_is_undone_from_there(
    app: Flask, web: Web, too_much: str
) -> None:
    hans = web.as_("hans", "en")
    undo = too_much.replace("too-much", "undo")
    assert undo in hans.get(too_much).text
    assert "/payments/came-again/" not in hans.get(undo).text
    assert undo not in web.as_("dan").get(too_much).text

    hans.send(undo, why="Het fonds stuurde het terug.")

    assert too_much not in web.as_("dan").get("/").text
    assert "It is right again" in hans.get(too_much).text
    assert undo not in hans.get(too_much).text


def test_what_came_again_of_it_is_entered_from_there_a_part_as_well(
    app: Flask, web: Web, too_much: str
) -> None:
    hans = web.as_("hans", "en")
    came = re.search(r"/payments/came-again/[0-9a-f-]+/[0-9a-f-]+", hans.get(too_much).text)
    assert came is not None
    assert came[0] not in web.as_("dan").get(too_much).text
    assert came[0] in hans.get("/payments/").text
    assert "15" in text_of(hans.get(came[0]))

    refused = hans.send(came[0], amount="15,01")
    hans.send(came[0], amount="5")

    assert "was sent back too much" in text_of(refused)
    page = hans.get(too_much).text
    undo = too_much.replace("too-much", "undo")
    assert (came[0] in page, undo in page) == (True, False)
    assert came[0] in hans.get(undo).text  # whoever comes here from the list reads it as well
    hans.send(came[0], amount="10")
    assert too_much not in web.as_("dan").get("/").text
    assert "It is right again" in hans.get(too_much).text
    assert hans.get(came[0]).status_code == 404
    assert "Came again" in hans.get("/payments/").text


def test_who_undoes_all_of_what_was_partly_too_much_says_that_all_of_it_was_wrong(
    web: Web, too_much: str
) -> None:
    hans, undo = web.as_("hans", "en"), too_much.replace("too-much", "undo")
    assert 'name="whole"' not in hans.get(undo).text
    came = re.search(r"/payments/came-again/[0-9a-f-]+/[0-9a-f-]+", hans.get(too_much).text)
    assert came is not None
    hans.send(came[0], amount="5")

    refused = hans.send(undo, why="Het kwam terug.")
    said = hans.send(undo, why="Nooit verstuurd.", whole="y")

    assert refused.status_code == 422
    assert "Only € 10.00 of it was too much" in text_of(refused)
    assert came[0] in refused.text
    assert "€ 5.00 then still has to go back" in text_of(refused)
    assert said.status_code == 303
    assert "To send back" in text_of(hans.get("/payments/"))


def test_what_went_through_the_provider_is_not_undone_by_hand(
    app: Flask, web: Web, ids: Ids, bank: FakeProvider, too_much: str
) -> None:
    paid(web, app, ids, bank)
    with app.app_context():
        payment = db.session.scalars(select(OnlinePayment)).one()
        sent_id = UUID(too_much.rpartition("/")[2])
        back = OnlineReturn(
            id=new_id(db.session(), NOON),
            owner_id=payment.owner_id,
            payment_id=payment.id,
            proposal_id=payment.proposal_id,
            kind=BackKind.LEFT,
            amount=EUR("15"),
            state=BackState.DONE,
            turn=1,
            their_ref="re_1",
            arrival_id=sent_id,
            made_at=NOON,
        )
        db.session.add(back)
        db.session.commit()

    page = web.as_("hans").get(too_much).text

    assert too_much.replace("too-much", "undo") not in page
    assert "/payments/came-again/" in page


def test_only_what_went_back_has_such_a_page(app: Flask, web: Web, ids: Ids) -> None:
    with app.app_context():
        came = select(Arrival.id).where(Arrival.kind != ArrivalKind.RETURN)
        other = db.session.scalars(came.limit(1)).one()

    assert web.as_("hans").get(f"/payments/too-much/{other}").status_code == 404
