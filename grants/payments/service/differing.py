"""Where the provider says something else than we have: written down, told, settled by a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from grants.history.service import record
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.ids import new_id
from grants.neighbourhoods.queries import people_at
from grants.owners import service as owners
from grants.payments.access import may_settle
from grants.payments.models import (
    BackKind,
    Difference,
    Oddity,
    OnlinePayment,
    OnlineReturn,
)
from grants.payments.provider import Standing, Truth
from grants.payments.rules.online import LANDED
from grants.payments.states import BackState, OnlineState
from grants.people.queries import operators
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup

EVENT = "event"  # what theirs says of a message
_SAME = {
    Standing.OPEN: frozenset({OnlineState.OPENED}),
    Standing.PENDING: frozenset({OnlineState.ON_ITS_WAY}),
    Standing.PAID: LANDED,
    Standing.EXPIRED: frozenset({OnlineState.EXPIRED}),
    Standing.FAILED: frozenset({OnlineState.FAILED}),
}


def differ(
    session: Session,
    odd: Oddity,
    payment: OnlinePayment | None,
    truth: Truth,
    *,
    at: datetime,
) -> Difference:
    """Write it down once and tell who runs this and who holds the money.

    What a person looked at already, and what cannot be taken over, is not told again as it was.
    """
    ours = "" if payment is None else _said(payment.state, payment.amount)
    row = Difference(kind=odd, their_ref=truth.ref, ours=ours, theirs=_theirs(truth))
    return _write(session, row, payment, at=at)


def missing(session: Session, payment: OnlinePayment, *, at: datetime) -> Difference:
    """We have it, and the provider does not."""
    ours = _said(payment.state, payment.amount)
    row = Difference(kind=Oddity.MISSING, their_ref=payment.session_ref or "", ours=ours, theirs="")
    return _write(session, row, payment, at=at)


def unheard(session: Session, ref: str, odd: Oddity, *, at: datetime) -> Difference:
    """An event about something that is not ours, or not of our account or mode."""
    return _write(session, Difference(kind=odd, their_ref=ref, ours="", theirs=EVENT), None, at=at)


def is_same(payment: OnlinePayment, ours: Iterable[OnlineReturn], truth: Truth) -> bool:
    """Do our row and the provider say the same, of the payment and of all that went back?"""
    if payment.state not in _SAME[truth.standing]:
        return False
    here = {
        (one.their_ref, one.state, one.amount.minor) for one in ours if one.their_ref is not None
    }
    there = {(one.ref, one.state, one.amount.minor) for one in truth.backs}
    return here == there


def settle(session: Session, difference: Difference, *, by: Actor, at: datetime) -> Difference:
    """A person looked at it, after what the provider says was taken over where that can be."""
    owners.lock(session, difference.owner_id)
    session.refresh(difference)
    may_settle(by, Act.PAYMENTS_ONLINE_COMPARE, difference).check()
    if difference.settled_at is not None:
        raise NotNow("settled-already")
    _close(session, difference, at=at)
    difference.settled_by_id = by.person_id
    session.flush()
    record(session, Act.PAYMENTS_ONLINE_COMPARE, difference, by=by, at=at, kind=difference.kind)
    return difference


def gone(session: Session, payment: OnlinePayment, *, at: datetime) -> None:
    """What differed is the same by now."""
    for row in session.scalars(
        select(Difference).where(
            Difference.payment_id == payment.id,
            Difference.settled_at.is_(None),
            Difference.kind.in_([Oddity.BEHIND, Oddity.MISSING]),
        )
    ):
        _close(session, row, at=at)


def _close(session: Session, difference: Difference, *, at: datetime) -> None:
    difference.settled_at = at
    session.flush()
    waiting.done(session, difference, at=at)


def _write(
    session: Session, row: Difference, payment: OnlinePayment | None, *, at: datetime
) -> Difference:
    owner_id = owners.installation(session) if payment is None else payment.owner_id
    owners.lock(session, owner_id)
    stands = _stands(session, row)
    if stands is not None:
        return stands
    row.id, row.owner_id, row.found_at = new_id(session, at), owner_id, at
    row.payment_id = payment.id if payment else None
    session.add(row)
    session.flush()
    who = set(operators(session))
    if payment is not None:
        holder = session.get_one(Workgroup, payment.owner_id).holder_id
        who |= set(people_at(session, holder, Role.PAYER))
    waiting.ask(
        session,
        Act.PAYMENTS_ONLINE_COMPARE,
        row,
        who=who,
        label=row.their_ref,
        at=at,
        amount=payment.amount if payment else None,
    )
    return row


def _stands(session: Session, row: Difference) -> Difference | None:
    """The same as it is open, or as a person left it who could do no more than look."""
    same = select(Difference).where(
        Difference.their_ref == row.their_ref, Difference.kind == row.kind
    )
    looked_at = and_(
        Difference.settled_by_id.is_not(None),
        Difference.kind.in_([Oddity.UNKNOWN, Oddity.AMOUNT, Oddity.MODE]),
        Difference.ours == row.ours,
        Difference.theirs == row.theirs,
        Difference.theirs != EVENT,
    )
    open_first = Difference.settled_at.is_not(None), Difference.found_at.desc()
    which = same.where(or_(Difference.settled_at.is_(None), looked_at)).order_by(*open_first)
    return session.scalars(which.limit(1)).one_or_none()


def _theirs(truth: Truth) -> str:
    done = [one for one in truth.backs if one.state is BackState.DONE]
    word: str = truth.standing
    if any(one.kind is BackKind.REVERSAL for one in done):
        word = "reversed"
    elif done:
        word = "returned"
    return _said(word, truth.amount)


def _said(state: str, amount: object) -> str:
    return f"{state} {amount}"
