"""The cash book as a file: one line for each amount, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from flask_babel import gettext as _

from app import messages
from grants.kit.money import Money
from grants.ledger.queries import Booking

# A spreadsheet would run a cell that begins like this as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """The text, so that a spreadsheet shows it and never runs it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def book_csv(
    bookings: Iterable[Booking], title: Callable[[Booking], str], plans: Mapping[UUID, str]
) -> str:
    """All amounts of these bookings; debit and credit each in their own column, in whole euro."""
    page = io.StringIO(newline="")
    writer = csv.writer(page)
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
    writer.writerow([safe_cell(head) for head in heads])
    for booking in bookings:
        for line in booking.lines:
            row = [
                str(booking.no),
                booking.on.isoformat(),
                title(booking),
                plans.get(line.plan_id, ""),
                messages.label(line.kind),
                _digits(line.amount) if line.amount.is_positive else "",
                _digits(-line.amount) if line.amount.is_negative else "",
                line.amount.currency,
            ]
            writer.writerow([safe_cell(cell) for cell in row])
    return page.getvalue()


def _digits(amount: Money) -> str:
    whole, cents = divmod(amount.minor, 100)
    return f"{whole}.{cents:02d}"
