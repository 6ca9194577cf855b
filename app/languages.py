"""Which language a page is in, which way it runs, and how the others are reached."""

from __future__ import annotations

from functools import cache
from typing import Any

from babel import Locale
from flask import Flask, current_app, has_request_context, request, session, url_for
from flask_babel import get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup  # noqa: TID251  as Jinja does with translated texts

from app.who import who

NAMES = {"nl": "Nederlands", "en": "English", "ar": "العربية"}
# Pages for partner organisations and operators; elsewhere Arabic is complete.
DESK = ("nl", "en")
COOKIE = "language"


def choose() -> str:
    """The reader's language: her own, what this browser chose, what it asks for, else Dutch."""
    wanted = wish()
    return "nl" if wanted not in DESK and is_desk() else wanted


def wish() -> str:
    """The language that the reader would like best."""
    chosen = session.get(COOKIE)
    if chosen in NAMES:
        return str(chosen)
    found = who()
    if found is not None and found.person.language in NAMES:
        return found.person.language
    return request.accept_languages.best_match(list(NAMES), "nl")


def is_desk() -> bool:
    """Whether the view is one that partner organisations and operators use."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "is_desk", False))


def direction(language: str) -> str:
    """Right to left for Arabic."""
    return "rtl" if language == "ar" else "ltr"


def language() -> str:
    """The language of this page."""
    return str(get_locale())[:2]


@cache
def _catalogue(_locale: Locale) -> Any:
    """The texts of the language in which something is being written."""
    return get_translations()


@pass_context
def _words(context: Context, text: str, /, **values: object) -> str:
    """As Jinja's own, which goes three ways round for each of the many texts of a page."""
    said: str = _catalogue(get_locale()).ugettext(text)
    if context.eval_ctx.autoescape:
        said = Markup(said)  # noqa: S704  a text of the catalogue; what is put into it is escaped
    return said % values if values or "%" in said else said


def install(app: Flask) -> None:
    """Tell every template the language, the direction and the other languages."""
    app.jinja_env.globals |= {"_": _words, "gettext": _words}

    @app.context_processor
    def words() -> dict[str, object]:
        code = language()
        if not has_request_context():
            return {"lang": code, "direction": direction(code)}
        here = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return {
            "lang": code,
            "direction": direction(code),
            "languages": [
                (one, name, url_for("people.language", code=one, next=here))
                for one, name in NAMES.items()
                if one in DESK or not is_desk()
            ],
        }
