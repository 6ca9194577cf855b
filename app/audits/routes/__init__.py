"""Pages of the cash audit: opening it, looking, signing, the paper, and checking a paper."""

from __future__ import annotations

from flask import Blueprint

from grants.audits.access import may
from grants.audits.models import AuditItem, CashAudit

bp = Blueprint("audits", __name__, url_prefix="/audits")
REACH = {CashAudit: may, AuditItem: may}

from app.audits.routes import checking, doing, looking  # noqa: E402

__all__ = ["REACH", "bp", "checking", "doing", "looking"]
