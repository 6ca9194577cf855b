"""The sums of a report in rows: costs, money in and out, what is left, and who gave it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from app import formats, messages
from app.extensions import db
from grants.kit.money import Money
from grants.neighbourhoods.queries import organisations_by_id
from grants.reports.models import Leftover
from grants.reports.rules import Bill, Gathered, LineFacts, SourceKind


def bars(found: Gathered) -> list[dict[str, Any]]:
    """Planned and real, one line each."""
    return [
        {
            "name": line.words,
            "planned": line.planned + line.shifted,
            "real": line.real,
            "over": line.difference if line.difference.is_positive else None,
            "note": line_note(line),
        }
        for line in found.lines
    ]


def line_note(line: LineFacts) -> str:
    """What was moved to or from it, and why it differs."""
    if line.shifted.is_zero:
        return line.why
    moved = formats.money(line.shifted if line.shifted.is_positive else -line.shifted)
    if line.shifted.is_positive:
        words = _("We moved %(money)s to this, together.", money=moved)
    else:
        words = _("We moved %(money)s from this, together.", money=moved)
    return f"{words} {line.why}".strip()


def lost_words(bill: Bill) -> str:
    """Why there is no receipt, and that a file came later where one did."""
    why = bill.no_receipt
    if bill.files:
        return str(_("Said to be lost: %(why)s. A file was added later.", why=why.rstrip(".")))
    return str(_("No receipt: %(why)s", why=why))


def kin_words(found: Gathered) -> list[str]:
    """How often one of us or family was paid, and how much: never who."""
    if not found.kin:
        return []
    words = ngettext(
        "%(num)s payment went to one of us or to family: %(money)s. Somebody else said yes too.",
        "%(num)s payments went to one of us or to family: %(money)s. Somebody else said yes too.",
        found.kin,
        money=formats.money(found.kin_sum),
    )
    return [str(words)]


def money(found: Gathered) -> list[dict[str, Any]]:
    """What came in, what went out, what is left or still comes."""
    rows: list[dict[str, Any]] = [
        {"name": _("Received"), "amount": found.received},
        {"name": _("Spent"), "amount": found.costs},
    ]
    if found.to_come.is_positive:
        rows.append({"name": _("Still to come"), "amount": found.to_come})
    return [*rows, {"name": _("Left"), "amount": found.left, "kind": "sum"}]


def left_words(found: Gathered) -> str | None:
    """What happens with it."""
    if not found.left.is_positive:
        return None
    if found.leftover is Leftover.KEEP:
        return str(_("We ask if we may keep it: %(why)s", why=found.leftover_why))
    if found.leftover is Leftover.RETURN:
        return str(_("What is left goes back to who gave it."))
    return None


def sources(found: Gathered, funders: dict[UUID, str]) -> list[dict[str, Any]]:
    """Where the money came from, planned beside real."""
    return [
        {
            "kind": one.kind,
            "name": source_name(one.kind, one.organisation_id, funders),
            "planned": one.planned,
            "real": one.real,
            "amount": one.real,
            "difference": one.difference,
            "why": in_parts(one.parts),
        }
        for one in found.sources
    ]


def source_name(kind: SourceKind, organisation_id: UUID | None, funders: dict[UUID, str]) -> str:
    """The organisation, or what sort of money it is."""
    return funders.get(organisation_id, "") if organisation_id else messages.label(kind)


def in_parts(parts: tuple[Money, ...]) -> str:
    """Which payments it came in, when there were more than one."""
    if len(parts) < 2:  # noqa: PLR2004  one part is the whole
        return ""
    shown = [formats.money(part) for part in parts]
    listed = _("%(first)s and %(last)s", first=", ".join(shown[:-1]), last=shown[-1])
    return str(_("In parts: %(amounts)s.", amounts=listed))


def funder_names(found: Gathered) -> dict[UUID, str]:
    """Who gave the money."""
    known = organisations_by_id(db.session(), found.funders)
    return {one: organisation.name for one, organisation in known.items()}
