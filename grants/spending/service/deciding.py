"""Saying yes or no to an expense: one other person, or the group in a round."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from grants.consent.models import AnswerKind, Round
from grants.consent.queries import agreed_round
from grants.consent.states import RoundState
from grants.history.service import record
from grants.kit.access import Actor, Hand, Right
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow, OverRoom
from grants.kit.ids import new_id
from grants.kit.periods import day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.mandates.service import ask_nod, require, unask
from grants.proposals.models import Proposal
from grants.spending import queries
from grants.spending.access import may
from grants.spending.models import Approval, Expense, WhoPaid
from grants.spending.queries.receipts import receipt_sum
from grants.spending.rules import Standing, is_over_limit
from grants.spending.service.ended import refuse_ended
from grants.spending.service.noting import ask_for_yes, end_unbooked
from grants.spending.service.vouching import (
    missing_yes,
    people_for,
    put_yes_of_round,
    require_yes,
)
from grants.spending.states import LIFE, ExpenseState
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import coaches


def approve(session: Session, expense: Expense, *, by: Actor, at: datetime) -> Expense:
    """Say yes to somebody else's expense: reserved from now on, or spent when from the cash box.

    Refuses ``own-expense``, ``needs-round``, ``needs-coach-yes``, ``over-room``, ``over-cash``,
    ``accounted-already``, and ``needs-also-yes`` or ``needs-member-yes`` while a second member has not said yes.
    """
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    may(by, Act.SPENDING_APPROVE, expense).check()
    _refuse_above_limit(session, expense, by)
    if not expense.asks_holder and expense.spender_id not in coaches(session, expense.owner_id):
        require(session, by, Right.APPROVE, expense, mark=expense.mark, at=at)
    require_yes(expense, people_for(session, expense, at), by, at)
    assert by.person_id is not None  # noqa: S101  may() knows this person
    session.add(
        Approval(
            id=new_id(session, at),
            owner_id=expense.owner_id,
            expense_id=expense.id,
            spender_id=expense.spender_id,
            person_id=by.person_id,
            capacity=by.capacity(expense.owner_id),
            mark=expense.mark,
            at=at,
        )
    )
    session.flush()
    book_it(session, expense, by=by, at=at)
    return expense


def refuse(session: Session, expense: Expense, why: str, *, by: Actor, at: datetime) -> Expense:
    """Say no, with a reason; the spender can mend it and ask again. Refuses ``why-missing``."""
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    may(by, Act.SPENDING_REFUSE, expense).check()
    if not why.strip():
        raise Invalid("why-missing", field="why")
    _refused(session, expense, why=why.strip(), by=by, at=at)
    return expense


def apply_outcome(session: Session, round_: Round, *, by: Actor, at: datetime) -> None:
    """Take over what the group decided about this expense, if it still is what they read."""
    expense = session.get_one(Expense, round_.thing_id)
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    if expense.state is not ExpenseState.ASKING or expense.mark != round_.mark:
        return
    if round_.state is not RoundState.AGREED:
        lapsed = round_.state is RoundState.LAPSED
        code = "round-lapsed" if lapsed else "round-not-agreed"
        _refused(session, expense, why=_objections(round_), code=code, by=by, at=at)
        return
    proposal = session.get_one(Proposal, expense.proposal_id, populate_existing=True)
    if proposal.state not in queries.SPENDABLE:
        end_unbooked(session, expense, code="plan-stopped", by=by, at=at)
        return
    try:
        _room_for(session, expense).refuse_over(expense.amount, expense.who_paid)
    except (NotNow, OverRoom) as refusal:
        # The round ends all the same; what it agreed to can no longer be done.
        _refused(session, expense, why="", code=refusal.code, by=by, at=at)
        return
    put_yes_of_round(session, expense, round_, at)
    _after_yes_of_all(session, expense, by=by, at=at)


def book_it(session: Session, expense: Expense, *, by: Actor, at: datetime) -> None:
    """Approved: reserve it, or post it as spent when it came from the cash box. Under the lock."""
    _room_for(session, expense).refuse_over(expense.amount, expense.who_paid)
    from_box = expense.who_paid is WhoPaid.CASH
    expense.state = LIFE.after(expense.state, Act.SPENDING_APPROVE)
    expense.approved_at = at
    cost = Line(AccountKind.COST, expense.amount, expense.proposal_id, expense.line_id)
    if from_box:
        expense.state = LIFE.after(expense.state, Act.SPENDING_PAY)
        expense.paid_at, expense.paid_on, expense.place = at, expense.on, AccountKind.CASH
        other = Line(AccountKind.CASH, -expense.amount, expense.proposal_id)
    else:
        other = Line(AccountKind.OWED, -expense.amount, expense.proposal_id, expense.payee_id)
    session.flush()
    ledger.post(
        session,
        expense.owner_id,
        on=expense.on if from_box else day_of(at),
        act=Act.SPENDING_APPROVE,
        source=expense,
        lines=[cost, other],
        by=by,
        at=at,
    )
    record(
        session,
        Act.SPENDING_APPROVE,
        expense,
        by=by,
        at=at,
        amount=expense.amount,
        who_paid=expense.who_paid,
        mark=expense.mark,
    )
    waiting.done(session, expense, at=at)
    unask(session, expense, at=at)
    if not from_box:
        ask_payers(session, expense, by=by, at=at)


def _after_yes_of_all(session: Session, expense: Expense, *, by: Actor, at: datetime) -> None:
    """The group agreed. Where a coach must say yes too, one person still closes it with her."""
    people = people_for(session, expense, at)
    missing = missing_yes(expense, people)
    if not missing and (people.approve is Hand.GROUP or not people.approvers):
        book_it(session, expense, by=by, at=at)
        return
    expense.asks_round = False
    session.flush()
    who = missing if people.approve is Hand.GROUP and missing else list(people.approvers)
    ask_for_yes(session, expense, who, at=at)
    if people.watchers and by.is_resident(expense.owner_id):
        mark = expense.mark
        ask_nod(session, Right.APPROVE, expense, mark=mark, label=expense.shop, by=by, at=at)


def _refuse_above_limit(session: Session, expense: Expense, by: Actor) -> None:
    limit = by.limits.get(expense.owner_id)
    if expense.asks_holder or not is_over_limit(receipt_sum(session, expense), limit):
        return
    if agreed_round(session, expense, expense.mark) is None:
        raise NotNow("needs-round", limit=limit)


def _refused(
    session: Session, expense: Expense, *, why: str, code: str = "", by: Actor, at: datetime
) -> None:
    expense.state = LIFE.after(expense.state, Act.SPENDING_REFUSE)
    expense.refused_why, expense.refused_code = why, code
    session.flush()
    record(session, Act.SPENDING_REFUSE, expense, by=by, at=at, why=why or None, code=code)
    waiting.done(session, expense, at=at)
    unask(session, expense, at=at)
    waiting.ask(
        session,
        Act.SPENDING_MEND,
        expense,
        who=[expense.spender_id],
        label=expense.shop,
        at=at,
        amount=expense.amount,
    )


def _objections(round_: Round) -> str:
    said = {answer.person_id: answer for answer in round_.answers}
    return "\n".join(one.words for one in said.values() if one.kind is AnswerKind.NOT_YET)


def _room_for(session: Session, expense: Expense) -> Standing:
    """What there is now. Its line may be passed: the why was asked when it was submitted."""
    proposal = session.get_one(Proposal, expense.proposal_id)
    refuse_ended(session, proposal)
    room = book.room(session, proposal.id)
    cash = book.place(session, proposal.owner_id, AccountKind.CASH, proposal.id)
    return Standing(room, room, cash)


def ask_payers(session: Session, expense: Expense, *, by: Actor, at: datetime) -> None:
    """Put it on the lists of those who can pay it."""
    workgroup = session.get_one(Workgroup, expense.owner_id)
    people = queries.people_of(session, workgroup, expense.spender_id, day_of(at))
    waiting.ask(
        session,
        Act.SPENDING_PAY,
        expense,
        who=people.payers,
        label=expense.shop,
        at=at,
        amount=expense.amount,
    )
    if people.pay is Hand.TOGETHER and by.is_resident(expense.owner_id):
        mark = expense.mark
        ask_nod(session, Right.PAY, expense, mark=mark, label=expense.shop, by=by, at=at)
