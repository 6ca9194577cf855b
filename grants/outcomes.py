"""Which verb takes over the outcome of a round about which kind of thing. The only such table."""

from __future__ import annotations

from grants.consent.service import CONSEQUENCES
from grants.proposals.service import apply_outcome as plan_decided
from grants.reports.service import apply_outcome as report_decided
from grants.spending.service import apply_ceiling as ceiling_decided
from grants.spending.service import apply_outcome as expense_decided
from grants.spending.service import apply_shift as shift_decided


def wire() -> None:
    """Fill consent's table; called once by the app and by the tests."""
    CONSEQUENCES.update(
        {
            "version": plan_decided,
            "expense": expense_decided,
            "report": report_decided,
            "shift": shift_decided,
            "lost_ceiling": ceiling_decided,
        }
    )
