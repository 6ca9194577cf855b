"""Fathers who cook: the first plan of the men's group, half written, with their coach."""

from __future__ import annotations

from app.play.runner import Stage, Tale
from app.play.story.writing import Cost, Plan, start, write, write_costs
from grants.proposals import service as proposals
from grants.proposals.models import LineKind, PartKind, Proposal

TALE = Tale()

PLAN = Plan(
    key="koken",
    workgroup="koken",
    title="Vaders koken",
    what=(
        "Vier zondagen koken vaders samen met hun kinderen. Elke keer een gerecht uit een ander "
        "land. Aan het eind eet iedereen mee."
    ),
    whom="Vaders uit de wijk met hun kinderen, en wie daarna aan tafel wil.",
    starts=43,
    ends=64,
    times="Vier zondagen, van 15.00 tot 18.30 uur",
    place="",
    helpers="Mehmet kan goed koken voor veel mensen.",
    hopes="",
    costs=(
        Cost(LineKind.FOOD, "Boodschappen, 4 keer", 4, "45"),
        Cost(LineKind.ROOM, "Keuken in De Merel, 4 keer", 4, None),
        Cost(LineKind.MATERIALS, "Schorten en snijplanken", 6, "8.50"),
    ),
    asked="300",
)


@TALE.on(-6, "20:00")
def begin(stage: Stage) -> None:
    """Youssef begins, with Bilal beside him."""
    start(stage, PLAN, "youssef")
    write(stage, PLAN, PartKind.WHAT, "youssef")
    stage.say("Youssef begins “Vaders koken” with Bilal beside him")


@TALE.on(-4, "20:30")
def reckon(stage: Stage) -> None:
    """When, and what it costs, as far as they know."""
    write(stage, PLAN, PartKind.WHEN, "mehmet")
    write_costs(stage, PLAN, "piotr")


@TALE.on(-2, "21:15")
def talk(stage: Stage) -> None:
    """Bilal asks, Omar thinks along."""
    proposal = stage.get(Proposal, "koken")
    words = "Mooi begin! Weten jullie al wat de keuken kost? Ik kan het vragen, of doen jullie dat?"
    proposals.comment(
        stage.session, proposal, words, by=stage.who("bilal"), at=stage.at, part=PartKind.COSTS
    )
    words = "Ik ga morgen langs bij De Merel en vraag het."
    proposals.comment(
        stage.session, proposal, words, by=stage.who("omar"), at=stage.at, part=PartKind.COSTS
    )
    stage.say("Bilal and Omar talk about the price of the kitchen")
