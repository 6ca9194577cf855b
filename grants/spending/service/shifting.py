"""Shifting money between the lines of an agreed plan: the group decides, some funds as well."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from grants.consent import service as consent
from grants.consent.models import AnswerKind, Round
from grants.consent.states import RoundState
from grants.history.service import record
from grants.kit.access import Actor, Hand, Right, Role
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow, Refusal
from grants.kit.ids import new_id
from grants.kit.periods import day_of
from grants.ledger import service as ledger
from grants.mandates.service import ask_nod, require, unask
from grants.neighbourhoods.queries import people_at
from grants.outbox.service import enqueue
from grants.proposals.models import Proposal
from grants.spending import queries
from grants.spending.access import may_answer, may_shift
from grants.spending.models import Shift, ShiftAsking
from grants.spending.queries import People
from grants.spending.rules import Shifting, check_shift, is_over_limit
from grants.spending.service.ended import refuse_ended
from grants.spending.states import SHIFT_LIFE, SHIFT_OPEN, AskedState, ShiftState
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup

ROUND_LASTS = timedelta(days=7)
FEWEST_ELECTORS = 2


def ask_shift(
    session: Session, proposal: Proposal, data: Shifting, *, by: Actor, at: datetime
) -> Shift:
    """Propose it: one other person says yes, or above the limit the group in a round.

    Refuses ``plan-not-running``, ``accounted-already``, ``line-unknown``, ``same-line``,
    ``amount-nothing``, ``shift-why-missing``, ``shift-over-line`` (with ``left``).
    """
    shift = Shift(
        id=new_id(session, at),
        owner_id=proposal.owner_id,
        proposal_id=proposal.id,
        from_line_id=data.from_line_id,
        to_line_id=data.to_line_id,
        amount=data.amount,
        why=data.why.strip(),
        state=ShiftState.ASKING,
        asked_by_id=by.person_id,
        asked_at=at,
        refused_why="",
        refused_code="",
    )
    may_shift(by, Act.SPENDING_SHIFT, shift).check()
    ledger.lock(session, proposal.owner_id)
    session.refresh(proposal)
    _refuse_unfit(session, proposal, data)
    workgroup = session.get_one(Workgroup, proposal.owner_id)
    people = _people(session, workgroup, shift, at)
    over = is_over_limit(data.amount, by.limits.get(proposal.owner_id))
    shift.asks_round = over and len(people.electors) >= FEWEST_ELECTORS
    shift.asks_holder = not shift.asks_round and (over or not _can_decide(people))
    session.add(shift)
    session.flush()
    record(session, Act.SPENDING_SHIFT, shift, by=by, at=at, **_facts(shift))
    _ask(session, shift, workgroup, people, by=by, at=at)
    return shift


def agree_shift(session: Session, shift: Shift, *, by: Actor, at: datetime) -> Shift:
    """Say yes to somebody else's shift. Refuses ``own-shift``, ``needs-round``, ``shift-over-line``."""
    _lock(session, shift)
    may_shift(by, Act.SPENDING_SHIFT_AGREE, shift).check()
    limit = by.limits.get(shift.owner_id)
    if not shift.asks_holder and is_over_limit(shift.amount, limit):
        raise NotNow("needs-round", limit=limit)
    if not shift.asks_holder:
        require(session, by, Right.APPROVE, shift, mark=shift.mark, at=at)
    shift.yes_by_id = by.person_id
    _carry(session, shift, by=by, at=at)
    return shift


def refuse_shift(session: Session, shift: Shift, why: str, *, by: Actor, at: datetime) -> Shift:
    """Say no, with a reason. Refuses ``why-missing``."""
    _lock(session, shift)
    may_shift(by, Act.SPENDING_SHIFT_REFUSE, shift).check()
    if not why.strip():
        raise Invalid("why-missing", field="why")
    _end(session, shift, Act.SPENDING_SHIFT_REFUSE, why=why.strip(), by=by, at=at)
    return shift


