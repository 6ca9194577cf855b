"""Receipts: several expenses on one, one expense with several, and the same file again."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants.documents import service as documents
from grants.documents.store import Kind, Stored
from grants.kit.canon import digest
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom
from grants.kit.money import EUR
from grants.ledger.models import AccountKind
from grants.proposals.models import LineKind
from grants.spending import queries, service
from grants.spending.models import Expense, WhoPaid
from grants.spending.rules import Second
from grants.spending.service import Paying
from grants.spending.states import ExpenseState
from tests.ground import NOON
from tests.spending.story import DAY, Running, running

CHILDCARE = LineKind.CHILDCARE


def both(
    one: Running, whole: str = "60", part: str = "20", **more: object
) -> tuple[Expense, Expense]:
    second = Second(one.line(CHILDCARE), EUR(part))
    data = one.noting(whole, **more)
    return service.note_both(one.session, one.proposal, data, second, by=one.actor("Ada"), at=NOON)


def test_the_same_file_twice_is_told_with_what_has_it(session: Session) -> None:
    one = running(session)
    first = one.asking(documents=(one.document(content="photo"),))

    with pytest.raises(NotNow) as refusal:
        one.noted(documents=(one.document(content="photo"),))

    assert refusal.value.code == "receipt-seen"
    assert refusal.value.facts["reference"] == first.reference


def test_the_same_bytes_as_they_came_in_are_the_same_file(session: Session) -> None:
    one = running(session)
    owner_id, by = one.proposal.owner_id, one.actor("Ada")
    made = [
        documents.keep(
            session,
            Stored(digest(name), 9, Kind.JPEG),
            owner_id=owner_id,
            name="bon.jpg",
            by=by,
            at=NOON,
            received_hash=digest("as it came in"),
        ).id
        for name in ("made today", "made by another release")
    ]
    one.asking(documents=(made[0],))

    with pytest.raises(NotNow, match="receipt-seen"):
        one.noted(documents=(made[1],))


def test_another_group_is_never_told(session: Session) -> None:
    one, other = running(session, name="Oost"), running(session, name="West")
    one.asking(documents=(one.document(content="photo"),))

    noted = other.noted(documents=(other.document(content="photo"),))

    assert noted.state is ExpenseState.NOTED


def test_said_to_be_the_same_both_have_one_document(session: Session) -> None:
    one = running(session)
    first = one.asking(documents=(one.document(content="photo"),))

    second = one.asking("20", documents=(one.document(content="photo"),), same=True)

    assert second.receipts[0].document_id == first.receipts[0].document_id
    assert queries.on_one_receipt(session, second) == [first]


def test_a_receipt_that_was_taken_back_may_come_again(session: Session) -> None:
    one = running(session)
    first = one.asking(documents=(one.document(content="photo"),))
    service.withdraw(session, first, by=one.actor("Ada"), at=NOON)

    again = one.asking(documents=(one.document(content="photo"),))

    assert again.state is ExpenseState.ASKING


def test_mending_with_its_own_file_is_no_other_expense(session: Session) -> None:
    one = running(session)
    expense = one.noted(documents=(one.document(content="photo"),))
    data = one.noting("50", documents=(one.document(content="photo"),))

    service.mend(session, expense, data, by=one.actor("Ada"), at=NOON)

    assert len(expense.receipts) == 1


def test_one_receipt_over_two_lines_adds_up(session: Session) -> None:
    one = running(session)

    first, second = both(one)

    assert (first.amount, second.amount) == (EUR("40"), EUR("20"))
    assert (first.line_id, second.line_id) == (one.line(), one.line(CHILDCARE))
    assert first.receipts[0].document_id == second.receipts[0].document_id
    assert {first.state, second.state} == {ExpenseState.ASKING}


@pytest.mark.parametrize("part", ["0", "-1", "60", "61"])
def test_a_part_is_less_than_the_whole(session: Session, part: str) -> None:
    one = running(session)

    with pytest.raises(Invalid, match="part-not-a-part"):
        both(one, part=part)


def test_two_parts_are_for_two_lines(session: Session) -> None:
    one = running(session)
    second = Second(one.line(), EUR("20"))

    with pytest.raises(Invalid, match="same-line"):
        service.note_both(
            session, one.proposal, one.noting("60"), second, by=one.actor("Ada"), at=NOON
        )


def test_the_whole_receipt_has_to_fit_the_room(session: Session) -> None:
    one = running(session)

    with pytest.raises(OverRoom, match="over-room"):
        both(one, whole="310", part="150", why="Duurder")


def test_a_line_that_is_not_there_is_refused(session: Session) -> None:
    one = running(session)

    with pytest.raises(Invalid, match="line-unknown"):
        both(one, line_id=one.proposal.id)


def test_the_limit_is_by_receipt_so_splitting_does_not_pass_it(session: Session) -> None:
    one = running(session)

    first, second = both(one, whole="150", part="70")

    assert first.asks_round
    assert second.asks_round


def test_both_parts_are_approved_paid_and_undone_together(session: Session) -> None:
    one = running(session)
    one.arrives()
    first, second = both(one)

    service.approve_both(session, first, by=one.actor("Ben"), at=NOON)
    assert one.now.reserved == EUR("60")
    service.pay_both(session, second, Paying(AccountKind.BANK, DAY), by=one.actor("Hans"), at=NOON)
    assert one.now.spent == EUR("60")
    service.correct_both(session, first, "Dubbel", by=one.actor("Hans"), at=NOON)

    assert one.now.spent == EUR("0")
    assert {first.state, second.state} == {ExpenseState.CORRECTED}


def test_each_part_goes_on_its_own_too(session: Session) -> None:
    one = running(session)
    first, second = both(one)

    service.approve(session, first, by=one.actor("Ben"), at=NOON)

    assert (first.state, second.state) == (ExpenseState.APPROVED, ExpenseState.ASKING)


def test_one_more_file_after_the_yes_leaves_the_yes_as_it_is(session: Session) -> None:
    one = running(session)
    expense = one.approved()
    mark = expense.mark

    service.add(session, expense, [one.document()], by=one.actor("Ada"), at=NOON)

    assert [receipt.later for receipt in expense.receipts] == [False, True]
    assert expense.mark == mark


def test_a_receipt_of_another_expense_is_put_beside(session: Session) -> None:
    one = running(session)
    first, second = one.asking(), one.asking("20")
    document_id = first.receipts[0].document_id

    service.add(session, second, [document_id], same=True, by=one.actor("Ada"), at=NOON)

    assert queries.on_one_receipt(session, first) == [second]


def test_adding_asks_for_a_file_that_is_new_here_and_known_elsewhere(session: Session) -> None:
    one = running(session)
    first, second = one.asking(documents=(one.document(content="photo"),)), one.asking("20")
    ada = one.actor("Ada")

    with pytest.raises(Invalid, match="receipt-missing"):
        service.add(session, first, [], by=ada, at=NOON)
    with pytest.raises(NotNow, match="receipt-there"):
        service.add(session, first, [one.document(content="photo")], by=ada, at=NOON)
    with pytest.raises(NotNow, match="receipt-seen"):
        service.add(session, second, [one.document(content="photo")], by=ada, at=NOON)


def test_only_who_spent_it_or_the_treasurer_adds(session: Session) -> None:
    one = running(session)
    expense = one.asking()

    with pytest.raises(NotAllowed, match="spender-or-treasurer"):
        service.add(session, expense, [one.document()], by=one.actor("Ben"), at=NOON)
    service.add(session, expense, [one.document()], by=one.actor("Dan"), at=NOON)

    assert len(expense.receipts) == 2


def test_a_document_of_another_group_is_no_receipt_here(session: Session) -> None:
    one, other = running(session), running(session, name="Oost")

    with pytest.raises(Invalid, match="document-of-another"):
        one.noted(documents=(other.document(),))


def test_a_bill_over_two_lines_from_the_box_is_spent_at_once(session: Session) -> None:
    one = running(session)
    one.own()
    first, _ = both(one, whole="30", part="10", who_paid=WhoPaid.CASH)

    service.approve_both(session, first, by=one.actor("Ben"), at=NOON)

    assert one.now.spent == EUR("30")
