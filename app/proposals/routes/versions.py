"""Versions of a plan: putting one to the group, reading one, changing and stopping."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import messages
from app.access import me, reach
from app.clock import now, today
from app.extensions import db
from app.fields import PostForm
from app.messages.changes import change_rows
from app.proposals.forms import PutForm, StopForm
from app.proposals.routes import bp, rows
from grants.allowances import service as allowances
from grants.consent.queries import rounds_about
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.mandates import service as mandates
from grants.people.queries import names
from grants.proposals import queries, service
from grants.proposals.access import may
from grants.proposals.models import Proposal, Version
from grants.proposals.rules import Gap, difference
from grants.proposals.service.versions import right_together
from grants.proposals.states import ProposalState
from grants.requests import service as requests
from grants.spending import service as spending
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import residents

USUAL_TIME = timedelta(days=7)


@bp.get("/<uuid:proposal_id>/versions")
def versions(proposal_id: UUID) -> ResponseReturnValue:
    """Every version that was put to the group, and what changed each time."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_SEE)
    return render_template(
        "proposals/versions.html",
        plan=plan,
        theme=plan.theme,
        versions=_version_rows(plan),
    )


@bp.get("/<uuid:proposal_id>/versions/<int:no>")
def version(proposal_id: UUID, no: int) -> ResponseReturnValue:
    """One version, whole, as the group read it."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_SEE)
    found = next((one for one in _readable(plan) if one.no == no), None)
    if found is None:
        abort(404)
    facts = queries.plan_facts(found)
    return render_template(
        "proposals/read.html",
        plan=plan,
        theme=plan.theme,
        reading=rows.reading_of(facts),
        version=found,
        title=facts.title,
    )


@bp.route("/<uuid:proposal_id>/put", methods=["GET", "POST"])
def put(proposal_id: UUID) -> ResponseReturnValue:
    """Ask the group about the plan as it is now; or see what is missing first."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_PUT)
    form = PutForm()
    if form.validate_on_submit():
        try:
            round_ = service.put(db.session(), plan, closes_at=form.to_moment(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(
                _("The group is asked now. Everybody gets a message."),
                url_for("consent.show", round_id=round_.id),
            )
    elif not form.is_submitted():
        form.closes_on.data = today() + USUAL_TIME
    return render_template("proposals/put.html", form=form, **_asking(plan)), form.status


@bp.post("/<uuid:proposal_id>/put/coach")
def ask_coach(proposal_id: UUID) -> ResponseReturnValue:
    """Ask the coach for a yes to exactly this plan, before the group is asked."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_PUT)
    right = right_together(me(), plan)
    there = url_for("proposals.put", proposal_id=plan.id)
    form = PostForm()
    if not form.validate_on_submit() or right is None:
        return redirect(there, 303)
    mandates.ask_nod(
        db.session(),
        right,
        plan,
        mark=service.mark_of(db.session(), plan),
        label=plan.title,
        by=me(),
        at=now(),
        act=Act.PROPOSALS_PUT,
    )
    return form.done(_("Your coach is asked. You get a message after the yes."), there)


@bp.route("/<uuid:proposal_id>/change", methods=["GET", "POST"])
def change(proposal_id: UUID) -> ResponseReturnValue:
    """Open an agreed plan again; what was agreed stays as it was."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_CHANGE)
    form = PostForm()
    there = url_for("proposals.show", proposal_id=plan.id)
    if form.validate_on_submit():
        try:
            requests.change_plan(db.session(), plan, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("You can change the plan now."), there)
    return render_template("proposals/change.html", plan=plan, form=form, back=there), form.status


@bp.route("/<uuid:proposal_id>/stop", methods=["GET", "POST"])
def stop(proposal_id: UUID) -> ResponseReturnValue:
    """Put a plan away before it was agreed, or stop it after."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_SEE)
    early = plan.state in {ProposalState.DRAFT, ProposalState.ASKING}
    reach(Proposal, proposal_id, Act.PROPOSALS_WITHDRAW if early else Act.PROPOSALS_CANCEL)
    if plan.state is ProposalState.RUNNING:  # its money goes back as well
        return redirect(url_for("spending.cancel", proposal_id=proposal_id))
    form = StopForm()
    there = url_for("proposals.show", proposal_id=plan.id)
    if form.validate_on_submit():
        if early:
            spending.put_away_plan(db.session(), plan, by=me(), at=now())
        else:
            allowances.stop_plan(db.session(), plan, form.why.data or "", by=me(), at=now())
        words = _("The plan is put away.") if early else _("The plan is stopped.")
        return form.done(words, there)
    return render_template(
        "proposals/stop.html", plan=plan, form=form, back=there, early=early
    ), form.status


def _readable(plan: Proposal) -> list[Version]:
    """All of them for the group; for who holds its money only what was agreed on."""
    found = queries.versions_of(db.session(), plan)
    inside = may(me(), Act.PROPOSALS_COMMENT, plan)
    return [one for one in found if inside or one.id == plan.agreed_version_id]


def _version_rows(plan: Proposal) -> list[dict[str, Any]]:
    """Newest first; each beside the one before it, in a fixed number of statements."""
    found = _readable(plan)
    people = names(db.session(), [one.made_by_id for one in found if one.made_by_id])
    rounds = {one.thing_id: one for one in rounds_about(db.session(), "version", found)}
    facts = [queries.plan_facts(one) for one in found]
    return [
        {
            "version": one,
            "who": people.get(one.made_by_id, "") if one.made_by_id else "",
            "changes": change_rows(difference(old, new)) if old else None,
            "round": rounds.get(one.id),
            "is_agreed": one.id == plan.agreed_version_id,
        }
        for one, new, old in zip(found, facts, [*facts[1:], None][: len(found)], strict=True)
    ]


def _asking(plan: Proposal) -> dict[str, Any]:
    """What the page about asking needs besides its form."""
    gaps = rows.gaps_of(plan)
    group = db.session.get_one(Workgroup, plan.owner_id)
    who = residents(db.session(), group.id)
    people = names(db.session(), who)
    return {
        "plan": plan,
        "theme": plan.theme,
        "gaps": [_gap_row(plan, gap) for gap in gaps],
        "group": group,
        "people": [people[one] for one in who if one in people],
        "sums": rows.sums_of(plan),
        "coach": None if gaps else _coach(plan),
        "ask": PostForm(formdata=None),
    }


def _gap_row(plan: Proposal, gap: Gap) -> dict[str, Any]:
    href = url_for("proposals.part", proposal_id=plan.id, part=gap.part)
    return {
        "title": messages.label(gap.part),
        "note": messages.words_for(gap.code),
        "href": f"{href}/{gap.question}" if gap.question else href,
    }


def _coach(plan: Proposal) -> str | None:
    right = right_together(me(), plan)
    if right is None:
        return None
    mark = service.mark_of(db.session(), plan)
    return mandates.nod_to_wait_for(db.session(), me(), right, plan, mark=mark)
