"""Doors: what answers who must sign in first, or must type a fresh code first.

A page that was sent too late keeps what was typed, and shows it again behind the door.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from flask import (
    Flask,
    before_render_template,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from app.access import own_path
from app.clock import now
from app.extensions import db
from app.fields import BaseForm
from app.people.forms import CodeForm, KeptForm, SignInForm
from app.people.routes import bp
from app.people.routes.kept import UNTYPED, Kept, keep
from app.people.routes.steps import CODE, MAILED, browser, counted, last_person, opened
from app.who import who
from app.world import world
from app.writing import turn_to_writing
from grants.kit.database import set_reading
from grants.people import service
from grants.people.rules import CODES_A_PLACE, CODES_AN_ADDRESS

# These carry kept text on; they are not what it was typed in.
CARRIERS = frozenset({"people.sign_in", "people.code", "people.again", "people.link"})


def must_sign_in() -> ResponseReturnValue:
    """Her session ran out while she typed: sign in, and find it again."""
    landing = _landing()
    if current_app.config["SAMPLE"]:
        return redirect(url_for("sample.people", next=landing), 303)
    person_id = last_person()
    form = SignInForm(formdata=None)
    form.next.data = landing
    if person_id is not None:
        form.kept.data = _sealed(person_id, landing)
    browser()
    return render_template("people/sign_in.html", form=form, late=True), 401


def must_be_fresh() -> ResponseReturnValue:
    """Money, an account number or a role: a code is mailed now and asked first."""
    found = who()
    if found is None:
        return must_sign_in()
    landing = _landing()
    kept = _sealed(found.person.id, landing)
    counted(CODES_A_PLACE)
    counted(CODES_AN_ADDRESS, str(found.person.id))
    turn_to_writing(db.session())
    code = service.ask_fresh_code(db.session(), found.person, browser(), at=now())
    db.session.commit()
    session[CODE], session[MAILED] = str(code.id), code.address
    form = CodeForm(formdata=None)
    form.next.data, form.kept.data = landing, kept
    return render_template("people/code.html", form=form, mailed=code.address, why="fresh"), 401


def page_was_old() -> ResponseReturnValue | None:
    """The page's proof of origin does not fit: nothing is done, what was typed is shown again."""
    set_reading(only=True)
    if request.endpoint in CARRIERS:
        return redirect(own_path("/people/sign-in"), 303)
    found = who()
    if found is None:
        return must_sign_in() if last_person() is not None else None
    kept = opened(request.form.get("kept")) or _typed(_landing())
    if own_path(kept.path).partition("?")[0] != request.path or not _shows(kept):
        return _interlude(kept, found.person.id)
    rule = request.url_rule
    view = cast("Callable[..., Any]", current_app.view_functions[rule.endpoint if rule else ""])
    answer: ResponseReturnValue = view(**(request.view_args or {}))
    return answer


@bp.before_app_request
def look_again() -> ResponseReturnValue | None:
    """Text that was kept comes back: it is shown in its form, never acted upon."""
    if request.method != "POST" or "kept" not in request.form or request.endpoint in CARRIERS:
        return None
    set_reading(only=True)
    kept = opened(request.form["kept"])
    if kept is None or not _shows(kept):
        return redirect(own_path(request.path), 303)
    return None


@before_render_template.connect
def fill_again(_app: Flask, context: dict[str, Any], **_: object) -> None:
    """A view that puts what stands into its form does not put it over what was typed."""
    for value in context.values() if "kept" in g else ():
        if isinstance(value, BaseForm):
            value.fill_again()


def _shows(kept: Kept) -> bool:
    """Turn this request into one that looks at the page, with its form filled in."""
    found = _get_rule(request.path)
    if found is None:
        return False
    asked = request._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    asked.method = "GET"
    asked.url_rule, asked.view_args = found
    asked.routing_exception = None
    g.kept = MultiDict(list(kept.fields))
    flash(_("Your text is still here. Look at it, and send it again."), "ok")
    if kept.file:
        flash(_("Choose the photo or the file again: that could not be kept."), "care")
    return True


def _get_rule(path: str) -> tuple[Rule, dict[str, object]] | None:
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    try:
        rule, values = adapter.match(path, method="GET", return_rule=True)
    except HTTPException:
        return None
    return rule, dict(values)


def _landing() -> str:
    """The page to come back to: this one, or the one whose button was pressed."""
    here = request.full_path.rstrip("?")
    if _get_rule(request.path) is not None:
        return own_path(here)
    before = (request.referrer or "").removeprefix(request.host_url.rstrip("/"))
    return own_path(before)


def _typed(landing: str) -> Kept:
    fields = tuple(
        (name, value) for name, value in request.form.items(multi=True) if name not in UNTYPED
    )
    file = any(upload.filename for upload in request.files.values())
    return Kept(landing, fields, file)


def _sealed(person_id: UUID, landing: str) -> str:
    return keep(_typed(landing), person_id, cipher=world().cipher, at=now())


def _interlude(kept: Kept, person_id: UUID) -> ResponseReturnValue:
    form = KeptForm(formdata=None)
    form.kept.data = keep(kept, person_id, cipher=world().cipher, at=now())
    return render_template("people/kept.html", form=form, landing=own_path(kept.path)), 409
