"""What pages ask of payments through the provider and of gifts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from grants.kit.acts import Act
from grants.kit.money import Money, total
from grants.ledger import queries as book
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
# Another one than that of the statement which asks.
_OWED = aliased(Account)


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


def still_owed(session: Session, proposal_id: UUID, organisation_id: UUID) -> Money:
    """What is owed back to it and does not go there through the provider already."""
    owed = book.owed_back(session, proposal_id).get(organisation_id, Money.zero())
    going = session.scalar(_going_online(proposal_id, organisation_id)) or 0
    left = owed - Money(int(going), owed.currency)
    return max(left, Money.zero(left.currency))


def going_online(
    proposal_id: ColumnElement[UUID] | InstrumentedAttribute[UUID],
    organisation_id: ColumnElement[UUID] | InstrumentedAttribute[UUID],
) -> ScalarSelect[Any]:
    """Of what is owed back, what goes there already; in cents, for many plans and organisations."""
    return _going_online(proposal_id, organisation_id).scalar_subquery()


def _going_online(proposal_id: Any, organisation_id: Any) -> Select[Any]:
    """What is left goes back whole, to who paid it; of all else what was owed back as it came.

    That is what was too much of an instalment, and all of a gift after the end of its plan.
    """
    is_left = OnlineReturn.kind == BackKind.LEFT
    whole, at_once = OnlineReturn.amount_minor, -Posting.amount_minor  # type: ignore[attr-defined]
    entered = (
        ~is_left
        & (Entry.source_kind == Arrival.__tablename__)
        & (Entry.source_id == OnlinePayment.arrival_id)
        & (Entry.act == Act.PAYMENTS_ENTER)
        & Entry.reverses_id.is_(None)
    )
    back = (_OWED.id == Posting.account_id) & (_OWED.kind == AccountKind.BACK)
    return (
        select(func.coalesce(func.sum(case((at_once < whole, at_once), else_=whole)), 0))
        .select_from(OnlineReturn)
        .join(OnlinePayment, OnlinePayment.id == OnlineReturn.payment_id)
        .outerjoin(Entry, entered)
        .outerjoin(Posting, Posting.entry_id == Entry.id)
        .outerjoin(_OWED, back)
        .where(
            OnlineReturn.proposal_id == proposal_id,
            OnlineReturn.state.in_(_GOING),
            case((is_left, OnlinePayment.organisation_id), else_=_OWED.ref_id) == organisation_id,
        )
    )


def gifts_going(session: Session, proposal_id: UUID) -> Money:
    """Of the gifts to this plan, what is being sent back."""
    rows = session.scalars(
        select(OnlineReturn)
        .join(OnlinePayment, OnlinePayment.id == OnlineReturn.payment_id)
        .where(
            OnlineReturn.proposal_id == proposal_id,
            OnlinePayment.purpose == Purpose.GIFT,
            OnlineReturn.kind == BackKind.REFUND,
            OnlineReturn.state.in_(_GOING),
        )
    )
    return total(one.amount for one in rows)


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
