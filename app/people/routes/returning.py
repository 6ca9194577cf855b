"""Coming in again without a mail address: somebody of the group shows a code, she scans it."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app import messages
from app.access import public, reach
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.gateways.squares import square_uri
from app.mails import link
from app.people.routes import bp
from app.people.routes.steps import browser, counted, let_in
from app.world import world
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.people import service
from grants.people.models import WayBack
from grants.people.queries import names
from grants.people.rules import JOINS_A_PLACE


@bp.get("/way-back/<uuid:way_id>")
def way_back(way_id: UUID) -> ResponseReturnValue:
    """The code to scan, on the phone of who shows it."""
    way = reach(WayBack, way_id, Act.PEOPLE_SEE)
    works = way.used_at is None and way.until > now()
    address = link("people.come_back", token=service.way_back_token(way, world().secrets))
    return render_template(
        "people/way_back.html",
        way=way,
        works=works,
        who=names(db.session(), [way.person_id])[way.person_id],
        address=address,
        qr=square_uri(address),
    )


@bp.route("/back/<token>", methods=["GET", "POST"])
@public
def come_back(token: str) -> ResponseReturnValue:
    """Is that you? Then come in. Looking uses nothing up."""
    way = _way(token)
    form = PostForm()
    browser()
    if form.validate_on_submit():
        counted(JOINS_A_PLACE)
        try:
            person = service.take_way_back(db.session(), _way(token), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            let_in(person, fresh=False)
            return form.done(None, url_for("home.index"))
    who = names(db.session(), [way.person_id])[way.person_id]
    return render_template("people/come_back.html", form=form, who=who), form.status


def _way(token: str) -> WayBack:
    """The way back that the code names; the page says why it no longer works."""
    try:
        way = service.way_back_for(db.session(), token, secrets=world().secrets, at=now())
    except Refusal as refusal:
        abort(410, description=messages.words_of(refusal))
    if way is None:
        abort(404)
    return way
