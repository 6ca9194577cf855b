"""The group's pages of the report: written, put, sent; what is refused and how."""

from __future__ import annotations

import io
from uuid import uuid4

from grants.documents.models import Document
from grants.kit.acts import Act
from grants.reports import service
from grants.reports.models import Report
from grants.reports.queries import living
from grants.reports.rules import Answers
from grants.reports.states import ReportState
from tests.gateways.samples import jpeg
from tests.ground import NOON
from tests.reports.conftest import House
from tests.reports.story import Told
from tests.web import Meanwhile, text_of


def state(house: House) -> ReportState:
    return house.do(lambda _told, report: report.state)


def sealed(told: Told, report: Report) -> None:
    told.answered(told.put(report))


def sent(told: Told, report: Report) -> None:
    sealed(told, report)
    service.send(told.session, report, by=told.actor("Ada"), at=NOON)


def unexplained(told: Told, report: Report) -> None:
    by = told.actor("Ben")
    gone = dict.fromkeys(report.whys, "")
    service.explain(told.session, report, gone, by=by, at=NOON)
    service.write(told.session, report, Answers(), by=by, at=NOON)


def test_the_page_says_what_is_missing(house: House) -> None:
    house.do(unexplained)

    text = text_of(house.as_("ada").get(house.page))

    assert "Oppas kostte meer" in text
    assert "Nog 2 dingen" in text


def test_a_whole_report_can_be_put_to_the_group(house: House) -> None:
    text = text_of(house.as_("ben").get(house.page))

    assert "Alles is er. De groep kan ja zeggen." in text
    assert "€ 340,00" in text.replace("\xa0", " ")


def test_a_stranger_gets_what_anybody_gets_for_nothing(house: House) -> None:
    zoe = house.as_("zoe")

    there = zoe.get(house.page)

    assert there.status_code == 404
    assert there.data == zoe.get(f"/reports/{uuid4()}").data


def test_who_is_not_signed_in_signs_in_first(house: House) -> None:
    assert house.nobody().get(house.page).status_code == 302


def test_a_coach_reads_and_hears_why_she_does_not_write(house: House) -> None:
    cas = house.as_("cas")

    refused = cas.get(f"{house.page}/answers")

    assert cas.get(house.page).status_code == 200
    assert refused.status_code == 403
    assert "Dit doet de groep nu zelf." in text_of(refused)


def test_answers_are_kept(house: House) -> None:
    kept = house.as_("ben").send(f"{house.page}/answers", adults="١٢", children="3", went="Fijn")

    assert kept.status_code == 303
    assert house.do(lambda told, _report: told.found.answers.adults) == 12


def test_a_number_that_is_none_is_said_beside_it_and_the_text_stays(house: House) -> None:
    answer = house.as_("ada").send(f"{house.page}/answers", adults="veel", went="Heel fijn.")

    assert answer.status_code == 422
    assert "Schrijf een heel getal" in text_of(answer)
    assert "Heel fijn." in answer.text
    assert 'value="veel"' in answer.text


def test_half_a_number_is_asked_about_beside_its_field(house: House) -> None:
    answer = house.as_("ada").send(f"{house.page}/answers", adults="4", children="")

    assert answer.status_code == 422
    assert 'id="children-error"' in answer.text


def test_what_somebody_else_wrote_meanwhile_is_shown_beside_ones_own(house: House) -> None:
    ada = house.as_("ada")
    form = ada.form(f"{house.page}/answers")
    house.as_("ben").send(f"{house.page}/answers", went="Van Ben.")

    answer = ada.post(f"{house.page}/answers", form | {"went": "Van Ada."})

    assert answer.status_code == 409
    assert "Van Ben." in text_of(answer)
    assert "Van Ada." in answer.text


def test_a_reason_is_kept_by_line(house: House) -> None:
    house.as_("ben").send(f"{house.page}/reasons", why_1="Twee ochtenden extra.")

    whys = house.do(lambda told, _report: [line.why for line in told.found.lines])
    assert "Twee ochtenden extra." in whys


def test_asking_to_keep_what_is_left_needs_a_reason(house: House) -> None:
    answer = house.as_("ada").send(f"{house.page}/left", leftover="keep", why=" ")

    assert answer.status_code == 422
    assert "Zeg wat jullie ermee willen doen." in text_of(answer)


def add_photo(house: House, **typed: str) -> int:
    ada = house.as_("ada")
    form = ada.form(f"{house.page}/photos")
    file = {"file": (io.BytesIO(jpeg()), "ochtend.jpg")}
    data = form | {"words": "De ochtend"} | typed | file
    return ada.post(f"{house.page}/photos", data).status_code


def test_a_photo_comes_in_with_everyones_yes_and_goes_again(house: House) -> None:
    assert add_photo(house) == 422
    assert add_photo(house, everyone_agrees="y") == 303

    ada = house.as_("ada")
    shown = house.do(lambda _told, report: report.photos[0].document_id)
    picture = ada.get(f"/reports/number/{house.report}/picture/{shown}")
    assert picture.headers["Content-Type"] == "image/jpeg"

    away = f"{house.page}/photos/{shown}/away"
    assert ada.send(away, on=f"{house.page}/photos").status_code == 303
    assert house.do(lambda _told, report: len(report.photos)) == 0


