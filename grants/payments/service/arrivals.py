"""Entering what came in, went back or moved; mirroring what was entered wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.awards.models import Instalment
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow, OverRoom
from grants.kit.money import Money, total
from grants.kit.periods import day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.payments.models import Arrival, ArrivalKind
from grants.payments.queries.online import came_online, still_owed
from grants.payments.queries.runs import is_going_back
from grants.payments.rules import (
    ComingAgain,
    GivingBack,
    Income,
    Moving,
    Receiving,
    check_shape,
)
from grants.payments.service import overpaid
from grants.payments.service.entering import (
    Deed,
    arrival_of,
    as_far_as_covered,
    enter,
    into,
    opened,
    taken,
)
from grants.payments.states import LIFE
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from grants.waiting import service as waiting

ENDED = frozenset({ProposalState.CANCELLED, ProposalState.CLOSED, ProposalState.WITHDRAWN})


def receive(
    session: Session, instalment: Instalment, data: Receiving, *, by: Actor, at: datetime
) -> Arrival:
    """An instalment of an award came in, as a whole or another amount than planned.

    Refuses ``over-promised`` when it is more than what is still to come.
    """
    proposal = opened(session, instalment.proposal_id, Act.PAYMENTS_ENTER, by)
    session.refresh(instalment)
    amount = data.amount or instalment.amount
    check_shape(amount, data.on, data.place, day_of(at))
    promised = Line(AccountKind.PROMISED, -amount, proposal.id, instalment.award_id)
    to_come = book.balance_of(session, proposal.id, AccountKind.PROMISED, instalment.award_id)
    if to_come < amount:
        raise OverRoom("over-promised", field="amount", left=to_come)
    arrival = arrival_of(proposal, ArrivalKind.INSTALMENT, amount, data.on, data.place)
    arrival.instalment_id = instalment.id
    lines = [into(session, proposal, data.place, amount), promised]
    enter(session, Deed(arrival, Act.PAYMENTS_ENTER, lines), by=by, at=at)
    awards.came(session, instalment, amount, on=data.on, at=at)
    awards.follow(session, proposal, by=by, at=at)
    return arrival


def income(
    session: Session, proposal: Proposal, data: Income, *, by: Actor, at: datetime
) -> Arrival:
    """Our own money came in: contributions, a gift. Refuses ``accounted-already``.

    After the account only what takes the place of own income that was undone since, and no more:
    with the last of it the books are closed.
    """
    proposal = opened(session, proposal.id, Act.PAYMENTS_ENTER, by)
    accounted = awards.is_accounted(session, proposal.id)
    lacks = book.uncovered(session, proposal.id) if accounted else Money.zero()
    if (accounted or proposal.state in ENDED) and lacks < data.amount:
        raise NotNow("accounted-already")
    check_shape(data.amount, data.on, data.place, day_of(at))
    arrival = arrival_of(proposal, ArrivalKind.OWN, data.amount, data.on, data.place)
    arrival.source, arrival.words = data.source, data.words.strip()
    lines = [
        into(session, proposal, data.place, data.amount),
        Line(AccountKind.OWN, -data.amount, proposal.id),
    ]
    enter(session, Deed(arrival, Act.PAYMENTS_ENTER, lines), by=by, at=at)
    if accounted:
        awards.follow(session, proposal, by=by, at=at)
    return arrival


def give_back(
    session: Session, proposal: Proposal, data: GivingBack, *, by: Actor, at: datetime
) -> Arrival:
    """Money that is owed back was sent back; the last of it closes an ended plan.

    Refuses ``over-owed`` and ``over-place`` (with ``left``), ``in-run``. What a run paid is not
    refused, the bank did it: who got more than was owed owes that to the plan.
    """
    proposal = opened(session, proposal.id, Act.PAYMENTS_RETURN, by)
    check_shape(data.amount, data.on, data.place, day_of(at))
    if not data.from_run:
        _refuse_more(session, proposal, data)
    arrival = arrival_of(proposal, ArrivalKind.RETURN, data.amount, data.on, data.place)
    arrival.organisation_id = data.organisation_id
    lines = [
        Line(AccountKind.BACK, data.amount, proposal.id, data.organisation_id),
        taken(session, proposal, data.place, data.amount, from_run=data.from_run),
    ]
    enter(session, Deed(arrival, Act.PAYMENTS_RETURN, lines), by=by, at=at)
    awards.follow(session, proposal, by=by, at=at)
    return arrival


def came_again(
    session: Session, proposal: Proposal, data: ComingAgain, *, by: Actor, at: datetime
) -> Arrival:
    """Of what an organisation got too much, it sent so much back. Refuses ``over-too-much``.

    What it got stays as it was: only what came again is booked, whatever it was a part of.
    """
    proposal = opened(session, proposal.id, Act.PAYMENTS_CAME_AGAIN, by)
    check_shape(data.amount, data.on, data.place, day_of(at))
    over = overpaid.over_of(session, proposal.id, data.organisation_id)
    if over < data.amount:
        raise OverRoom("over-too-much", field="amount", left=over)
    arrival = arrival_of(proposal, ArrivalKind.CAME_AGAIN, data.amount, data.on, data.place)
    arrival.organisation_id = data.organisation_id
    lines = [
        into(session, proposal, data.place, data.amount),
        Line(AccountKind.BACK, -data.amount, proposal.id, data.organisation_id),
    ]
    enter(session, Deed(arrival, Act.PAYMENTS_CAME_AGAIN, lines), by=by, at=at)
    awards.right_again(session, proposal.id, at=at)
    awards.follow(session, proposal, by=by, at=at)
    return arrival


def _refuse_more(session: Session, proposal: Proposal, data: GivingBack) -> None:
    """By hand: no more than is still to be sent back, and nothing that a run sends back."""
    if is_going_back(session, proposal.id, data.organisation_id):
        raise NotNow("in-run")
    owed = still_owed(session, proposal.id, data.organisation_id)
    if owed < data.amount:
        raise OverRoom("over-owed", field="amount", left=owed)


def move(session: Session, proposal: Proposal, data: Moving, *, by: Actor, at: datetime) -> Arrival:
    """Money moved between two places. Refuses ``same-place``, ``over-place`` (with ``left``)."""
    proposal = opened(session, proposal.id, Act.PAYMENTS_MOVE, by)
    check_shape(data.amount, data.on, data.to, day_of(at))
    if data.origin is data.to:
        raise Invalid("same-place", field="place")
    arrival = arrival_of(proposal, ArrivalKind.MOVE, data.amount, data.on, data.to)
    arrival.origin = data.origin
    lines = [
        into(session, proposal, data.to, data.amount),
        taken(session, proposal, data.origin, data.amount),
    ]
    return enter(session, Deed(arrival, Act.PAYMENTS_MOVE, lines), by=by, at=at)


def mirror(
    session: Session,
    arrival: Arrival,
    why: str,
    *,
    by: Actor,
    at: datetime,
    whole: bool = False,
) -> Arrival:
    """Undo what was entered wrongly. Never refused for lack of money.

    What the place can no longer cover is owed to the money holder, and stops spending so far.
    ``whole``: of a return, all of it is here again or never went, not only what was too much.
    Refuses ``why-missing``, ``partly-too-much`` (with ``over``) as long as nobody said so, and
    ``came-online``: what the provider did, only the provider undoes.
    """
    proposal = opened(session, arrival.proposal_id, Act.PAYMENTS_MIRROR, by, arrival)
    _refuse_undoing(session, arrival, why, whole=whole)
    entry = book.entries_of(session, arrival)[0]
    lines = [line.mirrored for line in ledger.lines_of(session, entry)]
    promised = total(line.amount for line in lines if line.kind is AccountKind.PROMISED)
    arrival.state = LIFE.after(arrival.state, Act.PAYMENTS_MIRROR)
    arrival.mirrored_at, arrival.mirrored_why = at, why.strip()
    session.flush()
    ledger.post(
        session,
        arrival.owner_id,
        on=day_of(at),
        act=Act.PAYMENTS_MIRROR,
        source=arrival,
        lines=as_far_as_covered(session, proposal, lines),
        by=by,
        at=at,
        reverses=entry,
    )
    if promised.is_positive:
        instalment = session.get_one(Instalment, arrival.instalment_id, populate_existing=True)
        awards.came_more(session, instalment, -promised, on=arrival.on, at=at)
    record(session, Act.PAYMENTS_MIRROR, arrival, by=by, at=at, why=why.strip())
    waiting.done(session, arrival, at=at)
    awards.right_again(session, arrival.proposal_id, at=at)
    _tell_too_much(session, arrival, lines, at=at)
    awards.follow(session, session.get_one(Proposal, arrival.proposal_id), by=by, at=at)
    return arrival


def _tell_too_much(
    session: Session, arrival: Arrival, lines: Sequence[Line], *, at: datetime
) -> None:
    """Who was sent back what never came, or what never came again, has too much now."""
    if arrival.kind is ArrivalKind.CAME_AGAIN:
        overpaid.tell_again(session, arrival, at=at)
    for line in lines:
        if arrival.kind is ArrivalKind.INSTALMENT and line.kind is AccountKind.BACK and line.ref_id:
            overpaid.tell_of(session, arrival.proposal_id, line.ref_id, at=at)


def _refuse_undoing(session: Session, arrival: Arrival, why: str, *, whole: bool) -> None:
    """Undone for a part that came again, the rest would be due, and leave once more."""
    if came_online(session, arrival.id):
        raise NotNow("came-online")
    if not why.strip():
        raise Invalid("why-missing", field="why")
    partly = None if whole else overpaid.partly(session, arrival)
    if partly is not None:
        raise Invalid("partly-too-much", field="whole", over=partly)
