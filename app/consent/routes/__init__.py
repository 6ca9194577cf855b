"""Pages of rounds."""

from __future__ import annotations

from flask import Blueprint

from grants.consent.access import may
from grants.consent.models import Round

bp = Blueprint("consent", __name__, url_prefix="/consent")
REACH = {Round: may}

from app.consent.routes import rounds  # noqa: E402  it needs bp

__all__ = ["REACH", "bp", "rounds"]
