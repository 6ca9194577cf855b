"""The request on paper: what the fund gets, made once from what was sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from app import formats
from app.clock import now
from app.extensions import db
from app.jobs import Facts, Handler
from app.messages.requests import cost_rows, decided_words, paper_money, short_rows
from app.world import world
from grants.consent.queries import agreed_round
from grants.documents.service import keep
from grants.funds.models import Fund
from grants.kit.access import SYSTEM
from grants.neighbourhoods.models import Neighbourhood, Organisation, Theme
from grants.proposals.queries import plan_facts
from grants.requests.models import Request
from grants.requests.queries import sent_version
from grants.workgroups.models import Workgroup

LANGUAGE = "nl"  # a fund reads Dutch, whatever the group's own language is


def make_paper(facts: Facts) -> None:
    """Make and keep request.pdf of what was sent; nothing when it was taken back since."""
    request = db.session.get(Request, UUID(facts["request"]))
    if request is None or request.sent_at is None:
        db.session.rollback()
        return
    made_at, mark = request.sent_at, request.version_hash
    with force_locale(LANGUAGE):
        shown = _shown(request)
        html = render_template("requests/paper.html", **shown)
        number = request.reference
        title = _("Request %(number)s: %(title)s", number=number, title=request.title)
        name = _("request") + f"-{number}.pdf"
    db.session.rollback()
    data = world().pdf.render(html, title=title, language=LANGUAGE, made_at=made_at)
    _keep(request.id, name, mark, data)


def _keep(request_id: UUID, name: str, mark: str | None, data: bytes) -> None:
    """Keep it, unless what was sent is another version by now."""
    stored = world().store.put(data)
    request = db.session.get_one(Request, request_id, with_for_update=True)
    if request.version_hash != mark:
        return
    document = keep(db.session(), stored, owner_id=request.owner_id, name=name, by=SYSTEM, at=now())
    request.document_id = document.id
    db.session.flush()


def _shown(request: Request) -> dict[str, Any]:
    version = sent_version(db.session(), request)
    plan = plan_facts(version)
    fund = db.session.get_one(Fund, request.fund_id)
    workgroup = db.session.get_one(Workgroup, request.owner_id)
    place = db.session.get_one(Neighbourhood, workgroup.neighbourhood_id)
    theme = db.session.get_one(Theme, plan.theme_id)
    decided = decided_words(agreed_round(db.session(), version, version.hash))
    return {
        "request": request,
        "plan": plan,
        "fund": fund,
        "organisation": db.session.get_one(Organisation, request.organisation_id),
        "workgroup": workgroup,
        "place": place,
        "theme": theme,
        "mark": version.hash[:16],
        "decided": decided,
        "short": short_rows(plan, decided)[:-1],
        "costs": cost_rows(plan),
        "money": paper_money(plan, request.asked, fund.name),
        "base": [
            {"name": _("From"), "text": f"{workgroup.name}, {place.name}"},
            {"name": _("To"), "text": fund.name},
            {"name": _("Sent"), "text": formats.day_year(request.sent_at)},
        ],
    }


HANDLERS: dict[str, Handler] = {"requests.paper": make_paper}
