"""Pages of receipts, by what somebody comes to do."""

from flask import Blueprint

bp = Blueprint("spending", __name__, url_prefix="/spending")

from app.spending.routes import deciding, files, looking, noting, paying  # noqa: E402  they need bp
from grants.spending.access import may  # noqa: E402  as above
from grants.spending.models import Expense  # noqa: E402  as above

REACH = {Expense: may}

__all__ = ["REACH", "bp", "deciding", "files", "looking", "noting", "paying"]
