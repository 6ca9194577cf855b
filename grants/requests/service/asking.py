"""The conversation: a question about one part, and the answer to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor, Right
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.mandates.service import require
from grants.outbox.service import enqueue
from grants.proposals import service as proposals
from grants.proposals.models import PartKind, Proposal
from grants.proposals.queries import plan_facts
from grants.proposals.states import ProposalState
from grants.requests import queries
from grants.requests.access import may
from grants.requests.models import Question, Request, RequestState
from grants.requests.rules import amount_to_ask
from grants.requests.service.desk import ask_for_advice
from grants.requests.service.holding import hold
from grants.requests.service.sending import agreed_version
from grants.requests.states import LIFE
from grants.waiting import service as waiting
from grants.workgroups.queries import everybody


def ask(
    session: Session,
    request: Request,
    part: PartKind | None,
    words: str,
    *,
    by: Actor,
    at: datetime,
) -> Question:
    """Ask about one part, which may then be written again; None: about the whole.

    Refuses ``words-needed``.
    """
    hold(session, request)
    may(by, Act.REQUESTS_ASK, request).check()
    if not words.strip():
        raise Invalid("words-needed", field="words")
    question = Question(
        id=new_id(session, at),
        owner_id=request.owner_id,
        request_id=request.id,
        no=queries.questions_count(session, request.id) + 1,
        part=part,
        words=words.strip(),
        asked_by_id=by.person_id,
        asked_at=at,
        changed=False,
    )
    session.add(question)
    request.state = LIFE.after(request.state, Act.REQUESTS_ASK)
    session.flush()
    record(session, Act.REQUESTS_ASK, request, by=by, at=at, question=question.id, part=part)
    proposal = session.get_one(Proposal, request.proposal_id)
    if part is not None and proposal.state is ProposalState.AGREED:
        proposals.reopen(session, proposal, part, by=by, at=at)
    waiting.done(session, request, act=Act.REVIEWS_ADVISE, at=at)
    waiting.ask(
        session,
        Act.REQUESTS_ANSWER,
        request,
        who=everybody(session, request.owner_id),
        label=request.title,
        at=at,
    )
    enqueue(
        session,
        "requests.question",
        f"requests.question:{question.id}",
        at=at,
        question=question.id,
    )
    return question


def answer(
    session: Session, question: Question, words: str, *, by: Actor, at: datetime
) -> Question:
    """Answer in words; if the part was changed, the group's new round must have agreed first.

    Refuses ``answered-already``, ``words-needed``, and as ``mandates.require``.
    """
    request = hold(session, session.get_one(Request, question.request_id))
    session.refresh(question)
    if question.answered_at is not None:
        raise NotNow("answered-already")
    may(by, Act.REQUESTS_ANSWER, request).check()
    if not words.strip():
        raise Invalid("words-needed", field="words")
    require(session, by, Right.SPEAK, request, mark=str(question.id), at=at)
    question.changed = _take_over(session, request)
    question.answer = words.strip()
    question.answered_by_id = by.person_id
    question.answered_at = at
    request.state = LIFE.after(request.state, Act.REQUESTS_ANSWER)
    session.flush()
    record(
        session,
        Act.REQUESTS_ANSWER,
        request,
        by=by,
        at=at,
        question=question.id,
        version=request.version_id,
        hash=request.version_hash,
    )
    waiting.done(session, request, at=at)
    ask_for_advice(session, request, at=at)
    return question


def _take_over(session: Session, request: Request) -> bool:
    """Let the request point to the newly agreed version. False: nothing had changed."""
    if request.state is not RequestState.QUESTION:
        raise NotNow("wrong-state", state=str(request.state), act=str(Act.REQUESTS_ANSWER))
    proposal = session.get_one(Proposal, request.proposal_id)
    version = agreed_version(session, proposal)
    if version.id == request.version_id:
        proposals.shut(session, proposal)
        return False
    elsewhere = queries.asked_elsewhere(session, proposal.id, but=request.id)
    before = plan_facts(queries.sent_version(session, request)).totals.asked
    most = amount_to_ask(proposal.asked, elsewhere)
    if not most.is_positive:
        raise NotNow("nothing-to-ask")
    if request.asked > most or request.asked == amount_to_ask(before, elsewhere):
        request.asked = most
    request.version_id = version.id
    request.version_hash = version.hash
    request.title = proposal.title
    return True
