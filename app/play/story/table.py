"""The second plan of the same group: a language table, of which the report lies at the fund."""

from __future__ import annotations

from app.play import drawings
from app.play.runner import Stage, Tale
from app.play.story.asking import Grant, advise, agree, grant, open_, receive, send
from app.play.story.buying import Bill, approve, pay, spend
from app.play.story.telling import (
    Account,
    bring_to_bank,
    collect,
    gather,
    put_report,
    read_report,
    send_report,
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
from grants.reports.models import Leftover
from grants.spending.models import WhoPaid

TALE = Tale()
SCHOOL = "Zwaluwplein 3, Waterdrecht"
SHOP = "Merelplein 4, Waterdrecht"

PLAN = Plan(
    key="taal",
    workgroup="ontmoeting",
    title="Taaltafel op dinsdag",
    what=(
        "Zes dinsdagochtenden samen Nederlands praten, met koffie. Over gewone dingen: de "
        "dokter, de school, een praatje in de winkel."
    ),
    whom="Vrouwen uit de wijk die Nederlands willen oefenen. Tien plaatsen.",
    starts=-53,
    ends=-18,
    times="Zes dinsdagen, van 9.00 tot 11.00 uur",
    place="Basisschool De Zwaluw, lokaal 4",
    helpers="Wij vieren om de beurt, met een taaldocente.",
    hopes="Dat iedereen na zes keer zelf naar de dokter durft te bellen.",
    costs=(
        Cost(LineKind.ROOM, "Lokaal in de school, 6 keer", 6, "12.50"),
        Cost(LineKind.TRAINER, "Taaldocente", 6, "25"),
        Cost(LineKind.FOOD, "Koffie, thee en fruit", 6, "7.50"),
        Cost(LineKind.MATERIALS, "Werkboekjes", 10, "4.95"),
    ),
    asked="284.50",
    participants="35",
    participants_words="Tien deelnemers, € 3,50 voor zes keer",
    theme="Ontwikkeling",
)


@TALE.on(-80, "19:00")
def begin(stage: Stage) -> None:
    """Rima begins; she writes Arabic at home and Dutch here."""
    start(stage, PLAN, "rima")
    write(stage, PLAN, PartKind.WHAT, "rima")
    write(stage, PLAN, PartKind.WHEN, "joyce")
    write_costs(stage, PLAN, "fatima")
    write_cover(stage, PLAN, "fatima")
    write(stage, PLAN, PartKind.HOPES, "rima")
    put(stage, PLAN, "rima")


@TALE.on(-79, "21:00")
def decide_together(stage: Stage) -> None:
    """All agree."""
    tip = Answering(TIP, "Vraag of de school ook een keer komt vertellen.")
    answer(stage, "taal", rima=YES, fatima=YES, joyce=YES, marloes=tip)


@TALE.on(-75, "20:00")
def to_the_pot(stage: Stage) -> None:
    """To the other pot of the municipality."""
    send(stage, "taal", "meedoen", "rima")


@TALE.on(-68, "09:30")
def at_the_desk(stage: Stage) -> None:
    """No questions this time."""
    open_(stage, "taal", "tom")
    words = "Past precies bij dit potje. De groep doet meer dan een tiende zelf. Toekennen."
    advise(stage, "taal", "tom", words)


@TALE.on(-66, "15:30")
def decision(stage: Stage) -> None:
    """All of it, in one part, since there is so little time."""
    said = Grant(
        words=(
            "Een taaltafel in de wijk zelf is precies wat wij zoeken. U krijgt het hele bedrag, "
            "in één keer."
        ),
        conditions="Bewaar de bonnen en laat binnen zes weken na de laatste keer zien hoe het ging.",
        first="284.50",
    )
    grant(stage, "taal", said, "tom", "liesbeth")


@TALE.on(-65)
def both_agree(stage: Stage) -> None:
    """The plan can start."""
    agree(stage, "taal", "rima", "liesbeth")


@TALE.on(-59, "10:00")
def money(stage: Stage) -> None:
    """The money is there before the first morning."""
    receive(stage, "taal", "gerard")


@TALE.on(-53, "12:00")
def first_time(stage: Stage) -> None:
    """Ten women, and books for all."""
    collect(stage, "taal", "35", "Tien deelnemers", "gerard")
    bill = Bill(
        "taal-1",
        "taal",
        LineKind.MATERIALS,
        "Boekhandel De Uil",
        SHOP,
        [("Werkboek Taal dichtbij 10 x", "49.50"), ("Pennen", "2.95")],
        words="Voor iedereen een boekje en een pen.",
        why="We kochten er pennen bij.",
    )
    spend(stage, bill, "marloes")
    approve(stage, "joyce", "taal-1")
    lines = [("Koffie 500 g", "5.79"), ("Melk", "1.29"), ("Bananen", "2.33"), ("Thee", "2.99")]
    bill = Bill("taal-2", "taal", LineKind.FOOD, "Buurtsuper Merel", SHOP, lines, WhoPaid.CASH)
    spend(stage, bill, "fatima")
    approve(stage, "rima", "taal-2")


@TALE.on(-39, "12:00")
def third_time(stage: Stage) -> None:
    """The doctor's assistant came to practise."""
    lines = [("Koffie 500 g", "5.79"), ("Mandarijnen", "3.49"), ("Koekjes 2 x", "4.57")]
    bill = Bill("taal-3", "taal", LineKind.FOOD, "Buurtsuper Merel", SHOP, lines, WhoPaid.CASH)
    spend(stage, bill, "joyce")
    approve(stage, "fatima", "taal-3")
    pay(stage, "fatima", "taal-1", holder="gerard")


@TALE.on(-25, "12:00")
def fifth_time(stage: Stage) -> None:
    """Coffee again, and the teacher's bill."""
    lines = [("Thee 2 x", "4.98"), ("Druiven", "3.98"), ("Suiker", "1.49"), ("Melk", "1.50")]
    spend(stage, Bill("taal-4", "taal", LineKind.FOOD, "Buurtsuper Merel", SHOP, lines), "rima")
    approve(stage, "marloes", "taal-4")


@TALE.on(-18, "13:00")
def last_time(stage: Stage) -> None:
    """Bills for the room and the teacher; the last is for the group to decide."""
    bill = Bill(
        "taal-5",
        "taal",
        LineKind.ROOM,
        "Basisschool De Zwaluw",
        SCHOOL,
        [("Lokaal, 6 keer à € 12,50", "75.00")],
        WhoPaid.INVOICE,
        number="2217",
    )
    spend(stage, bill, "marloes")
    approve(stage, "rima", "taal-5")
    bill = Bill(
        "taal-6",
        "taal",
        LineKind.TRAINER,
        "Taalpraktijk Van Rijn",
        "Kade 40, Waterdrecht",
        [("Taalles, 6 keer à € 25,00", "150.00")],
        WhoPaid.INVOICE,
        number="T-96",
    )
    spend(stage, bill, "joyce")


@TALE.on(-17)
def teacher_agreed(stage: Stage) -> None:
    """The others say yes."""
    answer(stage, "taal-6", fatima=YES, rima=YES, marloes=YES)


@TALE.on(-16, "10:00")
def all_paid(stage: Stage) -> None:
    """The cash box goes to the bank; Fatima pays with Gerard's yes."""
    bring_to_bank(stage, "taal", "8.75", "gerard")
    pay(stage, "fatima", "taal-4", "taal-5", "taal-6", holder="gerard")


@TALE.on(-14)
def account(stage: Stage) -> None:
    """How it went, and what they would like with what is left."""
    told = Account(
        "taal",
        adults=10,
        children=0,
        went=(
            "Iedereen kwam bijna elke keer. De assistente van de huisarts kwam langs om te "
            "oefenen met bellen. Rima heeft daarna zelf een afspraak gemaakt."
        ),
        after="Na de winter beginnen we weer. Twee vrouwen willen dan zelf de tafel leiden.",
        photos=((drawings.table(), "Thee, boekjes en letters op tafel"),),
        whys={LineKind.MATERIALS: "We kochten er pennen bij."},
        leftover=Leftover.KEEP,
        leftover_why="Voor koffie bij de eerste keer na de winter.",
    )
    gather(stage, told, "rima", "joyce")
    put_report(stage, "taal", "rima")


@TALE.on(-12)
def sealed(stage: Stage) -> None:
    """The second report of this group is sealed and sent."""
    answer(stage, "taal report", rima=YES, fatima=YES, marloes=YES, joyce=YES)
    send_report(stage, "taal", "rima")


@TALE.on(-6, "11:00")
def read(stage: Stage) -> None:
    """Tom has read it; Liesbeth still has to accept."""
    read_report(stage, "taal", "tom")
