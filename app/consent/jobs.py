"""Rounds end by themselves when their time is over."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from app.clock import now
from app.extensions import db
from app.jobs import Facts
from grants.consent import service
from grants.consent.models import Round
from grants.kit.access import SYSTEM
from grants.kit.errors import NotNow


def conclude(facts: Facts) -> None:
    """End the round, unless it is still open: then a later job or the last answer ends it."""
    round_ = db.session.get(Round, UUID(facts["round"]))
    if round_ is not None:
        with suppress(NotNow):
            service.conclude(db.session(), round_, by=SYSTEM, at=now())
    db.session.commit()


HANDLERS = {"consent.conclude": conclude}
