"""Pages of whoever holds the money, by noun."""

from flask import Blueprint

bp = Blueprint("payments", __name__, url_prefix="/payments")

from app.payments.routes import (  # noqa: E402  they need bp
    accounts,
    arrivals,
    choosing,
    confirming,
    counts,
    gifts,
    lines,
    online,
    overpaid,
    own_accounts,
    provider,
    runs,
    statements,
    surplus,
)
from grants.awards.models import Instalment  # noqa: E402  as above
from grants.payments.access import (  # noqa: E402  as above
    may,
    may_bank,
    may_count,
    may_gifts,
    may_online,
    may_payment,
    may_run,
    may_settle,
)
from grants.payments.models import (  # noqa: E402  as above  # noqa: E402  as above
    Arrival,
    BankAccount,
    CashCount,
    Difference,
    GiftBox,
    Matching,
    OnlinePayment,
    Payment,
    PayRun,
    StatementLine,
)

REACH = {
    BankAccount: may_bank,
    Matching: may_bank,
    StatementLine: may_bank,
    Difference: may_settle,
    GiftBox: may_gifts,
    OnlinePayment: may_online,
    Arrival: may,
    CashCount: may_count,
    Instalment: may,
    Payment: may_payment,
    PayRun: may_run,
}

__all__ = [
    "REACH",
    "accounts",
    "arrivals",
    "bp",
    "choosing",
    "confirming",
    "counts",
    "gifts",
    "lines",
    "online",
    "overpaid",
    "own_accounts",
    "provider",
    "runs",
    "statements",
    "surplus",
]
