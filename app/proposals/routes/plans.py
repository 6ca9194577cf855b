"""All plans of my group, a new one, and one plan: its work or its way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import formats, messages
from app.access import me, reach, refuse
from app.clock import now, today
from app.extensions import db
from app.messages.paths import steps_of
from app.proposals.forms import CommentForm, NewPlanForm
from app.proposals.routes import bp, rows
from app.who import who
from grants.awards.queries import of_proposal as awards_of
from grants.consent.models import Round
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.paths.queries import places
from grants.paths.rules import Known, Now, Place, place
from grants.people.queries import names
from grants.proposals import queries, service
from grants.proposals.access import may
from grants.proposals.models import Part, PartKind, Proposal, Version
from grants.proposals.states import ProposalState
from grants.requests.queries import of_proposal
from grants.workgroups.models import Workgroup

FOR_GIFTS = frozenset({ProposalState.AGREED, ProposalState.RUNNING, ProposalState.FINISHED})
AT_THE_DESK = frozenset({Now.WAITS_FOR_READING, Now.IS_READ, Now.QUESTION})


@bp.get("/")
def index() -> ResponseReturnValue:
    """The plans of my group, each with its path."""
    group = _my_group()
    plans = queries.plans_of(db.session(), [group.id])
    where = places(db.session(), plans)
    return render_template(
        "proposals/index.html",
        group=group,
        plans=[(plan, where[plan.id], steps_of(where[plan.id])) for plan in plans],
        can_start=bool(may(me(), Act.PROPOSALS_CREATE, group)),
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Start a plan: a name, and the first question follows."""
    group = _my_group()
    verdict = may(me(), Act.PROPOSALS_CREATE, group)
    if not verdict:
        refuse(verdict)
    form = NewPlanForm()
    if form.validate_on_submit():
        try:
            plan = service.create(db.session(), group, form.to_plan(), by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            first = url_for(
                "proposals.question", proposal_id=plan.id, part=PartKind.WHAT, question="what"
            )
            return form.done(_("Your plan has started. It is kept at every step."), first)
    return render_template("proposals/new.html", form=form, group=group), form.status


@bp.get("/<uuid:proposal_id>")
def show(proposal_id: UUID) -> ResponseReturnValue:
    """One plan: the work that is left, or where it is and what comes next."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_SEE)
    return render_template("proposals/show.html", **_shown(plan, CommentForm()))


@bp.post("/<uuid:proposal_id>/comment")
def comment(proposal_id: UUID) -> ResponseReturnValue:
    """Say something about the plan."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_COMMENT)
    form = CommentForm()
    if form.validate_on_submit():
        try:
            service.comment(db.session(), plan, form.words.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            there = url_for("proposals.show", proposal_id=plan.id, _anchor="said")
            return form.done(_("Your words stand with the plan."), there)
    return render_template("proposals/show.html", **_shown(plan, form)), form.status


@bp.get("/<uuid:proposal_id>/read")
def read(proposal_id: UUID) -> ResponseReturnValue:
    """The plan as it is written now, whole."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_SEE)
    answers = {part.kind: part.answers for part in plan.parts}
    return render_template(
        "proposals/read.html",
        plan=plan,
        theme=plan.theme,
        reading=rows.reading(answers, plan.lines, plan.covers),
        version=None,
        title=plan.title,
    )


def _my_group() -> Workgroup:
    found = who()
    if found is None or found.workgroup is None:
        abort(404)
    return found.workgroup


def _place(plan: Proposal, *, is_new: bool) -> Place:
    """Where it is. What was never put to the group can be in one place only."""
    if is_new and plan.state is ProposalState.DRAFT:
        return place(plan.state, Known())
    return places(db.session(), [plan])[plan.id]


def _shown(plan: Proposal, form: CommentForm) -> dict[str, Any]:
    version, round_ = queries.last_asked(db.session(), plan) or (None, None)
    where = _place(plan, is_new=version is None)
    tasks = rows.tasks(plan) if plan.state is ProposalState.DRAFT else []
    can = rows.rights(plan)
    return {
        "plan": plan,
        "form": form,
        "theme": plan.theme,
        "place": where,
        "steps": steps_of(where),
        "tasks": tasks,
        "gaps": rows.gaps_of(plan) if tasks else [],
        "todo": next((row for row in tasks if row["state"] != "done"), None),
        "rights": can,
        # What members say to each other is not for who holds their money.
        "comments": queries.comments_of(db.session(), plan) if can["comment"] else [],
        "writers": _writers(plan) if tasks else [],
        "more": _more(plan, version, can),
        "next": _next(plan, where, round_),
        "version": version,
        "last_round": round_,
    }


def _writers(plan: Proposal) -> list[dict[str, str]]:
    """Who wrote, last one first, and what."""
    found: dict[UUID, list[Part]] = {}
    for part in sorted(plan.parts, key=lambda one: str(one.written_at), reverse=True):
        if part.written_by_id:
            found.setdefault(part.written_by_id, []).append(part)
    people = names(db.session(), found)
    return [
        {
            "name": people.get(person_id, ""),
            "note": ", ".join(messages.label(one.kind) for one in wrote),
            "when": formats.moment(wrote[0].written_at),
        }
        for person_id, wrote in found.items()
    ]


def _more(plan: Proposal, version: Version | None, can: dict[str, bool]) -> list[dict[str, str]]:
    """What else can be seen of it, or done with it."""
    wanted = [
        (version, "proposals.versions", _("What changed each time")),
        (version, "proposals.paper", _("The plan on paper (PDF)")),
        (plan.state is ProposalState.RUNNING, "reports.show", _("Our report")),
        (plan.state in FOR_GIFTS and can["comment"], "payments.gifts", _("Gifts from neighbours")),
        (can["change"], "proposals.change", _("Change the plan")),
        (can["withdraw"] or can["cancel"], "proposals.stop", _("Stop with this plan")),
    ]
    found = [
        {"title": words, "href": url_for(endpoint, proposal_id=plan.id)}
        for there, endpoint, words in wanted
        if there
    ]
    history = url_for("history.show", kind="proposal", thing_id=plan.id)
    return [*found, {"title": _("Who did what, and when"), "href": history}]


def _next(plan: Proposal, where: Place, round_: Round | None) -> dict[str, str] | None:
    """The one thing to do now, and where."""
    ways: dict[Now, tuple[str, str, dict[str, Any]]] = {
        Now.TO_SEND: (_("Choose a fund and send it"), "requests.new", {"proposal_id": plan.id}),
        Now.DECLINED: (_("Choose another fund"), "requests.new", {"proposal_id": plan.id}),
        Now.SPENDING: (_("Add a receipt"), "spending.new", {"plan": plan.id}),
        Now.TO_REPORT: (_("Make the report"), "reports.show", {"proposal_id": plan.id}),
        Now.REPORT_DECIDING: (_("See the report"), "reports.show", {"proposal_id": plan.id}),
        Now.REPORT_TO_SEND: (_("Send the report"), "reports.show", {"proposal_id": plan.id}),
        Now.REPORT_SENT: (_("See the report"), "reports.show", {"proposal_id": plan.id}),
        Now.SETTLING: (_("See the report"), "reports.show", {"proposal_id": plan.id}),
        Now.CLOSED: (_("See the report"), "reports.show", {"proposal_id": plan.id}),
    }
    if where.until is not None and where.until < today():
        ways[Now.SPENDING] = ways[Now.TO_REPORT]
    if round_ is not None:
        ways[Now.DECIDING] = (_("Give your answer"), "consent.show", {"round_id": round_.id})
    if where.now in AT_THE_DESK:
        for request in of_proposal(db.session(), plan.id)[:1]:
            words = _("Answer the question") if where.now is Now.QUESTION else _("See the request")
            ways[where.now] = (words, "requests.show", {"request_id": request.id})
    if where.now is Now.TO_AGREE:
        for award in awards_of(db.session(), plan.id):
            ways[where.now] = (_("See the promise"), "awards.show", {"award_id": award.id})
    if where.now not in ways:
        return None
    words, endpoint, arguments = ways[where.now]
    return {"words": words, "href": url_for(endpoint, **arguments)}
