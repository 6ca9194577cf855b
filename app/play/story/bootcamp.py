"""A baby boot camp, halfway through its money: with something waiting for everybody."""

from __future__ import annotations

from app.play.runner import Stage, Tale
from app.play.story.asking import Grant, advise, agree, grant, open_, receive, send
from app.play.story.buying import Bill, approve, pay, refuse, spend
from app.play.story.telling import collect
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
from grants.spending.models import WhoPaid

TALE = Tale()
SHOP = "Merelplein 9, Waterdrecht"
TRAINER = "Sportzolder Anna"
ROAD = "Ringdijk 71, Waterdrecht"

PLAN = Plan(
    key="bootcamp",
    workgroup="ontspanning",
    title="Babybootcamp in het park",
    what=(
        "Acht keer sporten in het park met de baby in de kinderwagen. Onder leiding van een "
        "trainster. Daarna drinken we samen water en eten we fruit."
    ),
    whom="Moeders uit de wijk met een baby of een kleine dreumes.",
    starts=-34,
    ends=15,
    times="Acht keer, elke week een uur",
    place="Vogelpark, bij de vijver",
    helpers="Trainster Anna, en wij vieren om de beurt bij de matjes.",
    hopes="Dat twaalf moeders weer gaan bewegen en elkaar daarna blijven zien.",
    costs=(
        Cost(LineKind.TRAINER, "Trainster, 8 keer", 8, "22.50"),
        Cost(LineKind.MATERIALS, "Matjes", 12, "6.50"),
        Cost(LineKind.FOOD, "Water en fruit", 8, "6"),
        Cost(LineKind.PUBLICITY, "Flyers", 60, "0.20"),
    ),
    asked="270",
    participants="48",
    participants_words="Zes moeders, € 1 per keer",
)


@TALE.on(-70, "20:30")
def begin(stage: Stage) -> None:
    """Agnieszka and Aylin write the plan."""
    start(stage, PLAN, "aylin")
    write(stage, PLAN, PartKind.WHAT, "aylin")
    write(stage, PLAN, PartKind.WHEN, "saskia")
    write_costs(stage, PLAN, "agnieszka")
    write_cover(stage, PLAN, "agnieszka")
    write(stage, PLAN, PartKind.HOPES, "naima")
    put(stage, PLAN, "aylin")


@TALE.on(-69, "20:30")
def decide_together(stage: Stage) -> None:
    """All four, one with a tip."""
    tip = Answering(TIP, "Kies een tijd na het ochtendslaapje.")
    answer(stage, "bootcamp", aylin=YES, saskia=tip, agnieszka=YES, naima=YES)


@TALE.on(-62, "20:00")
def to_the_pot(stage: Stage) -> None:
    """Their coach Ingrid says yes to sending."""
    send(stage, "bootcamp", "meedoen", "agnieszka", coach="ingrid")


@TALE.on(-58, "10:00")
def at_the_desk(stage: Stage) -> None:
    """Tom reads and advises."""
    open_(stage, "bootcamp", "tom")
    words = "Bewegen en ontmoeten in één. De kosten zijn laag. Toekennen."
    advise(stage, "bootcamp", "tom", words)


@TALE.on(-54, "14:00")
def decision(stage: Stage) -> None:
    """All of it is granted."""
    said = Grant(
        words="Wij zijn blij met uw plan. U krijgt het hele bedrag.",
        conditions="Bewaar de bonnen. Vertel na afloop hoe het ging, met een foto als dat kan.",
    )
    grant(stage, "bootcamp", said, "tom", "liesbeth")


@TALE.on(-53)
def both_agree(stage: Stage) -> None:
    """Speaking with partners is done together with the coach."""
    agree(stage, "bootcamp", "agnieszka", "liesbeth", coach="ingrid")


@TALE.on(-46, "10:00")
def money(stage: Stage) -> None:
    """Four fifths: € 216."""
    receive(stage, "bootcamp", "gerard")


