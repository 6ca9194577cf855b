"""The fund's side: open what was sent; and what higher rooms say of it: decided, closed."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.money import Money
from grants.neighbourhoods.queries import people_at
from grants.requests.access import may
from grants.requests.models import Request, RequestState
from grants.requests.service.holding import hold
from grants.requests.states import LIFE
from grants.waiting import service as waiting

CLOSING = time(17, tzinfo=ZoneInfo("Europe/Amsterdam"))


def open_(session: Session, request: Request, *, by: Actor, at: datetime) -> Request:
    """Somebody at the fund begins to read. Opened already: nothing happens."""
    hold(session, request)
    if request.state in (RequestState.READING, RequestState.QUESTION):
        may(by, Act.REQUESTS_SEE, request).check()
        return request
    may(by, Act.REQUESTS_OPEN, request).check()
    request.state = LIFE.after(request.state, Act.REQUESTS_OPEN)
    request.opened_at = at
    session.flush()
    record(session, Act.REQUESTS_OPEN, request, by=by, at=at)
    waiting.done(session, request, at=at)
    ask_for_advice(session, request, at=at)
    return request


def decided(
    session: Session, request: Request, granted: Money, *, by: Actor, at: datetime
) -> Request:
    """The decision was sent (``reviews`` checks who may). Nothing granted closes it at once."""
    hold(session, request)
    request.state = LIFE.after(request.state, Act.REQUESTS_DECIDE)
    request.granted = granted
    request.decided_at = at
    session.flush()
    record(session, Act.REQUESTS_DECIDE, request, by=by, at=at, granted=granted)
    waiting.done(session, request, at=at)
    return close(session, request, by=by, at=at) if granted.is_zero else request


def close(session: Session, request: Request, *, by: Actor, at: datetime) -> Request:
    """Its award is settled or lapsed, or there is none."""
    request.state = LIFE.after(request.state, Act.REQUESTS_CLOSE)
    session.flush()
    record(session, Act.REQUESTS_CLOSE, request, by=by, at=at)
    waiting.done(session, request, at=at)
    return request


def ask_for_advice(session: Session, request: Request, *, at: datetime) -> None:
    """It lies on the desk: reviewers and deciders are asked for advice, by the promised day."""
    if request.answer_by is None:
        raise ValueError("a sent request has its day")
    waiting.ask(
        session,
        Act.REVIEWS_ADVISE,
        request,
        who=people_at(session, request.organisation_id, Role.REVIEWER, Role.DECIDER),
        label=request.title,
        at=at,
        due=datetime.combine(request.answer_by, CLOSING),
        amount=request.asked,
    )
