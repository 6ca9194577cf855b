"""A browser for tests of routes: signs in as one of the cast, fills in forms as they are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.clock import now
from app.extensions import db
from app.who import TOKEN
from grants.people import service as people
from grants.people.models import Contact, Person

Meanwhile = Callable[[Callable[[], object]], None]


@dataclass
class Web:
    """One app, any number of browsers."""

    app: Flask

    def as_(self, name: str, language: str = "nl") -> Browser:
        """A browser in which this one of the cast is signed in, with a fresh mailed code."""
        browser = Browser(self.app.test_client(), self.app)
        with self.app.app_context():
            person = db.session.scalars(
                select(Person).join(Contact).where(Contact.address == f"{name}@example.org")
            ).one()
            _, token = people.begin_session(db.session(), person, fresh=True, at=now())
            db.session.commit()
        with browser.client.session_transaction() as session:
            session[TOKEN] = token
            session["language"] = language
        return browser

    def nobody(self) -> Browser:
        """A browser in which nobody is signed in."""
        return Browser(self.app.test_client(), self.app)


@dataclass
class Browser:
    """Gets pages and sends their forms, keeping the hidden fields as they were drawn."""

    client: FlaskClient
    app: Flask

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """Get a page."""
        return self.client.get(path, **kwargs)

    def form(self, path: str, at: int = 0, action: str | None = None) -> dict[str, Any]:
        """The fields of a form on this page, as a browser would send them untouched.

        ``action`` picks the form whose address ends like this; else the one at this place.
        """
        page = soup(self.client.get(path))
        forms = list(page.select("form[method=post]"))
        if action is not None:
            forms = [one for one in forms if str(one.get("action", path)).endswith(action)]
        return fields_of(forms[at])

    def send(self, path: str, /, on: str | None = None, **typed: Any) -> TestResponse:
        """Open the page (``on``, or the path itself), fill in, send its form to ``path``."""
        fields = self.form(on or path, action=path if on else None)
        return self.client.post(path, data=fields | typed)

    def post(self, path: str, data: dict[str, Any]) -> TestResponse:
        """Send just this."""
        return self.client.post(path, data=data)


def soup(response: TestResponse) -> BeautifulSoup:
    """The page, parsed."""
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def text_of(response: TestResponse) -> str:
    """The words on the page, with single spaces."""
    return " ".join(soup(response).get_text(" ").split())


def fields_of(form: Tag) -> dict[str, Any]:
    """What a browser would send."""
    fields: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(field["name"]), field.get("type", "text")
        if kind in {"radio", "checkbox"} and not field.has_attr("checked"):
            continue
        if kind in {"file", "submit"}:
            continue
        value = field.get_text() if field.name == "textarea" else field.get("value", "")
        fields[name] = str(value)
    return fields


def id_in(response: TestResponse) -> UUID:
    """The id at the end of where this answer leads."""
    for part in reversed(response.location.split("?")[0].split("/")):
        try:
            return UUID(part)
        except ValueError:
            continue
    raise LookupError(response.location)
