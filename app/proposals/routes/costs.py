"""What a plan costs: cards of kinds, and one cost on its page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import me, reach
from app.clock import now, today
from app.extensions import db
from app.fields import WritingForm
from app.messages.proposals import ICONS
from app.proposals.forms import LineForm
from app.proposals.routes import bp, rows
from grants.kit.acts import Act
from grants.kit.errors import Refusal, Stale
from grants.proposals import queries, service
from grants.proposals.models import Line, LineKind, PartKind, Proposal
from grants.proposals.rules.budget import cost_of
from grants.workgroups.models import Workgroup


def costs_page(plan: Proposal) -> str:
    """The nine cards and what they add up to."""
    return render_template(
        "proposals/costs.html",
        plan=plan,
        tiles=rows.tiles(plan),
        lines=rows.lines(plan),
        sums=rows.sums_of(plan),
    )


@bp.route("/<uuid:proposal_id>/costs/<kind>", methods=["GET", "POST"])
def line(proposal_id: UUID, kind: str) -> ResponseReturnValue:
    """Add a cost of this kind."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_WRITE)
    if kind not in set(LineKind):
        abort(404)
    return _write(plan, LineKind(kind), None)


@bp.route("/<uuid:proposal_id>/cost/<uuid:line_id>", methods=["GET", "POST"])
def line_change(proposal_id: UUID, line_id: UUID) -> ResponseReturnValue:
    """Change a cost. When somebody took it out meanwhile, what was typed makes it anew."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_WRITE)
    found = next((one for one in plan.lines if one.id == line_id), None)
    if found is None and request.method == "GET":
        return redirect(url_for("proposals.part", proposal_id=plan.id, part=PartKind.COSTS))
    kind = request.form.get("kind", "")
    known = LineKind(kind) if kind in set(LineKind) else LineKind.OTHER
    return _write(plan, found.kind if found else known, found)


@bp.post("/<uuid:proposal_id>/cost/<uuid:line_id>/remove")
def line_remove(proposal_id: UUID, line_id: UUID) -> ResponseReturnValue:
    """Take a cost out; the one that was seen, and no other."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_WRITE)
    there = url_for("proposals.part", proposal_id=plan.id, part=PartKind.COSTS)
    found = next((one for one in plan.lines if one.id == line_id), None)
    form = WritingForm()
    if form.validate_on_submit() and found is not None:
        service.remove_line(db.session(), found, revision=form.seen, by=me(), at=now())
        return form.done(_("It is taken out."), there)
    return redirect(there, 303)


def _write(plan: Proposal, kind: LineKind, found: Line | None) -> ResponseReturnValue:
    form = LineForm()
    clash: dict[str, str] | None = None
    if form.validate_on_submit():
        try:
            service.put_line(
                db.session(),
                plan,
                form.to_line(kind),
                by=me(),
                at=now(),
                line=found,
                revision=form.seen,
            )
        except Stale as refusal:
            form.refuse(refusal)
            clash = _clash(refusal)
            form.revision.data = str(refusal.facts.get("revision", 0))
            found = found if found in plan.lines else None
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("The cost is kept."), _after(plan))
    elif not form.is_submitted() and found is not None:
        form.show_line(found)
    return render_template(
        "proposals/line.html", form=form, clash=clash, **_shown(plan, kind, found)
    ), form.status


def _shown(plan: Proposal, kind: LineKind, found: Line | None) -> dict[str, Any]:
    return {
        "plan": plan,
        "kind": kind,
        "line": found,
        "name": messages.label(kind),
        "icon_name": ICONS[kind],
        "tiles": rows.tiles(plan, kind),
        "others": [] if found else rows.lines(plan, kind),
        "cost": cost_of(found) if found else None,
        "times": rows.times(found) if found else None,
        "examples": _examples(plan, kind),
        "sums": rows.sums_of(plan),
        "drop": WritingForm(formdata=None),
    }


def _after(plan: Proposal) -> str:
    if request.form.get("then") == "stop":
        return url_for("proposals.show", proposal_id=plan.id)
    return url_for("proposals.part", proposal_id=plan.id, part=PartKind.COSTS)


def _clash(refusal: Stale) -> dict[str, str] | None:
    theirs, yours = refusal.facts.get("theirs"), refusal.facts.get("yours")
    if not isinstance(theirs, service.LineData) or not isinstance(yours, service.LineData):
        return None
    return {"theirs": _told(theirs), "yours": _told(yours)}


def _told(data: service.LineData) -> str:
    price = formats.money(data.price) if data.price else _("price not known yet")
    return f"{data.words}: {data.quantity} × {price}"


def _examples(plan: Proposal, kind: LineKind) -> list[dict[str, Any]]:
    group = db.session.get_one(Workgroup, plan.owner_id)
    found = queries.example_prices(db.session(), group.neighbourhood_id, kind, today())
    return [
        {
            "words": one.words,
            "least": one.least,
            "most": one.most,
            "source": one.source,
            "checked_on": one.checked_on,
        }
        for one in found
    ]
