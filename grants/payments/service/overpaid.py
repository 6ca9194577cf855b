"""More was sent back than was owed by then: who is told of it, and who has seen it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import SYSTEM, Actor
from grants.kit.acts import Act
from grants.kit.money import Money
from grants.ledger import queries as book
from grants.payments.access import may
from grants.payments.models import Arrival
from grants.payments.service.reminding import who_pays
from grants.proposals.models import Proposal
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup


def over(session: Session, arrival: Arrival) -> Money:
    """What who got this has too much now, of this plan."""
    assert arrival.organisation_id is not None  # noqa: S101  a return goes to one
    nothing = Money.zero(arrival.amount.currency)
    owed = book.owed_back(session, arrival.proposal_id)
    return max(-owed.get(arrival.organisation_id, nothing), nothing)


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
    """She read that more was sent back than was owed."""
    may(by, Act.PAYMENTS_SEE, arrival).check()
    act = Act.PAYMENTS_RETURN_OVER
    waiting.done(session, arrival, act=act, who=by.person_id, at=at)
    record(session, Act.PAYMENTS_SEE, arrival, by=by, at=at)
