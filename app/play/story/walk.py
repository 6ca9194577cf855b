"""A walk with soup, on which the municipality has a question that nobody answered yet."""

from __future__ import annotations

from app.play.runner import Stage, Tale
from app.play.story.asking import ask, open_, send
from app.play.story.writing import (
    TIP,
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
from grants.consent.service import Answering
from grants.proposals.models import LineKind, PartKind

TALE = Tale()

PLAN = Plan(
    key="wandeling",
    workgroup="omgeving",
    title="Wandeling langs het water, met soep",
    what=(
        "Een wandeling door de wijk langs zes mooie plekken. Op elke plek vertelt een bewoner "
        "iets. Aan het eind eten we samen soep in de wijktuin."
    ),
    whom="Iedereen uit de wijk, ook met kinderwagen of rollator.",
    starts=22,
    ends=22,
    times="Eén zondag, van 13.00 tot 16.00 uur",
    place="Van het Zwaluwplein naar wijktuin Het Nest",
    helpers="Wij vieren, zes vertellers en de mensen van de wijktuin.",
    hopes="Dat buren hun eigen wijk beter leren kennen, en elkaar.",
    costs=(
        Cost(LineKind.FOOD, "Soep en brood", 50, "2.25"),
        Cost(LineKind.MATERIALS, "Bordjes en linten voor de route", 6, "7.50"),
        Cost(LineKind.PUBLICITY, "Folder met kaart", 150, "0.28"),
        Cost(LineKind.OTHER, "Bakfiets huren, voor wie moe wordt", 1, "40.50"),
    ),
    asked="215",
    participants="25",
    participants_words="Wie wil, legt iets in de soeppan",
)


@TALE.on(-21, "19:30")
def begin(stage: Stage) -> None:
    """Truus and Shanti write it."""
    start(stage, PLAN, "truus")
    write(stage, PLAN, PartKind.WHAT, "truus")
    write(stage, PLAN, PartKind.WHEN, "shanti")
    write_costs(stage, PLAN, "hulya")
    write_cover(stage, PLAN, "hulya")
    write(stage, PLAN, PartKind.HOPES, "samira")
    put(stage, PLAN, "truus")


@TALE.on(-20, "21:00")
def decide_together(stage: Stage) -> None:
    """Agreed, with a tip."""
    tip = Answering(TIP, "Laat de route ook goed zijn voor een rolstoel.")
    answer(stage, "wandeling", truus=YES, shanti=YES, hulya=YES, samira=tip)


@TALE.on(-18, "20:00")
def to_the_pot(stage: Stage) -> None:
    """Sent, with the coach's yes."""
    send(stage, "wandeling", "buurt", "hulya", coach="ingrid")


@TALE.on(-4, "10:15")
def question(stage: Stage) -> None:
    """Tom asks about the costs; the group has not answered yet."""
    open_(stage, "wandeling", "tom")
    words = "U huurt een bakfiets voor € 40,50. Kan dat ook gratis, bijvoorbeeld via de wijktuin?"
    ask(stage, "wandeling", PartKind.COSTS, words, "tom")
