"""A group opens a plan for gifts, and closes it again."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards.service import is_accounted
from grants.history.service import record
from grants.kit.access import Actor
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.ids import new_id
from grants.ledger import service as ledger
from grants.payments.access import may_gifts
from grants.payments.models import GiftBox
from grants.payments.rules.online import UNDER, Opening, check_opening
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState

OPEN = frozenset({ProposalState.AGREED, ProposalState.RUNNING})


def box_of(session: Session, proposal: Proposal) -> GiftBox | None:
    """What this plan has for gifts, open or closed."""
    return session.scalars(select(GiftBox).where(GiftBox.proposal_id == proposal.id)).one_or_none()


def open_gifts(
    session: Session, proposal: Proposal, data: Opening, *, by: Actor, at: datetime
) -> GiftBox:
    """Open a plan that the group agreed to, or change its aim and words.

    Refuses ``gifts-not-now`` and ``accounted-already``.
    """
    ledger.lock(session, proposal.owner_id)
    session.refresh(proposal)
    may_gifts(by, Act.PAYMENTS_GIFTS, proposal).check()
    check_opening(data)
    if proposal.state not in OPEN:
        raise NotNow("gifts-not-now")
    if is_accounted(session, proposal.id):
        raise NotNow("accounted-already")
    box = box_of(session, proposal)
    if box is None:
        box = GiftBox(
            id=new_id(session, at), owner_id=proposal.owner_id, proposal_id=proposal.id, **UNDER
        )
        session.add(box)
    box.aim, box.words = data.aim, data.words.strip()
    box.opened_by_id, box.opened_at = cast("UUID", by.person_id), at  # a resident is a person
    box.closed_by_id, box.closed_at = None, None
    session.flush()
    record(session, Act.PAYMENTS_GIFTS, box, by=by, at=at, aim=box.aim, open=1)
    return box


def close_gifts(session: Session, box: GiftBox, *, by: Actor, at: datetime) -> GiftBox:
    """No more gifts; who is paying now still can. Refuses ``gifts-closed``."""
    ledger.lock(session, box.owner_id)
    session.refresh(box)
    may_gifts(by, Act.PAYMENTS_GIFTS, box).check()
    if not box.is_open:
        raise NotNow("gifts-closed")
    box.closed_by_id, box.closed_at = by.person_id, at
    session.flush()
    record(session, Act.PAYMENTS_GIFTS, box, by=by, at=at, open=0)
    return box
