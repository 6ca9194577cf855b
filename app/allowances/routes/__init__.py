"""Pages of allowances, by what somebody comes to do."""

from flask import Blueprint

bp = Blueprint("allowances", __name__, url_prefix="/allowances")

from app.allowances.routes import caps, deciding, looking, mine, noting, paying  # noqa: E402  they need bp
from grants.allowances.access import may, may_cap, may_year  # noqa: E402  as above
from grants.allowances.models import Allowance, AllowanceYear, Cap  # noqa: E402  as above

REACH = {Allowance: may, AllowanceYear: may_year, Cap: may_cap}

__all__ = ["REACH", "bp", "caps", "deciding", "looking", "mine", "noting", "paying"]
