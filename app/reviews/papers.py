"""The decision as a letter, in plain words, made once it was sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from app.clock import now
from app.extensions import db
from app.jobs import Facts, Handler
from app.world import world
from grants.awards.models import Award
from grants.awards.queries import award_of
from grants.documents.service import keep
from grants.funds.models import Fund
from grants.kit.access import SYSTEM
from grants.neighbourhoods.models import Neighbourhood, Organisation, Theme
from grants.people.queries import names
from grants.proposals.queries import plan_facts
from grants.requests.models import Request
from grants.requests.queries import sent_version
from grants.reviews.models import Decision
from grants.workgroups.models import Workgroup

LANGUAGE = "nl"  # a decision is given in Dutch; the pages say it in the reader's language


def make_letter(facts: Facts) -> None:
    """Make and keep decision.pdf. Made already: nothing."""
    decision = db.session.get(Decision, UUID(facts["decision"]))
    if decision is None or decision.sent_at is None or decision.document_id is not None:
        db.session.rollback()
        return
    decision_id, made_at = decision.id, decision.sent_at
    with force_locale(LANGUAGE):
        shown = _shown(decision)
        html = render_template("reviews/letter.html", **shown)
        number = shown["request"].reference
        title = _("Decision %(number)s: %(title)s", number=number, title=shown["plan"].title)
        name = _("decision") + f"-{number}.pdf"
    db.session.rollback()
    data = world().pdf.render(html, title=title, language=LANGUAGE, made_at=made_at)
    _keep(decision_id, name, data)


def _keep(decision_id: UUID, name: str, data: bytes) -> None:
    stored = world().store.put(data)
    decision = db.session.get_one(Decision, decision_id, with_for_update=True)
    document = keep(
        db.session(), stored, owner_id=decision.owner_id, name=name, by=SYSTEM, at=now()
    )
    decision.document_id = document.id
    db.session.flush()


def _shown(decision: Decision) -> dict[str, Any]:
    request = db.session.get_one(Request, decision.request_id)
    plan = plan_facts(sent_version(db.session(), request))
    workgroup = db.session.get_one(Workgroup, request.owner_id)
    award: Award | None = award_of(db.session(), request.id)
    granted = decision.per_line
    by = decision.decided_by_id
    return {
        "decision": decision,
        "request": request,
        "plan": plan,
        "workgroup": workgroup,
        "place": db.session.get_one(Neighbourhood, workgroup.neighbourhood_id),
        "organisation": db.session.get_one(Organisation, decision.owner_id),
        "fund": db.session.get_one(Fund, request.fund_id),
        "theme": db.session.get_one(Theme, plan.theme_id),
        "decider": names(db.session(), [by]).get(by, "") if by else "",
        "lines": [
            {"name": line.words, "amount": granted[line.id]}
            for line in plan.lines
            if line.id in granted
        ],
        "conditions": [line for line in decision.conditions.splitlines() if line.strip()],
        "payments": _payments(decision),
        "report_due_on": award.report_due_on if award else None,
        "mark": award.hash[:16] if award else (request.version_hash or "")[:16],
    }


def _payments(decision: Decision) -> list[dict[str, Any]]:
    rest = decision.amount - decision.first
    rows = [
        {"name": _("When both sides agreed"), "amount": decision.first},
        {"name": _("After the report"), "amount": rest},
    ]
    return [row for row in rows if row["amount"].is_positive]


HANDLERS: dict[str, Handler] = {"reviews.letter": make_letter}
