"""What every template can call: files of the theme, the signed-in person, where she is."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, has_request_context, request, send_from_directory
from jinja2 import StrictUndefined

from app.access import public
from app.languages import is_desk
from app.who import who

STATIC = Path(__file__).resolve().parent / "static"
YEAR = 31_536_000
PRESSED = frozenset({"text/html", "text/csv"})
WORTH_PRESSING = 1024

# Which item of the bar a room belongs to.
PLACES = {
    "home": "home",
    "proposals": "plan",
    "consent": "plan",
    "requests": "plan",
    "reports": "plan",
    "spending": "receipt",
    "ledger": "money",
    "allowances": "money",
    "audits": "money",
    "payments": "money",
    "people": "me",
    "neighbourhoods": "neighbourhoods",
    "workgroups": "neighbourhoods",
}
DESK_PLACES = {
    "requests": "requests",
    "reviews": "requests",
    "awards": "awards",
    "payments": "payments",
    "allowances": "payments",
    "reports": "awards",
    "funds": "funds",
    "people": "me",
}


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    return names


def asset(name: str) -> str:
    """The address of a file of the theme, under its hashed name."""
    return f"/static/{_names()[name]}"


def icon_url() -> str:
    """The address of the pictograms."""
    return asset("pictograms.svg")


def install(app: Flask) -> None:
    """Give templates these names, and serve the files of the theme."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.add_template_global(asset)
    app.add_template_global(icon_url)
    app.add_url_rule("/static/<path:name>", "static", public(_serve))

    app.after_request(_press)

    @app.context_processor
    def reader() -> dict[str, Any]:
        if not has_request_context():  # letters and papers made by jobs have no reader at a screen
            return {}
        found = who() if request.endpoint != "static" else None
        nav = _nav(found)
        room = (request.endpoint or "").partition(".")[0]
        here = (DESK_PLACES if nav == "desk" else PLACES).get(room)
        return {"me": found, "nav": nav, "here": here, "sample": app.config["SAMPLE"]}


def _nav(found: Any) -> str:
    if found is None:
        return "none"
    if found.operator:
        return "operator"
    if found.workgroups and not is_desk():
        return "member"
    return "desk" if found.organisations else "member" if found.workgroups else "none"


def _press(response: Response) -> Response:
    """Send pages small: a quarter of the bytes, over the slow line of a phone.

    What a page hides cannot be guessed from its size: the cookie is SameSite, so another site
    cannot have a reader's page made again and again around words of its own choice.
    """
    if (
        response.is_streamed
        or response.mimetype not in PRESSED
        or "Content-Encoding" in response.headers
        or len(response.get_data()) < WORTH_PRESSING
    ):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(response.get_data(), 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _serve(name: str) -> Response:
    pressed = f"{name}.gz"
    takes_gzip = request.accept_encodings.quality("gzip") > 0 and (STATIC / pressed).is_file()
    response = send_from_directory(
        STATIC, pressed if takes_gzip else name, mimetype=_kind(name), max_age=YEAR
    )
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def _kind(name: str) -> str:
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    return kinds.get(Path(name).suffix, "font/woff2" if name.endswith("woff2") else "image/png")
