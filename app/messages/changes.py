"""Changes between two versions of a plan, as rows of words that several rooms draw."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app import formats, messages
from app.messages.proposals import NAMES
from grants.proposals.models import CoverKind, LineKind, PartKind
from grants.proposals.rules.difference import Change, Side


def change_rows(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Each change with its name, what happened, and both sides in words."""
    return [
        {
            "name": _name(change),
            "kind": str(change.kind),
            "word": messages.label(change.kind),
            "old": _side(change, change.old),
            "new": _side(change, change.new),
        }
        for change in changes
    ]


def _name(change: Change) -> str:
    if change.part is PartKind.COSTS:
        return messages.label(LineKind(change.name))
    if change.part is PartKind.COVER:
        return messages.label(CoverKind(change.name))
    return str(NAMES[change.name])


def _side(change: Change, side: Side | None) -> str | None:
    if side is None:
        return None
    if side.amount is None:
        if change.name.endswith("_on"):
            return formats.day_year(date.fromisoformat(side.words))
        return side.words
    amount = formats.apart(formats.money(side.amount))
    if side.quantity is None:
        return f"{formats.apart(side.words)}: {amount}" if side.words else amount
    words = _(
        "%(words)s: %(number)s × %(price)s = %(amount)s",
        words=formats.apart(side.words),
        number=side.quantity,
        price=formats.apart(formats.money(side.price)),
        amount=amount,
    )
    return str(words)
