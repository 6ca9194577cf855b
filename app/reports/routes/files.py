"""Pictures and the paper of a report, for whoever may see the report."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort
from flask_babel import gettext as _

from app.access import reach
from app.documents import send_document
from app.extensions import db
from app.reports.routes import bp
from app.world import world
from grants.documents.models import Document
from grants.documents.queries import made_from
from grants.kit.acts import Act
from grants.reports import queries
from grants.reports.models import Report


@bp.get("/number/<uuid:report_id>/picture/<uuid:document_id>")
def picture(report_id: UUID, document_id: UUID) -> Response:
    """A photo or receipt that the report shows."""
    report = reach(Report, report_id, Act.REPORTS_SEE)
    found = queries.facts_of(db.session(), report)
    shown = {photo.file.id for photo in found.photos}
    shown |= {file.id for bill in found.bills for file in bill.files}
    document = db.session.get(Document, document_id) if document_id in shown else None
    if document is None:
        abort(404)
    return send_document(document, world().store)


@bp.get("/number/<uuid:report_id>/small/<uuid:document_id>")
def small(report_id: UUID, document_id: UUID) -> Response:
    """The same picture, small."""
    report = reach(Report, report_id, Act.REPORTS_SEE)
    photo = queries.photo_of(report, document_id)
    if photo is None:
        abort(404)
    smaller = made_from(db.session(), [document_id])[document_id]
    document = smaller[0] if smaller else db.session.get_one(Document, document_id)
    return send_document(document, world().store)


@bp.get("/number/<uuid:report_id>/paper")
def paper(report_id: UUID) -> Response:
    """The sealed report as PDF."""
    report = reach(Report, report_id, Act.REPORTS_SEE)
    if report.sealed_at is None:
        abort(409, description=_("The paper is made when the group agreed."))
    if report.document_id is None:
        abort(409, description=_("The paper is being made. Try again in a minute."))
    document = db.session.get_one(Document, report.document_id)
    return send_document(document, world().store, download=True)
