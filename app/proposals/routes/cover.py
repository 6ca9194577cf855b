"""Where the money of a plan comes from: both sides, and one source on its page."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import me, reach
from app.clock import now
from app.extensions import db
from app.fields import WritingForm
from app.proposals.forms import CoverForm
from app.proposals.routes import bp, rows
from grants.kit.acts import Act
from grants.kit.errors import Refusal, Stale
from grants.proposals import service
from grants.proposals.models import Cover, CoverKind, PartKind, Proposal
from grants.proposals.rules import balance


def cover_page(plan: Proposal) -> str:
    """What is there, what it costs, and what is still to find."""
    sums = rows.sums_of(plan)
    return render_template(
        "proposals/cover.html",
        plan=plan,
        theme=plan.theme,
        cover=rows.cover_rows(plan),
        sums=sums,
        balance=balance(sums),
        over=-sums.open,
    )


@bp.route("/<uuid:proposal_id>/cover/new", methods=["GET", "POST"])
def cover_new(proposal_id: UUID) -> ResponseReturnValue:
    """Add money."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_WRITE)
    return _write(plan, None)


@bp.route("/<uuid:proposal_id>/cover/<uuid:cover_id>", methods=["GET", "POST"])
def cover_change(proposal_id: UUID, cover_id: UUID) -> ResponseReturnValue:
    """Change money. When somebody took it out meanwhile, what was typed makes it anew."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_WRITE)
    found = next((one for one in plan.covers if one.id == cover_id), None)
    if found is None and request.method == "GET":
        return redirect(_there(plan))
    return _write(plan, found)


@bp.post("/<uuid:proposal_id>/cover/<uuid:cover_id>/remove")
def cover_remove(proposal_id: UUID, cover_id: UUID) -> ResponseReturnValue:
    """Take money out; what was seen, and no other."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_WRITE)
    found = next((one for one in plan.covers if one.id == cover_id), None)
    form = WritingForm()
    if form.validate_on_submit() and found is not None:
        service.remove_cover(db.session(), found, revision=form.seen, by=me(), at=now())
        return form.done(_("It is taken out."), _there(plan))
    return redirect(_there(plan), 303)


def _write(plan: Proposal, found: Cover | None) -> ResponseReturnValue:
    form = CoverForm()
    form.kind.choices = [(str(kind), messages.label(kind)) for kind in CoverKind]
    clash: dict[str, str] | None = None
    if form.validate_on_submit():
        try:
            service.put_cover(
                db.session(),
                plan,
                form.to_cover(),
                by=me(),
                at=now(),
                cover=found,
                revision=form.seen,
            )
        except Stale as refusal:
            form.refuse(refusal)
            clash = _clash(refusal)
            form.revision.data = str(refusal.facts.get("revision", 0))
            found = found if found in plan.covers else None
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("The money is kept."), _there(plan))
    elif not form.is_submitted():
        _fill(form, plan, found)
    return render_template(
        "proposals/source.html",
        plan=plan,
        form=form,
        clash=clash,
        cover=found,
        sums=rows.sums_of(plan),
        drop=WritingForm(formdata=None),
    ), form.status


def _fill(form: CoverForm, plan: Proposal, found: Cover | None) -> None:
    """What stands; for a new one what was tapped, and what is still to find."""
    if found is not None:
        form.show_cover(found)
        return
    kind = request.args.get("kind", "")
    form.kind.data = kind if kind in set(CoverKind) else None
    sums = rows.sums_of(plan)
    form.amount.data = sums.open if sums.open.is_positive else None


def _there(plan: Proposal) -> str:
    if request.form.get("then") == "stop":
        return url_for("proposals.show", proposal_id=plan.id)
    return url_for("proposals.part", proposal_id=plan.id, part=PartKind.COVER)


def _clash(refusal: Stale) -> dict[str, str] | None:
    theirs, yours = refusal.facts.get("theirs"), refusal.facts.get("yours")
    if not isinstance(theirs, service.CoverData) or not isinstance(yours, service.CoverData):
        return None
    return {"theirs": _told(theirs), "yours": _told(yours)}


def _told(data: service.CoverData) -> str:
    name = messages.label(data.kind)
    return " · ".join(filter(None, [name, data.words, formats.money(data.amount)]))
