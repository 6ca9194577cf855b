"""The whole job: a parents' café with a children's corner, from draft to closed."""

from __future__ import annotations

from app.play.runner import Stage, Tale
from app.play.story.asking import (
    Grant,
    advise,
    agree,
    ask,
    grant,
    open_,
    receive,
    reply,
    send,
)
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
    key="cafe",
    workgroup="ontmoeting",
    title="Oudercafé met kinderhoek",
    what=(
        "Drie zaterdagochtenden koffie en thee voor ouders uit de wijk. De kinderen spelen "
        "in de kinderhoek, met een oppas erbij. Zo kunnen ouders rustig met elkaar praten."
    ),
    whom="Ouders met kinderen tot acht jaar uit de Vogelwijk, ook wie nog niemand kent.",
    starts=-112,
    ends=-84,
    times="Drie zaterdagen, van 10.00 tot 12.00 uur",
    place="Buurthuis De Merel, Lijsterstraat 12",
    helpers="Wij vieren, en twee vrijwilligers van het buurthuis die de zaal openen.",
    hopes=(
        "Dat twintig ouders elkaar leren kennen, en dat een paar van hen de volgende keer "
        "meehelpen."
    ),
    costs=(
        Cost(LineKind.ROOM, "Zaal in De Merel, 3 ochtenden", 3, "35"),
        Cost(LineKind.FOOD, "Koffie, thee en iets lekkers", 3, "24"),
        Cost(LineKind.CHILDCARE, "Oppas in de kinderhoek", 3, "36"),
        Cost(LineKind.MATERIALS, "Knutselspullen", 1, "42"),
        Cost(LineKind.PUBLICITY, "Flyers", 100, "0.15"),
    ),
    asked="300",
    participants="42",
    participants_words="Ouders leggen € 1 in de pot, 14 per keer",
)


@TALE.on(-147)
def begin(stage: Stage) -> None:
    """Fatima and Marloes write the first parts at the kitchen table."""
    proposal = start(stage, PLAN, "fatima")
    write(stage, PLAN, PartKind.WHAT, "fatima")
    write(stage, PLAN, PartKind.WHEN, "marloes")
    stage.say(f"{proposal.reference} “{PLAN.title}” is begun")


@TALE.on(-146)
def reckon(stage: Stage) -> None:
    """What it costs, where the money comes from, and what they hope for; then to the group."""
    write_costs(stage, PLAN, "fatima")
    write_cover(stage, PLAN, "fatima")
    write(stage, PLAN, PartKind.HOPES, "joyce")
    put(stage, PLAN, "fatima")


@TALE.on(-145)
def decide_together(stage: Stage) -> None:
    """All four answer, one with a tip."""
    tip = Answering(TIP, "Zet op de flyer dat er een oppas is. Dan durven meer moeders te komen.")
    answer(stage, "cafe", fatima=YES, marloes=YES, rima=YES, joyce=tip)


@TALE.on(-144)
def to_the_pot(stage: Stage) -> None:
    """Fatima sends it."""
    send(stage, "cafe", "buurt", "fatima")


@TALE.on(-142, "10:00")
def question(stage: Stage) -> None:
    """Tom reads it and asks one thing."""
    open_(stage, "cafe", "tom")
    words = "Wie past er op de kinderen, en heeft die persoon ervaring?"
    ask(stage, "cafe", PartKind.WHEN, words, "tom")


@TALE.on(-141, "21:00")
def clear_up(stage: Stage) -> None:
    """The group answers in words."""
    words = (
        "Dat is Oppasdienst Pippeloentje uit de wijk. Zij sturen een leidster met een diploma. "
        "Wij krijgen een factuur."
    )
    reply(stage, "cafe", words, "fatima")


@TALE.on(-138, "14:00")
def advice(stage: Stage) -> None:
    """Tom advises; Liesbeth decides, and both sides agree the day after."""
    words = "Duidelijk plan, lage kosten, en de oppas is goed geregeld. Ik adviseer: toekennen."
    advise(stage, "cafe", "tom", words)


@TALE.on(-137, "11:00")
def decision(stage: Stage) -> None:
    """All of it is granted."""
    said = Grant(
        words=(
            "Wij vinden dit een mooi plan. Ouders leren elkaar kennen en kinderen kunnen mee. "
            "U krijgt het hele bedrag."
        ),
        conditions=(
            "Bewaar de bonnen. Laat binnen zes weken na de laatste ochtend zien hoe het ging. "
            "Wat overblijft gaat terug, tenzij wij iets anders afspreken."
        ),
    )
    grant(stage, "cafe", said, "tom", "liesbeth")


@TALE.on(-136)
def both_agree(stage: Stage) -> None:
    """The plan can start."""
    agree(stage, "cafe", "fatima", "liesbeth")


@TALE.on(-128, "11:30")
def first_money(stage: Stage) -> None:
    """Gerard sees € 240 on the bank account."""
    receive(stage, "cafe", "gerard")
