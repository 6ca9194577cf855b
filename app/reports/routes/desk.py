"""The funder's desk: a report that was sent, read, asked about, agreed to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import desk_page, me, my_desks, reach
from app.clock import now
from app.extensions import db
from app.fields import PostForm
from app.reports.forms import AcceptForm, QuestionForm
from app.reports.routes import bp, figures
from app.reports.routes.group import shared, theme_of
from grants.kit.acts import Act
from grants.kit.errors import Refusal
from grants.proposals.models import Proposal
from grants.reports import queries, service
from grants.reports.access import funders_of, may
from grants.reports.models import Leftover, Report
from grants.reports.rules import read_facts
from grants.workgroups.models import Workgroup

MOST_PAGES = 10_000


@bp.get("/desk")
@desk_page
def inbox() -> ResponseReturnValue:
    """The reports that came in, newest first."""
    desks = my_desks()
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    copies, count = queries.sent_to(db.session(), desks, page=page)
    return render_template(
        "reports/inbox.html",
        copies=copies,
        count=count,
        older=url_for("reports.inbox", page=page + 1) if page * queries.PAGE < count else None,
        newer=url_for("reports.inbox", page=page - 1) if page > 1 else None,
    )


@bp.get("/desk/<uuid:report_id>")
@desk_page
def desk(report_id: UUID) -> ResponseReturnValue:
    """One report: read it, and ask or agree."""
    report = reach(Report, report_id, Act.REPORTS_SEE)
    return render_template("reports/desk.html", **_shown(report))


@bp.post("/desk/<uuid:report_id>/read")
@desk_page
def read(report_id: UUID) -> ResponseReturnValue:
    """It was read."""
    report = reach(Report, report_id, Act.REPORTS_READ)
    form, there = PostForm(), url_for("reports.desk", report_id=report_id)
    if not form.validate_on_submit():
        return redirect(there, 303)
    service.read(db.session(), report, by=me(), at=now())
    return form.done(_("Marked as read. The group sees it."), there)


@bp.route("/desk/<uuid:report_id>/ask", methods=["GET", "POST"])
@desk_page
def ask(report_id: UUID) -> ResponseReturnValue:
    """Ask the group something: it makes the report again."""
    report = reach(Report, report_id, Act.REPORTS_ASK)
    form, there = QuestionForm(), url_for("reports.desk", report_id=report_id)
    if form.validate_on_submit():
        try:
            service.ask(db.session(), report, form.words.data or "", by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("Your question is sent to the group."), there)
    return render_template("reports/ask.html", report=report, form=form, back=there), form.status


@bp.route("/desk/<uuid:report_id>/accept", methods=["GET", "POST"])
@desk_page
def accept(report_id: UUID) -> ResponseReturnValue:
    """Agree to the report: the award is settled."""
    report = reach(Report, report_id, Act.REPORTS_ACCEPT)
    form, there = AcceptForm(), url_for("reports.desk", report_id=report_id)
    form.may_keep = report.leftover is Leftover.KEEP
    if form.validate_on_submit():
        try:
            service.accept(db.session(), report, keep=form.keeps, by=me(), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return form.done(_("The report is agreed. The award is settled."), there)
    found = read_facts(str(report.facts))
    return render_template(
        "reports/accept.html",
        report=report,
        money=figures.money(found),
        left_words=figures.left_words(found),
        form=form,
        back=there,
    ), form.status


def _shown(report: Report) -> dict[str, Any]:
    found = queries.facts_of(db.session(), report)
    desks = funders_of(me(), report)
    copies = [report.copy_for(one) for one in desks]
    plan = db.session.get_one(Proposal, report.proposal_id)
    return {
        "theme": theme_of(plan),
        "group": db.session.get_one(Workgroup, report.owner_id),
        "copy": next((one for one in copies if one), None),
        "can_read": bool(may(me(), Act.REPORTS_READ, report)),
        "can_decide": bool(may(me(), Act.REPORTS_ACCEPT, report)),
        "form": PostForm(formdata=None),
        **shared(found, report, inside=False),
    }
