"""A yes is about what the coach can read, not about what it was before or will be later."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from grants.mandates.models import Asking, Nod
from grants.spending.models import Expense
from tests.spending.stage import Ids, ids, stage
from tests.web import Web

__all__ = ["ids", "stage"]


def test_a_yes_is_asked_for_what_it_is_now_and_not_for_what_it_was(
    app: Flask, web: Web, ids: Ids
) -> None:
    group = f"/mandates/{ids.owner}"
    web.as_("olga").send(f"{group}/set", template="starting", limit="100")

    path = f"/mandates/ask/approve/expense/{ids.asking}?mark=of+mine"
    asked = web.as_("ben").send(path).location

    with app.app_context():
        expense = db.session.get_one(Expense, ids.asking)
        found = select(Asking.mark).where(Asking.thing_id == ids.asking)
        assert db.session.scalars(found).all() == [expense.mark]
        expense.shop = "Ergens anders"
        db.session.commit()
    carla = web.as_("carla")
    assert carla.post(asked, carla.form("/people/me")).status_code == 409
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Nod)) == 0
