"""Partner organisations and who sits there."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import desk_page, fresh_code, me, reach
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.neighbourhoods.forms import OrganisationForm, SeatForm
from app.neighbourhoods.routes import bp
from grants.kit.access import Role
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.neighbourhoods import queries, service
from grants.neighbourhoods.access import may
from grants.neighbourhoods.models import Neighbourhood, Organisation, Seat
from grants.people.queries import names, open_invitations
from grants.people.service import invite as people_invite


@bp.route("/<uuid:neighbourhood_id>/organisation", methods=["GET", "POST"])
@desk_page
def organisation(neighbourhood_id: UUID) -> ResponseReturnValue:
    """Add a partner organisation."""
    place = reach(Neighbourhood, neighbourhood_id, Act.NEIGHBOURHOODS_CHANGE)
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            partner = service.add_organisation(
                db.session(), place, form.to_organisation(), by=me(), at=now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("neighbourhoods.partner", organisation_id=partner.id)
            return form.done(_("The organisation is there. Now invite its people."), goal)
    return render_template("neighbourhoods/organisation.html", place=place, form=form), form.status


@bp.get("/organisations/<uuid:organisation_id>")
@desk_page
def partner(organisation_id: UUID) -> ResponseReturnValue:
    """An organisation, its people and its invitations."""
    found = reach(Organisation, organisation_id, Act.NEIGHBOURHOODS_SEE)
    seats = queries.seats_at(db.session(), [found.id])
    return render_template(
        "neighbourhoods/partner.html",
        partner=found,
        seats=seats,
        names=names(db.session(), {one.person_id for one in seats}),
        asked=open_invitations(db.session(), found.id, at=now()),
        may_seat=bool(may(me(), Act.NEIGHBOURHOODS_SEAT, found)),
    )


@bp.route("/organisations/<uuid:organisation_id>/seat", methods=["GET", "POST"])
@desk_page
@fresh_code
def seat(organisation_id: UUID) -> ResponseReturnValue:
    """Invite somebody who works there."""
    found = reach(Organisation, organisation_id, Act.NEIGHBOURHOODS_SEAT)
    form = SeatForm(found)
    if form.validate_on_submit():
        try:
            asked = people_invite(
                db.session(),
                found.id,
                Role(form.role.data),
                email=form.email.data or None,
                by=me(),
                at=now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            goal = url_for("people.invitation", invitation_id=asked.id)
            return form.done(_("The invitation is made."), goal)
    return render_template("neighbourhoods/seat.html", partner=found, form=form), form.status


@bp.route("/seats/<uuid:seat_id>/end", methods=["GET", "POST"])
@desk_page
@fresh_code
def unseat(seat_id: UUID) -> ResponseReturnValue:
    """End somebody's task there."""
    stands = reach(Seat, seat_id, Act.NEIGHBOURHOODS_SEAT)
    form = PostForm()
    goal = url_for("neighbourhoods.partner", organisation_id=stands.owner_id)
    if form.validate_on_submit():
        try:
            service.unseat(db.session(), stands, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("It has ended. It stays in the history."), goal)
    who = names(db.session(), [stands.person_id])[stands.person_id]
    page = "neighbourhoods/unseat.html"
    return render_template(page, seat=stands, who=who, goal=goal, form=form), form.status
