"""The paper of an audit, and checking one: whoever holds it sees whether it is what both signed."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import public, reach
from app.audits.routes import bp
from app.documents import send_document
from app.extensions import db
from app.world import world
from grants.audits.models import CashAudit
from grants.audits.queries import audit_by_mark
from grants.documents.models import Document
from grants.kit.acts import Act
from grants.workgroups.models import Workgroup


@bp.get("/number/<uuid:audit_id>/paper")
def paper(audit_id: UUID) -> Response:
    """The signed audit as PDF."""
    audit = reach(CashAudit, audit_id, Act.AUDITS_SEE)
    if audit.sealed_at is None:
        abort(409, description=_("The paper is made when both signed."))
    if audit.document_id is None:
        abort(409, description=_("The paper is being made. Try again in a minute."))
    document = db.session.get_one(Document, audit.document_id)
    return send_document(document, world().store, download=True)


@bp.get("/verify/<mark>")
@public
def verify(mark: str) -> ResponseReturnValue:
    """The audit with this fingerprint, of its facts or of its file; else a page that says no."""
    audit = audit_by_mark(db.session(), mark)
    if audit is None:
        return render_template("audits/unknown.html"), 404
    return render_template(
        "audits/verify.html", audit=audit, group=db.session.get_one(Workgroup, audit.owner_id)
    )
