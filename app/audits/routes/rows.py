"""How what was found reads: on pages and on paper alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app import formats, messages
from grants.audits.rules import Counted, Found, Seen
from grants.ledger.models import AccountKind


def name_of(one: Seen) -> str:
    """What the payment was. For whom an allowance is, is not the group's to know."""
    if one.kind == "allowance":
        return f"{_('Volunteer allowance')} {one.reference}"
    return one.words or str(_("Money that went back"))


def proof_of(one: Seen) -> str:
    """Which receipt there is."""
    if one.files and one.lost:
        return str(_("receipt lost; file added later to %(reference)s", reference=one.reference))
    if one.files:
        return str(_("receipt %(reference)s", reference=one.reference))
    if one.lost:
        return str(_("receipt lost, with a second member"))
    if one.kind == "allowance":
        return str(_("no receipt needed"))
    return str(_("no receipt"))


def bank_of(one: Seen) -> str:
    """Which line of the bank there is."""
    if one.lines:
        return "; ".join(
            str(
                _(
                    "bank %(day)s, %(money)s, account %(last4)s",
                    day=formats.day(line.on),
                    money=formats.money(line.amount),
                    last4=formats.iban4(line.last4),
                )
            )
            for line in one.lines
        )
    if one.place is AccountKind.CASH:
        return str(_("from the cash box"))
    return str(_("no bank line here"))


def places(found: Found) -> list[dict[str, Any]]:
    """Each place before and after."""
    return [
        {"name": messages.label(one.kind), "opening": one.opening, "closing": one.closing}
        for one in found.places
    ]


def count_words(count: Counted | None, names: Mapping[UUID, str]) -> str | None:
    """How the cash box was counted, and what came of it."""
    if count is None:
        return None
    first, second = (names.get(one, "") for one in count.by_ids)
    said = {"day": formats.day_year(count.on), "first": first, "second": second}
    if count.difference.is_zero:
        return str(_("Counted on %(day)s by %(first)s and %(second)s: it is right.", **said))
    if count.difference.is_positive:
        money = formats.money(count.difference)
        words = _(
            "Counted on %(day)s by %(first)s and %(second)s: %(money)s too much, that is in the book.",
            money=money,
            **said,
        )
        return str(words)
    money = formats.money(-count.difference)
    words = _(
        "Counted on %(day)s by %(first)s and %(second)s: %(money)s too little, that is in the book.",
        money=money,
        **said,
    )
    return str(words)


def people_in(found: Found) -> set[UUID]:
    """Everybody who is named in it."""
    counted: Iterable[UUID] = found.count.by_ids if found.count else ()
    return {*found.auditors, *counted}
