"""Letters about requests: a question for the group, and a reminder for the desk."""

from __future__ import annotations

from uuid import UUID

from app import mails
from app.extensions import db
from app.jobs import Facts, Handler
from grants.kit.access import Role
from grants.neighbourhoods.models import Organisation
from grants.neighbourhoods.queries import people_at
from grants.people.queries import readers
from grants.requests.models import Question, Request
from grants.requests.rules import OPEN_STATES
from grants.workgroups.queries import everybody


def tell_question(facts: Facts) -> None:
    """The fund's question, to everybody in the group. Answered meanwhile: no mail."""
    question = db.session.get(Question, UUID(facts["question"]))
    if question is None or question.answered_at is not None:
        db.session.rollback()
        return
    request = db.session.get_one(Request, question.request_id)
    organisation = db.session.get_one(Organisation, request.organisation_id)
    values = {
        "title": request.title,
        "request_id": request.id,
        "organisation": organisation.name,
        "words": question.words,
    }
    key = f"question:{question.id}"
    told = readers(db.session(), everybody(db.session(), request.owner_id))
    db.session.rollback()
    for reader in told:
        mails.send("requests", "question", reader, key=key, **values)


def remind(facts: Facts) -> None:
    """The promised day comes near: to who reviews and decides. Answered already: no mail."""
    request = db.session.get(Request, UUID(facts["request"]))
    if request is None or request.state not in OPEN_STATES:
        db.session.rollback()
        return
    desk = people_at(db.session(), request.organisation_id, Role.REVIEWER, Role.DECIDER)
    values = {
        "title": request.title,
        "number": request.reference,
        "request_id": request.id,
        "answer_by": request.answer_by,
    }
    key = f"reminder:{request.id}:{request.answer_by}"
    told = readers(db.session(), desk)
    db.session.rollback()
    for reader in told:
        mails.send("requests", "reminder", reader, key=key, **values)


HANDLERS: dict[str, Handler] = {
    "requests.question": tell_question,
    "requests.reminder": remind,
}
