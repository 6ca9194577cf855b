"""Advice and decision as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.reviews.models import Decision, DecisionState, Review


def reviews_of(session: Session, request_id: UUID) -> Sequence[Review]:
    """All advice on one request, oldest first: for the desk only."""
    return session.scalars(
        select(Review).where(Review.request_id == request_id).order_by(Review.at, Review.id)
    ).all()


def own_review(session: Session, request_id: UUID, person_id: UUID | None) -> Review | None:
    """What this reviewer advised."""
    return session.scalars(
        select(Review).where(Review.request_id == request_id, Review.reviewer_id == person_id)
    ).one_or_none()


def decision_of(session: Session, request_id: UUID) -> Decision | None:
    """The decision on one request in whatever state: for the desk only."""
    return session.scalars(select(Decision).where(Decision.request_id == request_id)).one_or_none()


def sent_decision(session: Session, request_id: UUID) -> Decision | None:
    """The decision as the group may see it: once it was sent."""
    decision = decision_of(session, request_id)
    sent = decision is not None and decision.state is DecisionState.SENT
    return decision if sent else None
