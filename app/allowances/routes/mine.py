"""One's own year: what came, what is left, what was had elsewhere, and the statement of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats
from app.access import me
from app.allowances.forms import ElsewhereForm
from app.allowances.routes import bp
from app.allowances.routes.looking import row
from app.clock import now, today
from app.extensions import db
from grants.allowances import queries, service
from grants.allowances.models import Allowance
from grants.allowances.queries import Year
from grants.kit.errors import Refusal
from grants.workgroups.queries import workgroups_by_id


@bp.get("/mine")
def mine() -> ResponseReturnValue:
    """My allowances of a year, from all groups."""
    person_id = _me()
    day = asked_day()
    year = queries.year_of(db.session(), person_id, day, is_over=day != today())
    titles = _titles([*year.paid, *year.coming])
    return render_template(
        "allowances/mine.html",
        year=year,
        left=year.left(day.month),
        is_now=day.year == today().year,
        paid=[row(one, one.words, titles[one.id]) for one in year.paid],
        coming=[row(one, one.words, titles[one.id]) for one in year.coming],
        elsewhere=elsewhere_rows(year),
        years=[one for one in queries.years_of(db.session(), person_id) if one != day.year],
    ), 200


@bp.route("/mine/elsewhere", methods=["GET", "POST"])
def elsewhere() -> ResponseReturnValue:
    """Say what I had elsewhere, so that no cap is passed. Nobody else sees it."""
    person_id, day = _me(), today()
    months = [date(day.year, number, 1) for number in range(1, day.month + 1)]
    form = ElsewhereForm(months, data={"month": str(day.month)})
    if form.validate_on_submit():
        month = months[int(form.month.data) - 1]
        try:
            service.say_elsewhere(
                db.session(), person_id, month, form.amount.data, by=me(), at=now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("Kept. Only you see it."), url_for("allowances.mine"))
    year = queries.year_of(db.session(), person_id, day)
    said = elsewhere_rows(year)
    return render_template("allowances/elsewhere.html", form=form, said=said), form.status


def elsewhere_rows(year: Year) -> list[dict[str, Any]]:
    """What she said to have had elsewhere, month by month."""
    return [
        {"name": formats.month(date(year.year, month, 1)), "amount": amount}
        for month, amount in sorted(year.elsewhere.items())
    ]


def _titles(found: list[Allowance]) -> dict[UUID, str]:
    """For which plan and in which group: hers to know, whatever group it was."""
    plans = queries.plans_by_id(db.session(), {one.proposal_id for one in found})
    titles = {plan.id: plan.title for plan in plans}
    groups = workgroups_by_id(db.session(), {one.owner_id for one in found})
    return {one.id: f"{titles[one.proposal_id]}, {groups[one.owner_id].name}" for one in found}


def _me() -> UUID:
    return me().person_id or abort(404)


def asked_day() -> date:
    """Today, or the last day of the year before that the address names."""
    wanted = request.args.get("year", type=int)
    if wanted is None or wanted == today().year:
        return today()
    return date(wanted, 12, 31) if 2000 <= wanted < today().year else abort(404)  # noqa: PLR2004  the first year of the euro's caps
