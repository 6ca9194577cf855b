"""What the templates of reports draw: rows of plain words and amounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import formats, messages
from app.access import me
from app.extensions import db
from app.messages.reports import GAP_ACTS, GAPS, WAITING_GAPS
from grants.kit.acts import Act
from grants.kit.money import Money, total
from grants.neighbourhoods.models import Theme
from grants.neighbourhoods.queries import organisations_by_id
from grants.payments.access import may_bank
from grants.people.queries import names
from grants.proposals.models import Proposal
from grants.reports.models import Leftover, Report
from grants.reports.rules import Bill, Gap, GapKind, Gathered, LineFacts, SourceKind
from grants.spending.models import Expense
from grants.spending.queries import expenses_by_id
from grants.spending.states import ExpenseState

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


def theme_of(plan: Proposal) -> Theme:
    """Its colour and drawing."""
    return db.session.get_one(Theme, plan.theme_id)


def tasks(
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


def receipts(found: Gathered, report: Report | None, *, inside: bool) -> list[dict[str, Any]]:
    """Numbered, as in the paper. The group opens the expense, the funder its picture."""
    lines = {line.id: line.words for line in found.lines}
    near = _near(found) if inside and found.kin else {}
    wanted = {one for bill in found.bills for one in bill.approved_by}
    wanted |= {one.kin.yes_by_id for one in near.values() if one.kin and one.kin.yes_by_id}
    people = names(db.session(), wanted)
    return [
        {
            "no": bill.no,
            "bill": bill,
            "line": lines.get(bill.line_id, ""),
            "yes": ", ".join(people[one] for one in bill.approved_by if one in people),
            "unpaid": bill.state is ExpenseState.APPROVED,
            "notes": _bill_notes(bill, near.get(bill.id), people),
            "href": url_for("spending.show", expense_id=bill.id)
            if inside
            else _picture(bill, report),
        }
        for bill in found.bills
    ]


def _near(found: Gathered) -> dict[UUID, Expense]:
    """Which bills went to one of us or to family: for the group's own eyes."""
    bills = expenses_by_id(db.session(), [bill.id for bill in found.bills])
    return {one.id: one for one in bills.values() if one.kin is not None}


def _bill_notes(bill: Bill, near: Expense | None, people: dict[UUID, str]) -> list[str]:
    notes = []
    if bill.no_receipt:
        notes.append(str(_("No receipt: %(why)s", why=bill.no_receipt)))
    if near is not None and near.kin is not None:
        also = people.get(near.kin.yes_by_id, "") if near.kin.yes_by_id else ""
        notes.append(
            str(_("Paid to one of us or family, %(name)s said yes too", name=also))
            if also
            else str(_("Paid to one of us or family"))
        )
    return notes


def _picture(bill: Bill, report: Report | None) -> str | None:
    if report is None or not bill.files:
        return None
    document_id = bill.files[0].id
    return url_for("reports.picture", report_id=report.id, document_id=document_id)


def funder_names(found: Gathered) -> dict[UUID, str]:
    """Who gave the money."""
    known = organisations_by_id(db.session(), found.funders)
    return {one: organisation.name for one, organisation in known.items()}


def copies(report: Report | None) -> list[dict[str, Any]]:
    """What each funder did with it."""
    if report is None or not report.copies:
        return []
    known = organisations_by_id(db.session(), [one.organisation_id for one in report.copies])
    return [
        {"name": known[one.organisation_id].name, "tag": tag, "kind": kind, "note": note}
        for one in report.copies
        for tag, kind, note in [_standing(one.read_at, one.accepted_at, one.sent_at)]
    ]


def _standing(read_at: Any, accepted_at: Any, sent_at: Any) -> tuple[str, str, str]:
    if accepted_at is not None:
        return _("Agreed"), "done", _("on %(day)s", day=formats.day(accepted_at))
    if read_at is not None:
        return _("Was read"), "busy", _("on %(day)s", day=formats.day(read_at))
    return _("Sent"), "wait", _("on %(day)s", day=formats.day(sent_at))
