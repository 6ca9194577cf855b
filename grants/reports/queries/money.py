"""Where the money of a plan came from, planned and real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards.models import Award, AwardState, Instalment, InstalmentState
from grants.awards.rules import Share
from grants.kit.money import Money, total
from grants.payments.models import Arrival, ArrivalKind
from grants.payments.models import Source as Purse
from grants.payments.states import ArrivalState
from grants.proposals.models import CoverKind
from grants.proposals.rules import PlanFacts
from grants.reports.rules import Source, SourceKind
from grants.requests.models import Request

GRANTED = frozenset({AwardState.ACTIVE, AwardState.ACCOUNTED, AwardState.SETTLED})
# Our own money: how it was planned, and as what it is entered.
OWN: Mapping[SourceKind, tuple[CoverKind, Purse]] = {
    SourceKind.PARTICIPANTS: (CoverKind.PARTICIPANTS, Purse.PARTICIPANTS),
    SourceKind.GROUP: (CoverKind.OWN, Purse.GROUP),
    SourceKind.OTHER: (CoverKind.OTHER, Purse.GIFT),
}


@dataclass(frozen=True, slots=True)
class Granted:
    """An award of the plan: what was asked and granted, and which payments came in."""

    request_id: UUID
    organisation_id: UUID
    reference: str
    asked: Money
    amount: Money
    came: tuple[Money, ...]

    @property
    def received(self) -> Money:
        """What came in of it."""
        return total(self.came, self.amount.currency)

    @property
    def share(self) -> Share:
        """What settling needs of it."""
        return Share(self.amount, self.amount - self.received)


def granted(session: Session, plan_id: UUID) -> list[Granted]:
    """The awards of this plan that both sides agreed to, oldest first. Two statements."""
    rows = session.execute(
        select(Award, Request.asked)
        .join(Request, Request.id == Award.request_id)
        .where(Award.proposal_id == plan_id, Award.state.in_(GRANTED))
        .order_by(Award.reference)
    )
    came = _came(session, plan_id)
    return [
        Granted(
            request_id=award.request_id,
            organisation_id=award.organisation_id,
            reference=award.reference,
            asked=asked,
            amount=award.amount,
            came=tuple(came.get(award.id, ())),
        )
        for award, asked in rows
    ]


def sources(
    session: Session, plan_id: UUID, plan: PlanFacts, awards: Sequence[Granted]
) -> tuple[Source, ...]:
    """Every source that was planned or gave something. What is in kind is no money."""
    own = _own(session, plan_id)
    found = [
        Source(
            SourceKind.AWARD, one.asked, one.received, one.organisation_id, one.reference, one.came
        )
        for one in awards
    ]
    asked = total(one.asked for one in awards)
    wanted = total(one.amount for one in plan.covers if one.kind is CoverKind.ASKED)
    if wanted > asked:  # asked of funds that granted nothing
        found.append(Source(SourceKind.AWARD, wanted - asked, Money.zero()))
    for kind, (cover, purse) in OWN.items():
        planned = total(one.amount for one in plan.covers if one.kind is cover)
        real = total(own.get(purse, ()))
        if not (planned.is_zero and real.is_zero):
            found.append(Source(kind, planned, real))
    counted = _counted(session, plan_id)
    if not counted.is_zero:
        found.append(Source(SourceKind.CASH, Money.zero(counted.currency), counted))
    return tuple(found)


def _came(session: Session, plan_id: UUID) -> dict[UUID, list[Money]]:
    which = Instalment.state == InstalmentState.RECEIVED
    rows = session.scalars(
        select(Instalment)
        .where(Instalment.proposal_id == plan_id, which)
        .order_by(Instalment.award_id, Instalment.no)
    )
    came: dict[UUID, list[Money]] = {}
    for row in rows:
        if row.received is not None:
            came.setdefault(row.award_id, []).append(row.received)
    return came


def _counted(session: Session, plan_id: UUID) -> Money:
    """What counts of the box found more than the book, less what they missed."""
    rows = session.scalars(
        select(Arrival).where(
            Arrival.proposal_id == plan_id,
            Arrival.kind.in_((ArrivalKind.SURPLUS, ArrivalKind.SHORTAGE)),
            Arrival.state == ArrivalState.ENTERED,
        )
    ).all()
    short = ArrivalKind.SHORTAGE
    return total(-row.amount if row.kind is short else row.amount for row in rows)


def _own(session: Session, plan_id: UUID) -> dict[Purse, list[Money]]:
    rows = session.scalars(
        select(Arrival)
        .where(
            Arrival.proposal_id == plan_id,
            Arrival.kind == ArrivalKind.OWN,
            Arrival.state == ArrivalState.ENTERED,
        )
        .order_by(Arrival.on, Arrival.id)
    )
    own: dict[Purse, list[Money]] = {}
    for row in rows:
        if row.source is not None:
            own.setdefault(row.source, []).append(row.amount)
    return own
