"""The plan stops: what no fund decided on is no longer asked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.requests.models import Request, RequestState
from grants.requests.service.holding import hold
from grants.requests.states import LIFE
from grants.waiting import service as waiting

UNDECIDED = (
    RequestState.DRAFT,
    RequestState.SENT,
    RequestState.READING,
    RequestState.QUESTION,
)


def end_undecided(
    session: Session, proposal_id: UUID, *, why: str, by: Actor, at: datetime
) -> list[Request]:
    """Withdraw them without asking whose hands sending lies in: the verb that stops the plan did.

    What nobody read is taken back first, so that no fund sees what it never opened.
    """
    rows = select(Request).where(Request.proposal_id == proposal_id, Request.state.in_(UNDECIDED))
    found = list(session.scalars(rows.order_by(Request.reference)))
    for request in found:
        hold(session, request)
        if request.state is RequestState.SENT:
            request.state = LIFE.after(request.state, Act.REQUESTS_TAKE_BACK)
            request.sent_at = request.answer_by = request.version_hash = request.document_id = None
            record(session, Act.REQUESTS_TAKE_BACK, request, by=by, at=at)
        request.state = LIFE.after(request.state, Act.REQUESTS_WITHDRAW)
        session.flush()
        record(session, Act.REQUESTS_WITHDRAW, request, by=by, at=at, why=why or None)
        waiting.done(session, request, at=at)
    return found
