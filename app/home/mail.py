"""One mail that gathers what came to wait for somebody, in her language."""

from __future__ import annotations

from uuid import UUID

from app import mails, messages
from app.clock import now
from app.extensions import db
from app.jobs import Facts, Handler
from grants.people.queries import readers
from grants.waiting.queries import untold
from grants.waiting.service import told


def digest(facts: Facts) -> None:
    """Tell one person what waits and was in no mail yet. Nothing left to tell: no mail.

    Sent first, written down after: a kill between the two sends it once more, with the same key.
    """
    person_id = UUID(facts["person"])
    rows = untold(db.session(), person_id)
    whom = readers(db.session(), [person_id])
    titles = [(*messages.waiting_words(row.act)[:2], row.label) for row in rows]
    ids = {row.id for row in rows}
    db.session.rollback()
    if ids and whom:
        mails.send("home", "digest", whom[0], key=f"digest:{min(ids)}", titles=titles)
    told(
        db.session(),
        [row for row in untold(db.session(), person_id) if row.id in ids],
        at=now(),
    )


HANDLERS: dict[str, Handler] = {"waiting.digest": digest}
