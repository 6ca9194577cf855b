"""The plan on paper: a sealed version as an A4 PDF, with the answers of the group."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template
from flask_babel import gettext as _

from app import formats, messages
from app.access import me, outside, reach
from app.documents import send_made
from app.extensions import db
from app.languages import language
from app.proposals import routes
from app.proposals.routes import rows
from app.world import world
from grants.consent.models import Round
from grants.consent.queries import rounds_of
from grants.kit.acts import Act
from grants.neighbourhoods.models import Theme
from grants.people.queries import names
from grants.proposals import queries
from grants.proposals.access import may
from grants.proposals.models import Proposal, Version
from grants.proposals.rules import CoverFacts, PlanFacts
from grants.workgroups.models import Workgroup


@routes.bp.get("/<uuid:proposal_id>/paper")
def paper(proposal_id: UUID) -> Response:
    """The agreed version as a PDF; before that, the version that was put last."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_SEE)
    version = plan.agreed_version or queries.last_version(db.session(), plan)
    if version is None:
        abort(404)
    html = page_of(version, answers_too=bool(may(me(), Act.PROPOSALS_COMMENT, plan)))
    title, made_at = f"{plan.reference} {plan.title}", version.made_at
    name = f"{plan.reference}-{version.no}.pdf"
    with outside():
        data = render(html, title, made_at)
    return send_made(data, "application/pdf", name)


def render(html: str, title: str, made_at: datetime) -> bytes:
    """The bytes; the same version in the same language gives the same."""
    return world().pdf.render(html, title=title, language=language(), made_at=made_at)


def page_of(version: Version, *, answers_too: bool = True) -> str:
    """The page that becomes the PDF. Who answered what is for the group alone."""
    facts = queries.plan_facts(version)
    theme = db.session.get_one(Theme, facts.theme_id)
    group = db.session.get_one(Workgroup, version.owner_id)
    round_ = next(iter(rounds_of(db.session(), version)), None) if answers_too else None
    return render_template(
        "proposals/paper.html",
        lang=language(),
        facts=facts,
        version=version,
        theme=theme,
        group=group,
        reading=rows.reading_of(facts),
        cover_rows=[cover_row(one) for one in facts.covers],
        when=when(facts),
        round=round_,
        answers=answers(round_) if round_ else [],
    )


def cover_row(one: CoverFacts) -> dict[str, Any]:
    """A source of money on paper: from where, and in whose words."""
    name = messages.label(one.kind)
    words = f"{name}: {formats.apart(one.words)}" if one.words else name
    return {"name": words, "amount": one.amount}


def when(facts: PlanFacts) -> str:
    """The days, in one line."""
    first = formats.day_year(facts.starts_on)
    if facts.ends_on is None or facts.ends_on == facts.starts_on:
        return first
    return str(_("%(first)s to %(last)s", first=first, last=formats.day_year(facts.ends_on)))


def answers(round_: Round) -> list[dict[str, Any]]:
    """What everybody said, as it counted."""
    last = {one.person_id: one for one in round_.answers}
    people = names(db.session(), round_.elector_ids)
    found = []
    for person_id in round_.elector_ids:
        row = last.get(person_id)
        said = messages.label(row.kind) if row else str(_("No answer"))
        found.append(
            {
                "title": people.get(person_id, ""),
                "note": formats.apart(" ".join(filter(None, [row.words, row.change])))
                if row
                else "",
                "who": said,
            }
        )
    return found
