"""What the template of the paper draws, in the words of a report."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from app import formats, messages
from app.extensions import db
from app.reports.routes import figures
from grants.consent.models import AnswerKind
from grants.consent.queries import agreed_round
from grants.consent.rules import standing
from grants.kit.access import Role
from grants.kit.money import Money, total
from grants.neighbourhoods.models import Neighbourhood, Theme
from grants.people.queries import names
from grants.reports.models import Leftover, Report
from grants.reports.rules import Bill, Gathered, Hands, Step, StepKind
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import members

SIGNING = 2
# With more letters than this the photo is smaller, so that the money stands on the same page.
SHORT = 220
# How far it has grown: a seed, a sprout, a plant.
PLANTS = {
    Hands.OURS: "group",
    Hands.TOGETHER: "together",
    Hands.COACH: "coach",
    Hands.HOLDER: "coach",
}


def sheet_of(
    report: Report, sealed: Gathered, *, address: str, pictures: Collection[str]
) -> dict[str, Any]:
    """All that the paper says, ready-made: nothing is summed or looked up while drawing."""
    theme = db.session.get_one(Theme, sealed.plan.theme_id)
    group = db.session.get_one(Workgroup, report.owner_id)
    place = db.session.get_one(Neighbourhood, group.neighbourhood_id)
    funders = figures.funder_names(sealed)
    return {
        "report": report,
        "found": sealed,
        "theme": theme,
        "hue": str(theme.hue),
        "sentence": _sentence(sealed),
        "base": [
            {"name": _("From"), "text": f"{group.name}, {place.name}"},
            {"name": _("For"), "text": ", ".join(funders.values())},
            {"name": _("Number and day"), "text": f"{report.reference}, {_whole(_day(report))}"},
        ],
        "counts": _counts(sealed),
        "is_long": len(sealed.plan.what + sealed.answers.went + sealed.answers.after) > SHORT,
        "photos": [
            {"src": f"picture:photo-{no}", "words": photo.words}
            for no, photo in enumerate(sealed.photos, start=1)
            if f"photo-{no}" in pictures
        ],
        "short": _short(sealed),
        "short_total": {"name": _left_name(sealed, funders), "amount": sealed.left},
        "lines": [_line(sealed, place_) for place_ in range(len(sealed.lines))],
        "lines_total": _total(sealed.planned, sealed.costs),
        "sources": figures.sources(sealed, funders),
        "sources_total": _total(sealed.expected, total(one.real for one in sealed.sources)),
        "left_note": _left_note(sealed, funders),
        "slips": [slip for bill in sealed.bills for slip in _slips(sealed, bill, pictures)],
        "slips_lead": _slips_lead(sealed),
        "steps": [_step(step) for step in sealed.steps],
        "steps_lead": _steps_lead(sealed),
        **_agreed(report),
        "qr": "picture:qr",
        "address": address.split("://", maxsplit=1)[-1],
    }


def _day(report: Report) -> str:
    return formats.day_year(report.sealed_at)


def _whole(text: str) -> str:
    """On one line."""
    return text.replace(" ", "\u00a0")


def _sentence(sealed: Gathered) -> str:
    """One sentence under the one amount."""
    return str(_("For %(people)s.", people=_people(sealed)))


def _people(sealed: Gathered) -> str:
    adults, children = sealed.answers.adults or 0, sealed.answers.children or 0
    grown = ngettext("%(num)s grown-up", "%(num)s grown-ups", adults)
    young = ngettext("%(num)s child", "%(num)s children", children)
    if not children:
        return str(grown)
    return str(_("%(adults)s and %(children)s", adults=grown, children=young)) if adults else young


def _counts(sealed: Gathered) -> list[dict[str, Any]]:
    adults, children = sealed.answers.adults or 0, sealed.answers.children or 0
    count = len(sealed.bills)
    return [
        {"number": adults, "text": ngettext("grown-up", "grown-ups", adults)},
        {"number": children, "text": ngettext("child", "children", children)},
        {"number": count, "text": ngettext("receipt", "receipts", count)},
    ]


def _short(sealed: Gathered) -> list[dict[str, Any]]:
    found = [
        {"name": _("Received"), "amount": sealed.received},
        {"name": _("Spent"), "amount": sealed.costs},
    ]
    if sealed.to_come.is_positive:
        found.append({"name": _("Still to come"), "amount": sealed.to_come})
    return found


def _left_name(sealed: Gathered, funders: dict[UUID, str]) -> str:
    if sealed.leftover is Leftover.RETURN and len(funders) == 1:
        return str(_("Left, goes back to %(name)s", name=next(iter(funders.values()))))
    return str(_("Left"))


def _left_note(sealed: Gathered, funders: dict[UUID, str]) -> str | None:
    """What the group decided about money that is left."""
    money = formats.money(sealed.left)
    if sealed.leftover is Leftover.KEEP:
        why = sealed.leftover_why
        return str(_("%(money)s is left. We ask if we may keep it: %(why)s", money=money, why=why))
    if sealed.leftover is Leftover.RETURN:
        who = ", ".join(funders.values())
        return str(_("%(money)s is left. It goes back to %(who)s.", money=money, who=who))
    if sealed.to_come.is_positive:
        still = formats.money(sealed.to_come)
        return str(_("%(money)s still comes, after this report.", money=still))
    return None


def _line(sealed: Gathered, place: int) -> dict[str, Any]:
    line = sealed.lines[place]
    return {
        "name": line.words,
        "planned": line.planned,
        "real": line.real,
        "difference": line.difference,
        "why": figures.line_note(line),
    }


def _total(planned: Money, real: Money) -> dict[str, Any]:
    return {"name": _("Together"), "planned": planned, "real": real, "difference": real - planned}


def _slips(sealed: Gathered, bill: Bill, pictures: Collection[str]) -> list[dict[str, Any]]:
    """Every picture of a receipt; the amount stands with the first."""
    line = next((one.words for one in sealed.lines if one.id == bill.line_id), "")
    found = []
    for place in range(1, max(1, len(bill.files)) + 1):
        name = f"bill-{bill.no}-{place}"
        is_first = place == 1
        found.append(
            {
                "no": bill.no if is_first else f"{bill.no} · {place}",
                "amount": bill.amount if is_first else None,
                "shop": bill.shop,
                "on": _when_and_what(bill, line),
                "src": f"picture:{name}" if name in pictures else None,
                "alt": _("Receipt %(no)s of %(shop)s", no=bill.no, shop=bill.shop),
                "why": _why_no_picture(bill),
            }
        )
    return found


def _when_and_what(bill: Bill, line: str) -> str:
    """Day and line; and that it was said to be lost, where a file was added later."""
    words = f"{formats.day(bill.on)}, {line}"
    return f"{words}. {figures.lost_words(bill)}" if bill.no_receipt and bill.files else words


def _why_no_picture(bill: Bill) -> str:
    if bill.no_receipt and not bill.files:
        return figures.lost_words(bill)
    return str(_("This receipt is a file. The group keeps it."))


def _slips_lead(sealed: Gathered) -> str:
    count = ngettext("%(num)s receipt", "%(num)s receipts", len(sealed.bills))
    money = formats.money(sealed.costs)
    words = str(_("%(count)s, together %(money)s.", count=count, money=money))
    return " ".join([words, *figures.kin_words(sealed)])


def _step(step: Step) -> dict[str, Any]:
    return {
        "title": messages.label(step.kind),
        "note": _step_note(step),
        "who": messages.label(step.hands),
        "hands": PLANTS[step.hands],
    }


def _step_note(step: Step) -> str:
    people = ngettext("%(num)s member", "%(num)s members", step.people)
    if step.kind is StepKind.WRITE_PLAN:
        times = ngettext("saved once", "saved %(num)s times", step.count)
        return f"{people}, {times}" if step.people else str(times)
    if step.kind is StepKind.DECIDE:
        rounds = ngettext("%(num)s round", "%(num)s rounds", step.count)
        return str(_("%(rounds)s, %(people)s answered", rounds=rounds, people=people))
    if step.kind is StepKind.APPROVE:
        receipts = ngettext("%(num)s receipt", "%(num)s receipts", step.count)
        return str(_("%(receipts)s, always two people", receipts=receipts))
    if step.kind is StepKind.PAY:
        return str(ngettext("%(num)s payment", "%(num)s payments", step.count))
    if step.kind is StepKind.SEND:
        return str(ngettext("%(num)s request", "%(num)s requests", step.count))
    return str(people)


def _steps_lead(sealed: Gathered) -> str:
    alone = sum(step.hands is Hands.OURS for step in sealed.steps)
    of = len(sealed.steps)
    return str(
        ngettext(
            "We did %(num)s of the %(of)s steps without help.",
            "We did %(num)s of the %(of)s steps without help.",
            alone,
            of=of,
        )
    )


def _agreed(report: Report) -> dict[str, Any]:
    """Who said yes, and the two who sign: the treasurer first."""
    round_ = agreed_round(db.session(), report, str(report.hash))
    said = standing(round_.answers) if round_ else {}
    yes = {who for who, answer in said.items() if answer.kind is not AnswerKind.NOT_YET}
    asked = len(round_.elector_ids) if round_ else 0
    everybody = len(yes) == asked
    people = names(db.session(), yes)
    roles = {one.person_id: one.role for one in members(db.session(), report.owner_id)}
    signing = sorted(
        yes, key=lambda one: (roles.get(one) is not Role.TREASURER, people.get(one, ""))
    )
    return {
        "agreed_title": _("Everyone said yes")
        if everybody
        else _("%(yes)s of the %(asked)s said yes", yes=len(yes), asked=asked),
        "agreed_words": _(
            "On %(day)s the group agreed to this report: %(names)s. Two members sign for the group.",
            day=_day(report),
            names=", ".join(sorted(people.values())),
        ),
        "signs_rows": [
            {
                "name": people.get(one, ""),
                "text": messages.label(roles[one]) if one in roles else _("member"),
            }
            for one in signing[:SIGNING]
        ],
    }
