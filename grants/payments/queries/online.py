"""What pages ask of payments through the provider and of gifts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from grants.kit.money import Money, total
from grants.ledger.models import Account, AccountKind, Entry, Posting
from grants.payments.models import (
    Arrival,
    BackKind,
    Difference,
    GiftBox,
    OnlinePayment,
    OnlineReturn,
    Purpose,
    Source,
)
from grants.payments.rules.online import LANDED, LIVING
from grants.payments.states import ArrivalState, BackState, OnlineState
from grants.proposals.models import Proposal
from grants.waiting.models import Waiting

SHOWN = 50
GIVEN = (OnlineState.PAID, OnlineState.PART_RETURNED)
_GOING = (BackState.MADE, BackState.ON_ITS_WAY)


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to a plan so far, and by whom where they said so, newest first."""

    so_far: Money
    count: int
    names: tuple[str, ...]


def payment_by_token(session: Session, token: str) -> OnlinePayment | None:
    """The payment whose page this token opens."""
    which = select(OnlinePayment).where(OnlinePayment.token == token)
    return session.scalars(which).one_or_none()


def box_by_reference(session: Session, reference: str) -> tuple[GiftBox, Proposal] | None:
    """The plan of this number, when its group ever opened it for gifts."""
    row = session.execute(
        select(GiftBox, Proposal)
        .join(Proposal, Proposal.id == GiftBox.proposal_id)
        .where(Proposal.reference == reference)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def given(session: Session, proposal_id: UUID) -> Given:
    """All gifts to a plan, also those in the box or on the bank; less what went back."""
    gifts = session.scalars(
        select(Arrival).where(
            Arrival.proposal_id == proposal_id,
            Arrival.source == Source.GIFT,
            Arrival.state == ArrivalState.ENTERED,
        )
    ).all()
    back = session.scalars(
        select(OnlineReturn)
        .join(OnlinePayment, OnlinePayment.id == OnlineReturn.payment_id)
        .join(Arrival, Arrival.id == OnlinePayment.arrival_id)
        .where(
            OnlineReturn.proposal_id == proposal_id,
            OnlinePayment.purpose == Purpose.GIFT,
            OnlineReturn.state == BackState.DONE,
            OnlineReturn.kind != BackKind.LEFT,
            Arrival.state == ArrivalState.ENTERED,
        )
    ).all()
    named = session.scalars(
        select(OnlinePayment.name)
        .where(
            OnlinePayment.proposal_id == proposal_id,
            OnlinePayment.state.in_(GIVEN),
            OnlinePayment.name != "",
        )
        .order_by(OnlinePayment.made_at.desc(), OnlinePayment.id)
        .limit(SHOWN)
    )
    so_far = total(one.amount for one in gifts) - total(one.amount for one in back)
    return Given(so_far, len(gifts), tuple(named))


def payments_of(session: Session, proposal_id: UUID) -> Sequence[OnlinePayment]:
    """What was paid or is on its way for a plan, newest first."""
    which = select(OnlinePayment).where(
        OnlinePayment.proposal_id == proposal_id,
        OnlinePayment.state.in_([*LANDED, OnlineState.ON_ITS_WAY]),
    )
    return session.scalars(
        which.order_by(OnlinePayment.made_at.desc(), OnlinePayment.id).limit(SHOWN)
    ).all()


def living_by_instalment(session: Session, ids: Collection[UUID]) -> dict[UUID, OnlinePayment]:
    """What was begun and has not ended, by instalment. Nothing asked, nothing read."""
    if not ids:
        return {}
    which = select(OnlinePayment).where(
        OnlinePayment.instalment_id.in_(ids), OnlinePayment.state.in_(LIVING)
    )
    return {one.instalment_id: one for one in session.scalars(which) if one.instalment_id}


def returns_of(session: Session, payment_id: UUID) -> Sequence[OnlineReturn]:
    """What went back of a payment, or is going, newest first."""
    which = select(OnlineReturn).where(OnlineReturn.payment_id == payment_id)
    return session.scalars(which.order_by(OnlineReturn.made_at.desc(), OnlineReturn.id)).all()


def going_back(session: Session, proposal_id: UUID, organisation_id: UUID) -> Money:
    """What is under way back to a funder through the provider: not to be sent again by hand."""
    rows = session.scalars(
        select(OnlineReturn)
        .join(OnlinePayment, OnlinePayment.id == OnlineReturn.payment_id)
        .where(
            OnlineReturn.proposal_id == proposal_id,
            OnlinePayment.organisation_id == organisation_id,
            OnlineReturn.kind == BackKind.LEFT,
            OnlineReturn.state.in_(_GOING),
        )
    )
    return total(one.amount for one in rows)


def going_online(
    proposal_id: ColumnElement[UUID] | InstrumentedAttribute[UUID],
    organisation_id: ColumnElement[UUID] | InstrumentedAttribute[UUID],
) -> ScalarSelect[Any]:
    """The same in cents, for a statement about many plans and funders."""
    return (
        select(func.coalesce(func.sum(OnlineReturn.amount_minor), 0))  # type: ignore[attr-defined]
        .join(OnlinePayment, OnlinePayment.id == OnlineReturn.payment_id)
        .where(
            OnlineReturn.proposal_id == proposal_id,
            OnlinePayment.organisation_id == organisation_id,
            OnlineReturn.kind == BackKind.LEFT,
            OnlineReturn.state.in_(_GOING),
        )
        .scalar_subquery()
    )


def gifts_going(session: Session, proposal_id: UUID) -> Money:
    """Of the gifts to this plan, what is being sent back."""
    return total(one.amount for one in session.scalars(_gifts_going(proposal_id)))


def late_gifts_going(session: Session, proposal_id: UUID, holder_id: UUID) -> Money:
    """The same, of gifts that came when the plan was over and are owed to the holder since."""
    owed = (
        select(Posting.entry_id)
        .join(Account, Account.id == Posting.account_id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(
            Entry.source_kind == Arrival.__tablename__,
            Entry.source_id == OnlinePayment.arrival_id,
            Account.kind == AccountKind.BACK,
            Account.ref_id == holder_id,
        )
    )
    rows = session.scalars(_gifts_going(proposal_id).where(owed.exists()))
    return total(one.amount for one in rows)


def _gifts_going(proposal_id: UUID) -> Select[OnlineReturn]:
    return (
        select(OnlineReturn)
        .join(OnlinePayment, OnlinePayment.id == OnlineReturn.payment_id)
        .where(
            OnlineReturn.proposal_id == proposal_id,
            OnlinePayment.purpose == Purpose.GIFT,
            OnlineReturn.kind == BackKind.REFUND,
            OnlineReturn.state.in_(_GOING),
        )
    )


def came_online(session: Session, arrival_id: UUID) -> bool:
    """Did this arrival come in or go back through the provider? Then nobody undoes it by hand."""
    paid = select(OnlinePayment.id).where(OnlinePayment.arrival_id == arrival_id)
    back = select(OnlineReturn.id).where(OnlineReturn.arrival_id == arrival_id)
    return session.scalar(paid) is not None or session.scalar(back) is not None


def differences(
    session: Session, owner_ids: Collection[UUID] | None
) -> Sequence[tuple[Difference, OnlinePayment | None]]:
    """What differs now, oldest first: of these groups, or (None) everywhere."""
    which = (
        select(Difference, OnlinePayment)
        .outerjoin(OnlinePayment, OnlinePayment.id == Difference.payment_id)
        .where(Difference.settled_at.is_(None))
        .order_by(Difference.found_at, Difference.id)
        .limit(SHOWN)
    )
    if owner_ids is not None:
        which = which.where(Difference.owner_id.in_(owner_ids))
    return [(row[0], row[1]) for row in session.execute(which)]


def is_told(session: Session, payment_id: UUID, person_id: UUID) -> bool:
    """Is there something about it that she was told and did not look at?"""
    which = select(Waiting.id).where(
        Waiting.thing_id == payment_id, Waiting.person_id == person_id, Waiting.done_at.is_(None)
    )
    return session.scalar(which.limit(1)) is not None
