"""The pages of allowances, as people use them."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.extensions import db
from grants.allowances.models import Allowance
from grants.awards import service as awards
from grants.kit.access import SYSTEM
from tests.allowances.staged import Desk, desk, laid
from tests.ground import NOON
from tests.web import soup, text_of

__all__ = ["desk", "laid"]

NEW = "/allowances/new"
GASTVROUW = {"words": "Gastvrouw", "amount": "20"}


def test_before_she_types_she_reads_what_is_possible_and_what_one_euro_more_does(
    desk: Desk,
) -> None:
    page = text_of(desk.as_("Ada").get(NEW))

    assert "Nog € 2.150,00 dit jaar. Daarvan € 170,00 deze maand." in page
    assert "Is het één euro meer, dan kan de belasting over het hele bedrag gaan" in page
    assert "Heb je een uitkering? Vraag eerst na" in page
    assert "Ben je jonger dan 27" in page


def test_noted_it_says_who_looks(desk: Desk) -> None:
    ada = desk.as_("Ada")

    answer = ada.send(NEW, **GASTVROUW)

    assert answer.status_code == 303
    assert "De penningmeester kijkt er eerst naar." in text_of(ada.get(answer.location))


def test_at_the_limit_it_says_what_is_possible_and_keeps_what_she_typed(desk: Desk) -> None:
    answer = desk.as_("Ada").send(NEW, **GASTVROUW | {"amount": "180"})

    page = text_of(answer)
    assert answer.status_code == 422
    assert "Deze maand kan nog € 170,00." in page
    assert "dit jaar kan nog € 2.150,00" in page
    assert soup(answer).select_one("input[name=words]")["value"] == "Gastvrouw"  # type: ignore[index]


def test_hours_above_the_norm_ask_why_and_then_go_on(desk: Desk) -> None:
    ada = desk.as_("Ada")
    many = GASTVROUW | {"hours": "2,5"}

    first = ada.send(NEW, **many)
    second = ada.send(NEW, **many, why="Ze kookte ook.")

    assert "€ 5,63 meer dan de gewone € 5,75 per uur" in text_of(first)
    assert soup(first).select_one("textarea[name=why]") is not None
    assert second.status_code == 303
    assert "2:30" in text_of(ada.get(second.location))


def test_the_same_again_is_asked_and_taken_when_it_is_another_one(desk: Desk) -> None:
    ada = desk.as_("Ada")
    ada.send(NEW, **GASTVROUW)
    assert soup(ada.get(NEW)).select_one("input[name=another]") is None

    asked = ada.send(NEW, **GASTVROUW)
    taken = ada.send(NEW, **GASTVROUW, another="y")

    assert "Is dit nog een andere?" in text_of(asked)
    assert soup(asked).select_one("input[name=another]") is not None
    assert taken.status_code == 303


@pytest.mark.parametrize("hours", ["veel", "0", "25", "-1"])
def test_hours_that_no_day_has_are_asked_again(desk: Desk, hours: str) -> None:
    answer = desk.as_("Ada").send(NEW, **GASTVROUW | {"hours": hours})

    assert answer.status_code == 422
    assert "Schrijf uren tussen 0 en 24" in text_of(answer)


def test_both_ways_in_a_year_are_warned_for(desk: Desk) -> None:
    ada = desk.as_("Ada")
    costs = GASTVROUW | {"kind": "proven", "proof": "Buskaartje"}

    first = ada.send(NEW, **costs)
    second = ada.send(NEW, **costs, mixes="y")

    assert "Dan telt het bij elkaar op." in text_of(first)
    assert second.status_code == 303


def test_the_treasurer_notes_for_another_and_a_member_only_for_herself(desk: Desk) -> None:
    people = soup(desk.as_("Dan").get(NEW)).select("input[name=person]")
    own = soup(desk.as_("Ada").get(NEW)).select("input[name=person]")

    assert len(people) == 4
    assert [field["value"] for field in own] == [desk.ids["Ada"]]


def test_the_treasurer_who_said_yes_does_not_give_it_from_the_box(desk: Desk) -> None:
    dan = desk.as_("Dan")
    path = f"/allowances/{desk.ids['noted']}"
    assert dan.send(f"{path}/agree", on=path).status_code == 303

    page = dan.get(path)
    answer = dan.send(f"{path}/give", gave="y", got="y")

    assert soup(page).select_one("main a[href$='/give']") is None
    assert "Daarom betaalt iemand anders" in text_of(page)
    assert answer.status_code == 403
    assert "Iemand anders betaalt" in text_of(answer)


def test_the_treasurer_lets_the_money_holder_look_and_gives_it_from_the_box_on_one_phone(
    desk: Desk,
) -> None:
    dan, ada, hans = desk.as_("Dan"), desk.as_("Ada"), desk.as_("Hans")
    path = f"/allowances/{desk.ids['noted']}"

    assert dan.send(f"{path}/pass", on=path).status_code == 303
    assert hans.send(f"{path}/agree", on=path).status_code == 303
    one_said = dan.send(f"{path}/give", gave="y")
    both_said = dan.send(f"{path}/give", gave="y", got="y")

    assert "Jullie zeggen het allebei" in text_of(one_said)
    assert both_said.status_code == 303
    assert "Kreeg je jouw vergoeding?" in text_of(ada.get("/"))
    assert ada.send(f"{path}/confirm", on=path).status_code == 303
    assert "Betaald uit het kasje, en ontvangen." in text_of(ada.get(path))


def test_who_said_yes_at_the_money_holder_reads_that_another_there_pays(desk: Desk) -> None:
    path = f"/allowances/{desk.ids['noted']}"
    desk.as_("Dan").send(f"{path}/pass", on=path)
    hans = desk.as_("Hans")
    hans.send(f"{path}/agree", on=path)

    page = text_of(hans.get(path))

    assert "Daarom betaalt iemand anders: een ander bij" in page
    assert "een andere penningmeester" not in page


def test_the_money_holder_pays_by_bank_and_the_day_decides(desk: Desk) -> None:
    hans = desk.as_("Hans")
    path = f"/allowances/{desk.ids['agreed']}"

    answer = hans.client.post(f"{path}/pay", data=hans.form(f"{path}/pay") | {"on": "2026-03-01"})
    paid = hans.client.post(f"{path}/pay", data=hans.form(f"{path}/pay") | {"on": "2026-03-02"})

    assert "Het ja kwam later dan deze dag." in text_of(answer)
    assert paid.status_code == 303
    assert "Betaald" in text_of(hans.get(path))


def test_no_with_a_reason_and_taking_back(desk: Desk) -> None:
    dan, ada = desk.as_("Dan"), desk.as_("Ada")
    path = f"/allowances/{desk.ids['noted']}"

    assert "Weet" not in text_of(dan.send(f"{path}/refuse"))
    assert dan.send(f"{path}/refuse", why="Dit was al betaald.").status_code == 303
    assert "Dit was al betaald." in text_of(ada.get(path))
    other = ada.send(NEW, **GASTVROUW).location
    assert ada.send(f"{other}/withdraw").status_code == 303
    assert "teruggenomen" in text_of(ada.get(other))


def test_what_was_not_agreed_says_so_and_not_that_it_can_be_noted_again_after_the_account(
    desk: Desk,
) -> None:
    dan, ada = desk.as_("Dan"), desk.as_("Ada")
    path = f"/allowances/{desk.ids['noted']}"
    dan.send(f"{path}/refuse", why="Dit was al betaald.")
    before = text_of(ada.get(path))

    with desk.app.app_context():
        one = db.session.get_one(Allowance, UUID(desk.ids["noted"]))
        awards.settle(db.session(), one.proposal_id, keep=False, by=SYSTEM, at=NOON)
        db.session.commit()
    after = text_of(ada.get(path))

    assert "Je kunt het nog eens noteren" in before
    assert "Je kunt het nog eens noteren" not in after
    assert "Daarna is het geld van dit plan afgerekend" in after
    assert "Dit was al betaald." in after


def test_a_wrong_one_is_undone(desk: Desk) -> None:
    path = f"/allowances/{desk.ids['paid']}"

    answer = desk.as_("Hans").send(f"{path}/correct", why="Dubbel betaald.")

    assert answer.status_code == 303
    assert "ongedaan" in text_of(desk.as_("Ada").get(path))


def test_her_year_and_what_she_had_elsewhere(desk: Desk) -> None:
    ada = desk.as_("Ada")

    assert ada.send("/allowances/mine/elsewhere", month="1", amount="40").status_code == 303
    page = text_of(ada.get("/allowances/mine"))

    assert "Nog € 2.110,00 dit jaar." in page
    assert "januari € 40,00" in page
    assert "2 maart · betaald · Oudercafé, Werkgroep Ontmoeting" in page
    assert "€ 40,00" not in text_of(desk.as_("Dan").get("/allowances/mine"))
    assert ada.get("/allowances/mine?year=2025").status_code == 200
    assert ada.get("/allowances/mine?year=2030").status_code == 404


def test_the_statement_of_a_year_is_a_pdf(desk: Desk) -> None:
    ada = desk.as_("Ada")
    ada.send("/allowances/mine/elsewhere", month="1", amount="40")

    answer = ada.get("/allowances/mine/paper?year=2026")

    assert answer.mimetype == "application/pdf"
    assert "vergoedingen-2026.pdf" in answer.headers["Content-Disposition"]
    assert desk.as_("Olga").get("/allowances/mine/paper?year=2025").status_code == 200


def test_the_operator_adds_the_amounts_of_a_year_with_their_source(desk: Desk) -> None:
    olga = desk.as_("Olga")
    typed = {
        "year": "2027",
        "most_year": "2300",
        "most_month": "230",
        "source": "Belastingdienst",
        "link": "https://www.belastingdienst.nl",
    }
    path = "/allowances/amounts/new"

    half = olga.send(path, **typed, hour="5,90")
    unsafe = olga.send(path, **typed | {"link": "javascript:alert(1)"})
    none = olga.send(path, **typed, hour="0", hour_young="0", age="21")
    young = olga.send(path, **typed, hour="5", hour_young="9", age="21")
    kept = olga.send(path, **typed, hour="5,90", hour_young="3,50", age="21")

    assert "alle drie in, of geen" in text_of(half)
    assert "begint met https" in text_of(unsafe)
    assert (none.status_code, young.status_code) == (422, 422)
    assert "Een uur is meer dan nul" in text_of(none)
    assert "Wie jonger is, krijgt niet meer per uur" in text_of(young)
    assert kept.status_code == 303
    page = text_of(desk.as_("Ada").get("/allowances/amounts"))
    assert "2027" in page
    assert "€ 2.300,00" in page
    assert "afgeleid van de jaren ernaast" in page


def test_the_book_names_nobody(desk: Desk) -> None:
    page = text_of(desk.as_("Cas").get(f"/ledger/?plan={desk.ids['plan']}"))

    assert "Vrijwilligersvergoeding" in page
    assert "Gastvrouw bij het oudercafé" not in page


def test_who_looks_after_them_sees_them_in_a_list(desk: Desk) -> None:
    assert "Ada" in text_of(desk.as_("Dan").get("/allowances/"))
    assert "Ben" in text_of(desk.as_("Hans").get("/allowances/"))
    assert desk.as_("Ada").get("/allowances/").status_code == 404


def test_a_member_reads_it_in_arabic(desk: Desk) -> None:
    page = desk.as_("Ada", "ar").get(NEW)

    assert 'dir="rtl"' in page.get_data(as_text=True)
    assert "بقي" in text_of(page)
