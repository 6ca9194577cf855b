"""Where the copy of each funder stands: sent, read or agreed."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app import formats
from app.extensions import db
from grants.neighbourhoods.queries import organisations_by_id
from grants.reports.models import Report


def copies(report: Report | None) -> list[dict[str, Any]]:
    """What each funder did with it."""
    if report is None or not report.copies:
        return []
    known = organisations_by_id(db.session(), [one.organisation_id for one in report.copies])
    return [
        {"name": known[one.organisation_id].name, "tag": tag, "kind": kind, "note": note}
        for one in report.copies
        for tag, kind, note in [_standing(one.read_at, one.accepted_at, one.sent_at)]
    ]


def _standing(read_at: Any, accepted_at: Any, sent_at: Any) -> tuple[str, str, str]:
    if accepted_at is not None:
        return _("Agreed"), "done", _("on %(day)s", day=formats.day(accepted_at))
    if read_at is not None:
        return _("Was read"), "busy", _("on %(day)s", day=formats.day(read_at))
    return _("Sent"), "wait", _("on %(day)s", day=formats.day(sent_at))
