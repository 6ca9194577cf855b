"""Pages of requests: for the group that asks, and for the desk that is asked."""

from flask import Blueprint

bp = Blueprint("requests", __name__, url_prefix="/requests")

from app.requests.routes import choosing, desk, following, sending  # noqa: E402  they need bp
from grants.requests.access import may  # noqa: E402  as above
from grants.requests.models import Request  # noqa: E402  as above

REACH = {Request: may}

__all__ = ["REACH", "bp", "choosing", "desk", "following", "sending"]
