"""What is on its way out of a place: a file at the bank, a refund at the provider."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.kit.money import Money, total
from grants.ledger.models import AccountKind
from grants.payments.models import OnlineReturn, Payment, PayRun
from grants.payments.states import BackState, PaymentState, RunState
from grants.workgroups.models import Workgroup

# Somebody said yes: from now on the bank may pay it.
_SAID_YES = (RunState.APPROVED, RunState.FILED, RunState.HANDED_IN)
_GOING = (BackState.MADE, BackState.ON_ITS_WAY)


def place_for(session: Session, owner_id: UUID, group_id: UUID) -> AccountKind:
    """From where this payer pays: the holder's bank, or the group's own account."""
    workgroup = session.get_one(Workgroup, group_id)
    own = owner_id == group_id and AccountKind.OWN_BANK in workgroup.places
    return AccountKind.OWN_BANK if own else AccountKind.BANK


def claimed(session: Session, plan_id: UUID, kind: AccountKind, ref_id: UUID) -> Money:
    """What of this place approved runs and refunds take soon: no hand pays with it meanwhile."""
    if kind is AccountKind.CASH:
        return Money.zero()
    rows = session.scalars(
        select(Payment)
        .join(PayRun, PayRun.id == Payment.run_id)
        .where(
            Payment.proposal_id == plan_id,
            Payment.state == PaymentState.WAITING,
            PayRun.state.in_(_SAID_YES),
        )
    )
    in_runs = total(
        one.amount
        for one in rows
        if place_for(session, one.owner_id, one.group_id) is kind
        and one.owner_id in (one.group_id, ref_id)
    )
    return in_runs + refunds_on_their_way(session, plan_id, kind)


def refunds_on_their_way(session: Session, plan_id: UUID, kind: AccountKind) -> Money:
    """What the provider sends back soon: it lies in the holder's bank."""
    if kind is not AccountKind.BANK:
        return Money.zero()
    which = select(OnlineReturn).where(
        OnlineReturn.proposal_id == plan_id, OnlineReturn.state.in_(_GOING)
    )
    return total(one.amount for one in session.scalars(which))
