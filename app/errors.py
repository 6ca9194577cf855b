"""When it does not go as asked: a page that says what happened, what is safe and what next."""

from __future__ import annotations

import structlog
from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app import messages
from app.extensions import db
from app.fields import status_of
from grants.kit.database import set_reading
from grants.kit.errors import Refusal

log = structlog.get_logger(__name__)

PAGES = frozenset({400, 403, 404, 409, 410, 413, 422, 429, 500, 503})
# What these say was written by us for the reader; other descriptions are Werkzeug's.
OURS = frozenset({403, 409, 410, 429})


def install(app: Flask) -> None:
    """Answer every kind of trouble with a page of ours."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unforeseen)


def page(status: int, reason: str | None = None) -> ResponseReturnValue:
    """Draw the page for this status, holding no lock."""
    db.session.rollback()
    set_reading(only=True)
    return render_template(f"errors/{status}.html", reason=reason), status


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:  # noqa: PLR2004
        return error.get_response()
    status = error.code if error.code in PAGES else (404 if error.code < 500 else 500)  # noqa: PLR2004
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
    return render_template("errors/csrf.html"), 400


def _refused(refusal: Refusal) -> ResponseReturnValue:
    return page(status_of(refusal), messages.words_of(refusal))


def _database(error: OperationalError) -> ResponseReturnValue:
    busy = "locked" in str(error.orig) or "connection" in str(error.orig).lower()
    log.warning("database-busy" if busy else "database-error", endpoint=request.endpoint)
    return _plainly(503 if busy else 500)


def _unforeseen(error: Exception) -> ResponseReturnValue:
    log.error("unforeseen", endpoint=request.endpoint, kind=type(error).__name__, exc_info=error)
    if current_app.testing:
        raise error
    return _plainly(500)


def _plainly(status: int) -> ResponseReturnValue:
    try:
        db.session.rollback()
    except OperationalError:
        db.session.remove()
    return render_template(f"errors/{status}.html", reason=_("Please try again.")), status
