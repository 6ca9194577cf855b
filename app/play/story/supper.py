"""Supper on Fridays: how it became a plan with money, cooks who get an allowance included."""

from __future__ import annotations

from app.play.runner import Stage, Tale
from app.play.story.asking import Grant, advise, agree, grant, open_, receive, send
from app.play.story.running import say_account
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
    key="eten",
    workgroup="ontspanning",
    title="Aan tafel op vrijdag",
    what=(
        "Acht vrijdagen koken we samen voor wie anders alleen eet. Om zes uur gaat de tafel "
        "open, om acht uur is de afwas klaar."
    ),
    whom="Buren die vaak alleen eten. Dertig plaatsen, ook voor kinderen.",
    starts=-43,
    ends=13,
    times="Acht vrijdagen, van 18.00 tot 20.00 uur",
    place="Buurthuis De Merel",
    helpers="Wij vieren koken om de beurt, met wie wil helpen.",
    hopes="Dat buren elkaar ook op andere dagen vragen om mee te eten.",
    costs=(
        Cost(LineKind.FOOD, "Boodschappen, 8 keer", 8, "20"),
        Cost(LineKind.ROOM, "Keuken in De Merel, 8 keer", 8, "15"),
        Cost(LineKind.ALLOWANCE, "Vergoeding voor wie kookt, 8 keer", 8, "20"),
        Cost(LineKind.MATERIALS, "Pannen en bakjes", 1, "45"),
        Cost(LineKind.PUBLICITY, "Flyers", 60, "0.25"),
    ),
    asked="440",
    participants="60",
    participants_words="Pot op tafel, wie kan legt er iets in",
)


@TALE.on(-90, "20:15")
def begin(stage: Stage) -> None:
    """Naima has the idea, Saskia writes along."""
    start(stage, PLAN, "naima")
    write(stage, PLAN, PartKind.WHAT, "naima")
    write(stage, PLAN, PartKind.WHEN, "saskia")
    write_costs(stage, PLAN, "agnieszka")
    write_cover(stage, PLAN, "agnieszka")
    write(stage, PLAN, PartKind.HOPES, "naima")
    put(stage, PLAN, "naima")


@TALE.on(-89, "20:30")
def decide_together(stage: Stage) -> None:
    """All four."""
    tip = Answering(TIP, "Zet op de flyer dat het ook zonder vlees kan.")
    answer(stage, "eten", naima=YES, saskia=YES, agnieszka=YES, aylin=tip)


@TALE.on(-84, "20:00")
def to_the_pot(stage: Stage) -> None:
    """With the yes of their coach."""
    send(stage, "eten", "buurt", "agnieszka", coach="ingrid")


@TALE.on(-77, "10:30")
def at_the_desk(stage: Stage) -> None:
    """Tom reads and advises."""
    open_(stage, "eten", "tom")
    words = "Goed tegen eenzaamheid, en de buurt doet zelf mee. Toekennen."
    advise(stage, "eten", "tom", words)


@TALE.on(-73, "13:30")
def decision(stage: Stage) -> None:
    """All of it."""
    said = Grant(
        words="Samen eten brengt buren bij elkaar. U krijgt het hele bedrag.",
        conditions="Bewaar de bonnen. Laat binnen zes weken na de laatste vrijdag zien hoe het ging.",
    )
    grant(stage, "eten", said, "tom", "liesbeth")


@TALE.on(-72)
def both_agree(stage: Stage) -> None:
    """Speaking with partners is done together with the coach."""
    agree(stage, "eten", "agnieszka", "liesbeth", coach="ingrid")


@TALE.on(-60, "10:00")
def money(stage: Stage) -> None:
    """Four fifths: € 352. From now on Gerard pays in runs."""
    receive(stage, "eten", "gerard")
    say_account(stage, "gerard")
