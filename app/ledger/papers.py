"""The cash book as a file: one line for each amount, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from flask_babel import gettext as _

from app import messages
from app.sheets import sheet
from grants.ledger.queries import Booking


def book_csv(
    bookings: Iterable[Booking], title: Callable[[Booking], str], plans: Mapping[UUID, str]
) -> str:
    """All amounts of these bookings; debit and credit each in their own column, in whole euro."""
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
            title(booking),
            plans.get(line.plan_id, ""),
            messages.label(line.kind),
            line.amount if line.amount.is_positive else None,
            -line.amount if line.amount.is_negative else None,
            line.amount.currency,
        )
        for booking in bookings
        for line in booking.lines
    )
    return sheet(heads, rows)
