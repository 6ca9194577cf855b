"""One's own page: name, language, where one is signed in, account number, address."""

from __future__ import annotations

from datetime import datetime

from flask import abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access
from app.access import fresh_code
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.languages import COOKIE, language
from app.people.forms import AddressForm, IbanForm, MeForm
from app.people.routes import bp
from app.people.routes.steps import CODE, MAILED, browser, counted
from app.who import Who, who
from app.world import world
from grants.kit.errors import Refusal
from grants.people import service
from grants.people.queries import address_of, sessions_of
from grants.people.rules import CODES_A_PLACE, CODES_AN_ADDRESS, RESIDENT_IDLE


@bp.route("/me", methods=["GET", "POST"])
def me() -> ResponseReturnValue:
    """Who I am here."""
    found = _found()
    form = MeForm()
    if not form.is_submitted():
        form.name.data, form.language.data = found.person.name, language()
    if form.validate_on_submit():
        try:
            _change(found, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            session[COOKIE] = form.language.data
            return form.done(_("Kept."), url_for("people.me"))
    return _page(found, form), form.status


@bp.post("/me/others")
def end_others() -> ResponseReturnValue:
    """Out, on all other phones and computers."""
    found = _found()
    form = PostForm()
    if not form.validate_on_submit():
        return redirect(url_for("people.me"), 303)
    service.end_others(db.session(), found.signed_in, by=found.actor, at=now())
    return form.done(_("You are signed in here only."), url_for("people.me"))


@bp.route("/me/account", methods=["GET", "POST"])
@fresh_code
def iban() -> ResponseReturnValue:
    """Where I am paid back."""
    found = _found()
    form = IbanForm()
    if form.validate_on_submit():
        try:
            service.set_iban(
                db.session(),
                found.person,
                form.iban.data or "",
                form.name_on_card.data or "",
                vault=world().vault,
                by=found.actor,
                at=now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("Your account number is kept. You get a mail about it.")
            return form.done(words, url_for("people.me"))
    return render_template("people/iban.html", form=form, person=found.person), form.status


@bp.route("/me/address", methods=["GET", "POST"])
def address() -> ResponseReturnValue:
    """A mail address, for who joined without one."""
    found = _found()
    if address_of(db.session(), found.person.id) is not None:
        return redirect(url_for("people.me"), 303)
    form = AddressForm()
    browser()
    if form.validate_on_submit():
        try:
            _ask_address(found, form.email.data or "")
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("people.code"), 303)
    return render_template("people/address.html", form=form), form.status


def _found() -> Who:
    found = who()
    if found is None:
        abort(404)
    return found


def _change(found: Who, form: MeForm) -> None:
    person, by = found.person, access.me()
    service.rename(db.session(), person, form.name.data or "", by=by, at=now())
    service.change_language(db.session(), person, form.language.data, by=by, at=now())


def _ask_address(found: Who, email: str) -> None:
    counted(CODES_A_PLACE)
    counted(CODES_AN_ADDRESS, email)
    code = service.ask_address_code(db.session(), found.person, email, browser(), at=now())
    db.session.commit()
    session[CODE], session[MAILED] = str(code.id), email.strip()


def _page(found: Who, form: MeForm) -> str:
    since: datetime = now() - RESIDENT_IDLE
    return render_template(
        "people/me.html",
        form=form,
        post=PostForm(formdata=None),
        person=found.person,
        address=address_of(db.session(), found.person.id),
        sessions=sessions_of(db.session(), found.person.id, since=since),
        here_id=found.signed_in.id,
        roles=_roles(found),
    )


def _roles(found: Who) -> list[dict[str, object]]:
    groups = [(one.id, one.name) for one in found.workgroups]
    desks = [(one.id, one.name) for one in found.organisations]
    return [
        {"name": name, "roles": sorted(found.actor.roles.get(place_id, ()))}
        for place_id, name in [*groups, *desks]
    ]
