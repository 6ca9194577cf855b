"""Pages of whoever holds the money, by noun."""

from flask import Blueprint

bp = Blueprint("payments", __name__, url_prefix="/payments")

from app.payments.routes import (  # noqa: E402  they need bp
    arrivals,
    counts,
    own_accounts,
)
from grants.awards.models import Instalment  # noqa: E402  as above
from grants.payments.access import may, may_count  # noqa: E402  as above
from grants.payments.models import Arrival, CashCount  # noqa: E402  as above

REACH = {Arrival: may, CashCount: may_count, Instalment: may}

__all__ = ["REACH", "arrivals", "bp", "counts", "own_accounts"]
