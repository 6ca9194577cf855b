"""What a yes is about: the thing as it is now. A yes to what it was, or will be, is none."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.extensions import db
from grants.awards.models import Award
from grants.kit.access import Right
from grants.kit.errors import Refusal
from grants.kit.orm import Ref
from grants.mandates.models import Asking
from grants.mandates.queries import nod_on
from grants.proposals import service as proposals
from grants.proposals.models import Proposal
from grants.reports import service as reports
from grants.reports.models import Report
from grants.requests.models import Request
from grants.requests.queries import open_question
from grants.requests.service.sending import agreed_version
from grants.spending.models import Expense


def mark_now(right: Right, thing: Ref) -> str | None:
    """The mark of this thing as it stands. None: the asking itself says what (an invitation)."""
    made = _MARKS.get(thing.kind)
    return made(right, thing.id) if made else None


def is_as_asked(asked: Asking) -> bool:
    """Is the thing still what the yes was asked for? What was said before stays said."""
    if nod_on(db.session(), asked.owner_id, asked.right, asked.thing, asked.mark) is not None:
        return True
    try:
        mark = mark_now(asked.right, asked.thing)
    except Refusal:
        return False
    return mark is None or mark == asked.mark


def _expense(_right: Right, thing_id: UUID) -> str:
    return db.session.get_one(Expense, thing_id, populate_existing=True).mark


def _award(_right: Right, thing_id: UUID) -> str:
    return db.session.get_one(Award, thing_id).hash


def _proposal(_right: Right, thing_id: UUID) -> str:
    return proposals.mark_of(db.session(), db.session.get_one(Proposal, thing_id))


def _report(_right: Right, thing_id: UUID) -> str:
    return reports.mark_of(db.session(), db.session.get_one(Report, thing_id))


def _request(right: Right, thing_id: UUID) -> str:
    thing = db.session.get_one(Request, thing_id)
    if right is Right.SPEAK:
        question = open_question(db.session(), thing_id)
        return str(question.id) if question else ""
    return agreed_version(db.session(), db.session.get_one(Proposal, thing.proposal_id)).hash


_MARKS: dict[str, Callable[[Right, UUID], str]] = {
    "award": _award,
    "expense": _expense,
    "proposal": _proposal,
    "report": _report,
    "request": _request,
}
