"""A form is looked at before anybody waits for it, and what changed meanwhile counts."""

from __future__ import annotations

from flask import Flask

from app.extensions import db
from grants.ledger import queries as book
from grants.spending.states import ExpenseState
from tests.core.test_errors import be_impatient, hold_lock
from tests.spending.stage import Ids, ids, stage
from tests.spending.test_pages import state
from tests.web import Meanwhile, Web, soup

__all__ = ["ids", "stage"]


def test_a_form_that_is_not_whole_waits_for_nobody(app: Flask, web: Web, ids: Ids) -> None:
    ada = web.as_("ada")
    path = f"/spending/new?plan={ids.plan}"
    fields = ada.form(path) | {"amount": "twaalf"}
    be_impatient(app)
    other = hold_lock(app)

    answer = ada.post(path, fields)
    other.rollback()

    assert answer.status_code == 422
    assert soup(answer).select_one("#amount-error")


def test_what_somebody_else_did_meanwhile_is_seen_under_the_lock(
    app: Flask, web: Web, ids: Ids, meanwhile: Meanwhile
) -> None:
    ben, dan = web.as_("ben"), web.as_("dan")
    path = f"/spending/{ids.asking}"
    his, theirs = (one.form(path, action="/approve") for one in (ben, dan))
    said: list[int] = []
    meanwhile(lambda: said.append(dan.post(f"{path}/approve", theirs).status_code))

    late = ben.post(f"{path}/approve", his)

    assert (said, late.status_code) == ([303], 409)
    assert state(app, ids.asking) is ExpenseState.APPROVED
    with app.app_context():
        assert book.check(db.session()) == []
