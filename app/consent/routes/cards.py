"""What a round is about, in short: a card for each kind of thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.extensions import db
from app.messages.changes import change_rows
from grants.consent.models import Round
from grants.proposals import queries
from grants.proposals.models import Line, Version
from grants.reports.models import Report
from grants.spending.models import Ceiling, Expense, Shift


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
        then=(_("To the plan"), url_for("proposals.show", proposal_id=version.proposal_id)),
    )


def _expense(round_: Round) -> Card:
    expense = db.session.get_one(Expense, round_.thing_id)
    return Card(
        question=_("Do we pay this together?"),
        title=expense.shop,
        words=expense.words,
        amounts=[{"name": _("It costs"), "amount": expense.amount}],
        read=url_for("spending.show", expense_id=expense.id),
        icon="bon",
        then=(_("To the receipt"), url_for("spending.show", expense_id=expense.id)),
    )


def _report(round_: Round) -> Card:
    report = db.session.get_one(Report, round_.thing_id)
    spent = [{"name": _("It cost"), "amount": report.total}] if report.total else []
    return Card(
        question=_("Is this how it went?"),
        title=report.title,
        words=report.went,
        amounts=spent,
        read=url_for("reports.number", report_id=report.id),
        icon="seal",
        then=(_("To the report"), url_for("reports.number", report_id=report.id)),
    )


def _shift(round_: Round) -> Card:
    shift = db.session.get_one(Shift, round_.thing_id)
    lines = (shift.from_line_id, shift.to_line_id)
    less, more = (db.session.get_one(Line, one).words for one in lines)
    return Card(
        question=_("Do we move this money?"),
        title=_("Less for %(less)s, more for %(more)s", less=less, more=more),
        words=shift.why,
        amounts=[{"name": _("Amount"), "amount": shift.amount}],
        read=url_for("spending.shift", shift_id=shift.id),
        icon="geld",
        then=(_("To the request"), url_for("spending.shift", shift_id=shift.id)),
    )


def _ceiling(round_: Round) -> Card:
    row = db.session.get_one(Ceiling, round_.thing_id)
    page = url_for("spending.ceiling", workgroup_id=row.owner_id)
    return Card(
        question=_("Is this right for us?"),
        title=_("So much a year may go out without a receipt"),
        words=_("For when a receipt is lost. Somebody else says yes each time."),
        amounts=[{"name": _("A year"), "amount": row.amount}],
        read=page,
        icon="bon",
        then=(_("Without a receipt"), page),
    )


_CARDS = {
    "version": _version,
    "expense": _expense,
    "report": _report,
    "shift": _shift,
    "lost_ceiling": _ceiling,
}
