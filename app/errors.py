"""When it does not go as asked: a page that says what happened, what is safe and what next."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, SecurityError

from app import messages
from app.extensions import db
from app.fields import status_of
from app.who import who
from grants.kit.database import set_reading
from grants.kit.errors import Refusal

log = structlog.get_logger(__name__)

PAGES = frozenset({400, 403, 404, 409, 410, 413, 422, 429, 500, 503})
# What these say was written by us for the reader; other descriptions are Werkzeug's.
OURS = frozenset({403, 409, 410, 429})
BUSY_STATUS = 503
# A database that says this works again by itself, or after somebody looked at the machine.
BUSY = ("locked", "connection", "deadlock", "serialize", "timeout", "slots", "shut", "full")


def install(app: Flask) -> None:
    """Answer every kind of trouble with a page of ours."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(NoConnection, _database)
    app.register_error_handler(Exception, _unforeseen)


def page(status: int, reason: str | None = None) -> ResponseReturnValue:
    """Draw the page for this status, holding no lock."""
    _let_go()
    return render_template(f"errors/{status}.html", reason=reason), status


def _http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):  # a host that is not ours: there is no page to link to
        return Response(error.name, 400, mimetype="text/plain")
    if error.response is not None or error.code is None or error.code < 400:  # noqa: PLR2004
        return error.get_response()
    if error.code >= 500:  # noqa: PLR2004
        return _plainly(503 if error.code == 503 else 500)  # noqa: PLR2004
    status = error.code if error.code in PAGES else 404
    said = type(error).description
    ours = error.description if status in OURS and error.description != said else None
    return page(status, ours)


def _forged(error: CSRFError) -> ResponseReturnValue:
    answer: ResponseReturnValue | None = None
    if "forged" in current_app.extensions["wijkkas-doors"]:
        answer = current_app.extensions["wijkkas-doors"]["forged"]()
    if answer is not None:
        return answer
    log.info("csrf-refused", endpoint=request.endpoint, code=error.code)
    _let_go()
    return render_template("errors/csrf.html"), 400


def _refused(refusal: Refusal) -> ResponseReturnValue:
    return page(status_of(refusal), messages.words_of(refusal))


def _database(error: OperationalError | NoConnection) -> ResponseReturnValue:
    said = str(getattr(error, "orig", "timeout")).lower()
    busy = any(word in said for word in BUSY)
    log.warning("database-error", endpoint=request.endpoint, busy=busy)
    return _plainly(503 if busy else 500)


def _unforeseen(error: Exception) -> ResponseReturnValue:
    log.error("unforeseen", endpoint=request.endpoint, kind=type(error).__name__, exc_info=error)
    if current_app.testing:
        raise error
    return _plainly(500)


def _let_go() -> None:
    """Let go of the lock and load the reader anew; of nobody when the database is away."""
    try:
        db.session.rollback()
        set_reading(only=True)
        found = who()
        if found is not None:
            db.session.refresh(found.person)
    except (DBAPIError, NoConnection):
        _forget_all()


def _plainly(status: int) -> ResponseReturnValue:
    """A page that needs nobody, no session and no database."""
    _forget_all()
    number = g.get("request_id")
    shown = {"reason": None, "number": number} | (_kept() if status == BUSY_STATUS else {})
    return render_template(f"errors/{status}.html", **shown), status


def _kept() -> dict[str, Any]:
    """What was typed, to be sent once more: the form's own id makes that harmless."""
    if request.method != "POST" or "form_id" not in request.form:
        return {}
    had_file = any(one.filename for one in request.files.values())
    kept = list(request.form.items(multi=True))
    return {"kept": kept, "here": request.full_path.rstrip("?"), "had_file": had_file}


def _forget_all() -> None:
    g.who = None
    try:
        db.session.remove()
    except (DBAPIError, NoConnection):
        log.warning("database-away", endpoint=request.endpoint)
