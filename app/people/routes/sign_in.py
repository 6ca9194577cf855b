"""Coming in: address, code or link, and going out."""

from __future__ import annotations

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import me, own_path, public
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.languages import COOKIE, NAMES
from app.languages import language as page_language
from app.people.forms import CodeForm, KeptForm, SignInForm
from app.people.routes import bp
from app.people.routes.join import join_by
from app.people.routes.steps import (
    BROWSER,
    CODE,
    MAILED,
    browser,
    counted,
    go_on,
    let_in,
    put_out,
)
from app.who import who
from app.world import world
from grants.kit.errors import NotNow, Refusal
from grants.people import service
from grants.people.models import Person, Purpose, SignInCode
from grants.people.rules import (
    CODE_TRIES,
    CODES_A_PLACE,
    CODES_AN_ADDRESS,
    TRIES_A_PLACE,
    code_of,
    hash_of,
    id_in,
    same,
)

LINK = "people.link"


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask a code by mail."""
    if request.method == "GET" and who() is not None:
        return redirect(own_path(request.args.get("next")), 303)
    if request.method == "GET" and current_app.config["SAMPLE"] and "own" not in request.args:
        return redirect(url_for("sample.people", next=request.args.get("next")), 303)
    form = SignInForm()
    browser()
    if request.method == "GET":
        form.next.data = request.args.get("next")
    if form.validate_on_submit():
        try:
            _ask(form.email.data or "")
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _code_page(form)
    return render_template("people/sign_in.html", form=form, late=False), form.status


def _ask(email: str) -> None:
    counted(CODES_A_PLACE)
    counted(CODES_AN_ADDRESS, email)
    code = service.ask_code(db.session(), email, browser(), language=page_language(), at=now())
    db.session.commit()
    session[CODE], session[MAILED] = str(code.id), email.strip()


def _code_page(form: SignInForm) -> ResponseReturnValue:
    """With kept text the next page is drawn at once: a redirect would lose it."""
    if not form.kept.data:
        return redirect(url_for("people.code", next=form.next.data or None), 303)
    page = CodeForm(formdata=None)
    page.next.data, page.kept.data = form.next.data, form.kept.data
    return render_template("people/code.html", form=page, mailed=session[MAILED], why="late")


@bp.route("/code", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    """Type or paste the six digits."""
    form = CodeForm()
    if request.method == "GET":
        form.next.data = request.args.get("next")
    if CODE not in session:
        return redirect(url_for("people.sign_in", next=form.next.data or None), 303)
    if form.validate_on_submit():
        try:
            counted(TRIES_A_PLACE)
            goal = _redeemed(UUID(session[CODE]), form.code.data)
        except Refusal as refusal:
            if refusal.code == "code-used" and who() is not None:
                return go_on(form.next.data, form.kept.data)
            form.refuse(refusal)
        else:
            return go_on(goal or form.next.data, form.kept.data)
    shown = {"form": form, "mailed": session.get(MAILED, ""), "why": ""}
    return render_template("people/code.html", **shown), form.status


@bp.post("/code/again")
@public
def again() -> ResponseReturnValue:
    """A new code to the same address, for the same thing; kept text travels on."""
    form = KeptForm()
    row = db.session.get(SignInCode, UUID(session[CODE])) if CODE in session else None
    if row is None or not form.validate_on_submit():
        return redirect(url_for("people.sign_in", own=1), 303)
    counted(CODES_A_PLACE)
    counted(CODES_AN_ADDRESS, session[MAILED])
    new = service.ask_again(db.session(), row, browser(), at=now())
    db.session.commit()
    session[CODE] = str(new.id)
    flash(_("A code is on its way. Use the newest mail."), "ok")
    page = CodeForm(formdata=None)
    page.next.data, page.kept.data = request.form.get("next"), form.kept.data
    return render_template("people/code.html", form=page, mailed=session[MAILED], why="")


@bp.route("/link/<token>", methods=["GET", "POST"])
@public
def link(token: str) -> ResponseReturnValue:
    """The link in the mail: a button where the code was asked, the digits anywhere else."""
    row = _living(token)
    form = PostForm()
    if row is None:
        if who() is not None:
            return redirect(url_for("home.index"), 303)
        return render_template("people/link.html", form=form, row=None, digits=None), 410
    mine = same(row.browser_hash, hash_of(session.get(BROWSER, "")))
    if mine and form.validate_on_submit():
        try:
            goal = _redeemed(row.id, None)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return go_on(goal, None)
    digits = None if mine else code_of(row.id, world().secrets)
    return render_template("people/link.html", form=form, row=row, digits=digits), form.status


def _living(token: str) -> SignInCode | None:
    code_id = id_in(LINK, token, world().secrets)
    row = db.session.get(SignInCode, code_id) if code_id else None
    if row is None or row.used_at is not None or row.until <= now() or row.tries >= CODE_TRIES:
        return None
    return row


def _redeemed(code_id: UUID, typed: str | None) -> str | None:
    """Use the code up and do what it was asked for; gives the page to go to, when it says so."""
    if typed is not None:
        service.spend_try(db.session(), code_id, at=now())
        db.session.commit()
    found = who()
    row = service.redeem_code(
        db.session(), code_id, typed, browser(), secrets=world().secrets, at=now()
    )
    if row.purpose in {Purpose.FRESH, Purpose.ADDRESS}:
        if found is None or found.person.id != row.person_id:
            raise NotNow("code-other-browser")
        goal = _proved(row)
    elif row.purpose is Purpose.JOIN:
        goal = join_by(row)
    else:
        let_in(db.session.get_one(Person, row.person_id), fresh=True)
        goal = None
    db.session.commit()
    for key in (CODE, MAILED):
        session.pop(key, None)
    return goal


def _proved(row: SignInCode) -> str | None:
    found = who()
    if found is None:
        abort(404)
    service.freshen(db.session(), found.signed_in, at=now())
    if row.purpose is Purpose.FRESH or row.address is None:
        return None
    service.add_contact(db.session(), found.person, row.address, by=me(), at=now())
    flash(_("Your mail address is kept."), "ok")
    return url_for("people.me")


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Out, here; nothing of hers stays in this browser."""
    form = PostForm()
    found = who()
    if not form.validate_on_submit() or found is None:
        return redirect(url_for("people.me"), 303)
    service.end_session(db.session(), found.signed_in, by=me(), at=now())
    db.session.commit()
    put_out()
    session.pop(COOKIE, None)
    flash(_("You are signed out."), "ok")
    answer = redirect(url_for("people.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.get("/language/<code>")
@public
def language(code: str) -> ResponseReturnValue:
    """Another language in this browser; her own page keeps it for mails too."""
    if code not in NAMES:
        abort(404)
    session[COOKIE] = code
    return redirect(own_path(request.args.get("next")), 303)
