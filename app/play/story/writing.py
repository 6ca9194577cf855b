"""What happens while a plan is made: writing it, and deciding together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.play.runner import Stage
from grants.consent import service as consent
from grants.consent.models import AnswerKind, Round
from grants.consent.service import Answering
from grants.kit.access import Right
from grants.kit.money import EUR
from grants.kit.orm import Owned
from grants.mandates import service as mandates
from grants.proposals import service as proposals
from grants.proposals.models import CoverKind, LineKind, PartKind, Proposal
from grants.proposals.service import CoverData, LineData, NewPlan
from grants.workgroups.models import Workgroup

YES = AnswerKind.YES
TIP = AnswerKind.TIP
NOT_YET = AnswerKind.NOT_YET
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost line; no price: nobody knows it yet."""

    kind: LineKind
    words: str
    quantity: int
    price: str | None
    most: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as its group writes it. ``starts`` and ``ends`` count from the story's day."""

    key: str
    workgroup: str
    title: str
    what: str
    whom: str
    starts: int
    ends: int
    times: str
    place: str
    helpers: str
    hopes: str
    costs: Sequence[Cost]
    asked: str
    participants: str | None = None
    theme: str | None = None
    participants_words: str = "Bijdrage van wie meedoet"


def start(stage: Stage, plan: Plan, by: str) -> Proposal:
    """Somebody begins a plan with a name."""
    theme = stage.made[f"thema {plan.theme}"] if plan.theme else None
    workgroup = stage.get(Workgroup, plan.workgroup)
    made = proposals.create(
        stage.session, workgroup, NewPlan(plan.title, theme), by=stage.who(by), at=stage.at
    )
    stage.keep(plan.key, made)
    return made


def write(stage: Stage, plan: Plan, kind: PartKind, by: str) -> None:
    """Write the questions of one part that the plan has words for."""
    answers = {
        PartKind.WHAT: {"title": plan.title, "what": plan.what, "whom": plan.whom},
        PartKind.WHEN: {
            "starts_on": stage.days(plan.starts).isoformat(),
            "ends_on": stage.days(plan.ends).isoformat(),
            "times": plan.times,
            "place": plan.place,
            "helpers": plan.helpers,
        },
        PartKind.HOPES: {"hopes": plan.hopes},
    }[kind]
    proposal = stage.get(Proposal, plan.key)
    part = proposal.part(kind)
    proposals.write_part(
        stage.session, proposal, kind, answers, part.revision, by=stage.who(by), at=stage.at
    )


def write_costs(stage: Stage, plan: Plan, by: str) -> None:
    """Put the costs on the table, card by card."""
    for cost in plan.costs:
        data = LineData(
            cost.kind,
            cost.words,
            cost.quantity,
            EUR(cost.price) if cost.price else None,
            EUR(cost.most) if cost.most else None,
        )
        line = proposals.put_line(
            stage.session, stage.get(Proposal, plan.key), data, by=stage.who(by), at=stage.at
        )
        stage.keep(f"{plan.key} {cost.kind}", line)


def write_cover(stage: Stage, plan: Plan, by: str) -> None:
    """Say where the money comes from."""
    covers = [CoverData(CoverKind.ASKED, "", EUR(plan.asked))]
    if plan.participants:
        words = plan.participants_words
        covers.append(CoverData(CoverKind.PARTICIPANTS, words, EUR(plan.participants)))
    proposal = stage.get(Proposal, plan.key)
    for cover in covers:
        proposals.put_cover(stage.session, proposal, cover, by=stage.who(by), at=stage.at)


def put(stage: Stage, plan: Plan, by: str, closes: timedelta = WEEK) -> Round:
    """Ask the group about the plan as it is now."""
    proposal = stage.get(Proposal, plan.key)
    opened = proposals.put(
        stage.session, proposal, closes_at=stage.at + closes, by=stage.who(by), at=stage.at
    )
    stage.keep(f"{plan.key} round", opened)
    stage.say(f"{proposal.reference} “{plan.title}” goes to the group", costs=proposal.costs)
    return opened


def answer(stage: Stage, key: str, **said: AnswerKind | Answering) -> None:
    """Let several answer a round, each from her own phone."""
    opened = stage.get(Round, f"{key} round")
    for name, one in said.items():
        words = one if isinstance(one, Answering) else Answering(one)
        consent.answer(stage.session, opened, words, by=stage.who(name), at=stage.at)
    stage.say(f"{', '.join(said)} answer: {opened.state}")


def nod(
    stage: Stage, right: Right, thing: Owned, *, mark: str, label: str, by: str, to: str
) -> None:
    """Ask the coach (or the money holder) for a yes, and get it."""
    asked = mandates.ask_nod(
        stage.session,
        right,
        thing,
        mark=mark,
        label=label,
        by=stage.who(by),
        at=stage.at,
    )
    mandates.nod(stage.session, asked, by=stage.who(to), at=stage.at)
