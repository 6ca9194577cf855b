"""The funder's desk, the check of a paper, and the letters."""

from __future__ import annotations

from uuid import UUID

import pytest

from grants.reports import service
from grants.reports.models import Leftover, Report
from grants.reports.states import ReportState
from grants.spending import service as spending
from tests.ground import NOON
from tests.reports.conftest import House
from tests.reports.story import Told
from tests.web import text_of


def sent(told: Told, report: Report) -> None:
    told.answered(told.put(report))
    service.send(told.session, report, by=told.actor("Ada"), at=NOON)


def read(told: Told, report: Report) -> None:
    sent(told, report)
    service.read(told.session, report, by=told.actor("Rosa"), at=NOON)


def keeping(told: Told, report: Report) -> None:
    by = told.actor("Ada")
    service.choose(told.session, report, Leftover.KEEP, "Voor thee.", by=by, at=NOON)
    read(told, report)


def state(house: House) -> ReportState:
    return house.do(lambda _told, report: report.state)


def test_a_report_comes_in_at_the_desk(house: House) -> None:
    assert "Nog geen verantwoordingen" in text_of(house.as_("rosa").get("/reports/desk"))

    house.do(sent)

    text = text_of(house.as_("rosa").get("/reports/desk"))
    assert "V-2026-0001" in text


def test_before_it_is_sent_it_is_not_there(house: House) -> None:
    assert house.as_("rosa").get(house.desk).status_code == 404


def test_reading_is_told_once(house: House) -> None:
    house.do(sent)
    rosa = house.as_("rosa")
    form = rosa.form(house.desk)

    first = rosa.post(f"{house.desk}/read", form)
    again = rosa.post(f"{house.desk}/read", form)

    assert first.location == again.location == house.desk
    assert state(house) is ReportState.READ


def test_a_reviewer_hears_that_a_decider_agrees(house: House) -> None:
    house.do(read)

    answer = house.as_("rosa").get(f"{house.desk}/accept")

    assert answer.status_code == 403


def test_an_outsider_and_the_group_do_not_agree(house: House) -> None:
    house.do(read)

    assert house.as_("zoe").get(f"{house.desk}/accept").status_code == 404
    assert house.as_("ada").get(f"{house.desk}/accept").status_code == 403


def test_an_empty_question_is_refused_beside_the_field(house: House) -> None:
    house.do(read)

    answer = house.as_("dirk").send(f"{house.desk}/ask", words=" ")

    assert answer.status_code == 422
    assert 'id="words-error"' in answer.text


def test_a_question_goes_back_and_is_told(house: House) -> None:
    house.do(read)

    asked = house.as_("dirk").send(f"{house.desk}/ask", words="Waar is bon 3?")
    house.run_jobs()

    assert asked.status_code == 303
    assert state(house) is ReportState.RETURNED
    letters = [one for one in house.letters.sent if "Waar is bon 3?" in one.text]
    assert {one.to.split("@")[0] for one in letters} == {"ada", "ben", "gul", "dan", "cas"}
    assert house.as_("dirk").get(f"{house.desk}/accept").status_code == 409


def test_agreeing_settles(house: House) -> None:
    house.do(read)
    dirk = house.as_("dirk")
    form = dirk.form(f"{house.desk}/accept")

    first = dirk.post(f"{house.desk}/accept", form)
    again = dirk.post(f"{house.desk}/accept", form)

    assert first.status_code == again.status_code == 303
    assert state(house) is ReportState.ACCEPTED
    assert "ging akkoord" in text_of(dirk.get(house.desk))


def test_before_reading_nobody_agrees(house: House) -> None:
    house.do(sent)

    assert house.as_("dirk").get(f"{house.desk}/accept").status_code == 409


def test_keeping_is_offered_only_where_it_was_asked(house: House) -> None:
    house.do(keeping)

    page = house.as_("dirk").get(f"{house.desk}/accept")
    house.as_("dirk").send(f"{house.desk}/accept", keep="yes")

    assert "Mag de groep dit houden?" in text_of(page)
    assert house.do(lambda _told, report: report.copies[0].keep) is True


