"""Words of the book: what each booking is, and the kinds of account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import messages
from grants.awards.models import Award
from grants.kit.acts import Act
from grants.ledger.models import PLACES, AccountKind
from grants.ledger.queries import Booking
from grants.payments.models import Arrival, ArrivalKind, Source
from grants.spending.models import Expense


class Shelf(StrEnum):
    """Which bookings somebody wants to see."""

    ALL = "all"
    MONEY = "money"
    RESERVED = "reserved"
    PROMISED = "promised"


KINDS: Mapping[Shelf, frozenset[AccountKind]] = {
    Shelf.ALL: frozenset(),
    Shelf.MONEY: PLACES,
    Shelf.RESERVED: frozenset({AccountKind.OWED, AccountKind.BACK}),
    Shelf.PROMISED: frozenset({AccountKind.PROMISED, AccountKind.GRANT, AccountKind.USED}),
}

# What was approved and is not paid yet.
APPROVING = frozenset({Act.ALLOWANCES_AGREE, Act.SPENDING_APPROVE})

WORDS = {
    "already-booked": _l("This stands in the book already."),
    "already-mirrored": _l("This was undone before."),
    "amount-nothing": _l("Write an amount above zero."),
    "book-only-adds": _l("What stands in the book stays. A mistake is undone with a new booking."),
    "entry-unbalanced": _l("This booking does not add up. Tell who runs Wijkkas."),
}

LABELS = {
    AccountKind: {
        AccountKind.BANK: _l("Bank"),
        AccountKind.OWN_BANK: _l("Our own account"),
        AccountKind.CASH: _l("Cash box"),
        AccountKind.PROMISED: _l("Still to come"),
        AccountKind.GRANT: _l("Promised"),
        AccountKind.USED: _l("Accounted for"),
        AccountKind.COST: _l("Costs"),
        AccountKind.OWED: _l("To pay"),
        AccountKind.BACK: _l("To send back"),
        AccountKind.OWN: _l("Our own money"),
    },
    ArrivalKind: {
        ArrivalKind.INSTALMENT: _l("Part of the award"),
        ArrivalKind.OWN: _l("Our own money"),
        ArrivalKind.RETURN: _l("Sent back"),
        ArrivalKind.MOVE: _l("Moved to another place"),
        ArrivalKind.SURPLUS: _l("More counted than in the book"),
        ArrivalKind.SHORTAGE: _l("Less counted than in the book"),
        ArrivalKind.CAME_AGAIN: _l("Came again"),
    },
    Source: {
        Source.PARTICIPANTS: _l("What visitors paid"),
        Source.GIFT: _l("A gift"),
        Source.GROUP: _l("Put in by the group"),
    },
    Shelf: {
        Shelf.ALL: _l("Everything"),
        Shelf.MONEY: _l("In and out"),
        Shelf.RESERVED: _l("Reserved"),
        Shelf.PROMISED: _l("Promised"),
    },
}


@dataclass(frozen=True)
class Papers:
    """The documents that bookings come from, by id."""

    expenses: Mapping[UUID, Expense]
    arrivals: Mapping[UUID, Arrival]
    awards: Mapping[UUID, Award]


def title_of(booking: Booking, papers: Papers) -> str:
    """What a booking is, in a few words."""
    source = booking.source.id
    if booking.source.kind == "allowance":
        return str(_("Volunteer allowance"))  # for whom is not the group's to know
    if booking.source.kind == "online_return":
        return str(_("Money that went back online"))
    if source in papers.expenses:
        return papers.expenses[source].shop
    if source in papers.arrivals:
        arrival = papers.arrivals[source]
        return messages.label(arrival.source or arrival.kind)
    if source in papers.awards:
        return papers.awards[source].title
    return str(_("Our own money that was left"))


# What the bank sent back, and what was paid once more: these undo one another, and say so.
_AGAIN = (Act.ALLOWANCES_BACK, Act.ALLOWANCES_PAY, Act.SPENDING_BACK, Act.SPENDING_PAY)


def note_of(booking: Booking, papers: Papers) -> str:
    """What happened, in one or two words."""
    if booking.is_mirror and booking.act not in _AGAIN:
        return str(_("undone"))
    if booking.act is Act.SPENDING_APPROVE:
        return str(_("from the cash box") if booking.moved.is_negative else _("approved"))
    said = {
        Act.ALLOWANCES_BACK: _("sent back by the bank"),
        Act.AWARDS_LOWER: _("settled again"),
        Act.SPENDING_BACK: _("sent back by the bank"),
        Act.SPENDING_PAY: _("paid"),
        Act.ALLOWANCES_AGREE: _("approved"),
        Act.ALLOWANCES_PAY: _("paid"),
        Act.AWARDS_AGREE: _("promised"),
        Act.AWARDS_SETTLE: _("settled"),
        Act.PAYMENTS_CAME_AGAIN: _("was sent back too much"),
        Act.PAYMENTS_RETURN: _("sent back"),
    }
    arrival = papers.arrivals.get(booking.source.id)
    if arrival is not None and arrival.origin is not None:
        origin, place = messages.label(arrival.origin), messages.label(arrival.place)
        return str(_("%(origin)s to %(place)s", origin=origin, place=place))
    return str(said.get(booking.act) or (arrival.words if arrival else ""))


def row_of(booking: Booking, papers: Papers, note: str) -> dict[str, Any]:
    """A booking as a row of the cash book."""
    moved = booking.moved
    shown = moved if not moved.is_zero else booking.size
    return {
        "title": title_of(booking, papers),
        "note": note,
        "amount": shown,
        "plain": moved.is_zero,
        "held": booking.act in APPROVING and moved.is_zero and not booking.is_mirror,
    }
