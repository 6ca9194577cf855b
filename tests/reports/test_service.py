"""From gathering to accepted: who may, what is refused, what follows."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards.models import AwardState
from grants.consent.models import AnswerKind
from grants.documents import service as documents
from grants.documents.models import Document
from grants.documents.store import Kind, Stored
from grants.kit.access import Right
from grants.kit.acts import Act
from grants.kit.canon import digest
from grants.kit.errors import Invalid, NotAllowed, NotNow, Stale
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.mandates import service as mandates
from grants.mandates.queries import asking_for
from grants.mandates.rules import Template
from grants.outbox.models import Job
from grants.payments import service as payments
from grants.payments.rules import GivingBack
from grants.proposals.models import LineKind
from grants.proposals.states import ProposalState
from grants.reports import service
from grants.reports.models import Leftover
from grants.reports.queries import living, report_by_mark, reports_of
from grants.reports.rules import Answers, read_facts
from grants.reports.service import Shot
from grants.reports.service.writing import marks_of
from grants.reports.states import ReportState
from grants.requests.models import Request, RequestState
from tests.ground import NOON
from tests.reports.story import Told, carried_out
from tests.spending.story import DAY


def jobs(told: Told) -> set[str]:
    return set(told.session.scalars(select(Job.kind).where(Job.kind.like("reports.%"))))


def picture(told: Told, name: str = "foto.jpg") -> Document:
    stored = Stored(hash=digest(name), kind=Kind.JPEG, size=9)
    owner, by = told.proposal.owner_id, told.actor("Ada")
    return documents.keep(told.session, stored, owner_id=owner, name=name, by=by, at=NOON)


def test_starting_twice_is_starting_once(told: Told) -> None:
    assert told.started() is told.started()


def test_an_outsider_starts_nothing(told: Told) -> None:
    with pytest.raises(NotAllowed, match="not-found"):
        service.start(told.session, told.proposal, by=told.actor("Zoë"), at=NOON)


def test_a_coach_leaves_it_to_a_group_that_does_it_itself(told: Told) -> None:
    with pytest.raises(NotAllowed, match="in-group-hands"):
        service.start(told.session, told.proposal, by=told.actor("Cas"), at=NOON)


def test_half_a_number_of_people_is_asked_about(told: Told) -> None:
    with pytest.raises(Invalid, match="people-both") as refusal:
        told.written(Answers(adults=4))

    assert refusal.value.field == "children"


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(told: Told) -> None:
    report = told.started()
    seen = marks_of(report)["answers"]
    service.write(told.session, report, Answers(went="Fijn."), by=told.actor("Ben"), at=NOON)

    with pytest.raises(Stale, match="report-changed") as refusal:
        service.write(
            told.session, report, Answers(went="Goed."), by=told.actor("Ada"), at=NOON, seen=seen
        )

    assert refusal.value.facts["went"] == "Fijn."


def test_a_photo_needs_everyones_yes(told: Told) -> None:
    report = told.started()
    shot = Shot(picture(told), "De eerste ochtend", everyone_agrees=False)

    with pytest.raises(Invalid, match="photo-not-agreed"):
        service.add_photo(told.session, report, shot, by=told.actor("Ada"), at=NOON)


def test_a_photo_comes_and_goes(told: Told) -> None:
    report, ada = told.started(), told.actor("Ada")
    shot = Shot(picture(told), "De eerste ochtend", everyone_agrees=True)

    photo = service.add_photo(told.session, report, shot, by=ada, at=NOON)
    assert [one.words for one in told.found.photos] == ["De eerste ochtend"]

    service.remove_photo(told.session, report, photo, by=ada, at=NOON)
    assert told.found.photos == ()


def test_a_report_with_gaps_is_not_put(told: Told) -> None:
    with pytest.raises(NotNow, match="report-incomplete") as refusal:
        told.put(told.written())

    assert refusal.value.facts["count"] == 2


def test_putting_freezes_the_facts(told: Told) -> None:
    report = told.whole()
    round_ = told.put(report)

    assert report.state is ReportState.ASKING
    assert report.facts is not None
    assert round_.mark == report.hash == digest(report.facts)
    assert report.total == EUR("340")


def test_while_the_group_decides_nothing_changes(told: Told) -> None:
    report = told.whole()
    told.put(report)

    with pytest.raises(NotNow, match="wrong-state"):
        service.write(told.session, report, Answers(), by=told.actor("Ada"), at=NOON)


def test_an_objection_opens_it_again(told: Told) -> None:
    report = told.whole()

    told.answered(told.put(report), AnswerKind.NOT_YET)

    assert report.state is ReportState.GATHERING
    assert report.facts is None
    assert told.plan.waits_for(Act.REPORTS_WRITE) == {"Ada", "Ben", "Gül", "Dan"}


def test_the_groups_yes_seals_with_number_and_day(told: Told) -> None:
    report = told.sealed()

    assert report.state is ReportState.SEALED
    assert report.reference == "V-2026-0001"
    assert report.sealed_at == NOON
    assert told.proposal.state is ProposalState.FINISHED
    assert jobs(told) == {"reports.paper"}


def test_under_together_the_coach_says_yes_first(session: Session) -> None:
    told = carried_out(session, Template.ON_THE_WAY)
    report = told.whole()
    with pytest.raises(NotNow, match="needs-coach-yes"):
        told.put(report)
    mark, ada = service.mark_of(session, report), told.actor("Ada")

    mandates.ask_nod(
        session, Right.WRITE_REPORT, report, mark=mark, label="Verslag", by=ada, at=NOON
    )
    asked = asking_for(session, report.owner_id, Right.WRITE_REPORT, report.ref, mark)
    assert asked is not None
    mandates.nod(session, asked, by=told.actor("Cas"), at=NOON)

    assert told.put(report).mark == report.hash


def test_it_goes_to_each_funder_of_the_plan(told: Told) -> None:
    report = told.sent()

    assert [copy.organisation_id for copy in report.copies] == [told.plan.one.funder.id]
    assert told.plan.waits_for(Act.REPORTS_READ) == {"Rosa", "Dirk", "Eva"}
    assert "reports.sent" in jobs(told)


def test_a_book_that_moved_after_sealing_is_noticed(told: Told) -> None:
    report = told.sealed()
    told.plan.paid("1", documents=(told.plan.document("laat"),))

    with pytest.raises(NotNow, match="book-moved"):
        service.send(told.session, report, by=told.actor("Ada"), at=NOON)


def test_what_changed_before_sending_makes_a_next_number(told: Told) -> None:
    report = told.sealed()
    told.plan.paid("1", documents=(told.plan.document("laat"),))

    following = service.again(told.session, report, "Nog een bon.", by=told.actor("Ada"), at=NOON)

    assert report.state is ReportState.RETURNED
    assert following.no == 2
    assert told.answered(told.put(following))
    assert service.send(told.session, following, by=told.actor("Ada"), at=NOON).copies


def test_before_it_is_sent_it_does_not_exist_for_the_funder(told: Told) -> None:
    report = told.sealed()

    with pytest.raises(NotAllowed, match="not-found"):
        service.read(told.session, report, by=told.actor("Rosa"), at=NOON)


def test_reading_twice_is_reading_once(told: Told) -> None:
    report = told.read()

    service.read(told.session, report, by=told.actor("Dirk"), at=NOON)

    assert report.state is ReportState.READ
    assert report.copies[0].read_by_id == told.plan.id_of("Rosa")
    assert told.plan.waits_for(Act.REPORTS_ACCEPT) == {"Dirk", "Eva"}


def test_a_reviewer_does_not_accept(told: Told) -> None:
    with pytest.raises(NotAllowed, match="not-a-decider"):
        service.accept(told.session, told.read(), keep=False, by=told.actor("Rosa"), at=NOON)


def test_asking_leaves_what_was_sent_and_starts_a_new_number(told: Told) -> None:
    report = told.read()

    following = service.ask(told.session, report, "Waar is bon 3?", by=told.actor("Dirk"), at=NOON)

    assert report.state is ReportState.RETURNED
    assert report.reference == "V-2026-0001"
    assert following.no == 2
    assert following.whys == report.whys
    assert living(told.session, told.proposal.id) is following
    assert told.gaps == []
    assert told.plan.waits_for(Act.REPORTS_WRITE) == {"Ada", "Ben", "Gül", "Dan", "Cas"}


def test_a_next_number_is_sealed_and_sent_again(told: Told) -> None:
    following = service.ask(
        told.session, told.read(), "Waar is bon 3?", by=told.actor("Dirk"), at=NOON
    )

    told.answered(told.put(following))
    service.send(told.session, following, by=told.actor("Ben"), at=NOON)

    assert following.reference == "V-2026-0002"
    assert len(reports_of(told.session, told.proposal.id)) == 2


def test_accepting_settles_and_what_is_left_goes_back(told: Told) -> None:
    report = told.read()

    service.accept(told.session, report, keep=False, by=told.actor("Dirk"), at=NOON)

    assert report.state is ReportState.ACCEPTED
    assert told.plan.award.state is AwardState.ACCOUNTED
    assert told.plan.award.final == EUR("298")
    assert book.owed_back(told.session, told.proposal.id) == {told.plan.one.funder.id: EUR("2")}


def test_the_last_money_back_closes_plan_and_request(told: Told) -> None:
    service.accept(told.session, told.read(), keep=False, by=told.actor("Dirk"), at=NOON)
    back = GivingBack(told.plan.one.funder.id, EUR("2"), DAY, AccountKind.BANK)

    payments.give_back(told.session, told.proposal, back, by=told.actor("Hans"), at=NOON)

    request = told.session.get_one(Request, told.plan.award.request_id)
    assert told.proposal.state is ProposalState.CLOSED
    assert request.state is RequestState.CLOSED
    assert book.check(told.session) == []


def test_the_group_keeps_only_what_it_asked_to_keep(told: Told) -> None:
    report = told.read()

    with pytest.raises(NotNow, match="group-gives-back"):
        service.accept(told.session, report, keep=True, by=told.actor("Dirk"), at=NOON)


def test_keeping_closes_at_once(told: Told) -> None:
    report = told.read(leftover=Leftover.KEEP, why="Voor de volgende ochtend.")

    service.accept(told.session, report, keep=True, by=told.actor("Dirk"), at=NOON)

    assert told.proposal.state is ProposalState.CLOSED
    assert book.settled(told.session, told.proposal.id)
    assert book.check(told.session) == []


def test_accepting_twice_is_refused(told: Told) -> None:
    report, dirk = told.read(), told.actor("Dirk")
    service.accept(told.session, report, keep=False, by=dirk, at=NOON)

    with pytest.raises(NotNow, match="wrong-state"):
        service.accept(told.session, report, keep=False, by=dirk, at=NOON)


def test_a_fingerprint_finds_its_report_by_facts_and_by_file(told: Told) -> None:
    report = told.sealed()
    service.file_paper(told.session, report, picture(told, "verantwoording.pdf"))

    assert report_by_mark(told.session, report.mark) is report
    assert report_by_mark(told.session, str(report.hash)) is report
    assert report_by_mark(told.session, str(report.document_hash).upper()) is report


@pytest.mark.parametrize("mark", ["", "7C1E 90AB", "0" * 16, "x" * 16, "%" * 20, "0" * 65])
def test_an_unknown_fingerprint_finds_nothing(told: Told, mark: str) -> None:
    told.sealed()

    assert report_by_mark(told.session, mark) is None


def test_an_unsealed_account_cannot_be_checked(told: Told) -> None:
    report = told.whole()
    told.put(report)

    assert report_by_mark(told.session, str(report.hash)) is None


def test_the_sealed_facts_stay_as_the_group_read_them(told: Told) -> None:
    report = told.sealed()
    assert report.facts is not None
    lines = {line.kind: line for line in read_facts(report.facts).lines}

    assert lines[LineKind.CHILDCARE].why == "Een extra ochtend."
