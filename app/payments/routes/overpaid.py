"""More was sent back than was owed: what happened, what is to do, and what came again of it."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access import fresh_code, me, reach, refuse
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.payments.forms.arrivals import AgainForm
from app.payments.routes import bp
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.kit.money import Money
from grants.neighbourhoods.models import Organisation
from grants.payments import service
from grants.payments.access import may
from grants.payments.models import Arrival, ArrivalKind
from grants.payments.queries.online import came_online, is_told
from grants.payments.service import overpaid
from grants.proposals.models import Proposal
from grants.workgroups.models import Workgroup


@bp.route("/too-much/<uuid:arrival_id>", methods=["GET", "POST"])
def too_much(arrival_id: UUID) -> ResponseReturnValue:
    """One return, and what who got it has too much of it now."""
    arrival = reach(Arrival, arrival_id, Act.PAYMENTS_SEE)
    if arrival.kind is not ArrivalKind.RETURN:
        abort(404)
    form, session = PostForm(), db.session()
    if form.validate_on_submit():
        overpaid.seen(session, arrival, by=me(), at=now())
        return form.done(_("You have seen it."), url_for("home.index"))
    person_id = me().person_id
    over = overpaid.over(session, arrival)
    return render_template(
        "payments/too_much.html",
        form=form,
        arrival=arrival,
        plan=session.get_one(Proposal, arrival.proposal_id),
        partner=session.get_one(Organisation, arrival.organisation_id),
        over=over,
        can_enter=over.is_positive and bool(may(me(), Act.PAYMENTS_CAME_AGAIN, arrival)),
        can_undo=_can_undo(session, arrival, over),
        told=person_id is not None and is_told(session, arrival.id, person_id),
    ), form.status


def _can_undo(session: Session, arrival: Arrival, over: Money) -> bool:
    """Only where all of it is too much: else more would come into the book than came again.

    What went through the provider nobody undoes by hand.
    """
    may_undo = over >= arrival.amount and bool(may(me(), Act.PAYMENTS_MIRROR, arrival))
    return may_undo and not came_online(session, arrival.id)


@bp.route("/came-again/<uuid:proposal_id>/<uuid:organisation_id>", methods=["GET", "POST"])
@fresh_code
def came_again(proposal_id: UUID, organisation_id: UUID) -> ResponseReturnValue:
    """What was sent back too much is in the bank again, or a part of it."""
    plan, session = reach(Proposal, proposal_id, Act.PROPOSALS_SEE), db.session()
    verdict = may(me(), Act.PAYMENTS_CAME_AGAIN, plan)
    if not verdict:
        refuse(verdict)
    partner = session.get(Organisation, organisation_id)
    over = overpaid.over_of(session, plan.id, organisation_id)
    form = AgainForm(session.get_one(Workgroup, plan.owner_id).places, over)
    # The same form again is answered before we look whether anybody still has too much.
    if form.validate_on_submit():
        try:
            service.came_again(session, plan, form.to_coming(organisation_id), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It is in the book."), url_for("payments.index"))
    if partner is None or not over.is_positive:
        abort(404)
    return render_template(
        "payments/came_again.html", plan=plan, partner=partner, over=over, form=form
    ), form.status
