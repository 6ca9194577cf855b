"""What makes a form do its work once: its id, a hash of what it says, and the answer it got."""

from __future__ import annotations

import hashlib
from uuid import UUID

from flask import abort, g, redirect, request
from werkzeug.wrappers import Response

from app import messages
from app.clock import now
from app.extensions import db
from app.who import who
from grants.kit.errors import Refusal
from grants.kit.ids import new_id
from grants.submissions.service import Sent, answer_to

UNSAID = frozenset({"csrf_token", "form_id"})


def new_form_id() -> str:
    """An id for a form whose page is being drawn."""
    return str(new_id(db.session(), now()))


def answer_again() -> None:
    """A form that already did its work answers with the page that it got then, or is refused.

    Asked before the view looks at its thing, which is not what it was before that work.
    """
    try:
        url = answer_to(db.session(), sent(request.form.get("form_id")))
    except ValueError:
        return
    except Refusal as refusal:
        db.session.rollback()
        abort(409, description=messages.words_of(refusal))
    if url is not None:
        again: Response = redirect(url, 303)
        abort(again)


def sent(form_id: str | None) -> Sent:
    """The form as it came in. Raises ValueError when its id is none of ours."""
    found = who()
    person_id = found.person.id if found else None
    return Sent(UUID(str(form_id)), person_id, request.endpoint or "", _content())


def _content() -> str:
    if "sent" not in g:
        g.sent = _hashed()
    hashed: str = g.sent
    return hashed


def _hashed() -> str:
    said = hashlib.sha256()
    for name in sorted(request.form):
        if name not in UNSAID:
            said.update("\x1f".join([name, *request.form.getlist(name), "\x1e"]).encode())
    for name in sorted(request.files):
        for upload in request.files.getlist(name):
            said.update(f"{name}\x1f{upload.filename}\x1e".encode())
            while piece := upload.stream.read(1 << 16):
                said.update(piece)
            upload.stream.seek(0)
    return said.hexdigest()
