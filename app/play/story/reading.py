"""An afternoon of reading aloud: a plan about which the group is deciding just now."""

from __future__ import annotations

from datetime import timedelta

from app.play.runner import Stage, Tale
from app.play.story.writing import (
    TIP,
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
    key="voorlezen",
    workgroup="opvoeding",
    title="Voorleesmiddag in alle talen",
    what="Ouders lezen voor in hun eigen taal. De kinderen maken daarna samen een groot boek.",
    whom="Kinderen van drie tot zeven jaar, met hun vader, moeder, opa of oma.",
    starts=39,
    ends=39,
    times="Eén woensdagmiddag, van 14.00 tot 16.00 uur",
    place="Buurthuis De Merel",
    helpers="Wij vieren, coach Bilal en de bibliotheek.",
    hopes="Dat kinderen trots zijn op de taal van thuis.",
    costs=(
        Cost(LineKind.ROOM, "Zaal in De Merel, een middag", 1, "35"),
        Cost(LineKind.MATERIALS, "Papier, verf en een groot boek", 1, "64.50"),
        Cost(LineKind.FOOD, "Limonade en koek", 40, "1.10"),
        Cost(LineKind.PUBLICITY, "Flyers", 100, "0.18"),
    ),
    asked="161.50",
)


@TALE.on(-12, "19:30")
def begin(stage: Stage) -> None:
    """Anouk and Bilal, their coach, write the first plan of this group together."""
    start(stage, PLAN, "anouk")
    write(stage, PLAN, PartKind.WHAT, "anouk")
    write(stage, PLAN, PartKind.WHEN, "bilal")
    write_costs(stage, PLAN, "anouk")
    write_cover(stage, PLAN, "anouk")
    write(stage, PLAN, PartKind.HOPES, "esra")


@TALE.on(-2, "20:00")
def ask_the_group(stage: Stage) -> None:
    """Bilal puts it to the group; one has answered, three still have to."""
    put(stage, PLAN, "bilal", timedelta(days=6))
    tip = Answering(TIP, "Vraag ook de opa's en oma's. Mijn moeder leest graag voor in het Turks.")
    answer(stage, "voorlezen", esra=tip)
