"""What a decision may be, and who alone gave the advice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from grants.kit.errors import Invalid
from grants.kit.money import Money, total
from grants.reviews.models import DecisionKind, Reason

USUAL_FIRST = (4, 1)  # four fifths now, one fifth after the report
USUAL_REPORT_WEEKS = 6


def amount_of(
    kind: DecisionKind, asked: Money, part: Money | None, lines: Mapping[UUID, Money]
) -> Money:
    """What is granted. Lines, when given, must add up to a part of what was asked.

    Raises Invalid: amount-needed, amount-not-part, lines-differ.
    """
    if kind is DecisionKind.ALL:
        return asked
    if kind is DecisionKind.NONE:
        return Money.zero(asked.currency)
    summed = total(lines.values(), asked.currency)
    amount = part if part is not None else summed
    if not amount.is_positive:
        raise Invalid("amount-needed", field="amount")
    if amount >= asked:
        raise Invalid("amount-not-part", field="amount", asked=asked)
    if lines and summed != amount:
        raise Invalid("lines-differ", field="amount", lines=summed, amount=amount)
    return amount


def first_of(amount: Money, first: Money | None) -> Money:
    """What is paid at once: four fifths unless the organisation says otherwise."""
    if first is None:
        return amount.split(USUAL_FIRST)[0]
    if first.is_negative or first > amount:
        raise Invalid("first-too-much", field="first", amount=amount)
    return first


def check_reason(kind: DecisionKind, reason: Reason) -> None:
    """Granting all needs no reason; everything else says why."""
    if (kind is DecisionKind.ALL) != (reason is Reason.FITS):
        raise Invalid("reason-needed", field="reason")


def only_adviser(advisers: Collection[UUID], proposer: UUID) -> UUID | None:
    """Who may not send it: the only adviser; without advice, who proposed it."""
    if not advisers:
        return proposer
    return next(iter(advisers)) if len(advisers) == 1 else None
