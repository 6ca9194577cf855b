"""Letters: three templates (subject, text, HTML) in the reader's language, sent by the jobs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale

from app.gateways.mail import Letter
from app.languages import direction
from app.world import world
from grants.people.queries import Reader


def letter(room: str, mail: str, *, to: str, language: str, key: str, **values: Any) -> Letter:
    """Write the letter ``templates/<room>/mail/<mail>/`` for one reader.

    ``values`` are plain. Templates can call ``link(endpoint, …)`` for a whole address.
    """
    folder = f"{room}/mail/{mail}"
    values |= {"lang": language, "direction": direction(language), "to": to}
    with force_locale(language):
        return Letter(
            to=to,
            subject=" ".join(render_template(f"{folder}/subject.txt", **values).split()),
            text=render_template(f"{folder}/text.txt", **values).strip() + "\n",
            html=render_template(f"{folder}/html.html", **values),
            language=language,
            key=key,
        )


def send(room: str, mail: str, reader: Reader, *, key: str, **values: Any) -> None:
    """Write the letter and hand it over. Jobs only: no transaction is open here."""
    world().mail.send(
        letter(
            room,
            mail,
            to=reader.address,
            language=reader.language,
            key=f"{key}:{reader.person_id}",
            name=reader.name,
            **values,
        )
    )


def link(endpoint: str, **values: Any) -> str:
    """The whole address of a page, as mails and papers need it."""
    parts = urlsplit(current_app.config["ADDRESS"])
    addresses = current_app.url_map.bind(parts.netloc, parts.path, url_scheme=parts.scheme)
    return addresses.build(endpoint, values, force_external=True)
