"""The cash book as a file: one line for each amount, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from flask_babel import gettext as _

from app import messages
from app.sheets import sheet_lines
from grants.ledger.queries import Booking


def book_csv(bookings: Iterable[tuple[Booking, str]], plans: Mapping[UUID, str]) -> Iterator[str]:
    """All amounts of these bookings and their titles, line by line, debit beside credit."""
    heads = (
        _("number"),
        _("day"),
        _("what"),
        _("plan"),
        _("account"),
        _("debit"),
        _("credit"),
        _("currency"),
    )
    rows = (
        (
            booking.no,
            booking.on,
            title,
            plans.get(line.plan_id, ""),
            messages.label(line.kind),
            line.amount if line.amount.is_positive else None,
            -line.amount if line.amount.is_negative else None,
            line.amount.currency,
        )
        for booking, title in bookings
        for line in booking.lines
    )
    return sheet_lines(heads, rows)
