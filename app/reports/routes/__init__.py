"""Pages of the report: the group's page, writing it, the funder's desk, checking a paper."""

from __future__ import annotations

from flask import Blueprint

from grants.reports.access import may
from grants.reports.models import Report

bp = Blueprint("reports", __name__, url_prefix="/reports")
REACH = {Report: may}

from app.reports.routes import checking, desk, files, group, writing  # noqa: E402

__all__ = ["REACH", "bp", "checking", "desk", "files", "group", "writing"]
