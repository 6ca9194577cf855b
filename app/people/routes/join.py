"""Joining by an invitation: who asks, your name, a code, welcome."""

from __future__ import annotations

from flask import abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app import messages
from app.access import public
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.languages import NAMES, language
from app.people.forms import JoinForm
from app.people.routes import bp
from app.people.routes.asked import Asked, asked_by
from app.people.routes.steps import CODE, MAILED, browser, counted, let_in
from app.who import forget, who
from app.world import world
from grants.kit.access import SYSTEM, Actor, Role
from grants.kit.errors import Invalid, NotNow, Refusal
from grants.neighbourhoods import service as neighbourhoods
from grants.neighbourhoods.models import Organisation
from grants.people import service
from grants.people.models import Invitation, Person, SignInCode
from grants.people.queries import address_of, person_at
from grants.people.rules import CODES_A_PLACE, CODES_AN_ADDRESS, JOINS_A_PLACE
from grants.workgroups import service as workgroups
from grants.workgroups.models import Workgroup

# Who moves money or rights proves herself by mail; others may come in without an address.
WITHOUT_ADDRESS = frozenset({Role.MEMBER, Role.COACH})


@bp.route("/join/<token>", methods=["GET", "POST"])
@public
def join(token: str) -> ResponseReturnValue:
    """Who asks you for what; choose your language. Who is in already joins with one tap."""
    invitation, asked = _invitation(token)
    form = PostForm()
    found = who()
    browser()
    if found is not None and form.validate_on_submit():
        try:
            take_up(invitation, found.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            forget()
            return form.done(None, url_for("people.welcome"))
    goal = url_for("people.join_as", token=token)
    languages = [
        (code, name, url_for("people.language", code=code, next=goal))
        for code, name in NAMES.items()
    ]
    return render_template(
        "people/join.html", form=form, asked=asked, choices=languages
    ), form.status


@bp.route("/join/<token>/name", methods=["GET", "POST"])
@public
def join_as(token: str) -> ResponseReturnValue:
    """Your name, and where a code can go."""
    invitation, asked = _invitation(token)
    form = JoinForm()
    browser()
    if not form.is_submitted():
        form.email.data = invitation.email
    if form.validate_on_submit():
        try:
            goal = _begun(invitation, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            # A second tap finds the same code, or its form used up: see _without_address.
            db.session.commit()
            return redirect(goal, 303)
    needs_address = invitation.role not in WITHOUT_ADDRESS
    return render_template(
        "people/join_as.html", form=form, asked=asked, needs_address=needs_address
    ), form.status


@bp.get("/welcome")
def welcome() -> ResponseReturnValue:
    """She is in: one next step."""
    return render_template("people/welcome.html")


def join_by(row: SignInCode) -> str:
    """The newcomer typed her code: she becomes a person, takes the role, and is in."""
    person = person_at(db.session(), row.address or "")
    if person is None:
        person = service.register(
            db.session(),
            name=row.name or "",
            email=row.address,
            language=row.language,
            by=SYSTEM,
            at=now(),
        )
    take_up(db.session.get_one(Invitation, row.invitation_id), person)
    let_in(person, fresh=True)
    return url_for("people.welcome")


def take_up(invitation: Invitation, person: Person) -> None:
    """Take one use of the invitation for this person: the role stands on the server."""
    taken = service.use(db.session(), invitation.id, at=now())
    herself = Actor(person.id)
    if taken.role not in WITHOUT_ADDRESS and address_of(db.session(), person.id) is None:
        raise NotNow("no-address")
    if taken.operator or taken.role is None:
        service.make_operator(db.session(), person, by=SYSTEM, at=now())
        return
    workgroup = db.session.get(Workgroup, taken.owner_id)
    if workgroup is not None:
        workgroups.join(db.session(), workgroup, person, taken.role, by=herself, at=now())
        return
    organisation = db.session.get_one(Organisation, taken.owner_id)
    neighbourhoods.seat(db.session(), organisation, person, taken.role, by=herself, at=now())


def _begun(invitation: Invitation, form: JoinForm) -> str:
    counted(JOINS_A_PLACE)
    newcomer = form.to_newcomer(language())
    if newcomer.email is None:
        return _without_address(invitation, newcomer.name)
    counted(CODES_A_PLACE)
    counted(CODES_AN_ADDRESS, newcomer.email)
    code = service.ask_join_code(db.session(), invitation, newcomer, browser(), at=now())
    session[CODE], session[MAILED] = str(code.id), newcomer.email
    return url_for("people.code")


def _without_address(invitation: Invitation, name: str) -> str:
    if invitation.role not in WITHOUT_ADDRESS:
        raise Invalid("address-needed", field="email")
    person = service.register(
        db.session(), name=name, email=None, language=language(), by=SYSTEM, at=now()
    )
    take_up(invitation, person)
    let_in(person, fresh=False)
    return url_for("people.welcome")


def _invitation(token: str) -> tuple[Invitation, Asked]:
    """The invitation that the link names; the page says why it no longer works."""
    try:
        invitation = service.invitation_for(db.session(), token, secrets=world().secrets, at=now())
    except Refusal as refusal:
        abort(410, description=messages.words_of(refusal))
    if invitation is None:
        abort(404)
    return invitation, asked_by(invitation)
