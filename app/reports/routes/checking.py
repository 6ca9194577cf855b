"""Checking a paper: whoever holds one sees whether it is the account that the group sealed."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.access import public
from app.extensions import db
from app.reports.routes import bp
from grants.reports.queries import report_by_mark
from grants.reports.states import ReportState
from grants.workgroups.models import Workgroup


@bp.get("/verify/<mark>")
@public
def verify(mark: str) -> ResponseReturnValue:
    """The report with this fingerprint, of its facts or of its file; else a page that says no.

    Nothing is typed or sent here, and a fingerprint is too long to guess: so nothing is counted.
    """
    report = report_by_mark(db.session(), mark)
    if report is None:
        return render_template("reports/unknown.html"), 404
    return render_template(
        "reports/verify.html",
        report=report,
        group=db.session.get_one(Workgroup, report.owner_id),
        replaced=report.state is ReportState.RETURNED,
    )
