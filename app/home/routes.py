"""The start page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.access import public

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    """What waits for me, our money, our plans."""
    return render_template("home/index.html")


@bp.get("/help")
@public
def help() -> ResponseReturnValue:  # noqa: A001  the page is called help
    """Who to ask."""
    return render_template("home/help.html")
