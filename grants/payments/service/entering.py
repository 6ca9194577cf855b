"""Writing one movement of money down: its row, its place, its entry in the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import OverRoom
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import PLACES, AccountKind
from grants.ledger.rules import Line
from grants.payments.access import may
from grants.payments.models import Arrival, ArrivalKind
from grants.payments.service.reminding import begin_reminding
from grants.payments.states import ArrivalState
from grants.proposals.models import Proposal
from grants.workgroups.models import Workgroup
from grants.workgroups.rules import place_of


@dataclass(frozen=True, slots=True)
class Deed:
    """One movement on its way into the book."""

    arrival: Arrival
    act: Act
    lines: Sequence[Line]


def opened(
    session: Session, proposal_id: UUID, act: Act, by: Actor, thing: Arrival | None = None
) -> Proposal:
    """The plan under its book's lock, when this person may."""
    proposal = session.get_one(Proposal, proposal_id)
    ledger.lock(session, proposal.owner_id)
    for one in (proposal, thing):
        if one is not None:
            session.refresh(one)
    may(by, act, proposal if thing is None else thing).check()
    return proposal


def arrival_of(
    proposal: Proposal,
    kind: ArrivalKind,
    amount: Money,
    on: date,
    place: AccountKind,
) -> Arrival:
    """The row of a movement, before it is written."""
    return Arrival(
        owner_id=proposal.owner_id,
        proposal_id=proposal.id,
        kind=kind,
        amount=amount,
        on=on,
        place=place,
        words="",
        state=ArrivalState.ENTERED,
        mirrored_why="",
    )


def enter(session: Session, deed: Deed, *, by: Actor, at: datetime) -> Arrival:
    """Write it down, book it and tell it."""
    arrival = deed.arrival
    arrival.id, arrival.entered_by_id, arrival.entered_at = new_id(session, at), by.person_id, at
    session.add(arrival)
    session.flush()
    begin_reminding(session, arrival, at=at)
    ledger.post(
        session,
        arrival.owner_id,
        on=arrival.on,
        act=deed.act,
        source=arrival,
        lines=deed.lines,
        by=by,
        at=at,
    )
    record(
        session,
        deed.act,
        arrival,
        by=by,
        at=at,
        kind=arrival.kind,
        amount=arrival.amount,
        place=arrival.place,
    )
    return arrival


def into(session: Session, proposal: Proposal, kind: AccountKind, amount: Money) -> Line:
    """Money into (or, below nothing, out of) a place."""
    return Line(kind, amount, proposal.id, _ref(session, proposal, kind))


def _ref(session: Session, proposal: Proposal, kind: AccountKind) -> UUID:
    return place_of(session.get_one(Workgroup, proposal.owner_id), kind, proposal.id)


def taken(
    session: Session,
    proposal: Proposal,
    kind: AccountKind,
    amount: Money,
    *,
    from_run: bool = False,
) -> Line:
    """Out of a place; by hand it leaves what is on its way at the bank."""
    ref = _ref(session, proposal, kind)
    look = book.balance_of if from_run else book.free_of
    holds = look(session, proposal.id, kind, ref)
    if holds < amount:
        raise OverRoom("over-place", field="place", left=holds)
    return Line(kind, -amount, proposal.id, ref)


def as_far_as_covered(session: Session, proposal: Proposal, lines: Sequence[Line]) -> list[Line]:
    """These lines; what a place can no longer cover is owed to the money holder instead."""
    holder_id = session.get_one(Workgroup, proposal.owner_id).holder_id
    result = []
    for line in lines:
        ref = line.ref_id or line.plan_id
        holds = book.balance_of(session, line.plan_id, line.kind, ref)
        gap = -(line.amount + holds)
        if line.kind in PLACES and gap.is_positive:
            result.append(Line(AccountKind.BACK, -gap, line.plan_id, holder_id))
            if holds.is_positive:
                result.append(Line(line.kind, -holds, line.plan_id, ref))
        else:
            result.append(line)
    return result
