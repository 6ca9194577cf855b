"""The law's amounts of each year, with their source; who runs the installation adds a row."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import desk_page, me, refuse
from app.allowances.forms import CapForm
from app.allowances.routes import bp
from app.clock import now, today
from app.extensions import db
from grants.allowances import queries, service
from grants.allowances.access import may_cap
from grants.allowances.models import Cap, Sure
from grants.kit.acts import Act
from grants.kit.errors import Refusal


@bp.get("/amounts")
def caps() -> ResponseReturnValue:
    """What the law says, year by year."""
    found = queries.caps(db.session())
    counting = {cap.from_on: cap.id for cap in reversed(found)}
    return render_template(
        "allowances/caps.html",
        caps=found,
        counting=set(counting.values()),
        year=today().year,
        is_known=queries.cap_on(db.session(), today()) is not None,
        can_add=bool(may_cap(me(), Act.ALLOWANCES_CAP, Cap())),
    ), 200


@bp.route("/amounts/new", methods=["GET", "POST"])
@desk_page
def cap_new() -> ResponseReturnValue:
    """The amounts of a year that were found somewhere."""
    verdict = may_cap(me(), Act.ALLOWANCES_CAP, Cap())
    if not verdict:
        refuse(verdict)
    form = CapForm(data={"checked_on": today(), "sure": str(Sure.OWN_PAGE)})
    if form.validate_on_submit():
        try:
            service.add_cap(db.session(), form.to_cap(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("The amounts are kept."), url_for("allowances.caps"))
    return render_template("allowances/cap_new.html", form=form), form.status
