"""Pages of receipts, by what somebody comes to do."""

from flask import Blueprint

bp = Blueprint("spending", __name__, url_prefix="/spending")

from app.spending.routes import (  # noqa: E402  they need bp
    adding,
    ceilings,
    deciding,
    files,
    looking,
    noting,
    paying,
    shifting,
)
from grants.spending.access import (  # noqa: E402  as above
    may,
    may_answer,
    may_set,
    may_shift,
)
from grants.spending.models import (  # noqa: E402  as above
    Ceiling,
    Expense,
    Shift,
    ShiftAsking,
)

REACH = {Expense: may, Shift: may_shift, ShiftAsking: may_answer, Ceiling: may_set}

__all__ = [
    "REACH",
    "adding",
    "bp",
    "ceilings",
    "deciding",
    "files",
    "looking",
    "noting",
    "paying",
    "shifting",
]
