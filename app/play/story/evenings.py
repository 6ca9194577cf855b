"""Supper on Fridays goes on: receipts, one of them lost, allowances, pay runs, a count and gifts."""

from __future__ import annotations

from app.play.runner import Stage, Tale
from app.play.story.buying import Bill, approve, spend, spend_both
from app.play.story.helping import (
    Help,
    agree_help,
    ask_shift,
    count_box,
    give,
    had_elsewhere,
    help_,
    open_gifts,
)
from app.play.story.running import collect_run, end_run, paid_lines, read_statement, send_run
from app.play.story.telling import collect
from app.play.story.writing import YES, answer
from grants.kit.money import EUR
from grants.payments.models import FailedWhy
from grants.payments.rules.statements import ReadLine
from grants.proposals.models import LineKind
from grants.spending.models import WhoPaid
from grants.spending.rules import Losing

TALE = Tale()
SHOP = "Merelplein 4, Waterdrecht"
MARKET = "Zwaluwplein, Waterdrecht"


@TALE.on(-46, "12:00")
def pans(stage: Stage) -> None:
    """Second-hand pans from the flea market: nobody there gives a receipt."""
    lost = Losing("Twee grote pannen", "Op de rommelmarkt krijg je geen bon.")
    lines = [("Twee grote pannen", "12.50")]
    shop = "Rommelmarkt Zwaluwplein"
    spend(
        stage, Bill("eten-1", "eten", LineKind.MATERIALS, shop, MARKET, lines, lost=lost), "naima"
    )
    approve(stage, "saskia", "eten-1")


@TALE.on(-43, "21:00")
def first_friday(stage: Stage) -> None:
    """Twenty-two at the table; one receipt is for two things."""
    collect(stage, "eten", "18.50", "Pot op tafel, eerste vrijdag", "gerard")
    lines = [("Rijst 5 kg", "8.95"), ("Groente", "9.40"), ("Bakjes om mee te geven", "6.49")]
    bill = Bill("eten-2", "eten", LineKind.FOOD, "Buurtsuper Merel", SHOP, lines)
    spend_both(stage, bill, LineKind.MATERIALS, "6.49", "saskia")
    approve(stage, "aylin", "eten-2", "eten-2 too")
    help_(stage, Help("kok-1", "eten", "20", "Koken en afwassen, eerste vrijdag"), "naima")
    agree_help(stage, "agnieszka", "kok-1")


@TALE.on(-36, "21:00")
def second_friday(stage: Stage) -> None:
    """Soup and bread."""
    lines = [("Linzen en wortels", "11.35"), ("Brood 6 x", "10.74")]
    bill = Bill("eten-3", "eten", LineKind.FOOD, "Bakkerij Zonnebrood", SHOP, lines)
    spend(stage, bill, "aylin")
    approve(stage, "saskia", "eten-3")
    help_(stage, Help("kok-2", "eten", "20", "Koken en afwassen, tweede vrijdag"), "naima")
    agree_help(stage, "agnieszka", "kok-2")


@TALE.on(-33, "20:00")
def kitchen_is_free(stage: Stage) -> None:
    """The club asks nothing for its kitchen, and food costs more than they thought."""
    why = "De Merel vraagt geen huur voor de keuken. De boodschappen kosten meer dan gedacht."
    ask_shift(stage, "eten keuken", (LineKind.ROOM, LineKind.FOOD, "105", why), "saskia")


@TALE.on(-32, "20:30")
def shift_agreed(stage: Stage) -> None:
    """Above their limit, so they decide together."""
    answer(stage, "eten keuken", naima=YES, agnieszka=YES, aylin=YES)


@TALE.on(-31, "10:00")
def first_run(stage: Stage) -> None:
    """Gerard puts together what is due."""
    due = ("eten-1", "eten-2", "eten-2 too", "eten-3", "kok-1", "kok-2")
    collect_run(stage, "run-1", "gerard", *due)


@TALE.on(-31, "15:00")
def second_look(stage: Stage) -> None:
    """Hennie looks, and it goes to the bank."""
    send_run(stage, "run-1", "hennie", "gerard")


@TALE.on(-29, "11:00")
def bank_paid(stage: Stage) -> None:
    """All but one: Aylin's name is not as her bank knows it."""
    end_run(stage, "run-1", "gerard", aylin=FailedWhy.NAME)


@TALE.on(-15, "21:00")
def fifth_friday(stage: Stage) -> None:
    """Pancakes, from the cash box."""
    lines = [("Meel, melk en eieren", "9.86"), ("Stroop", "2.19")]
    bill = Bill("eten-4", "eten", LineKind.FOOD, "Buurtsuper Merel", SHOP, lines, WhoPaid.CASH)
    spend(stage, bill, "saskia")
    approve(stage, "naima", "eten-4")


@TALE.on(-7, "21:00")
def sixth_friday(stage: Stage) -> None:
    """Naima cooks again; what she has from the sports club counts along."""
    had_elsewhere(stage, "naima", "165")
    help_(stage, Help("kok-3", "eten", "20", "Koken en afwassen, zesde vrijdag"), "naima")
    lines = [("Kip en kikkererwten", "17.62"), ("Yoghurt", "3.98")]
    bill = Bill("eten-5", "eten", LineKind.FOOD, "Buurtsuper Merel", SHOP, lines)
    spend(stage, bill, "agnieszka")


@TALE.on(-6, "20:00")
def agreed(stage: Stage) -> None:
    """Agnieszka and Naima say yes to each other's."""
    agree_help(stage, "agnieszka", "kok-3")
    approve(stage, "naima", "eten-5")
    words = "Voor een grote rijstkoker. Dan kunnen er tien buren meer aan tafel."
    open_gifts(stage, "eten", "75", words, "saskia")


@TALE.on(-5, "09:30")
def statement(stage: Stage) -> None:
    """The bank's own list: what it paid, what it costs, and a gift that nobody expected."""
    baker = ReadLine(
        stage.days(-7),
        EUR("50"),
        name="Bakkerij Zonnebrood",
        words="Voor de vrijdagtafel, eet smakelijk",
    )
    costs = ReadLine(stage.days(-6), EUR("-4.95"), name="Bank", words="Kosten zakelijke rekening")
    lines = [*paid_lines(stage, "run-1", stage.days(-29)), costs, baker]
    read_statement(stage, "gerard", EUR("1204.85"), lines)


@TALE.on(-2, "20:30")
def count(stage: Stage) -> None:
    """The box of all their plans together."""
    count_box(stage, "ontspanning", "agnieszka", "saskia")


@TALE.on(-1, "11:00")
def second_run(stage: Stage) -> None:
    """A run that waits for Hennie."""
    collect_run(stage, "run-2", "gerard", "eten-5", "kok-3")


@TALE.on(-1, "18:40")
def first_gift(stage: Stage) -> None:
    """A neighbour with a name."""
    give(stage, "eten", "5", "Nel van de overkant")


@TALE.on(-1, "19:20")
def second_gift(stage: Stage) -> None:
    """And one without."""
    give(stage, "eten", "10")
