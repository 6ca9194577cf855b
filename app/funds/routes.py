"""Pages of pots: the list of a desk, a new one, and changing one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import desk_page, me, my_desks, reach, refuse
from app.clock import now, today
from app.extensions import db
from app.funds.forms import FundForm, as_written
from grants.funds import queries, rules, service
from grants.funds.access import may
from grants.funds.models import Fund
from grants.kit.access import DESK, Role
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.neighbourhoods.models import Organisation

bp = Blueprint("funds", __name__, url_prefix="/funds")
REACH = {Fund: may}


@bp.get("/desk")
@desk_page
def desk() -> ResponseReturnValue:
    """The pots of this desk."""
    mine = my_desks()
    managed = [one for one in mine if me().has(one, Role.MANAGER)]
    return render_template(
        "funds/desk.html",
        changes=managed,
        offers=queries.of_organisations(db.session(), mine),
        managed=[db.session.get_one(Organisation, one) for one in managed],
        is_open=rules.is_open,
        today=today(),
    )


@bp.route("/new/<uuid:organisation_id>", methods=["GET", "POST"])
@desk_page
def new(organisation_id: UUID) -> ResponseReturnValue:
    """A new pot of this organisation: by its manager, or the operator."""
    organisation = db.session.get(Organisation, organisation_id) or abort(404)
    verdict = may(me(), Act.FUNDS_CREATE, Fund(owner_id=organisation.id))
    if not verdict:
        refuse(verdict)
    form = FundForm(data={"opens_on": today()})
    if form.validate_on_submit():
        try:
            fund = service.create(db.session(), organisation.id, form.to_rules(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("The fund is kept."), _back(fund))
    return render_template("funds/change.html", form=form, organisation=organisation), form.status


@bp.route("/<uuid:fund_id>", methods=["GET", "POST"])
@desk_page
def change(fund_id: UUID) -> ResponseReturnValue:
    """Other rules from now on."""
    fund = reach(Fund, fund_id, Act.FUNDS_CHANGE)
    form = FundForm(data=as_written(fund))
    if form.validate_on_submit():
        try:
            service.change(db.session(), fund, form.to_rules(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("The fund is kept."), _back(fund))
    organisation = db.session.get_one(Organisation, fund.owner_id)
    return render_template("funds/change.html", form=form, organisation=organisation), form.status


def _back(fund: Fund) -> str:
    """The desk for who works there, the neighbourhood for the operator."""
    if me().has(fund.owner_id, *DESK):
        return url_for("funds.desk")
    organisation = db.session.get_one(Organisation, fund.owner_id)
    return url_for("neighbourhoods.show", neighbourhood_id=organisation.neighbourhood_id)
