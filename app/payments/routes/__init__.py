"""Pages of whoever holds the money, by noun."""

from flask import Blueprint

bp = Blueprint("payments", __name__, url_prefix="/payments")

from app.payments.routes import arrivals  # noqa: E402  it needs bp
from grants.awards.models import Instalment  # noqa: E402  as above
from grants.payments.access import may  # noqa: E402  as above
from grants.payments.models import Arrival  # noqa: E402  as above

REACH = {Arrival: may, Instalment: may}

__all__ = ["REACH", "arrivals", "bp"]
