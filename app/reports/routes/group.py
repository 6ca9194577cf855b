"""The group's page of its report: what is gathered, what is missing, and what comes next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import me, reach, refuse
from app.clock import now, today
from app.extensions import db
from app.fields import PostForm
from app.messages.paths import steps_of
from app.reports.forms import AgainForm, PutForm
from app.reports.routes import bp, figures
from app.reports.routes.copies import copies
from app.reports.routes.receipts import receipts
from app.reports.routes.tasks import tasks_of
from grants.consent.queries import open_round_of
from grants.kit.access import Hand, Right
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.mandates import service as mandates
from grants.neighbourhoods.models import Theme
from grants.paths.queries import places
from grants.people.queries import names
from grants.proposals.models import Proposal
from grants.reports import queries, service
from grants.reports.access import may
from grants.reports.models import Report
from grants.reports.rules import Gathered, missing
from grants.reports.states import UNSEALED, ReportState
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import residents

USUAL_TIME = timedelta(days=7)


def plan_for(proposal_id: UUID, act: Act) -> Proposal:
    """The plan, if she may do this to its report. Else 404, or 403 with why."""
    plan = reach(Proposal, proposal_id, Act.PROPOSALS_SEE)
    verdict = may(me(), act, plan)
    if not verdict:
        refuse(verdict)
    return plan


def writable(proposal_id: UUID, act: Act) -> tuple[Proposal, Report | None]:
    """The plan and its report, if she may write it now: 409 once the group was asked."""
    plan = plan_for(proposal_id, act)
    report = queries.living(db.session(), plan.id)
    if report is not None:
        verdict = may(me(), act, report)
        if not verdict:
            refuse(verdict)
    return plan, report


def started(plan: Proposal, report: Report | None) -> Report:
    """The report to write in; the first words begin it."""
    return report or service.start(db.session(), plan, by=me(), at=now())


@bp.get("/<uuid:proposal_id>")
def show(proposal_id: UUID) -> ResponseReturnValue:
    """All that is there for the report of this plan, and what comes next."""
    plan = plan_for(proposal_id, Act.REPORTS_SEE)
    report = queries.living(db.session(), plan.id)
    if plan.agreed_version_id is None:
        return render_template("reports/early.html", plan=plan, theme=theme_of(plan))
    return render_template("reports/show.html", **_shown(plan, report))


@bp.get("/number/<uuid:report_id>")
def number(report_id: UUID) -> ResponseReturnValue:
    """The page of this report for who asks: the group's or the desk's."""
    report = reach(Report, report_id, Act.REPORTS_SEE)
    inside = me().is_resident(report.owner_id) or me().is_coach(report.owner_id)
    if inside:
        return redirect(url_for("reports.show", proposal_id=report.proposal_id))
    return redirect(url_for("reports.desk", report_id=report.id))


@bp.route("/<uuid:proposal_id>/put", methods=["GET", "POST"])
def put(proposal_id: UUID) -> ResponseReturnValue:
    """Ask the group about the report as it is now."""
    plan, report = writable(proposal_id, Act.REPORTS_PUT)
    form = PutForm()
    if form.validate_on_submit():
        try:
            report = started(plan, report)
            round_ = service.put(
                db.session(), report, closes_at=form.to_moment(), by=me(), at=now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            there = url_for("consent.show", round_id=round_.id)
            return form.done(_("The group is asked now. Everybody gets a message."), there)
    elif not form.is_submitted():
        form.closes_on.data = today() + USUAL_TIME
    report = queries.living(db.session(), plan.id)
    return render_template("reports/put.html", form=form, **_asking(plan, report)), form.status


@bp.post("/<uuid:proposal_id>/put/coach")
def ask_coach(proposal_id: UUID) -> ResponseReturnValue:
    """Ask the coach for a yes to exactly this report, before the group is asked."""
    plan, report = writable(proposal_id, Act.REPORTS_PUT)
    there = url_for("reports.put", proposal_id=plan.id)
    form = PostForm()
    if report is None or not form.validate_on_submit():
        return redirect(there, 303)
    mandates.ask_nod(
        db.session(),
        Right.WRITE_REPORT,
        report,
        mark=service.mark_of(db.session(), report),
        label=plan.title,
        by=me(),
        at=now(),
        act=Act.REPORTS_PUT,
    )
    return form.done(_("Your coach is asked. You get a message after the yes."), there)


@bp.post("/<uuid:proposal_id>/send")
def send(proposal_id: UUID) -> ResponseReturnValue:
    """Send the sealed report to who gave the money."""
    plan, report = writable(proposal_id, Act.REPORTS_SEND)
    there = url_for("reports.show", proposal_id=plan.id)
    form = PostForm()
    if report is None or not form.validate_on_submit():
        return redirect(there, 303)
    service.send(db.session(), report, by=me(), at=now())
    return form.done(_("The report is sent. You get a message when they answer."), there)


@bp.route("/<uuid:proposal_id>/again", methods=["GET", "POST"])
def again(proposal_id: UUID) -> ResponseReturnValue:
    """Something changed before it was sent: make it again, with another number."""
    plan, report = writable(proposal_id, Act.REPORTS_SEND)
    form, there = AgainForm(), url_for("reports.show", proposal_id=proposal_id)
    if report is None:
        return redirect(there, 303)
    if form.validate_on_submit():
        try:
            service.again(db.session(), report, form.words.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("You can change the report now."), there)
    return render_template("reports/again.html", plan=plan, form=form, back=there), form.status


def theme_of(plan: Proposal) -> Theme:
    """Its colour and drawing."""
    return db.session.get_one(Theme, plan.theme_id)


def shared(found: Gathered, report: Report | None, *, inside: bool) -> dict[str, Any]:
    """What the group's page and the desk's page both draw."""
    funders = figures.funder_names(found)
    return {
        "report": report,
        "found": found,
        "money": figures.money(found),
        "left_words": figures.left_words(found),
        "bars": figures.bars(found),
        "sources": figures.sources(found, funders),
        "receipts": receipts(found, report, inside=inside),
        "kin_words": figures.kin_words(found),
        "copies": copies(report),
    }


def _shown(plan: Proposal, report: Report | None) -> dict[str, Any]:
    found = (
        queries.facts_of(db.session(), report) if report else queries.gathered(db.session(), plan)
    )
    state = report.state if report else ReportState.GATHERING
    gaps = missing(found) if state is ReportState.GATHERING else []
    can_write = bool(may(me(), Act.REPORTS_WRITE, report or plan))
    is_open = state is ReportState.GATHERING
    tasks = tasks_of(plan, found, gaps, can_write=can_write) if is_open else []
    return {
        "plan": plan,
        "theme": theme_of(plan),
        "state": state,
        "is_sealed": state not in UNSEALED,
        "can_write": can_write,
        "can_send": report is not None and bool(may(me(), Act.REPORTS_SEND, report)),
        "tasks": tasks,
        "gaps": [row for row in tasks if row["state"] != "done"],
        "todo": next((row for row in tasks if row.get("act")), None),
        "round": open_round_of(db.session(), report) if report else None,
        "asked": _asked(plan, report),
        "steps": steps_of(places(db.session(), [plan])[plan.id]),
        "form": PostForm(formdata=None),
        **shared(found, report, inside=True),
    }


def _asked(plan: Proposal, report: Report | None) -> Report | None:
    """The report before this one, when a funder asked something about it."""
    if report is None or report.no == 1 or report.state is not ReportState.GATHERING:
        return None
    earlier = queries.reports_of(db.session(), plan.id)
    return next((one for one in earlier if one.no == report.no - 1), None)


def _asking(plan: Proposal, report: Report | None) -> dict[str, Any]:
    found = queries.gathered(db.session(), plan)
    gaps = missing(found)
    group = db.session.get_one(Workgroup, plan.owner_id)
    who = residents(db.session(), group.id)
    people = names(db.session(), who)
    return {
        "plan": plan,
        "theme": theme_of(plan),
        "gaps": [row for row in tasks_of(plan, found, gaps) if row["state"] != "done"],
        "money": figures.money(found),
        "left_words": figures.left_words(found),
        "group": group,
        "people": [people[one] for one in who if one in people],
        "coach": None if gaps or report is None else _coach(report),
        "ask": PostForm(formdata=None),
    }


def _coach(report: Report) -> str | None:
    # The mark takes reading all figures: only under *together* is it asked for.
    if me().hand(report.owner_id, Right.WRITE_REPORT) is not Hand.TOGETHER:
        return None
    mark = service.mark_of(db.session(), report)
    return mandates.nod_to_wait_for(db.session(), me(), Right.WRITE_REPORT, report, mark=mark)
