"""Pages of plans, by noun: plans, parts, costs, cover, versions."""

from __future__ import annotations

from flask import Blueprint

from grants.proposals.access import may
from grants.proposals.models import Proposal

bp = Blueprint("proposals", __name__, url_prefix="/proposals")
REACH = {Proposal: may}

from app.proposals.routes import costs, cover, parts, plans, versions  # noqa: E402

__all__ = ["REACH", "bp", "costs", "cover", "parts", "plans", "versions"]
