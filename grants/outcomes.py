"""What rooms below call in rooms above without knowing them. The only such tables."""

from __future__ import annotations

from grants.consent.service import CONSEQUENCES
from grants.ledger.queries import CLAIMS
from grants.ledger.service import UNDONE
from grants.payments.queries import claimed
from grants.payments.service.tying import wait_again
from grants.proposals.service import apply_outcome as plan_decided
from grants.reports.service import apply_outcome as report_decided
from grants.spending.queries import claimed_from_box
from grants.spending.service import apply_ceiling as ceiling_decided
from grants.spending.service import apply_outcome as expense_decided
from grants.spending.service import apply_shift as shift_decided


def wire() -> None:
    """Fill the tables of consent and of the book; called once by the app and by the tests."""
    CLAIMS["payments"] = claimed
    UNDONE["payments"] = wait_again
    CLAIMS["spending"] = claimed_from_box
    CONSEQUENCES.update(
        {
            "version": plan_decided,
            "expense": expense_decided,
            "report": report_decided,
            "shift": shift_decided,
            "lost_ceiling": ceiling_decided,
        }
    )
