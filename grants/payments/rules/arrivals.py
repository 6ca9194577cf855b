"""What is entered of a movement of money, and what can never be. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grants.kit.errors import Invalid
from grants.kit.money import Money
from grants.kit.periods import check_happened
from grants.ledger.models import PLACES, AccountKind
from grants.payments.models import Source


@dataclass(frozen=True, slots=True)
class Receiving:
    """An instalment came in; without an amount it is the planned one."""

    on: date
    place: AccountKind = AccountKind.BANK
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Income:
    """Our own money came in: of participants, a gift, of the group."""

    amount: Money
    on: date
    place: AccountKind
    source: Source
    words: str = ""


@dataclass(frozen=True, slots=True)
class GivingBack:
    """Money was sent back to an organisation, by hand or in a run."""

    organisation_id: UUID
    amount: Money
    on: date
    place: AccountKind = AccountKind.BANK
    from_run: bool = False


@dataclass(frozen=True, slots=True)
class ComingAgain:
    """Of what an organisation got too much, it sent so much back."""

    organisation_id: UUID
    amount: Money
    on: date
    place: AccountKind = AccountKind.BANK


@dataclass(frozen=True, slots=True)
class Moving:
    """Money moved from one place to another."""

    amount: Money
    on: date
    origin: AccountKind
    to: AccountKind


def check_shape(amount: Money, on: date, place: AccountKind, today: date) -> None:
    """Refuse ``amount-nothing``, ``day-to-come``, ``day-long-ago`` and what is no place of money."""
    if not amount.is_positive:
        raise Invalid("amount-nothing", field="amount")
    check_happened(on, today)
    if place not in PLACES:
        raise Invalid("place-unknown", field="place")
