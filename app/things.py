"""Where the page of a thing is, by the thing's kind: for pages that know only kind and id."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

# kind → endpoint, name of its argument
PAGES = {
    "allowance": ("allowances.show", "allowance_id"),
    "cash_audit": ("audits.show", "audit_id"),
    "award": ("awards.show", "award_id"),
    "expense": ("spending.show", "expense_id"),
    "neighbourhood": ("neighbourhoods.show", "neighbourhood_id"),
    "organisation": ("neighbourhoods.partner", "organisation_id"),
    "pay_run": ("payments.run", "run_id"),
    "proposal": ("proposals.show", "proposal_id"),
    "report": ("reports.number", "report_id"),
    "request": ("requests.show", "request_id"),
    "round": ("consent.show", "round_id"),
    "shift": ("spending.shift", "shift_id"),
    "shift_asking": ("spending.shift_asked", "asking_id"),
    "workgroup": ("workgroups.show", "workgroup_id"),
}


def page_of(kind: str, thing_id: UUID) -> str | None:
    """The address of this thing's page; None when it has none of its own."""
    found = PAGES.get(kind)
    if found is None:
        return None
    endpoint, argument = found
    values: dict[str, Any] = {argument: thing_id}
    return url_for(endpoint, **values)
