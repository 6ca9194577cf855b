"""The group's own purse: where its own money goes that a plan does not need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.money import Money, total
from grants.kit.periods import day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import PLACES, Account, AccountKind
from grants.ledger.rules import Line
from grants.proposals.models import Proposal


@dataclass(frozen=True, slots=True)
class Moving:
    """Where money of a plan lies, to take it from place by place."""

    kind: AccountKind
    ref_id: UUID
    holds: Money


def keep_surplus(
    session: Session, proposal: Proposal, surplus: Money, *, by: Actor, at: datetime
) -> None:
    """Own income that was not needed leaves the plan and stays the group's."""
    if not surplus.is_positive:
        return
    lines = [
        Line(AccountKind.OWN, surplus, proposal.id),
        *to_purse(session, proposal.owner_id, proposal.id, surplus),
    ]
    on, act = day_of(at), Act.AWARDS_SETTLE
    ledger.post(
        session, proposal.owner_id, on=on, act=act, source=proposal, lines=lines, by=by, at=at
    )


def free_in(session: Session, plan_id: UUID) -> Money:
    """What lies in the plan's places and is not on its way out already."""
    return total(one.holds for one in _places(session, plan_id) if one.holds.is_positive)


def to_purse(session: Session, owner_id: UUID, plan_id: UUID, amount: Money) -> list[Line]:
    """Move money from the plan's places to the group's own purse (the plan with its own id)."""
    lines, open_ = [Line(AccountKind.OWN, -amount, owner_id)], amount
    for place in _places(session, plan_id):
        part = min(place.holds, open_)
        if part.is_positive:
            ref = owner_id if place.ref_id == plan_id else place.ref_id
            lines.append(Line(place.kind, -part, plan_id, place.ref_id))
            lines.append(Line(place.kind, part, owner_id, ref))
            open_ -= part
    if open_.is_positive:
        raise NotNow("money-not-there", missing=open_)
    return lines


def _places(session: Session, plan_id: UUID) -> list[Moving]:
    rows = session.scalars(
        select(Account)
        .where(Account.plan_id == plan_id, Account.kind.in_(PLACES))
        .order_by(Account.kind, Account.ref_id)
        .execution_options(populate_existing=True)
    )
    return [Moving(row.kind, row.ref_id, _free(session, row)) for row in rows]


def _free(session: Session, row: Account) -> Money:
    """What lies there and is not on its way out already."""
    return book.free_of(session, row.plan_id, row.kind, row.ref_id)
