"""More was sent back than was owed by then: who is told of it, and who has seen it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import SYSTEM, Actor
from grants.kit.acts import Act
from grants.kit.money import Money
from grants.ledger import queries as book
from grants.payments.access import may
from grants.payments.models import Arrival, ArrivalKind
from grants.payments.queries.online import is_told
from grants.payments.service.reminding import who_pays
from grants.payments.states import ArrivalState
from grants.proposals.models import Proposal
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup


def over(session: Session, arrival: Arrival) -> Money:
    """What who got this has too much now, of this plan."""
    assert arrival.organisation_id is not None  # noqa: S101  a return goes to one
    return over_of(session, arrival.proposal_id, arrival.organisation_id)


def over_of(session: Session, proposal_id: UUID, organisation_id: UUID) -> Money:
    """What this organisation has too much now, of this plan."""
    owed = book.owed_back(session, proposal_id).get(organisation_id, Money.zero())
    return max(-owed, Money.zero(owed.currency))


def partly(session: Session, arrival: Arrival) -> Money | None:
    """Of a return of which a part is too much: that part. It comes again, the rest was owed."""
    if arrival.kind is not ArrivalKind.RETURN:
        return None
    too_much = over(session, arrival)
    return too_much if too_much.is_positive and too_much < arrival.amount else None


def tell_again(session: Session, came: Arrival, *, at: datetime) -> None:
    """That it came again was undone: they hear once more of what it had been sent."""
    assert came.organisation_id is not None  # noqa: S101  it came from one
    tell_of(session, came.proposal_id, came.organisation_id, at=at)


def tell_of(session: Session, proposal_id: UUID, organisation_id: UUID, *, at: datetime) -> None:
    """As below, of what was sent to it last."""
    which = select(Arrival).where(
        Arrival.proposal_id == proposal_id,
        Arrival.organisation_id == organisation_id,
        Arrival.kind == ArrivalKind.RETURN,
        Arrival.state == ArrivalState.ENTERED,
    )
    last = which.order_by(Arrival.entered_at.desc(), Arrival.id.desc()).limit(1)
    for sent in session.scalars(last):
        tell(session, sent, at=at)


def tell(session: Session, arrival: Arrival, *, at: datetime) -> None:
    """The holder and the treasurer hear it, when there is too much; they ask it back."""
    too_much = over(session, arrival)
    if not too_much.is_positive:
        return
    act, holder = Act.PAYMENTS_RETURN_OVER, session.get_one(Workgroup, arrival.owner_id).holder_id
    who = {*who_pays(session, holder), *who_pays(session, arrival.owner_id)}
    title = session.get_one(Proposal, arrival.proposal_id).title
    waiting.ask(session, act, arrival, who=who, label=title, at=at, amount=too_much)
    record(session, act, arrival, by=SYSTEM, at=at, amount=too_much)


def seen(session: Session, arrival: Arrival, *, by: Actor, at: datetime) -> None:
    """She read that more was sent back than was owed; said once, by who was told."""
    may(by, Act.PAYMENTS_SEE, arrival).check()
    if by.person_id is None or not is_told(session, arrival.id, by.person_id):
        return
    act = Act.PAYMENTS_RETURN_OVER
    waiting.done(session, arrival, act=act, who=by.person_id, at=at)
    record(session, Act.PAYMENTS_SEE, arrival, by=by, at=at)
