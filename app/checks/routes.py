"""What the last look at everything found: for who runs the installation."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.access import desk_page, reach
from grants.checks.access import may
from grants.checks.models import Audit
from grants.checks.rules import SHOWN
from grants.kit.acts import Act

bp = Blueprint("checks", __name__, url_prefix="/checks")

REACH = {Audit: may}


@bp.get("/<uuid:audit_id>")
@desk_page
def show(audit_id: UUID) -> ResponseReturnValue:
    """One look: when, over how much, and every fault by id and number."""
    audit = reach(Audit, audit_id, Act.CHECKS_SEE)
    return render_template("checks/show.html", audit=audit, shown=SHOWN), 200
