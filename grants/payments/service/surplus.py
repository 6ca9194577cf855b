"""More came of an award than was promised: what was promised counts, the rest goes back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.awards.models import Award, Instalment, InstalmentState
from grants.awards.queries import instalments_of
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow
from grants.kit.money import Money
from grants.kit.periods import day_of
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.payments.models import Arrival, ArrivalKind
from grants.payments.queries.arrivals import GRANTED
from grants.payments.rules import Receiving, check_shape
from grants.payments.service.entering import Deed, arrival_of, enter, into, opened


def receive_over(
    session: Session, award: Award, data: Receiving, *, by: Actor, at: datetime
) -> Arrival:
    """What was promised counts as come; the rest is owed to who paid it, and due at once.

    As what comes online: money that is there is in the book. Refuses ``not-more`` when it is no
    more than is still to come: then it is a part of the award like any other.
    """
    proposal = opened(session, award.proposal_id, Act.PAYMENTS_ENTER, by)
    session.refresh(award)
    if award.state not in GRANTED:
        raise NotNow("wrong-state")
    assert data.amount is not None  # noqa: S101  nobody plans more than was promised
    check_shape(data.amount, data.on, data.place, day_of(at))
    to_come = book.balance_of(session, proposal.id, AccountKind.PROMISED, award.id)
    if data.amount <= to_come:
        raise Invalid("not-more", field="amount", left=to_come)
    instalment = _part_of(session, award.id)
    arrival = arrival_of(proposal, ArrivalKind.INSTALMENT, data.amount, data.on, data.place)
    arrival.instalment_id = instalment.id
    rest = data.amount - to_come
    lines = [
        into(session, proposal, data.place, data.amount),
        *_promised(award, to_come),
        Line(AccountKind.BACK, -rest, proposal.id, award.organisation_id),
    ]
    enter(session, Deed(arrival, Act.PAYMENTS_ENTER, lines), by=by, at=at)
    if to_come.is_positive:
        awards.came(session, instalment, to_come, on=data.on, at=at)
    # Who pays too much may have had too much.
    awards.right_again(session, proposal.id, at=at)
    awards.follow(session, proposal, by=by, at=at)
    return arrival


def _promised(award: Award, to_come: Money) -> list[Line]:
    if not to_come.is_positive:
        return []
    return [Line(AccountKind.PROMISED, -to_come, award.proposal_id, award.id)]


def _part_of(session: Session, award_id: UUID) -> Instalment:
    """The first that is still to come; when all came, the last: then it is paid twice."""
    several = instalments_of(session, award_id)
    planned = [one for one in several if one.state is InstalmentState.PLANNED]
    return planned[0] if planned else several[-1]
