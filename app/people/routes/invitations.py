"""An invitation as who made it sees it: a link to send, a code to scan, a paper to hang up."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import desk_page, fresh_code, me, outside, reach
from app.clock import now
from app.documents import send_made
from app.extensions import db
from app.fields import PostForm
from app.gateways.squares import square, square_uri
from app.languages import language
from app.mails import link
from app.people.routes import bp
from app.people.routes.asked import asked_by
from app.people.routes.steps import counted
from app.world import world
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.people import service
from grants.people.models import Invitation
from grants.people.rules import INVITATIONS_A_PERSON


@bp.get("/invitation/<uuid:invitation_id>")
def invitation(invitation_id: UUID) -> ResponseReturnValue:
    """Send the link, or let it be scanned from this screen."""
    thing = reach(Invitation, invitation_id, Act.PEOPLE_INVITE)
    address = _address(thing)
    return render_template(
        "people/invitation.html",
        invitation=thing,
        asked=asked_by(thing),
        address=address,
        qr=square_uri(address),
        works=_works(thing),
        form=PostForm(formdata=None),
    )


@bp.get("/invitation/<uuid:invitation_id>/paper")
def invitation_paper(invitation_id: UUID) -> ResponseReturnValue:
    """One sheet to print: who asks, and the code to scan."""
    thing = reach(Invitation, invitation_id, Act.PEOPLE_INVITE)
    if not _works(thing):
        abort(410)
    address, asked, until = _address(thing), asked_by(thing), thing.until
    html = render_template("people/paper.html", asked=asked, address=address, until=until)
    made_at, spoken = now(), language()
    with outside():
        pdf = world().pdf.render(
            html,
            title=_("Invitation"),
            language=spoken,
            made_at=made_at,
            pictures={"qr": square(address, border=0)},
        )
    return send_made(pdf, "application/pdf", "wijkkas.pdf", inline=True)


@bp.post("/invitation/<uuid:invitation_id>/revoke")
def revoke(invitation_id: UUID) -> ResponseReturnValue:
    """The link works no longer."""
    thing = reach(Invitation, invitation_id, Act.PEOPLE_INVITE)
    form = PostForm()
    back = url_for("people.invitation", invitation_id=thing.id)
    if not form.validate_on_submit():
        return redirect(back, 303)
    service.revoke(db.session(), thing, by=me(), at=now())
    return form.done(_("The invitation works no longer."), back)


@bp.route("/operators", methods=["GET", "POST"])
@desk_page
@fresh_code
def invite_operator() -> ResponseReturnValue:
    """Ask somebody to run the installation as well."""
    if not me().operator:
        abort(404)
    form = PostForm()
    if form.validate_on_submit():
        try:
            counted(INVITATIONS_A_PERSON, str(me().person_id))
            made = service.invite_operator(db.session(), now(), by=me())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(None, url_for("people.invitation", invitation_id=made.id))
    return render_template("people/operators.html", form=form), form.status


def _address(thing: Invitation) -> str:
    return link("people.join", token=service.token_of(thing, world().secrets))


def _works(thing: Invitation) -> bool:
    return thing.revoked_at is None and thing.uses_left > 0 and thing.until > now()
