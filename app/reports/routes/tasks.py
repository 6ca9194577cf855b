"""What a report waits for and what is done already, a row each, with the page where it is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import formats
from app.access import me
from app.messages.reports import GAP_ACTS, GAPS, WAITING_GAPS
from grants.kit.acts import Act
from grants.kit.money import total
from grants.payments.access import may_bank
from grants.proposals.models import Proposal
from grants.reports.rules import Gap, GapKind, Gathered

WORDS_GAPS = frozenset({GapKind.PEOPLE_MISSING, GapKind.WENT_MISSING, GapKind.AFTER_MISSING})
LEFT_GAPS = frozenset({GapKind.LEFTOVER_MISSING, GapKind.LEFTOVER_WHY_MISSING})
# Receipts that wait for others; more than so many of one kind are one row.
FOLDS = (GapKind.BILL_NOT_APPROVED, GapKind.BILL_NOT_PAID)
MOST_ROWS = 3
IN_BOOK = frozenset({GapKind.LINES_WAIT, GapKind.ALLOWANCE_OPEN, GapKind.CASH_MISSING})
_WRITTEN = (
    {GapKind.WHY_MISSING: "reports.reasons"}
    | dict.fromkeys(WORDS_GAPS, "reports.answers")
    | dict.fromkeys(LEFT_GAPS, "reports.left")
)
_WRITING = ("reports.answers", "reports.left", "reports.reasons")


def tasks_of(
    plan: Proposal, found: Gathered, gaps: list[Gap], *, can_write: bool = True
) -> list[dict[str, Any]]:
    """What somebody can do now, what waits for others, what is done.

    The three questions are one task; so are many receipts that wait for the same.
    Who cannot write the report sees its rows without the way to the writing pages.
    """
    closed = [] if can_write else [url_for(page, proposal_id=plan.id) for page in _WRITING]
    asked = [gap for gap in gaps if gap.kind in WORDS_GAPS]
    others = _folded(plan, [gap for gap in gaps if gap not in asked])
    questions = [_questions(plan, asked)] if asked else []
    open_ = sorted([*others, *questions], key=lambda row: bool(row["state"] == "wait"))
    rows = [*open_, *_done(plan, found, gaps)]
    return [row | {"href": None, "act": None} if row["href"] in closed else row for row in rows]


def _questions(plan: Proposal, asked: list[Gap]) -> dict[str, Any]:
    row = _gap(plan, asked[0])
    missing = " ".join(str(GAPS[gap.kind][0]) for gap in asked)
    is_begun = len(asked) < len(WORDS_GAPS)
    return row | {
        "title": _("Three questions"),
        "note": missing,
        "state": "busy" if is_begun else "todo",
    }


def _folded(plan: Proposal, gaps: list[Gap]) -> list[dict[str, Any]]:
    """A row for each; receipts that wait for the same are one row when there are many."""
    many = {kind for kind in FOLDS if sum(gap.kind is kind for gap in gaps) > MOST_ROWS}
    rows = [_gap(plan, gap) for gap in gaps if gap.kind not in many]
    for kind in sorted(many):
        amounts = [gap.amount for gap in gaps if gap.kind is kind and gap.amount is not None]
        title = ngettext("%(num)s receipt", "%(num)s receipts", len(amounts))
        together = Gap(kind, amount=total(amounts, amounts[0].currency))
        rows.append(_gap(plan, together) | {"title": title})
    return rows


def _gap(plan: Proposal, gap: Gap) -> dict[str, Any]:
    title, note = GAPS[gap.kind]
    amount = "" if gap.amount is None else f" · {formats.apart(formats.money(gap.amount))}"
    waits = gap.kind in WAITING_GAPS
    return {
        "kind": gap.kind,
        "href": _place(plan, gap),
        "title": str(title) % {"words": gap.words},
        "note": f"{note}{amount}",
        "state": "wait" if waits else "todo",
        "act": None if waits else str(GAP_ACTS[gap.kind]),
    }


def _place(plan: Proposal, gap: Gap) -> str:
    """Where it is done, or seen."""
    if gap.kind in _WRITTEN:
        return url_for(_WRITTEN[gap.kind], proposal_id=plan.id)
    if gap.kind in IN_BOOK:
        own = gap.kind is GapKind.LINES_WAIT and may_bank(me(), Act.PAYMENTS_SEE, plan)
        return url_for("payments.bank") if own else url_for("ledger.index", plan=plan.id)
    if gap.kind is GapKind.NOTHING_SPENT:
        return url_for("spending.new")
    if gap.thing_id is None:
        return url_for("spending.index", plan=plan.id)
    return url_for("spending.show", expense_id=gap.thing_id)


def _done(plan: Proposal, found: Gathered, gaps: list[Gap]) -> Iterable[dict[str, Any]]:
    missing = {gap.kind for gap in gaps}
    if found.bills and len(found.bills) > len(missing - WORDS_GAPS - LEFT_GAPS):
        count = len(found.bills)
        yield {
            "href": f"{url_for('reports.show', proposal_id=plan.id)}#receipts",
            "title": ngettext("%(num)s receipt", "%(num)s receipts", count),
            "state": "done",
        }
    if not missing & WORDS_GAPS:
        href = url_for("reports.answers", proposal_id=plan.id)
        yield {"href": href, "title": _("Three questions"), "state": "done"}
    if found.left.is_positive and not missing & LEFT_GAPS:
        href = url_for("reports.left", proposal_id=plan.id)
        yield {"href": href, "title": _("What is left"), "state": "done"}
