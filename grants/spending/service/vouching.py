"""A second member's yes: where a receipt is lost, or one of us or family is paid."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.consent.models import AnswerKind, Round
from grants.consent.rules import standing
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.periods import day_of
from grants.ledger import service as ledger
from grants.spending import queries
from grants.spending.access import may
from grants.spending.models import Expense
from grants.spending.queries import People
from grants.spending.states import LIFE
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup


def vouch(session: Session, expense: Expense, *, by: Actor, at: datetime) -> Expense:
    """Say "I know of this", beside whoever approves it. Twice is refused: ``not-asked``."""
    ledger.lock(session, expense.owner_id)
    session.refresh(expense)
    may(by, Act.SPENDING_VOUCH, expense).check()
    expense.state = LIFE.after(expense.state, Act.SPENDING_VOUCH)
    assert by.person_id is not None  # noqa: S101  may() knows this person
    put_yes(expense, by.person_id, at)
    session.flush()
    record(session, Act.SPENDING_VOUCH, expense, by=by, at=at, mark=expense.mark)
    people = people_for(session, expense, at)
    waiting.done(session, expense, at=at, act=Act.SPENDING_VOUCH, who=by.person_id)
    if not missing_yes(expense, people):
        waiting.done(session, expense, at=at, act=Act.SPENDING_VOUCH)
    return expense


def people_for(session: Session, expense: Expense, at: datetime) -> People:
    """Who does what with it now; who it is about says nothing of it."""
    workgroup = session.get_one(Workgroup, expense.owner_id)
    about = queries.about(session, expense)
    return queries.people_of(session, workgroup, expense.spender_id, day_of(at), about)


def put_yes(expense: Expense, person_id: UUID, at: datetime) -> None:
    """Keep her yes where it was asked, once. For a lost receipt the caller knows her a member."""
    lost, kin = expense.lost, expense.kin
    if lost is not None and lost.yes_by_id is None:
        lost.yes_by_id, lost.yes_at = person_id, at
    if kin is not None and kin.yes_by_id is None and person_id == kin.also_id:
        kin.yes_by_id, kin.yes_at = person_id, at


def put_yes_of_round(session: Session, expense: Expense, round_: Round, at: datetime) -> None:
    """Who said yes in the round has said it here too; never who spent it or whom it is about."""
    about = {expense.spender_id, *queries.about(session, expense)}
    for person_id, said in standing(round_.answers).items():
        if said.kind is not AnswerKind.NOT_YET and person_id not in about:
            put_yes(expense, person_id, at)


def missing_yes(expense: Expense, people: People) -> list[UUID]:
    """Who must still say yes besides the approval; nobody else in the group: nobody."""
    lost, kin = expense.lost, expense.kin
    if kin is not None and kin.also_id is not None and kin.yes_by_id is None:
        return [kin.also_id]
    if lost is not None and lost.yes_by_id is None:
        return list(people.electors)
    return []


def require_yes(expense: Expense, people: People, by: Actor, at: datetime) -> None:
    """Her yes to the expense is the second member's too; refuses while that one is missing.

    Codes ``needs-also-yes`` (the one who was named) and ``needs-member-yes``.
    """
    if by.person_id is not None and by.is_resident(expense.owner_id):
        put_yes(expense, by.person_id, at)
    if missing_yes(expense, people):
        named = expense.kin is not None and expense.kin.yes_by_id is None
        raise NotNow("needs-also-yes" if named else "needs-member-yes")
