from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from grants.funds.models import Fund
from grants.kit.money import EUR
from grants.neighbourhoods.models import Organisation
from tests.requests.staged import Staged, set_stage
from tests.web import Web, text_of

GOOD: dict[str, Any] = {
    "name": "Potje Groen",
    "words": "Voor planten.",
    "most": "250,50",
    "opens_on": "2026-01-01",
    "answer_weeks": "4",
    "channel": "here",
    "open": "y",
}


@pytest.fixture
def staged(app: Flask) -> Staged:
    return set_stage(app)


@pytest.fixture
def town(app: Flask, staged: Staged) -> UUID:
    with app.app_context():
        return db.session.scalars(select(Organisation.id).where(Organisation.funder)).one()


def test_the_operator_makes_a_fund(web: Web, app: Flask, town: UUID) -> None:
    answer = web.as_("olga").send(f"/funds/new/{town}", **GOOD)

    assert answer.status_code == 303
    with app.app_context():
        fund = db.session.scalars(select(Fund).where(Fund.name == "Potje Groen")).one()
        assert (fund.most, fund.answer_weeks) == (EUR("250.50"), 4)


def test_the_operator_changes_a_fund(web: Web, app: Flask, staged: Staged) -> None:
    answer = web.as_("olga").send(f"/funds/{staged.fund_id}", name="Anders")

    assert answer.status_code == 303
    with app.app_context():
        fund = db.session.get_one(Fund, staged.fund_id)
        assert (fund.name, fund.most, fund.own_one_in) == ("Anders", EUR("500"), 10)
        assert fund.excluded_kinds == {"trainer"}


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"most": "veel"},
        {"opens_on": "morgen"},
        {"answer_weeks": "0"},
        {"own_one_in": "1"},
        {"least": "300", "most": "200"},
        {"closes_on": "2020-01-01"},
        {"channel": "nonsense"},
    ],
    ids=lambda typed: next(iter(typed)),
)
def test_a_fund_that_cannot_be_keeps_what_was_typed(
    web: Web, town: UUID, typed: dict[str, str]
) -> None:
    answer = web.as_("olga").send(f"/funds/new/{town}", **(GOOD | typed))

    assert answer.status_code == 422
    assert "Voor planten." in answer.get_data(as_text=True)


def test_a_reviewer_reads_the_rules_and_changes_nothing(web: Web, staged: Staged) -> None:
    rob = web.as_("rob")

    assert "Buurtpotje" in text_of(rob.get("/funds/desk"))
    assert rob.get(f"/funds/{staged.fund_id}").status_code == 403


def test_others_find_no_fund_to_change(web: Web, staged: Staged, town: UUID) -> None:
    for name in ("ada", "hans", "eve"):
        assert web.as_(name).get(f"/funds/{staged.fund_id}").status_code == 404
        assert web.as_(name).get(f"/funds/new/{town}").status_code == 404
