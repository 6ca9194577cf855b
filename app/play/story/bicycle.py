"""Cycling lessons: a request that was sent yesterday and lies unread on the desk."""

from __future__ import annotations

from app.play.runner import Stage, Tale
from app.play.story.asking import send
from app.play.story.writing import (
    YES,
    Cost,
    Plan,
    answer,
    put,
    start,
    write,
    write_costs,
    write_cover,
)
from grants.proposals.models import LineKind, PartKind

TALE = Tale()

PLAN = Plan(
    key="fietsles",
    workgroup="ontwikkeling",
    title="Fietsles voor moeders",
    what="Zes fietslessen op het schoolplein. Daarna één rit samen naar de markt.",
    whom="Vrouwen uit de wijk die nooit hebben leren fietsen.",
    starts=32,
    ends=67,
    times="Zes woensdagen, van 9.00 tot 10.30 uur",
    place="Schoolplein van De Zwaluw",
    helpers="Een fietsdocente, en Ewa die haar gereedschap meeneemt.",
    hopes="Dat acht vrouwen straks zelf naar school en naar hun werk fietsen.",
    costs=(
        Cost(LineKind.TRAINER, "Fietsdocente, 6 keer", 6, "30"),
        Cost(LineKind.MATERIALS, "Huur van vier fietsen, 6 keer", 24, "4"),
        Cost(LineKind.FOOD, "Thee na de les", 6, "4"),
        Cost(LineKind.CHILDCARE, "Oppas tijdens de les", 6, "15", "18"),
    ),
    asked="350",
    participants="40",
    participants_words="Acht deelnemers, € 5",
)


@TALE.on(-9, "20:00")
def begin(stage: Stage) -> None:
    """Khadija and Ewa."""
    start(stage, PLAN, "khadija")
    write(stage, PLAN, PartKind.WHAT, "khadija")
    write(stage, PLAN, PartKind.WHEN, "ewa")
    write_costs(stage, PLAN, "khadija")
    write_cover(stage, PLAN, "denise")
    write(stage, PLAN, PartKind.HOPES, "layla")
    put(stage, PLAN, "khadija")


@TALE.on(-7, "20:30")
def decide_together(stage: Stage) -> None:
    """All four."""
    answer(stage, "fietsles", khadija=YES, layla=YES, ewa=YES, denise=YES)


@TALE.on(-1, "19:45")
def to_the_pot(stage: Stage) -> None:
    """Sent yesterday evening."""
    send(stage, "fietsles", "meedoen", "khadija")
