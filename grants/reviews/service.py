"""Advise, propose, send. Who granted what is known to the group only once it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.canon import canonical
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.neighbourhoods.queries import people_at
from grants.outbox.service import enqueue
from grants.owners.service import lock
from grants.requests import service as requests
from grants.requests.models import Request
from grants.requests.queries import questions_of
from grants.reviews.access import may, may_review
from grants.reviews.models import (
    CRITERIA,
    Advice,
    Decision,
    DecisionKind,
    DecisionState,
    Reason,
    Reply,
    Review,
)
from grants.reviews.rules import (
    USUAL_REPORT_WEEKS,
    amount_of,
    check_reason,
    first_of,
    only_adviser,
)
from grants.reviews.states import LIFE
from grants.waiting import service as waiting


@dataclass(frozen=True, slots=True)
class Advising:
    """What a reviewer writes."""

    advice: Advice
    words: str
    knows_nobody: bool
    replies: Mapping[str, Reply] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposing:
    """What is proposed. ``amount`` and ``lines`` only for a part; ``first`` None: four fifths."""

    kind: DecisionKind
    words: str
    reason: Reason = Reason.FITS
    amount: Money | None = None
    first: Money | None = None
    conditions: str = ""
    report_weeks: int = USUAL_REPORT_WEEKS
    lines: Mapping[UUID, Money] = field(default_factory=dict)


def advise(
    session: Session, request: Request, advising: Advising, *, by: Actor, at: datetime
) -> Review:
    """Write advice, or write one's own anew while nothing is decided.

    Refuses ``knows-somebody``, ``words-needed``.
    """
    _hold(session, request)
    may_review(by, Act.REVIEWS_ADVISE, request).check()
    if not advising.knows_nobody:
        raise Invalid("knows-somebody", field="knows_nobody")
    if not advising.words.strip():
        raise Invalid("words-needed", field="words")
    review = session.scalars(
        select(Review).where(Review.request_id == request.id, Review.reviewer_id == by.person_id)
    ).one_or_none()
    if review is None:
        review = Review(
            id=new_id(session, at),
            owner_id=request.organisation_id,
            request_id=request.id,
            reviewer_id=by.person_id,
        )
        session.add(review)
    review.knows_nobody = True
    review.advice = advising.advice
    review.words = advising.words.strip()
    review.criteria = canonical(
        {name: advising.replies[name] for name in CRITERIA if name in advising.replies}
    )
    review.at = at
    session.flush()
    record(session, Act.REVIEWS_ADVISE, review, by=by, at=at, advice=review.advice)
    waiting.done(session, request, act=Act.REVIEWS_ADVISE, who=by.person_id, at=at)
    _ask_deciders(session, request, at=at)
    _name_only_adviser(session, request.id)
    return review


def propose(
    session: Session, request: Request, proposing: Proposing, *, by: Actor, at: datetime
) -> Decision:
    """Propose what to decide, or propose anew while it is not sent. Refuses ``words-needed``."""
    _hold(session, request)
    may_review(by, Act.REVIEWS_PROPOSE, request).check()
    if by.person_id is None or not proposing.words.strip():
        raise Invalid("words-needed", field="words")
    check_reason(proposing.kind, proposing.reason)
    decision = session.scalars(
        select(Decision).where(Decision.request_id == request.id)
    ).one_or_none()
    if decision is None:
        decision = Decision(
            id=new_id(session, at),
            owner_id=request.organisation_id,
            request_id=request.id,
            workgroup_id=request.owner_id,
            state=DecisionState.DRAFT,
        )
        session.add(decision)
    may(by, Act.REVIEWS_PROPOSE, decision).check()
    _write(decision, request, proposing)
    decision.proposed_by_id = by.person_id
    decision.proposed_at = at
    decision.state = LIFE.after(decision.state, Act.REVIEWS_PROPOSE)
    session.flush()
    _name_only_adviser(session, request.id)
    record(
        session,
        Act.REVIEWS_PROPOSE,
        decision,
        by=by,
        at=at,
        kind=decision.kind,
        amount=decision.amount,
        reason=decision.reason,
    )
    _ask_to_send(session, decision, request, at=at)
    return decision


def send(session: Session, decision: Decision, *, by: Actor, at: datetime) -> Decision:
    """Send it: the request is decided, the letter and the mail follow after the commit.

    Granting goes through ``awards.service.decide``, which offers the award as well.
    """
    request = _hold(session, session.get_one(Request, decision.request_id))
    session.refresh(decision)
    may(by, Act.REVIEWS_SEND, decision).check()
    _refuse_outdated(session, decision)
    decision.state = LIFE.after(decision.state, Act.REVIEWS_SEND)
    decision.decided_by_id = by.person_id
    decision.sent_at = at
    session.flush()
    record(
        session,
        Act.REVIEWS_SEND,
        decision,
        by=by,
        at=at,
        kind=decision.kind,
        amount=decision.amount,
        reason=decision.reason,
    )
    waiting.done(session, decision, at=at)
    requests.decided(session, request, decision.amount, by=by, at=at)
    for kind in ("reviews.letter", "reviews.decision"):
        enqueue(session, kind, f"{kind}:{decision.id}", at=at, decision=decision.id)
    return decision


def forget(session: Session, request: Request, *, at: datetime) -> None:
    """The group withdrew: a proposed decision waits for nobody any more."""
    decision = session.scalars(
        select(Decision).where(Decision.request_id == request.id)
    ).one_or_none()
    if decision is not None:
        waiting.done(session, decision, at=at)


def _hold(session: Session, request: Request) -> Request:
    session.flush()
    lock(session, request.owner_id)
    session.refresh(request)
    return request


def _refuse_outdated(session: Session, decision: Decision) -> None:
    """What was proposed is about the plan as it was then; the group may have changed it since."""
    for question in questions_of(session, decision.request_id):
        answered_at = question.answered_at
        if question.changed and answered_at and answered_at > decision.proposed_at:
            raise NotNow("proposed-before-change")


def _write(decision: Decision, request: Request, proposing: Proposing) -> None:
    lines = dict(proposing.lines) if proposing.kind is DecisionKind.PART else {}
    decision.kind = proposing.kind
    decision.amount = amount_of(proposing.kind, request.asked, proposing.amount, lines)
    decision.first = first_of(decision.amount, proposing.first)
    decision.lines = canonical(lines)
    decision.reason = proposing.reason
    decision.words = proposing.words.strip()
    decision.conditions = proposing.conditions.strip()
    decision.report_weeks = proposing.report_weeks


def _name_only_adviser(session: Session, request_id: UUID) -> None:
    """Store who may not send it, so that ``may`` needs no database."""
    decision = session.scalars(
        select(Decision).where(Decision.request_id == request_id)
    ).one_or_none()
    if decision is None or decision.state is DecisionState.SENT:
        return
    advisers = session.scalars(
        select(Review.reviewer_id).where(Review.request_id == request_id)
    ).all()
    decision.only_adviser_id = only_adviser(advisers, decision.proposed_by_id)
    session.flush()


def _ask_deciders(session: Session, request: Request, *, at: datetime) -> None:
    waiting.ask(
        session,
        Act.REVIEWS_PROPOSE,
        request,
        who=people_at(session, request.organisation_id, Role.DECIDER),
        label=request.title,
        at=at,
        amount=request.asked,
    )


def _ask_to_send(session: Session, decision: Decision, request: Request, *, at: datetime) -> None:
    waiting.done(session, request, act=Act.REVIEWS_PROPOSE, at=at)
    deciders = people_at(session, request.organisation_id, Role.DECIDER)
    waiting.ask(
        session,
        Act.REVIEWS_SEND,
        decision,
        who=[one for one in deciders if one != decision.only_adviser_id],
        label=request.title,
        at=at,
        amount=decision.amount,
    )
