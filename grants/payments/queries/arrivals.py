"""What the money holder's desk asks, each in a number of statements that does not grow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from grants.awards.models import Award, AwardState, Instalment, InstalmentState
from grants.awards.queries import still_comes
from grants.kit.money import Money
from grants.ledger.models import Account, AccountKind
from grants.neighbourhoods.models import Organisation
from grants.payments.models import Arrival, OnlinePayment, OnlineReturn
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState

OPEN = (ProposalState.RUNNING, ProposalState.FINISHED, ProposalState.CANCELLED)
RECENT, SHOWN = 20, 100
GRANTED = (AwardState.ACTIVE, AwardState.ACCOUNTED, AwardState.SETTLED)


@dataclass(frozen=True, slots=True)
class Owed:
    """Money to send back: of which plan and group, to whom, how much."""

    proposal_id: UUID
    group_id: UUID
    organisation_id: UUID
    amount: Money
    plan: str
    organisation: str


def to_arrive(
    session: Session, owner_ids: Collection[UUID]
) -> list[tuple[Instalment, Award, Money]]:
    """The planned instalments of these groups and what still comes of each, first the earliest."""
    comes = still_comes()
    which = (
        select(Instalment, Award, comes)
        .join(Award, Award.id == Instalment.award_id)
        .where(Instalment.owner_id.in_(owner_ids), Instalment.state == InstalmentState.PLANNED)
        .where(comes > 0)
        .order_by(Instalment.planned_on, Award.reference, Instalment.no)
    )
    rows = session.execute(which)
    return [(one, award, Money(minor, one.amount.currency)) for one, award, minor in rows]


def granted_to(session: Session, owner_ids: Collection[UUID]) -> list[tuple[Award, str]]:
    """What was granted to these groups and by whom, newest first: more may come than was promised."""
    which = (
        select(Award, Organisation.name)
        .join(Organisation, Organisation.id == Award.organisation_id)
        .where(Award.owner_id.in_(owner_ids), Award.state.in_(GRANTED))
        .order_by(Award.offered_at.desc(), Award.reference.desc())
    )
    return [(row[0], row[1]) for row in session.execute(which.limit(SHOWN))]


def to_return(session: Session, owner_ids: Collection[UUID]) -> list[Owed]:
    """What these groups owe back, by plan and organisation; below nothing: who has too much."""
    which = (
        select(Account, Proposal.title, Organisation.name)
        .join(Proposal, Proposal.id == Account.plan_id)
        .join(Organisation, Organisation.id == Account.ref_id)
        .where(Account.owner_id.in_(owner_ids), Account.kind == AccountKind.BACK)
        .order_by(Account.id)
    )
    return [
        Owed(one.plan_id, one.owner_id, one.ref_id, -one.balance, plan, name)
        for one, plan, name in session.execute(which)
        if not one.balance.is_zero
    ]


def open_plans(session: Session, owner_ids: Collection[UUID]) -> Sequence[Proposal]:
    """The plans of these groups whose money can still move."""
    which = select(Proposal).where(Proposal.owner_id.in_(owner_ids), Proposal.state.in_(OPEN))
    return session.scalars(which.order_by(Proposal.made_at.desc(), Proposal.id)).all()


def recent(session: Session, owner_ids: Collection[UUID]) -> list[tuple[Arrival, str, bool]]:
    """What was entered last, with the title of its plan, and whether it went through the provider."""
    online = or_(
        select(OnlinePayment.id).where(OnlinePayment.arrival_id == Arrival.id).exists(),
        select(OnlineReturn.id).where(OnlineReturn.arrival_id == Arrival.id).exists(),
    )
    which = (
        select(Arrival, Proposal.title, online)
        .join(Proposal, Proposal.id == Arrival.proposal_id)
        .where(Arrival.owner_id.in_(owner_ids))
        .order_by(Arrival.entered_at.desc(), Arrival.id)
        .limit(RECENT)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(which)]


def arrivals_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Arrival]:
    """These arrivals, by id."""
    if not ids:
        return {}
    rows = session.scalars(select(Arrival).where(Arrival.id.in_(ids)))
    return {arrival.id: arrival for arrival in rows}
