"""How much may go out in a year without a receipt, and asking the group for another amount."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import me, reach, refuse
from app.clock import now, today
from app.extensions import db
from app.spending.forms import CeilingForm
from app.spending.routes import bp
from grants.consent.queries import open_round_of
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.spending import queries, service
from grants.spending.access import may_set
from grants.spending.models import Ceiling
from grants.workgroups.models import Workgroup


@bp.route("/ceiling/<uuid:workgroup_id>", methods=["GET", "POST"])
def ceiling(workgroup_id: UUID) -> ResponseReturnValue:
    """What is allowed, what went out, and a proposal for another amount."""
    workgroup = reach(Workgroup, workgroup_id, Act.WORKGROUPS_SEE)
    asked = service.asked_ceiling(db.session(), workgroup)
    asks = may_set(me(), Act.SPENDING_CEILING, Ceiling(owner_id=workgroup_id))
    if request.method == "POST" and not asks:
        refuse(asks)
    form = CeilingForm()
    if form.validate_on_submit():
        try:
            amount = form.amount.data
            made = service.propose_ceiling(db.session(), workgroup, amount, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            round_ = open_round_of(db.session(), made)
            goal = url_for("consent.show", round_id=round_.id if round_ else None)
            return form.done(_("The group is asked. Give your own answer too."), goal)
    row = queries.ceiling_of(db.session(), workgroup_id, today())
    return render_template(
        "spending/ceiling.html",
        workgroup=workgroup,
        allowed=queries.allowed(db.session(), workgroup_id, today()),
        own=row is not None and row.owner_id == workgroup_id,
        row=row,
        round=open_round_of(db.session(), asked) if asked else None,
        asks=bool(asks),
        year=today().year,
        form=form,
    ), form.status
