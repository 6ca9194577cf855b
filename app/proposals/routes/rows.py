"""What the templates of plans draw: rows of plain words and amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import formats, messages
from app.access import me
from app.messages.proposals import ICONS, NAMES
from grants.kit.acts import Act
from grants.kit.money import Money, total
from grants.proposals.access import may
from grants.proposals.models import Cover, Line, LineKind, PartKind, Proposal
from grants.proposals.rules import QUESTIONS, CoverFacts, LineFacts, PlanFacts, Totals, totals
from grants.proposals.rules.budget import cost_of
from grants.proposals.rules.questions import Gap, all_keys, is_done, missing


def sums_of(plan: Proposal) -> Totals:
    """Both sides of the draft."""
    return totals(plan.lines, plan.covers)


def gaps_of(plan: Proposal) -> list[Gap]:
    """What the draft lacks."""
    return missing({part.kind: part.answers for part in plan.parts}, sums_of(plan))


def tasks(plan: Proposal) -> list[dict[str, Any]]:
    """The five parts as work to do."""
    sums = sums_of(plan)
    rows = []
    way = "proposals.part" if may(me(), Act.PROPOSALS_WRITE, plan) else "proposals.read"
    for number, kind in enumerate(PartKind, start=1):
        answers = plan.part(kind).answers
        done = is_done(kind, answers, sums)
        rows.append(
            {
                "kind": kind,
                "number": number,
                "href": url_for(way, proposal_id=plan.id, part=kind),
                "title": f"{number}. {messages.label(kind)}",
                "note": _note(kind, plan, answers, sums),
                "care": _care(kind, sums),
                "state": "done" if done else "busy" if _begun(kind, plan, answers) else "todo",
                "word": None if plan.is_open(kind) else _("Closed"),
            }
        )
    return rows


def _begun(kind: PartKind, plan: Proposal, answers: Mapping[str, str]) -> bool:
    if kind is PartKind.COSTS:
        return bool(plan.lines)
    if kind is PartKind.COVER:
        return bool(plan.covers)
    return any(answers.get(key) for key in all_keys(kind) if key != "title")


def _note(kind: PartKind, plan: Proposal, answers: Mapping[str, str], sums: Totals) -> str:
    said = {
        PartKind.WHAT: short(answers.get("what", "")),
        PartKind.WHEN: ", ".join(filter(None, [_first_day(plan), short(answers.get("place", ""))])),
        PartKind.COSTS: _("%(money)s planned", money=amount(sums.costs)) if plan.lines else "",
        PartKind.COVER: _("%(money)s found", money=amount(sums.cover)) if plan.covers else "",
        PartKind.HOPES: short(answers.get("hopes", "")),
    }
    todo = {
        PartKind.WHAT: _("Three questions"),
        PartKind.WHEN: _("Three questions"),
        PartKind.COSTS: _("Tap what you need"),
        PartKind.COVER: _("Both sides become equal"),
        PartKind.HOPES: _("One question"),
    }
    return str(said[kind] or todo[kind])


def _first_day(plan: Proposal) -> str:
    return formats.day(plan.starts_on) if plan.starts_on else ""


def _care(kind: PartKind, sums: Totals) -> str | None:
    words = None
    if kind is PartKind.COVER and sums.cover.is_positive and sums.open.is_positive:
        words = _("%(money)s still to find", money=amount(sums.open))
    elif kind is PartKind.COVER and sums.open.is_negative:
        words = _("%(money)s too much", money=amount(-sums.open))
    elif kind is PartKind.COSTS and sums.unknown:
        words = ngettext(
            "%(num)s price not known yet", "%(num)s prices not known yet", sums.unknown
        )
    return None if words is None else str(words)


def short(text: str, letters: int = 60) -> str:
    """The beginning of a text, whole words."""
    line = " ".join(text.split())
    if len(line) > letters:
        line = line[:letters].rsplit(" ", 1)[0] + " …"
    return formats.apart(line) if line else ""


def amount(money: Money) -> str:
    """An amount inside a sentence."""
    return formats.apart(formats.money(money))


def tiles(plan: Proposal, current: LineKind | None = None) -> list[dict[str, Any]]:
    """The cost cards: what each kind costs together."""
    rows = []
    for kind in LineKind:
        costs = [cost for line in plan.lines if line.kind is kind and (cost := cost_of(line))]
        rows.append(
            {
                "href": url_for("proposals.line", proposal_id=plan.id, kind=kind),
                "icon": ICONS[kind],
                "name": messages.label(kind),
                "amount": total(costs) if costs else None,
                "current": kind is current,
            }
        )
    return rows


def lines(plan: Proposal, kind: LineKind | None = None) -> list[dict[str, Any]]:
    """The costs of the draft, to be changed."""
    return [
        {
            "href": url_for("proposals.line_change", proposal_id=plan.id, line_id=line.id),
            "title": line.words,
            "note": times(line),
            "amount": cost_of(line),
        }
        for line in plan.lines
        if kind in (None, line.kind)
    ]


def times(line: Line | LineFacts) -> str:
    """``6 times € 14,00``."""
    if line.price is None:
        return str(_("price not known yet"))
    money = amount(line.price)
    words = ngettext(
        "%(num)s time %(money)s", "%(num)s times %(money)s", line.quantity, money=money
    )
    return str(words)


def cover_rows(plan: Proposal) -> list[dict[str, Any]]:
    """The money of the draft, to be changed."""
    return [
        {
            "href": url_for("proposals.cover_change", proposal_id=plan.id, cover_id=one.id),
            "title": messages.label(one.kind),
            "note": one.words,
            "amount": one.amount,
        }
        for one in plan.covers
    ]


def reading(
    answers: Mapping[PartKind, Mapping[str, str]],
    costs: Sequence[Line] | Sequence[LineFacts],
    covers: Sequence[Cover] | Sequence[CoverFacts],
) -> dict[str, Any]:
    """The whole plan, to be read."""
    sums = totals(costs, covers)
    return {
        "parts": [
            {"kind": part, "rows": _answers(part, answers.get(part, {}))}
            for part in PartKind
            if QUESTIONS[part]
        ],
        "costs": [
            {
                "name": line.words,
                "note": times(line),
                "icon": ICONS[line.kind],
                "kind": messages.label(line.kind),
                "amount": cost_of(line),
            }
            for line in costs
        ],
        "cover": [
            {"name": messages.label(one.kind), "note": one.words, "amount": one.amount}
            for one in covers
        ],
        "costs_sums": _costs_sums(sums),
        "cover_sums": _cover_sums(sums),
    }


def _costs_sums(sums: Totals) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"name": _("Together"), "amount": sums.costs, "kind": "sum"}]
    if sums.most > sums.costs:
        rows.append({"name": _("At most"), "amount": sums.most})
    return rows


def _cover_sums(sums: Totals) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"name": _("Together"), "amount": sums.cover, "kind": "sum"}]
    if sums.open.is_positive:
        rows.append({"name": _("Still to find"), "amount": sums.open, "kind": "open"})
    return rows


def reading_of(facts: PlanFacts) -> dict[str, Any]:
    """A sealed version, to be read."""
    return reading(facts.answers, facts.lines, facts.covers)


def _answers(part: PartKind, answers: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"name": str(NAMES[key]), "text": said(key, answers[key])}
        for key in all_keys(part)
        if answers.get(key) and key != "title"
    ]


def said(key: str, text: str) -> str:
    """An answer as people read it: days in words."""
    return formats.day_year(date.fromisoformat(text)) if key.endswith("_on") and text else text


def rights(plan: Proposal) -> dict[str, bool]:
    """What this reader can do with the plan now."""
    acts = {
        "write": Act.PROPOSALS_WRITE,
        "put": Act.PROPOSALS_PUT,
        "change": Act.PROPOSALS_CHANGE,
        "withdraw": Act.PROPOSALS_WITHDRAW,
        "cancel": Act.PROPOSALS_CANCEL,
        "comment": Act.PROPOSALS_COMMENT,
    }
    return {name: bool(may(me(), act, plan)) for name, act in acts.items()}
