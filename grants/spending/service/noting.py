"""Noting an expense, mending it, and asking for a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from grants.consent import service as consent
from grants.history.service import record
from grants.kit.access import Actor, Hand, Right
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.kit.orm import rewrite, write
from grants.kit.periods import day_of
from grants.kit.references import Letter, next_reference
from grants.ledger import service as ledger
from grants.mandates.service import ask_nod, unask
from grants.owners import service as owners
from grants.proposals.models import Proposal
from grants.spending import queries
from grants.spending.access import may
from grants.spending.models import Expense, WhoPaid
from grants.spending.queries import People
from grants.spending.queries.receipts import receipt_sum
from grants.spending.rules import Noting, at_least_nothing, check_shape, check_why, is_over_limit
from grants.spending.service.ended import refuse_ended
from grants.spending.service.proving import prove
from grants.spending.service.vouching import missing_yes, people_for
from grants.spending.states import LIFE, ExpenseState
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup

ROUND_LASTS = timedelta(days=7)
FEWEST_ELECTORS = 2


def note(session: Session, proposal: Proposal, data: Noting, *, by: Actor, at: datetime) -> Expense:
    """Write an expense down, with its receipts. Whoever notes it is the one who spent.

    Refuses ``plan-not-running``, ``accounted-already``, ``amount-nothing``, ``shop-missing``,
    ``day-to-come``, ``line-unknown``, and what ``prove`` refuses.
    """
    return _noted(session, proposal, data, by=by, at=at)[0]


def _noted(
    session: Session, proposal: Proposal, data: Noting, *, by: Actor, at: datetime
) -> tuple[Expense, bool]:
    """The expense, and whether another one has its receipt or one that looks like it."""
    expense = Expense(
        id=new_id(session, at),
        owner_id=proposal.owner_id,
        proposal_id=proposal.id,
        spender_id=by.person_id,
        state=ExpenseState.NOTED,
        mendings=0,
        asks_round=False,
        asks_holder=False,
        refused_why="",
        refused_code="",
        noted_at=at,
        receipts=[],
        approvals=[],
        lost=None,
        kin=None,
    )
    may(by, Act.SPENDING_NOTE, expense).check()
    owners.lock(session, proposal.owner_id)
    refuse_ended(session, proposal)
    _refuse_unfit(proposal, data, at)
    _write(expense, data)
    expense.reference = next_reference(session, Letter.EXPENSE, day_of(at).year)
    write(session, expense)
    shared = prove(session, expense, data, at)
    record(session, Act.SPENDING_NOTE, expense, by=by, at=at, **_facts(expense))
    return expense, shared


def mend(session: Session, expense: Expense, data: Noting, *, by: Actor, at: datetime) -> Expense:
    """Change what was noted, or what was refused, so that it can be asked again."""
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    may(by, Act.SPENDING_MEND, expense).check()
    proposal = _plan(session, expense)
    refuse_ended(session, proposal)
    _refuse_unfit(proposal, data, at)
    expense.state = LIFE.after(expense.state, Act.SPENDING_MEND)
    expense.mendings += 1
    expense.refused_why = expense.refused_code = ""
    _write(expense, data)
    session.flush()
    prove(session, expense, data, at)
    waiting.done(session, expense, at=at)
    unask(session, expense, at=at)
    record(session, Act.SPENDING_MEND, expense, by=by, at=at, **_facts(expense))
    return expense


def submit(session: Session, expense: Expense, *, by: Actor, at: datetime) -> Expense:
    """Ask for a yes: of one other person, or above the limit of the group in a round.

    The limit is by receipt: what else is asked on the same one counts with it. Refuses before
    anybody is asked: ``accounted-already``, ``receipt-missing``, ``over-room``, ``over-cash``, ``over-line`` (without a
    why), ``over-ceiling`` and ``ceiling-missing`` (without a receipt).
    """
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    refuse_ended(session, _plan(session, expense))
    return ask(session, expense, by=by, at=at)


def note_and_ask(
    session: Session, proposal: Proposal, data: Noting, *, by: Actor, at: datetime
) -> Expense:
    """Write it down and ask for a yes at once, as most do. Refuses what both refuse."""
    expense, shared = _noted(session, proposal, data, by=by, at=at)
    return ask(session, expense, shared=shared, by=by, at=at)


def ask(
    session: Session, expense: Expense, *, shared: bool = True, by: Actor, at: datetime
) -> Expense:
    """As ``submit``, for what was just read or written under the lock, with its plan.

    ``shared``: another expense may have the same receipt.
    """
    may(by, Act.SPENDING_SUBMIT, expense).check()
    if not expense.receipts and expense.lost is None:
        raise Invalid("receipt-missing", field="file")
    _refuse_over(session, expense)
    _refuse_lost(session, expense, at)
    workgroup = session.get_one(Workgroup, expense.owner_id)
    people = people_for(session, expense, at)
    asked = receipt_sum(session, expense) if shared else expense.amount
    over_limit = is_over_limit(asked, by.limits.get(expense.owner_id))
    alone = expense.kin is not None and expense.kin.also_id is None
    asks_round = over_limit and not alone and len(people.electors) >= FEWEST_ELECTORS
    can_decide = not alone and _can_decide(people, by_coach=by.is_coach(expense.owner_id))
    asks_holder = not asks_round and (over_limit or not can_decide)
    state = LIFE.after(expense.state, Act.SPENDING_SUBMIT)
    rewrite(session, expense, state=state, asks_round=asks_round, asks_holder=asks_holder)
    record(session, Act.SPENDING_SUBMIT, expense, by=by, at=at, mark=expense.mark)
    _ask(session, expense, workgroup, people, by=by, at=at)
    return expense


def withdraw(session: Session, expense: Expense, *, by: Actor, at: datetime) -> Expense:
    """Take it back, while nothing was booked."""
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    may(by, Act.SPENDING_WITHDRAW, expense).check()
    return end_unbooked(session, expense, by=by, at=at)


def end_unbooked(
    session: Session, expense: Expense, *, code: str = "", by: Actor, at: datetime
) -> Expense:
    """Withdraw it without asking whose it is: its plan ends, or its money (``code`` says which).

    What was refused before keeps why.
    """
    kept = expense.refused_code if code and expense.state is ExpenseState.REFUSED else ""
    expense.state = LIFE.after(expense.state, Act.SPENDING_WITHDRAW)
    expense.refused_code = kept or code
    session.flush()
    consent.call_off(session, expense, by=by, at=at)
    waiting.done(session, expense, at=at)
    unask(session, expense, at=at)
    record(session, Act.SPENDING_WITHDRAW, expense, by=by, at=at, code=code)
    return expense


def _can_decide(people: People, *, by_coach: bool) -> bool:
    """Is there somebody else in the group who can say yes, and a coach to nod where one must?"""
    if not people.approvers:
        return False
    return people.approve is not Hand.TOGETHER or bool(people.watchers) or by_coach


def _ask(
    session: Session,
    expense: Expense,
    workgroup: Workgroup,
    people: People,
    *,
    by: Actor,
    at: datetime,
) -> None:
    if expense.asks_round:
        consent.open_round(
            session,
            expense,
            mark=expense.mark,
            rule=workgroup.rule,
            electors=people.electors,
            closes_at=at + ROUND_LASTS,
            about_money=True,
            label=expense.shop,
            by=by,
            at=at,
        )
        return
    who = people.payers if expense.asks_holder else people.approvers
    missing = missing_yes(expense, people)
    if expense.kin is not None and expense.kin.also_id in who:
        who = (expense.kin.also_id,)  # the one who was named: her yes is both
    hers = {expense.spender_id, *(by.shares if expense.who_paid is WhoPaid.MYSELF else ())}
    ask_for_yes(session, expense, [one for one in who if one not in hers], at=at)
    ask_to_vouch(session, expense, [one for one in missing if one not in who], at=at)
    if people.watchers and not expense.asks_holder and by.is_resident(expense.owner_id):
        mark = expense.mark
        ask_nod(session, Right.APPROVE, expense, mark=mark, label=expense.shop, by=by, at=at)


def ask_for_yes(session: Session, expense: Expense, who: list[UUID], *, at: datetime) -> None:
    """Put it on the lists of those who can say yes."""
    waiting.ask(
        session,
        Act.SPENDING_APPROVE,
        expense,
        who=who,
        label=expense.shop,
        at=at,
        amount=expense.amount,
    )


def ask_to_vouch(session: Session, expense: Expense, who: list[UUID], *, at: datetime) -> None:
    """Put it on the lists of those whose yes is needed beside the approval."""
    waiting.ask(
        session,
        Act.SPENDING_VOUCH,
        expense,
        who=who,
        label=expense.shop,
        at=at,
        amount=expense.amount,
    )


def _plan(session: Session, expense: Expense) -> Proposal:
    return session.get_one(Proposal, expense.proposal_id)


def _refuse_unfit(proposal: Proposal, data: Noting, at: datetime) -> None:
    check_shape(data, day_of(at))
    if not queries.takes_receipts(proposal, data.line_id):
        raise Invalid("line-unknown", field="line")


def _refuse_over(session: Session, expense: Expense) -> None:
    proposal = session.get_one(Proposal, expense.proposal_id)
    standing = queries.standing(session, proposal, expense.line_id)
    if expense.who_paid is WhoPaid.CASH:
        asked = queries.asked_from_box(session, expense.proposal_id)
        standing = replace(standing, cash=at_least_nothing(standing.cash - asked))
    standing.refuse_over(expense.amount, expense.who_paid)
    check_why(standing, expense.amount, expense.why)


def _write(expense: Expense, data: Noting) -> None:
    expense.line_id, expense.amount = data.line_id, data.amount
    expense.shop, expense.on, expense.who_paid = data.shop.strip(), data.on, data.who_paid
    expense.words, expense.why = data.words.strip(), data.why.strip()


def _refuse_lost(session: Session, expense: Expense, at: datetime) -> None:
    """Without a receipt: under what the group allows in a year, counted under the group's lock."""
    if expense.lost is None:
        return
    today = day_of(at)
    expense.lost.year = today.year
    allowed = queries.allowed(session, expense.owner_id, today)
    if allowed is None:
        raise NotNow("ceiling-missing", field="amount")
    if allowed.left < expense.amount:
        raise NotNow("over-ceiling", field="amount", left=allowed.left, most=allowed.most)


def _facts(expense: Expense) -> dict[str, Any]:
    return {
        "amount": expense.amount,
        "line": expense.line_id,
        "on": expense.on,
        "who_paid": expense.who_paid,
        "receipts": [receipt.document_id for receipt in expense.receipts],
        "lost": int(expense.lost is not None),
        "kin": int(expense.kin is not None),
    }
