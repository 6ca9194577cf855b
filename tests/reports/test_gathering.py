"""What a report gathers by itself, and what it says is missing."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.kit.money import EUR
from grants.ledger.models import Book
from grants.proposals.models import LineKind
from grants.reports import service
from grants.reports.models import Leftover
from grants.reports.rules import (
    Answers,
    GapKind,
    Hands,
    SourceKind,
    StepKind,
    read_facts,
    write_facts,
)
from grants.spending import service as spending
from grants.spending.rules import Losing
from tests.ground import NOON
from tests.reports.story import TOLD, Told, spent


def test_each_line_says_planned_and_real(told: Told) -> None:
    lines = {line.kind: line for line in told.found.lines}

    assert lines[LineKind.ROOM].real == EUR("190")
    assert lines[LineKind.ROOM].difference == EUR("-10")
    assert lines[LineKind.CHILDCARE].difference == EUR("8")
    assert told.found.planned == EUR("342")


def test_receipts_are_numbered_with_who_said_yes(told: Told) -> None:
    bills = told.found.bills

    assert [bill.no for bill in bills] == [1, 2, 3, 4]
    assert sum(bill.amount.minor for bill in bills) == told.found.costs.minor == 34000
    assert bills[0].approved_by == (told.plan.id_of("Ben"),)
    assert all(bill.files for bill in bills)


def test_a_receipt_that_was_said_to_be_lost_is_not_asked_for_and_stands_in_the_account(
    told: Told,
) -> None:
    spending.seed_ceiling(told.session, at=NOON)
    lost = told.plan.paid("2", documents=(), lost=Losing("Verf", "Uit mijn tas gevallen"))

    report = told.sealed()

    assert report.facts is not None
    bill = next(one for one in read_facts(report.facts).bills if one.id == lost.id)
    assert (bill.files, bill.no_receipt) == ((), "Uit mijn tas gevallen")


def test_a_file_added_after_the_yes_stands_in_the_account_beside_what_was_said(told: Told) -> None:
    spending.seed_ceiling(told.session, at=NOON)
    lost = told.plan.paid("2", documents=(), lost=Losing("Verf", "Uit mijn tas gevallen"))
    file = told.plan.document("later.jpg")
    spending.add(told.session, lost, [file], by=told.plan.actor("Ada"), at=NOON)

    report = told.sealed()

    assert report.facts is not None
    bill = next(one for one in read_facts(report.facts).bills if one.id == lost.id)
    assert [one.id for one in bill.files] == [file]
    assert bill.no_receipt == "Uit mijn tas gevallen"


def test_money_that_came_in_is_named_by_its_source(told: Told) -> None:
    sources = {source.kind: source for source in told.found.sources}

    assert sources[SourceKind.AWARD].real == EUR("300")
    assert sources[SourceKind.AWARD].organisation_id == told.plan.one.funder.id
    assert sources[SourceKind.PARTICIPANTS].real == EUR("42")
    assert told.found.received == told.found.expected == EUR("342")


def test_what_is_left_is_what_settling_would_leave(told: Told) -> None:
    assert told.found.left == EUR("2")
    assert told.found.to_come == EUR("0")


def test_a_last_part_that_comes_after_the_report_holds_nothing_up(session: Session) -> None:
    plan = spent(session).plan
    told = Told(session, plan)
    for shop in ("Een", "Twee"):
        plan.paid("100", shop=shop, documents=(plan.document(shop),))

    found = told.found

    assert found.left == EUR("142")
    assert not found.waits_for_money


def test_a_bill_that_waits_for_the_last_part_is_in_the_account(session: Session) -> None:
    told = spent(session)
    plan = told.plan
    paid = [plan.paid("100", documents=(plan.document(str(no)),)) for no in range(2)]
    plan.approved(
        "100", line_id=plan.line(LineKind.CHILDCARE), documents=(plan.document("laatste"),)
    )

    found = told.found

    # The money is there, so it can be paid first.
    assert [bill.state.value for bill in found.open] == ["approved"]
    assert found.costs == EUR("300")
    assert len(found.bills) == len(paid) + 1


def test_the_account_names_the_version_that_was_agreed(told: Told) -> None:
    plan = told.found.plan

    assert plan.reference == told.proposal.reference
    assert plan.version == 1
    assert set(plan.agreed_by) == {told.plan.id_of(name) for name in ("Ada", "Ben", "Gül")}


def test_the_account_names_where_the_book_stood(told: Told) -> None:
    book = told.session.get_one(Book, told.proposal.owner_id)

    assert (told.found.book_no, told.found.book_hash) == (book.last_no, book.last_hash)


def test_history_tells_what_the_group_did_itself(told: Told) -> None:
    told.written()
    steps = {step.kind: step for step in told.found.steps}

    assert steps[StepKind.WRITE_PLAN].hands is Hands.OURS
    assert steps[StepKind.DECIDE].count == 1
    assert steps[StepKind.APPROVE].count == 4
    assert steps[StepKind.PAY].hands is Hands.HOLDER
    assert steps[StepKind.WRITE_REPORT].people == 1


def test_facts_survive_their_text(told: Told) -> None:
    told.whole()
    found = told.found

    assert read_facts(write_facts(found)) == found


def test_an_untouched_report_misses_its_words(told: Told) -> None:
    kinds = [gap.kind for gap in told.gaps]

    assert kinds == [
        GapKind.WHY_MISSING,
        GapKind.PEOPLE_MISSING,
        GapKind.WENT_MISSING,
        GapKind.AFTER_MISSING,
        GapKind.LEFTOVER_MISSING,
    ]


def test_a_plan_without_spending_has_nothing_to_account_for(session: Session) -> None:
    assert GapKind.NOTHING_SPENT in {gap.kind for gap in spent(session).gaps}


def test_open_receipts_come_first(told: Told) -> None:
    plan = told.plan
    plan.noted("1", documents=(plan.document("n"),))
    plan.asking("1", documents=(plan.document("a"),))
    plan.approved("1", documents=(plan.document("g"),))

    kinds = [gap.kind for gap in told.gaps][:3]

    assert set(kinds) == {
        GapKind.BILL_NOT_ASKED,
        GapKind.BILL_NOT_APPROVED,
        GapKind.BILL_NOT_PAID,
    }


def test_only_a_line_over_the_plan_asks_why(told: Told) -> None:
    asked = [gap for gap in told.gaps if gap.kind is GapKind.WHY_MISSING]

    assert [(gap.words, gap.amount) for gap in asked] == [("Oppas", EUR("8"))]


def test_a_whole_report_misses_nothing(told: Told) -> None:
    told.whole()

    assert told.gaps == []


def test_keeping_what_is_left_needs_a_reason(told: Told) -> None:
    report = told.whole()
    report.leftover, report.leftover_why = Leftover.KEEP, ""
    told.session.flush()

    assert [gap.kind for gap in told.gaps] == [GapKind.LEFTOVER_WHY_MISSING]


@pytest.mark.parametrize("answers", [Answers(), TOLD, Answers(0, 3, "", "Iets.")])
def test_answers_are_kept_as_they_are(told: Told, answers: Answers) -> None:
    report = told.started()

    service.write(told.session, report, answers, by=told.actor("Ben"), at=NOON)

    assert told.found.answers == answers
