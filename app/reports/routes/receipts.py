"""The receipts of a report, numbered: a row each, with who said yes and what is to be known."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.extensions import db
from app.reports.routes import figures
from grants.people.queries import names
from grants.reports.models import Report
from grants.reports.rules import Bill, Gathered
from grants.spending.models import Expense
from grants.spending.queries import expenses_by_id
from grants.spending.states import ExpenseState


def receipts(found: Gathered, report: Report | None, *, inside: bool) -> list[dict[str, Any]]:
    """Numbered, as in the paper. The group opens the expense, the funder its picture."""
    lines = {line.id: line.words for line in found.lines}
    near = _near(found) if inside and found.kin else {}
    wanted = {one for bill in found.bills for one in bill.approved_by}
    wanted |= {one.kin.yes_by_id for one in near.values() if one.kin and one.kin.yes_by_id}
    people = names(db.session(), wanted)
    return [
        {
            "no": bill.no,
            "bill": bill,
            "line": lines.get(bill.line_id, ""),
            "yes": ", ".join(people[one] for one in bill.approved_by if one in people),
            "unpaid": bill.state is ExpenseState.APPROVED,
            "notes": _bill_notes(bill, near.get(bill.id), people),
            "href": url_for("spending.show", expense_id=bill.id)
            if inside
            else _picture(bill, report),
        }
        for bill in found.bills
    ]


def _near(found: Gathered) -> dict[UUID, Expense]:
    """Which bills went to one of us or to family: for the group's own eyes."""
    bills = expenses_by_id(db.session(), [bill.id for bill in found.bills])
    return {one.id: one for one in bills.values() if one.kin is not None}


def _bill_notes(bill: Bill, near: Expense | None, people: dict[UUID, str]) -> list[str]:
    notes = []
    if bill.no_receipt:
        notes.append(figures.lost_words(bill))
    if near is not None and near.kin is not None:
        also = people.get(near.kin.yes_by_id, "") if near.kin.yes_by_id else ""
        notes.append(
            str(_("Paid to one of us or family, %(name)s said yes too", name=also))
            if also
            else str(_("Paid to one of us or family"))
        )
    return notes


def _picture(bill: Bill, report: Report | None) -> str | None:
    if report is None or not bill.files:
        return None
    document_id = bill.files[0].id
    return url_for("reports.picture", report_id=report.id, document_id=document_id)
