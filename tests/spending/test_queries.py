"""What pages ask of a plan's expenses, also when there is nothing yet."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.orm import Session

from grants.allowances.queries import plans_by_id, plans_with_allowances
from grants.kit.money import EUR
from grants.proposals import service as proposals
from grants.proposals.models import LineKind
from grants.proposals.service import NewPlan
from grants.spending import queries, service
from grants.spending.models import Expense
from grants.spending.queries.proof import Proof
from grants.spending.rules import Losing
from grants.spending.states import ExpenseState
from tests.ground import NOON
from tests.spending.story import running


def test_a_plan_that_nobody_agreed_to_yet_has_no_line_to_book_on(session: Session) -> None:
    plan = running(session)
    group = plan.one.ground.workgroup
    draft = proposals.create(session, group, NewPlan("Later"), by=plan.actor("Ada"), at=NOON)

    assert queries.lines_of(session, draft) == []
    assert queries.proved_lines(session, draft, {}) == []
    assert not queries.takes_receipts(draft, plan.line())
    assert queries.spendable_plans(session, [group.id]) == [plan.proposal]
    assert plans_with_allowances(session, [group.id]) == [plan.proposal]
    assert plans_by_id(session, [draft.id]) == [draft]


def test_nothing_asked_is_nothing_read(session: Session) -> None:
    read: list[object] = []
    watched = session.get_bind(), "before_cursor_execute", lambda *said: read.append(said)
    event.listen(*watched)

    assert queries.expenses_by_id(session, []) == {}
    assert queries.persons_by_id(session, []) == {}
    assert queries.alike(session, Expense(), []) == []
    assert plans_by_id(session, []) == []

    event.remove(*watched)
    assert read == []


def test_expenses_come_newest_number_first_a_page_at_a_time(session: Session) -> None:
    plan = running(session)
    first, second = plan.asking("20"), plan.approved("30")

    page = queries.expense_page(session, plan.proposal.id, 1)

    assert [one.id for one in page.rows] == [second.id, first.id]
    assert queries.asking_sum(session, plan.proposal.id) == EUR("20")
    assert queries.expenses_by_id(session, [first.id]) == {first.id: first}
    assert first.state is ExpenseState.ASKING


def test_of_each_line_it_is_told_how_its_costs_are_proved(session: Session) -> None:
    plan = running(session)
    plan.approved("20")
    plan.asking("30")

    proved = queries.proved_lines(session, plan.proposal, {})
    known = {one.line.line_id: one.proof for one in proved if one.proof}
    assert known == {plan.line(LineKind.ROOM): Proof(1, 1, 0)}
    assert Proof(costs=4, receipts=2, lost=1).missing == 1


def test_a_line_tells_of_a_lost_receipt_also_where_a_file_was_added_later(session: Session) -> None:
    plan = running(session)
    service.seed_ceiling(session, at=NOON)
    expense = plan.approved("20", documents=(), lost=Losing("Verf", "Weg"))

    service.add(session, expense, [plan.document()], by=plan.actor("Ada"), at=NOON)

    known = {
        one.line.line_id: one.proof for one in queries.proved_lines(session, plan.proposal, {})
    }
    assert known[plan.line()] == Proof(costs=1, receipts=0, lost=1)


def test_what_is_reserved_and_what_is_named_come_in_one_question(session: Session) -> None:
    plan = running(session)
    asking, approved = plan.asking("20"), plan.approved("30")

    held, named = queries.reserved_and(session, plan.proposal.id, [asking.id])

    assert held == [approved]
    assert named == {asking.id: asking, approved.id: approved}
    ada = plan.id_of("Ada")
    assert queries.persons_by_id(session, [ada]) == {ada: plan.one.people["Ada"]}