def withdraw_shift(session: Session, shift: Shift, *, by: Actor, at: datetime) -> Shift:
    """Take it back while nobody agreed."""
    _lock(session, shift)
    may_shift(by, Act.SPENDING_SHIFT_WITHDRAW, shift).check()
    _end(session, shift, Act.SPENDING_SHIFT_WITHDRAW, by=by, at=at)
    return shift


def end_shifts(
    session: Session, proposal: Proposal, code: str, *, by: Actor, at: datetime
) -> list[Shift]:
    """Its plan ends, or its money: what was only asked goes, and says why."""
    open_ = [one for one in queries.shifts_of(session, proposal.id) if one.state in SHIFT_OPEN]
    for shift in open_:
        _end(session, shift, Act.SPENDING_SHIFT_WITHDRAW, code=code, by=by, at=at)
    return open_


def answer_shift(
    session: Session, asking: ShiftAsking, words: str, *, yes: bool, by: Actor, at: datetime
) -> Shift:
    """The fund's word: with the last yes it counts, with one no it does not.

    Refuses ``decider-only``, ``answered-already``, ``why-missing``, ``shift-over-line``.
    """
    shift = session.get_one(Shift, asking.shift_id)
    _lock(session, shift)
    session.refresh(asking)
    may_answer(by, Act.SPENDING_SHIFT_ANSWER, asking).check()
    if not yes and not words.strip():
        raise Invalid("why-missing", field="words")
    asking.state = AskedState.YES if yes else AskedState.NO
    asking.answered_by_id, asking.answered_at = by.person_id, at
    asking.words = words.strip()
    shift.state = SHIFT_LIFE.after(shift.state, Act.SPENDING_SHIFT_ANSWER)
    session.flush()
    record(session, Act.SPENDING_SHIFT_ANSWER, asking, by=by, at=at, yes=int(yes), shift=shift.id)
    waiting.done(session, asking, at=at)
    if not yes:
        _end(session, shift, Act.SPENDING_SHIFT_REFUSE, why=asking.words, by=by, at=at)
    elif all(one.state is AskedState.YES for one in shift.askings):
        _settle(session, shift, by=by, at=at)
    if shift.state not in SHIFT_OPEN:
        key = f"spending.shift-answered:{shift.id}"
        enqueue(session, "spending.shift-answered", key, at=at, shift=shift.id)
    return shift


def apply_shift(session: Session, round_: Round, *, by: Actor, at: datetime) -> None:
    """Take over what the group decided. Where a coach must say yes too, one person closes it."""
    shift = session.get_one(Shift, round_.thing_id)
    _lock(session, shift)
    if shift.state is not ShiftState.ASKING or shift.mark != round_.mark:
        return
    if round_.state is not RoundState.AGREED:
        code = "round-lapsed" if round_.state is RoundState.LAPSED else "round-not-agreed"
        said = {answer.person_id: answer for answer in round_.answers}
        why = "\n".join(one.words for one in said.values() if one.kind is AnswerKind.NOT_YET)
        _end(session, shift, Act.SPENDING_SHIFT_REFUSE, why=why, code=code, by=by, at=at)
        return
    _carry(session, shift, by=by, at=at)


def _carry(session: Session, shift: Shift, *, by: Actor, at: datetime) -> None:
    """The group agreed: on to the funds that want to be asked, or it counts from now on."""
    awards = queries.asks_first(session, shift)
    if not awards:
        _settle(session, shift, by=by, at=at)
        return
    _refuse_over(session, shift)
    shift.state = SHIFT_LIFE.after(shift.state, Act.SPENDING_SHIFT_FORWARD)
    session.flush()
    waiting.done(session, shift, at=at)
    unask(session, shift, at=at)
    record(session, Act.SPENDING_SHIFT_FORWARD, shift, by=by, at=at, awards=len(awards))
    for award in awards:
        asking = ShiftAsking(
            id=new_id(session, at),
            owner_id=award.organisation_id,
            shift_id=shift.id,
            award_id=award.id,
            state=AskedState.ASKED,
            words="",
        )
        session.add(asking)
        session.flush()
        waiting.ask(
            session,
            Act.SPENDING_SHIFT_ANSWER,
            asking,
            who=people_at(session, award.organisation_id, Role.DECIDER),
            label=award.title,
            at=at,
            amount=shift.amount,
        )
    session.refresh(shift)


