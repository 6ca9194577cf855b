"""Noting an allowance: what is possible is said before anybody is asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.allowances import queries
from grants.allowances.access import may
from grants.allowances.models import Allowance, Looks
from grants.allowances.rules import (
    Noting,
    check_day,
    check_mixing,
    check_norm,
    check_shape,
    check_twice,
    check_why,
    of_day,
)
from grants.allowances.service.years import NOTES, refuse_passing
from grants.allowances.states import LIFE, AllowanceState
from grants.history.service import record
from grants.kit.access import RESIDENTS, Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow, OverRoom
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.kit.periods import day_of
from grants.kit.references import Letter, next_reference
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.people.queries import sharing
from grants.proposals.models import Proposal
from grants.spending.service import refuse_ended
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup
from grants.workgroups.queries import members


def note(
    session: Session, proposal: Proposal, data: Noting, *, by: Actor, at: datetime
) -> Allowance:
    """Write an allowance down and ask a second person.

    Refuses what the caps do not leave (``over-year``, ``over-month``, ``mixing-over``,
    ``no-cap``), what the plan does not (``over-room``, ``fund-forbids``, ``over-line``), and
    asks what has to be known: ``over-norm``, ``mixes-ways``, ``allowance-twice``. More hours than
    one day has are refused: ``day-full``.
    """
    allowance = _made(session, proposal, data, by, at)
    may(by, Act.ALLOWANCES_NOTE, allowance).check()
    check_shape(data, day_of(at))
    ledger.lock(session, proposal.owner_id)
    workgroup = session.get_one(Workgroup, proposal.owner_id)
    _refuse_stranger(session, workgroup, data)
    refuse_over_plan(session, allowance, ask_why=True)
    _refuse_over_caps(session, allowance, data, at=at)
    busy, shares = {data.person_id, by.person_id} - {None}, sharing(session, data.person_id)
    looks, who = queries.second_people(session, workgroup, busy, day_of(at), shares)  # type: ignore[arg-type]
    if not who:
        raise NotNow("nobody-looks")
    allowance.looks = looks
    allowance.reference = next_reference(session, Letter.ALLOWANCE, day_of(at).year)
    session.add(allowance)
    session.flush()
    record(session, Act.ALLOWANCES_NOTE, allowance, by=by, at=at, amount=allowance.amount)
    ask_second(session, allowance, who, at=at)
    return allowance


def ask_second(
    session: Session, allowance: Allowance, who: Collection[UUID], *, at: datetime
) -> None:
    """Put it on the lists of those who can say yes."""
    proposal = session.get_one(Proposal, allowance.proposal_id)
    waiting.ask(
        session,
        Act.ALLOWANCES_AGREE,
        allowance,
        who=who,
        label=proposal.title,
        at=at,
        amount=allowance.amount,
    )


def withdraw(session: Session, allowance: Allowance, *, by: Actor, at: datetime) -> Allowance:
    """Take it back, while nobody said yes."""
    ledger.lock(session, allowance.owner_id)
    session.refresh(allowance)
    may(by, Act.ALLOWANCES_WITHDRAW, allowance).check()
    allowance.state = LIFE.after(allowance.state, Act.ALLOWANCES_WITHDRAW)
    session.flush()
    record(session, Act.ALLOWANCES_WITHDRAW, allowance, by=by, at=at)
    waiting.done(session, allowance, at=at)
    return allowance


def refuse_over_plan(session: Session, allowance: Allowance, *, ask_why: bool = False) -> None:
    """Refuse what the plan's money does not leave, or a fund forbids. Under the book's lock."""
    proposal = session.get_one(Proposal, allowance.proposal_id)
    refuse_ended(session, proposal)
    lines = queries.allowance_lines(session, proposal)
    line = next((one for one in lines if one.line_id == allowance.line_id), None)
    if line is None:
        raise Invalid("line-unknown", field="line")
    nothing, amount = Money.zero(allowance.amount.currency), allowance.amount
    room = book.room(session, proposal.id)
    if room < amount:
        raise OverRoom("over-room", field="amount", left=max(room, nothing))
    unbanned = queries.left_of_ban(session, proposal)
    if unbanned is not None and unbanned < amount:
        raise OverRoom("fund-forbids", field="amount", left=unbanned)
    if ask_why:
        left = max(line.left, nothing)
        check_why(amount - left, left, allowance.why)


def _made(session: Session, proposal: Proposal, data: Noting, by: Actor, at: datetime) -> Allowance:
    return Allowance(
        id=new_id(session, at),
        owner_id=proposal.owner_id,
        proposal_id=proposal.id,
        line_id=data.line_id,
        person_id=data.person_id,
        kind=data.kind,
        amount=data.amount,
        on=data.on,
        words=data.words.strip(),
        minutes=data.minutes,
        young=data.young,
        why=data.why.strip(),
        proof=data.proof.strip(),
        mixes=data.mixes,
        state=AllowanceState.NOTED,
        looks=Looks.TREASURER,
        refused_why="",
        noted_by_id=by.person_id,
        noted_at=at,
        passed_cap=False,
    )


def _refuse_stranger(session: Session, workgroup: Workgroup, data: Noting) -> None:
    """Allowances are for the residents of the group; a coach is paid by her employer."""
    inside = {one.person_id for one in members(session, workgroup.id) if one.role in RESIDENTS}
    if data.person_id not in inside:
        raise NotAllowed("not-a-resident")


def _refuse_over_caps(
    session: Session, allowance: Allowance, data: Noting, *, at: datetime
) -> None:
    """As if it were paid today, with all that is still to be paid; and all of that day."""
    today = day_of(at)
    found = refuse_passing(session, allowance, today, NOTES, at=at)
    check_mixing(found.had, allowance.kind, known=allowance.mixes)
    sooner = queries.sooner(session, data.person_id, data.on)
    check_twice(data, allowance.owner_id, sooner)
    if data.minutes is not None:
        check_day(data.minutes, sooner)
        amount, minutes = of_day(data, allowance.owner_id, sooner)
        norm = queries.norm_of(found.cap)
        check_norm(norm, amount, minutes, young=data.young, why=data.why)
