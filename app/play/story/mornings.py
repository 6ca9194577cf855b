"""The parents' café happens: receipts, contributions, the report, and the end of its books."""

from __future__ import annotations

from app.play import drawings
from app.play.runner import Stage, Tale
from app.play.story.buying import Bill, approve, pay, spend
from app.play.story.telling import (
    Account,
    accept_report,
    bring_to_bank,
    collect,
    gather,
    give_back,
    put_report,
    read_report,
    send_report,
)
from app.play.story.writing import YES, answer
from grants.proposals.models import LineKind
from grants.spending.models import WhoPaid

TALE = Tale()
CLUB = "Lijsterstraat 12, Waterdrecht"
SHOP = "Merelplein 4, Waterdrecht"


@TALE.on(-121, "16:00")
def flyers(stage: Stage) -> None:
    """Fatima has flyers printed."""
    lines = [("50 flyers A5 kleur", "8.45")]
    shop = "Copyshop Papegaai"
    spend(stage, Bill("cafe-1", "cafe", LineKind.PUBLICITY, shop, SHOP, lines), "fatima")
    approve(stage, "joyce", "cafe-1")


@TALE.on(-112, "13:00")
def first_morning(stage: Stage) -> None:
    """Sixteen parents come."""
    collect(stage, "cafe", "14", "Pot op tafel, eerste ochtend", "gerard")
    lines = [("Koffie 2 x 500 g", "11.58"), ("Halfvolle melk 3 x", "3.87"), ("Thee", "1.65")]
    lines.append(("Ontbijtkoek", "2.75"))
    shop = "Buurtsuper Merel"
    spend(stage, Bill("cafe-2", "cafe", LineKind.FOOD, shop, SHOP, lines), "marloes")
    lines = [("Klei 4 x", "7.96"), ("Kleurpotloden", "4.99")]
    bill = Bill("cafe-3", "cafe", LineKind.MATERIALS, "Speelhoek & Zo", SHOP, lines, WhoPaid.CASH)
    spend(stage, bill, "rima")
    approve(stage, "joyce", "cafe-2", "cafe-3")


@TALE.on(-98, "13:00")
def second_morning(stage: Stage) -> None:
    """It rains, and still there are eighteen."""
    collect(stage, "cafe", "14", "Pot op tafel, tweede ochtend", "gerard")
    lines = [("Koekjes 4 x", "7.96"), ("Fruit", "6.25"), ("Koffiemelk 2 x", "3.29")]
    shop = "Buurtsuper Merel"
    spend(stage, Bill("cafe-4", "cafe", LineKind.FOOD, shop, SHOP, lines), "rima")
    approve(stage, "marloes", "cafe-4")
    pay(stage, "gerard", "cafe-1", holder="gerard")
    pay(stage, "fatima", "cafe-2", holder="gerard")


@TALE.on(-84, "13:00")
def third_morning(stage: Stage) -> None:
    """The last one; bills arrive."""
    collect(stage, "cafe", "14", "Pot op tafel, derde ochtend", "gerard")
    lines = [("Appeltaart 2 x", "13.98"), ("Slagroom", "2.49"), ("Limonade 2 x", "4.83")]
    shop = "Bakkerij Zonnebrood"
    bill = Bill("cafe-5", "cafe", LineKind.FOOD, shop, SHOP, lines, WhoPaid.CASH)
    spend(stage, bill, "joyce")
    bill = Bill(
        "cafe-6",
        "cafe",
        LineKind.CHILDCARE,
        "Oppasdienst Pippeloentje",
        "Zwaluwplein 8, Waterdrecht",
        [("2 ochtenden oppas", "72.00")],
        WhoPaid.INVOICE,
        "De derde keer paste de zus van Rima op.",
        number="P-118",
    )
    spend(stage, bill, "joyce")
    approve(stage, "marloes", "cafe-5", "cafe-6")


@TALE.on(-82)
def hall(stage: Stage) -> None:
    """The bill for the hall is above € 100, so the group decides."""
    lines = [("Zaal, 3 ochtenden à € 35,00", "105.00")]
    shop = "Buurthuis De Merel"
    bill = Bill(
        "cafe-7", "cafe", LineKind.ROOM, shop, CLUB, lines, WhoPaid.INVOICE, number="2-0431"
    )
    spend(stage, bill, "marloes")


@TALE.on(-81)
def hall_agreed(stage: Stage) -> None:
    """The others say yes; everything is paid."""
    answer(stage, "cafe-7", fatima=YES, rima=YES, joyce=YES)


@TALE.on(-80, "10:00")
def all_paid(stage: Stage) -> None:
    """Fatima pays with Gerard's yes."""
    pay(stage, "fatima", "cafe-4", "cafe-6", "cafe-7", holder="gerard")


@TALE.on(-79)
def account(stage: Stage) -> None:
    """How it went."""
    told = Account(
        "cafe",
        adults=41,
        children=27,
        went=(
            "Elke ochtend kwamen er meer ouders. De eerste keer zaten we nog in groepjes, de "
            "derde keer aan één lange tafel. De kinderen wilden niet naar huis. Twee moeders "
            "brengen hun kinderen nu samen naar school."
        ),
        after="We gaan door, één keer in de maand. Drie ouders helpen mee met koffie zetten.",
        photos=(
            (drawings.cafe(), "De tafel staat klaar: koffie, taart en bloemen"),
            (drawings.corner(), "De kinderhoek in De Merel"),
        ),
        whys={
            LineKind.CHILDCARE: "De derde keer paste de zus van Rima op, zonder kosten.",
            LineKind.MATERIALS: "We kregen veel knutselspullen van de school.",
            LineKind.PUBLICITY: "Vijftig flyers waren genoeg.",
        },
    )
    gather(stage, told, "fatima", "rima")
    put_report(stage, "cafe", "fatima")


@TALE.on(-78)
def sealed(stage: Stage) -> None:
    """All agree, and Fatima sends it."""
    answer(stage, "cafe report", fatima=YES, marloes=YES, rima=YES, joyce=YES)
    send_report(stage, "cafe", "fatima")


@TALE.on(-75, "10:30")
def read(stage: Stage) -> None:
    """The municipality reads and accepts."""
    read_report(stage, "cafe", "tom")


@TALE.on(-74, "15:00")
def accepted(stage: Stage) -> None:
    """It is settled: € 24,95 goes back."""
    accept_report(stage, "cafe", "liesbeth", keep=False)


@TALE.on(-72, "10:00")
def closed(stage: Stage) -> None:
    """The last money goes back."""
    bring_to_bank(stage, "cafe", "7.75", "gerard")
    give_back(stage, "cafe", "24.95", "gemeente", "gerard")
