"""Paying what was approved, and mirroring what was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from grants.awards.service import close_when_settled, is_accounted, lower
from grants.history.service import record
from grants.kit.access import Actor, Right
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom
from grants.kit.periods import check_happened, day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.mandates.service import require, unask
from grants.proposals.models import Proposal
from grants.spending import queries
from grants.spending.access import may
from grants.spending.models import Expense
from grants.spending.states import LIFE
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup
from grants.workgroups.rules import place_of


@dataclass(frozen=True, slots=True)
class Paying:
    """From where, and on which day. From a run: two people said yes to that already."""

    place: AccountKind
    on: date
    from_run: bool = False


def pay(session: Session, expense: Expense, data: Paying, *, by: Actor, at: datetime) -> Expense:
    """Pay an approved expense: spent from now on.

    Refuses ``another-pays`` (the spender or the one who said yes, while somebody else can),
    ``over-place`` (with ``left``), ``day-to-come``, ``day-long-ago``, ``needs-holder-yes``, ``in-run``.
    """
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    may(by, Act.SPENDING_PAY, expense).check()
    workgroup = session.get_one(Workgroup, expense.owner_id)
    if (expense.run_on is not None) != data.from_run:
        raise NotNow("in-run" if expense.run_on else "not-in-run")
    if not data.from_run:
        refuse_same_person(session, expense, workgroup, by, at)
        if not by.holds_money_of(expense.owner_id):
            require(session, by, Right.PAY, expense, mark=expense.mark, at=at)
    check_happened(data.on, day_of(at))
    place = place_line(session, expense, workgroup, data.place)
    expense.state = LIFE.after(expense.state, Act.SPENDING_PAY)
    expense.paid_at, expense.paid_on, expense.place = at, data.on, data.place
    expense.paid_by_id, expense.run_on = by.person_id, None
    session.flush()
    owed = Line(AccountKind.OWED, expense.amount, expense.proposal_id, expense.payee_id)
    ledger.post(
        session,
        expense.owner_id,
        on=data.on,
        act=Act.SPENDING_PAY,
        source=expense,
        lines=[owed, place],
        by=by,
        at=at,
        reverses=book.came_back(session, expense, Act.SPENDING_BACK),
    )
    record(
        session,
        Act.SPENDING_PAY,
        expense,
        by=by,
        at=at,
        amount=expense.amount,
        place=data.place,
        on=data.on,
    )
    waiting.done(session, expense, at=at)
    unask(session, expense, at=at)
    proposal = session.get_one(Proposal, expense.proposal_id)
    close_when_settled(session, proposal, by=by, at=at)
    return expense


def correct(session: Session, expense: Expense, why: str, *, by: Actor, at: datetime) -> Expense:
    """Undo what was booked, by mirrored entries: what was paid is back where it lay.

    After the account only a claim that came back from the bank can be given up: what nobody gets
    any more goes back to who gave it. Refuses ``why-missing``, ``accounted-already``, ``in-run``.
    """
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    may(by, Act.SPENDING_CORRECT, expense).check()
    if expense.run_on is not None:
        raise NotNow("in-run")
    if not why.strip():
        raise Invalid("why-missing", field="why")
    accounted = is_accounted(session, expense.proposal_id)
    if accounted and book.came_back(session, expense, Act.SPENDING_BACK) is None:
        raise NotNow("accounted-already")
    expense.state = LIFE.after(expense.state, Act.SPENDING_CORRECT)
    session.flush()
    for entry in reversed(book.standing(session, expense)):
        ledger.mirror(
            session,
            entry,
            on=day_of(at),
            act=Act.SPENDING_CORRECT,
            source=expense,
            by=by,
            at=at,
        )
    record(session, Act.SPENDING_CORRECT, expense, by=by, at=at, why=why.strip())
    waiting.done(session, expense, at=at)
    unask(session, expense, at=at)
    if accounted:
        plan = session.get_one(Proposal, expense.proposal_id)
        lower(session, plan, expense.amount, source=expense, by=by, at=at)
    return expense


def place_line(session: Session, expense: Expense, workgroup: Workgroup, kind: AccountKind) -> Line:
    """The line that takes the money from where it lies; refuses more than there is.

    By hand it leaves what is on its way at the bank; what the bank paid was that.
    """
    ref_id = place_of(workgroup, kind, expense.proposal_id)
    look = book.free_of if expense.run_on is None else book.balance_of
    holds = look(session, expense.proposal_id, kind, ref_id)
    if holds < expense.amount:
        raise OverRoom("over-place", field="place", left=holds)
    return Line(kind, -expense.amount, expense.proposal_id, ref_id)


def refuse_same_person(
    session: Session, expense: Expense, workgroup: Workgroup, by: Actor, at: datetime
) -> None:
    """Refuse ``another-pays`` to the spender and who said yes, while somebody else can pay."""
    busy = {expense.spender_id, *(yes.person_id for yes in expense.approvals)}
    busy |= {expense.kin.member_id} if expense.kin is not None else set()
    if by.person_id not in busy:
        return
    people = queries.people_of(session, workgroup, expense.spender_id, day_of(at))
    if set(people.payers) - busy:
        raise NotAllowed("another-pays")
