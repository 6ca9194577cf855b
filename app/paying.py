"""Whether a group's money can come in online, and how often somebody may try."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import current_app, request

from app.clock import now
from app.extensions import db
from app.world import world
from app.writing import at_once
from grants.neighbourhoods.queries import holder_called
from grants.people import service as people

PERIOD = timedelta(hours=1)


def takes(holder_id: UUID) -> bool:
    """Is there a provider, and is its account the one of this money holder?

    Money of a group whose holder has no account there would land with another: so it cannot.
    """
    if world().provider is None:
        return False
    return holder_called(db.session(), current_app.config["ONLINE_HOLDER"]) == holder_id


def counted(what: str, times: int) -> None:
    """Count one try from this place, committed at once. Raises TooMany."""
    about = (request.remote_addr or "").encode()
    mark = world().secrets.derive("payments.counter", about).hex()[:32]
    with at_once(db.session()):
        people.count(db.session(), f"{what}:{mark}", times, PERIOD, now())
