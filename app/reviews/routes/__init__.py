"""Pages of the desk about one request: read it, advise, propose a decision, send it."""

from flask import Blueprint

bp = Blueprint("reviews", __name__, url_prefix="/reviews")

from app.reviews.routes import deciding, reading  # noqa: E402  they need bp
from grants.reviews.access import may  # noqa: E402  as above
from grants.reviews.models import Decision  # noqa: E402  as above

REACH = {Decision: may}

__all__ = ["REACH", "bp", "deciding", "reading"]