@TALE.on(-38, "17:00")
def mats(stage: Stage) -> None:
    """Mats and flyers, before the first time."""
    lines = [("Sportmatjes 12 x", "74.40")]
    bill = Bill("bootcamp-1", "bootcamp", LineKind.MATERIALS, "Sportwinkel Zwaan", SHOP, lines)
    spend(stage, bill, "aylin")
    approve(stage, "saskia", "bootcamp-1")
    lines = [("60 flyers A6 kleur", "11.60")]
    bill = Bill("bootcamp-2", "bootcamp", LineKind.PUBLICITY, "Copyshop Papegaai", SHOP, lines)
    spend(stage, bill, "saskia")
    approve(stage, "aylin", "bootcamp-2")


@TALE.on(-34, "11:30")
def first_time(stage: Stage) -> None:
    """Six mothers, seven babies."""
    pay(stage, "gerard", "bootcamp-1", "bootcamp-2")
    collect(stage, "bootcamp", "24", "Zes moeders, vier keer vooruit", "gerard")
    lines = [("Bronwater 6 x", "3.54"), ("Appels 1 kg", "2.81")]
    bill = Bill(
        "bootcamp-3", "bootcamp", LineKind.FOOD, "Buurtsuper Merel", SHOP, lines, WhoPaid.CASH
    )
    spend(stage, bill, "naima")
    approve(stage, "agnieszka", "bootcamp-3")


@TALE.on(-20, "11:30")
def third_time(stage: Stage) -> None:
    """Fruit again."""
    lines = [("Bronwater 6 x", "3.54"), ("Peren", "2.66")]
    bill = Bill(
        "bootcamp-4", "bootcamp", LineKind.FOOD, "Buurtsuper Merel", SHOP, lines, WhoPaid.CASH
    )
    spend(stage, bill, "naima")
    approve(stage, "saskia", "bootcamp-4")


@TALE.on(-8, "12:00")
def unreadable(stage: Stage) -> None:
    """A receipt that was sent back, to be mended."""
    lines = [("Rozijntjes", "2.49"), ("Crackers", "1.99")]
    bill = Bill("bootcamp-5", "bootcamp", LineKind.FOOD, "Buurtsuper Merel", SHOP, lines)
    spend(stage, bill, "saskia")
    refuse(stage, "agnieszka", "bootcamp-5", "Staat deze bon er niet al op bij Naima? Kijk jij?")


@TALE.on(-5, "16:00")
def first_bill(stage: Stage) -> None:
    """The trainer's first bill is approved, and waits for Gerard."""
    bill = Bill(
        "bootcamp-6",
        "bootcamp",
        LineKind.TRAINER,
        TRAINER,
        ROAD,
        [("Babybootcamp, 3 keer à € 22,50", "67.50")],
        WhoPaid.INVOICE,
        number="A-12",
    )
    spend(stage, bill, "agnieszka")
    approve(stage, "naima", "bootcamp-6")


@TALE.on(-3, "20:00")
def second_bill(stage: Stage) -> None:
    """The second one is above their limit: a round, of which two have answered."""
    bill = Bill(
        "bootcamp-7",
        "bootcamp",
        LineKind.TRAINER,
        TRAINER,
        ROAD,
        [("Babybootcamp, 5 keer à € 22,50", "112.50")],
        WhoPaid.INVOICE,
        "Alle lessen tot het einde. Anna vraagt of het nu al kan.",
        number="A-15",
    )
    spend(stage, bill, "aylin")
    answer(stage, "bootcamp-7", saskia=YES)


@TALE.on(-1, "12:30")
def to_approve(stage: Stage) -> None:
    """A receipt of yesterday that a second person has to see."""
    lines = [("Bronwater 6 x", "3.54"), ("Bananen", "2.71"), ("Mandarijnen", "2.50")]
    bill = Bill("bootcamp-8", "bootcamp", LineKind.FOOD, "Buurtsuper Merel", SHOP, lines)
    spend(stage, bill, "naima")
