"""A second person says yes or no to an allowance."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from grants.allowances import queries
from grants.allowances.access import may
from grants.allowances.models import Allowance, Looks
from grants.allowances.service.noting import ask_second, refuse_over_plan
from grants.allowances.service.years import AGREES, refuse_passing
from grants.allowances.states import LIFE
from grants.history.service import record
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.periods import day_of
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.neighbourhoods.queries import people_at
from grants.people.queries import sharing
from grants.proposals.models import Proposal
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup


def agree(session: Session, allowance: Allowance, *, by: Actor, at: datetime) -> Allowance:
    """Say yes: owed to her from now on. Her year is locked, so that two groups cannot pass a cap.

    Refuses ``own-allowance``, ``second-person``, and what caps, plan or fund do not leave.
    """
    ledger.lock(session, allowance.owner_id)
    session.refresh(allowance)
    may(by, Act.ALLOWANCES_AGREE, allowance).check()
    refuse_over_plan(session, allowance)
    refuse_passing(session, allowance, day_of(at), AGREES, at=at)
    allowance.state = LIFE.after(allowance.state, Act.ALLOWANCES_AGREE)
    allowance.agreed_by_id, allowance.agreed_at = by.person_id, at
    session.flush()
    plan_id = allowance.proposal_id
    ledger.post(
        session,
        allowance.owner_id,
        on=day_of(at),
        act=Act.ALLOWANCES_AGREE,
        source=allowance,
        lines=[
            Line(AccountKind.COST, allowance.amount, plan_id, allowance.line_id),
            Line(AccountKind.OWED, -allowance.amount, plan_id, allowance.person_id),
        ],
        by=by,
        at=at,
    )
    record(session, Act.ALLOWANCES_AGREE, allowance, by=by, at=at, amount=allowance.amount)
    waiting.done(session, allowance, at=at)
    ask_payers(session, allowance, at=at)
    return allowance


def pass_on(session: Session, allowance: Allowance, *, by: Actor, at: datetime) -> Allowance:
    """The treasurer leaves the yes to the money holder, so that she can give it from the box.

    Refuses ``nobody-looks``.
    """
    ledger.lock(session, allowance.owner_id)
    session.refresh(allowance)
    may(by, Act.ALLOWANCES_LEAVE, allowance).check()
    workgroup = session.get_one(Workgroup, allowance.owner_id)
    payers = people_at(session, workgroup.holder_id, Role.PAYER)
    busy = {allowance.person_id, allowance.noted_by_id, by.person_id}
    busy |= set(sharing(session, allowance.person_id))
    who = [one for one in payers if one not in busy]
    if not who:
        raise NotNow("nobody-looks")
    allowance.state = LIFE.after(allowance.state, Act.ALLOWANCES_LEAVE)
    allowance.looks = Looks.HOLDER
    session.flush()
    record(session, Act.ALLOWANCES_LEAVE, allowance, by=by, at=at)
    waiting.done(session, allowance, at=at)
    ask_second(session, allowance, who, at=at)
    return allowance


def refuse(
    session: Session, allowance: Allowance, why: str, *, by: Actor, at: datetime
) -> Allowance:
    """Say no, with a reason; she can note it again, otherwise."""
    ledger.lock(session, allowance.owner_id)
    session.refresh(allowance)
    may(by, Act.ALLOWANCES_REFUSE, allowance).check()
    if not why.strip():
        raise Invalid("why-missing", field="why")
    allowance.state = LIFE.after(allowance.state, Act.ALLOWANCES_REFUSE)
    allowance.refused_why = why.strip()
    session.flush()
    record(session, Act.ALLOWANCES_REFUSE, allowance, by=by, at=at, why=why.strip())
    waiting.done(session, allowance, at=at)
    return allowance


def ask_payers(session: Session, allowance: Allowance, *, at: datetime) -> None:
    """Put it on the lists of those who can pay it; who said yes only when nobody else can."""
    workgroup = session.get_one(Workgroup, allowance.owner_id)
    proposal = session.get_one(Proposal, allowance.proposal_id)
    able = queries.payers_of(session, workgroup, allowance)
    busy = {allowance.agreed_by_id, allowance.noted_by_id}
    waiting.ask(
        session,
        Act.ALLOWANCES_PAY,
        allowance,
        who=[one for one in able if one not in busy] or able,
        label=proposal.title,
        at=at,
        amount=allowance.amount,
    )
