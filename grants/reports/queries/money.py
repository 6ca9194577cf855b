"""Where the money of a plan came from, planned and real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from grants.awards.models import Award, AwardState, Instalment, InstalmentState
from grants.awards.rules import Share
from grants.kit.money import Money, total
from grants.ledger.models import Account, AccountKind, Entry, Posting
from grants.payments.models import Arrival, ArrivalKind, OnlinePayment, OnlineReturn
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
        real = own.get(purse, Money.zero())
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


def _own(session: Session, plan_id: UUID) -> dict[Purse, Money]:
    """Our own income as the book has it: less what went back, and no gift that came too late."""
    minor = func.sum(Posting.amount_minor)  # type: ignore[attr-defined]
    entered = (
        select(Arrival.source, minor.label("minor"))
        .join(Entry, (Entry.source_id == Arrival.id) & (Entry.source_kind == Arrival.__tablename__))
        .where(Arrival.kind == ArrivalKind.OWN)
    )
    went = (
        select(Arrival.source, minor.label("minor"))
        .join(OnlinePayment, OnlinePayment.arrival_id == Arrival.id)
        .join(OnlineReturn, OnlineReturn.payment_id == OnlinePayment.id)
        .join(
            Entry,
            (Entry.source_id == OnlineReturn.id)
            & (Entry.source_kind == OnlineReturn.__tablename__),
        )
    )
    found: dict[Purse, Money] = {}
    for source, sum_ in session.execute(
        union_all(_of_own(entered, plan_id), _of_own(went, plan_id))
    ):
        purse = Purse(source)
        found[purse] = found.get(purse, Money.zero()) - Money(int(sum_))
    return found


def _of_own(rows: Select[Any], plan_id: UUID) -> Select[Any]:
    on_own = (Account.id == Posting.account_id) & (Account.kind == AccountKind.OWN)
    return (
        rows.join(Posting, Posting.entry_id == Entry.id)
        .join(Account, on_own)
        .where(Arrival.proposal_id == plan_id, Account.plan_id == plan_id)
        .group_by(Arrival.source)
    )
