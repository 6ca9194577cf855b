"""What one person can send in, and what the holder of the money reads."""

from __future__ import annotations

import pytest
from flask import Flask

from app import documents
from app.clock import now
from app.extensions import db
from grants.proposals import service as proposals
from grants.proposals.models import Proposal
from tests.cast import actor
from tests.spending.stage import Ids, ids, stage
from tests.spending.test_pages import send_new
from tests.web import Web, text_of

__all__ = ["ids", "stage"]


def test_files_come_in_so_many_an_hour(web: Web, ids: Ids, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "UPLOADS", 1)
    ada = web.as_("ada")

    first, second = send_new(ada, ids), send_new(ada, ids)

    assert (first.status_code, second.status_code) == (303, 429)


def test_who_holds_the_money_does_not_read_what_members_say(app: Flask, web: Web, ids: Ids) -> None:
    with app.app_context():
        plan = db.session.get_one(Proposal, ids.plan)
        ada = actor(db.session(), "ada")
        proposals.comment(db.session(), plan, "Onder ons gezegd.", by=ada, at=now())
        db.session.commit()
    path = f"/proposals/{ids.plan}"

    assert "Onder ons gezegd." in text_of(web.as_("ben").get(path))
    page = web.as_("hans").get(path)

    assert page.status_code == 200
    assert "Onder ons gezegd." not in text_of(page)


def test_who_holds_the_money_reads_what_was_agreed_and_not_who_said_what(
    web: Web, ids: Ids
) -> None:
    ben, hans = web.as_("ben"), web.as_("hans")
    papers = [ben.get(f"/proposals/{ids.plan}/paper"), hans.get(f"/proposals/{ids.plan}/paper")]

    assert [b"Ada" in page.data for page in papers] == [True, False]
    assert hans.get(f"/proposals/{ids.plan}/versions/1").status_code == 200


@pytest.mark.parametrize("page", ["0", "99999999999999999999"])
def test_a_page_that_cannot_be_is_not_there(web: Web, ids: Ids, page: str) -> None:
    assert web.as_("ada").get(f"/history/proposal/{ids.plan}?page={page}").status_code == 404