def _settle(session: Session, shift: Shift, *, by: Actor, at: datetime) -> None:
    """It counts, if the line still has it; a round or a fund's yes ends all the same."""
    try:
        _refuse_over(session, shift)
    except Refusal as refusal:
        if shift.yes_by_id is not None and shift.state is ShiftState.ASKING:
            raise
        _end(session, shift, Act.SPENDING_SHIFT_REFUSE, code=refusal.code, by=by, at=at)
        return
    shift.state = SHIFT_LIFE.after(shift.state, Act.SPENDING_SHIFT_AGREE)
    shift.agreed_at = at
    session.flush()
    waiting.done(session, shift, at=at)
    unask(session, shift, at=at)
    record(session, Act.SPENDING_SHIFT_AGREE, shift, by=by, at=at, **_facts(shift))


def _end(
    session: Session,
    shift: Shift,
    act: Act,
    *,
    why: str = "",
    code: str = "",
    by: Actor,
    at: datetime,
) -> None:
    shift.state = SHIFT_LIFE.after(shift.state, act)
    shift.refused_why, shift.refused_code = why, code
    session.flush()
    consent.call_off(session, shift, by=by, at=at)
    waiting.done(session, shift, at=at)
    for asking in shift.askings:
        waiting.done(session, asking, at=at)
    unask(session, shift, at=at)
    record(session, act, shift, by=by, at=at, why=why or None, code=code)


def _ask(
    session: Session, shift: Shift, workgroup: Workgroup, people: People, *, by: Actor, at: datetime
) -> None:
    label = shift.why
    if shift.asks_round:
        consent.open_round(
            session,
            shift,
            mark=shift.mark,
            rule=workgroup.rule,
            electors=people.electors,
            closes_at=at + ROUND_LASTS,
            about_money=True,
            label=label,
            by=by,
            at=at,
        )
        return
    who = people.payers if shift.asks_holder else people.approvers
    waiting.ask(
        session,
        Act.SPENDING_SHIFT_AGREE,
        shift,
        who=[one for one in who if one != shift.asked_by_id],
        label=label,
        at=at,
        amount=shift.amount,
    )
    if people.watchers and not shift.asks_holder:
        ask_nod(session, Right.APPROVE, shift, mark=shift.mark, label=label, by=by, at=at)


def _lock(session: Session, shift: Shift) -> None:
    ledger.lock(session, shift.owner_id)
    session.refresh(shift)


def _people(session: Session, workgroup: Workgroup, shift: Shift, at: datetime) -> People:
    return queries.people_of(session, workgroup, shift.asked_by_id, day_of(at))


def _can_decide(people: People) -> bool:
    return bool(people.approvers) and (people.approve is not Hand.TOGETHER or bool(people.watchers))


def _refuse_over(session: Session, shift: Shift) -> None:
    proposal = session.get_one(Proposal, shift.proposal_id)
    data = Shifting(shift.from_line_id, shift.to_line_id, shift.amount, shift.why)
    _refuse_unfit(session, proposal, data)


def _refuse_unfit(session: Session, proposal: Proposal, data: Shifting) -> None:
    refuse_ended(session, proposal)
    check_shift(data, queries.lines_of(session, proposal))


def _facts(shift: Shift) -> dict[str, Any]:
    return {"amount": shift.amount, "from": shift.from_line_id, "to": shift.to_line_id}