def test_keeping_cannot_be_slipped_in(house: House) -> None:
    house.do(read)

    house.as_("dirk").send(f"{house.desk}/accept", keep="yes")

    assert house.do(lambda _told, report: report.copies[0].keep) is False


def test_letters_tell_who_has_to_know(house: House) -> None:
    house.do(sent)
    house.run_jobs()

    told = [one for one in house.letters.sent if "V-2026-0001" in one.text]

    assert {one.to.split("@")[0] for one in told} == {"rosa", "dirk", "eva"}
    assert all(house.desk in one.text for one in told)


def test_whoever_asked_what_nobody_said_yes_to_hears_that_it_ended_and_why(house: House) -> None:
    house.do(read)
    asking = house.do(
        lambda told, _report: (
            told.plan.asking("0.50", "Ben", documents=(told.plan.document("laat"),)).id
        )
    )

    house.as_("dirk").send(f"{house.desk}/accept")
    house.run_jobs()

    letters = [one for one in house.letters.sent if "Niet in de verantwoording" in one.subject]
    assert [one.to for one in letters] == ["ben@example.org"]
    assert f"/spending/?plan={house.plan}" in letters[0].text
    page = text_of(house.as_("ben").get(f"/spending/{asking}"))
    assert "voordat iemand ja zei" in page
    history = text_of(house.as_("ben").get(f"/history/expense/{asking}"))
    assert "Dirk nam de bon terug" not in history


@pytest.mark.parametrize(
    ("code", "why"),
    [("", "De bon kwam terug, met een reden."), ("round-not-agreed", "De groep zei nog niet ja.")],
)
def test_a_receipt_that_came_back_shows_its_words_also_when_it_ended_with_the_account(
    house: House, code: str, why: str
) -> None:
    house.do(read)

    def refused(told: Told, _report: Report) -> UUID:
        plan = told.plan
        one = plan.asking("0.50", "Ben", documents=(plan.document("laat"),))
        spending.refuse(told.session, one, "Van wie is dit?", by=told.actor("Ada"), at=NOON)
        one.refused_code = code  # as where the group decided it together
        return one.id

    receipt = house.do(refused)
    house.as_("dirk").send(f"{house.desk}/accept")
    house.run_jobs()

    assert not [one for one in house.letters.sent if "Niet in de verantwoording" in one.subject]
    page = text_of(house.as_("ben").get(f"/spending/{receipt}"))
    assert "Van wie is dit?" in page
    assert why in page
    assert "voordat iemand ja zei" not in page
    assert "Daarna is het geld van dit plan afgerekend" in page


def marks(house: House) -> tuple[str, str, str]:
    house.do(sent)
    house.run_jobs()
    return house.do(
        lambda _told, report: (
            report.mark.replace(" ", ""),
            str(report.hash),
            str(report.document_hash),
        )
    )


def test_anybody_can_check_a_paper_by_facts_and_by_file(house: House) -> None:
    for mark in marks(house):
        page = house.nobody().get(f"/reports/verify/{mark}")

        assert page.status_code == 200
        assert "V-2026-0001" in text_of(page)
        assert "<form" not in page.text


@pytest.mark.parametrize("mark", ["0" * 64, "abc", "7C1E90AB44D2F03B", "%25%25", "x" * 200])
def test_an_unknown_fingerprint_is_said_plainly(house: House, mark: str) -> None:
    page = house.nobody().get(f"/reports/verify/{mark}")

    assert page.status_code == 404
    assert "Deze kennen we niet" in text_of(page)


def test_a_report_that_was_made_again_says_so(house: House) -> None:
    mark, _, _ = marks(house)
    house.do(
        lambda told, report: service.read(told.session, report, by=told.actor("Rosa"), at=NOON)
    )
    house.as_("dirk").send(f"{house.desk}/ask", words="Waar is bon 3?")

    page = house.nobody().get(f"/reports/verify/{mark}")

    assert "Later maakte de groep een nieuwe" in text_of(page)
