"""What makes a form do its work once: its id, and a hash of what it says."""

from __future__ import annotations

import hashlib
from uuid import UUID

from flask import request

from app.clock import now
from app.extensions import db
from app.who import who
from grants.kit.ids import new_id
from grants.submissions.service import Sent

UNSAID = frozenset({"csrf_token", "form_id"})


def new_form_id() -> str:
    """An id for a form whose page is being drawn."""
    return str(new_id(db.session(), now()))


def sent(form_id: str | None) -> Sent:
    """The form as it came in. Raises ValueError when its id is none of ours."""
    found = who()
    person_id = found.person.id if found else None
    said = hashlib.sha256()
    for name in sorted(request.form):
        if name not in UNSAID:
            said.update("\x1f".join([name, *request.form.getlist(name), "\x1e"]).encode())
    for name in sorted(request.files):
        for upload in request.files.getlist(name):
            said.update(f"{name}\x1f{upload.filename}\x1e".encode())
    return Sent(UUID(str(form_id)), person_id, request.endpoint or "", said.hexdigest())
