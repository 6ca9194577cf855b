"""Rounds end by themselves when their time is over."""

from __future__ import annotations

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
    if round_ is None:
        return
    try:
        service.conclude(db.session(), round_, by=SYSTEM, at=now())
    except NotNow:
        db.session.rollback()  # an outcome stands with its consequence, or not at all
    else:
        db.session.commit()


HANDLERS = {"consent.conclude": conclude}
