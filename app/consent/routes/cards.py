"""What a round is about, in short: a card for each kind of thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from app.extensions import db
from app.messages.changes import change_rows
from grants.consent.models import Round
from grants.proposals import queries
from grants.proposals.models import Version


@dataclass(frozen=True)
class Card:
    """Enough to answer on. ``changes``: only this is new since the group last agreed or read."""

    question: str
    title: str
    words: str = ""
    amounts: list[dict[str, Any]] = field(default_factory=list)
    read: str | None = None
    changes: list[dict[str, Any]] | None = None
    hue: str | None = None
    icon: str = "plan"
    then: tuple[str, str | None] = ("", None)


def card_of(round_: Round) -> Card:
    """The card of what this round is about."""
    maker = _CARDS.get(round_.thing_kind)
    return maker(round_) if maker else Card(_("Do we do this?"), round_.label)


def _version(round_: Round) -> Card:
    version = db.session.get_one(Version, round_.thing_id)
    facts = queries.plan_facts(version)
    theme = version.proposal.theme
    changes = queries.changes_in(db.session(), version)
    return Card(
        question=_("Do we do this?"),
        title=facts.title,
        words=facts.answer("what"),
        amounts=[
            {"name": _("It costs"), "amount": facts.totals.costs},
            {"name": _("We ask"), "amount": facts.totals.asked},
        ],
        read=url_for("proposals.version", proposal_id=version.proposal_id, no=version.no),
        changes=None if changes is None else change_rows(changes),
        hue=theme.hue,
        icon=theme.pictogram,
        then=(_("To the plan"), _there("proposals.show", proposal_id=version.proposal_id)),
    )


def _expense(round_: Round) -> Card:
    return Card(
        question=_("Do we pay this together?"),
        title=round_.label,
        read=_there("spending.show", expense_id=round_.thing_id),
        icon="bon",
        then=(_("To the receipt"), _there("spending.show", expense_id=round_.thing_id)),
    )


def _report(round_: Round) -> Card:
    return Card(
        question=_("Is this how it went?"),
        title=round_.label,
        read=_there("reports.number", report_id=round_.thing_id),
        icon="seal",
        then=(_("To the report"), _there("reports.number", report_id=round_.thing_id)),
    )


def _there(endpoint: str, **values: Any) -> str | None:
    known = endpoint in current_app.view_functions
    return url_for(endpoint, **values) if known else None


_CARDS = {"version": _version, "expense": _expense, "report": _report}