def test_a_photo_that_two_take_away_at_once_is_gone(house: House, meanwhile: Meanwhile) -> None:
    add_photo(house, everyone_agrees="y")
    shown = house.do(lambda _told, report: report.photos[0].document_id)
    away, page = f"{house.page}/photos/{shown}/away", f"{house.page}/photos"
    meanwhile(lambda: house.as_("ben").send(away, on=page))

    assert house.as_("ada").send(away, on=page).status_code == 303

    assert house.do(lambda _told, report: len(report.photos)) == 0


def test_pictures_of_the_report_are_for_who_may_see_it(house: House) -> None:
    path = house.do(
        lambda told, report: (
            f"/reports/number/{report.id}/picture/{told.found.bills[0].files[0].id}"
        )
    )

    assert house.as_("zoe").get(path).status_code == 404
    other = path.rsplit("/", 1)[0]
    assert house.as_("ada").get(f"{other}/{uuid4()}").status_code == 404


def test_putting_leads_to_the_round_and_a_second_press_to_the_same(house: House) -> None:
    ada = house.as_("ada")
    form = ada.form(f"{house.page}/put")

    first = ada.post(f"{house.page}/put", form)
    again = ada.post(f"{house.page}/put", form)

    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    assert "/consent/" in first.location
    assert state(house) is ReportState.ASKING


def test_while_the_group_decides_nobody_writes(house: House) -> None:
    house.do(lambda told, report: told.put(report))

    assert house.as_("ben").get(f"{house.page}/answers").status_code == 409


def test_a_day_that_is_over_is_refused_beside_the_field(house: House) -> None:
    answer = house.as_("ada").send(f"{house.page}/put", closes_on="2026-03-01")

    assert answer.status_code == 422
    assert 'id="closes_on-error"' in answer.text


def test_a_sealed_report_is_sent_once(house: House) -> None:
    house.do(sealed)
    ada = house.as_("ada")
    form = ada.form(house.page, action="/send")

    first = ada.post(f"{house.page}/send", form)
    again = ada.post(f"{house.page}/send", form)

    assert first.status_code == again.status_code == 303
    assert state(house) is ReportState.SENT
    assert house.as_("ben").post(f"{house.page}/send", form).status_code == 409


def test_a_report_of_which_the_book_moved_is_not_sent(house: House) -> None:
    house.do(sealed)
    house.do(lambda told, _report: told.plan.paid("1", documents=(told.plan.document("x"),)))

    answer = house.as_("ada").send(f"{house.page}/send", on=house.page)

    assert answer.status_code == 409
    assert "kasboek veranderde" in text_of(answer)


def test_the_paper_is_for_the_group_and_after_sending_for_the_funder(house: House) -> None:
    path = f"/reports/number/{house.report}/paper"
    assert house.as_("ada").get(path).status_code == 409

    house.do(sealed)
    house.run_jobs()

    assert house.as_("ada").get(path).data.startswith(b"%PDF")
    assert house.as_("rosa").get(path).status_code == 404
    house.do(lambda told, report: service.send(told.session, report, by=told.actor("Ada"), at=NOON))
    assert house.as_("rosa").get(path).status_code == 200
    assert house.as_("zoe").get(path).status_code == 404


def test_a_question_of_the_funder_stands_on_the_page(house: House) -> None:
    house.do(sent)
    house.do(
        lambda told, report: service.read(told.session, report, by=told.actor("Rosa"), at=NOON)
    )
    house.do(
        lambda told, report: service.ask(
            told.session, report, "Waar is bon 3?", by=told.actor("Dirk"), at=NOON
        )
    )

    text = text_of(house.as_("ada").get(house.page))

    assert "Waar is bon 3?" in text
    following = house.do(lambda told, report: living(told.session, report.proposal_id))
    assert following is not None


def test_a_number_leads_each_to_her_own_page(house: House) -> None:
    house.do(sent)
    path = f"/reports/number/{house.report}"

    assert house.as_("ada").get(path).location == house.page
    assert house.as_("rosa").get(path).location == house.desk
    assert house.as_("zoe").get(path).status_code == 404


def test_acts_and_waiting_have_their_words() -> None:
    from app import messages  # noqa: PLC0415

    acts = [act for act in Act if act.value.startswith("reports.") and act is not Act.REPORTS_SEE]

    with_words = messages._all("ACTS")
    assert [act for act in acts if act not in with_words] == []


def test_documents_of_the_report_belong_to_the_group(house: House) -> None:
    house.do(sealed)
    house.run_jobs()

    owner = house.do(
        lambda told, report: told.session.get_one(Document, report.document_id).owner_id
    )
    assert owner == house.do(lambda _told, report: report.owner_id)


def test_a_sealed_report_can_be_made_again_with_a_reason(house: House) -> None:
    house.do(sealed)
    ada = house.as_("ada")

    empty = ada.send(f"{house.page}/again", words=" ")
    done = ada.send(f"{house.page}/again", words="Er kwam nog een bon.")

    assert empty.status_code == 422
    assert done.status_code == 303
    assert state(house) is ReportState.RETURNED
    assert "Er kwam nog een bon." in text_of(ada.get(house.page))
