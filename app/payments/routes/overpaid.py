"""More was sent back than was owed: what happened, and what is to do."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import me, reach
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.payments.routes import bp
from grants.kit.acts import Act
from grants.neighbourhoods.models import Organisation
from grants.payments.access import may
from grants.payments.models import Arrival
from grants.payments.queries.online import is_told
from grants.payments.service import overpaid
from grants.proposals.models import Proposal


@bp.route("/too-much/<uuid:arrival_id>", methods=["GET", "POST"])
def too_much(arrival_id: UUID) -> ResponseReturnValue:
    """One return, and what who got it has too much of it now."""
    arrival = reach(Arrival, arrival_id, Act.PAYMENTS_SEE)
    if arrival.organisation_id is None:
        abort(404)
    form, session = PostForm(), db.session()
    if form.validate_on_submit():
        overpaid.seen(session, arrival, by=me(), at=now())
        return form.done(_("You have seen it."), url_for("home.index"))
    person_id = me().person_id
    return render_template(
        "payments/too_much.html",
        form=form,
        arrival=arrival,
        plan=session.get_one(Proposal, arrival.proposal_id),
        partner=session.get_one(Organisation, arrival.organisation_id),
        over=overpaid.over(session, arrival),
        can_undo=bool(may(me(), Act.PAYMENTS_MIRROR, arrival)),
        told=person_id is not None and is_told(session, arrival.id, person_id),
    ), form.status
