"""What history tells of the steps from plan to report."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from grants.consent.models import Round
from grants.history.models import Event
from grants.kit.acts import Act
from grants.proposals.models import Proposal, Version
from grants.reports.models import Report
from grants.reports.rules import Done, Step, steps
from grants.reports.rules.steps import ACTS


def steps_of(session: Session, proposal: Proposal, thing_ids: Collection[UUID]) -> tuple[Step, ...]:
    """The steps that were taken for this plan and these things of it. One statement."""
    reports = select(Report.id).where(Report.proposal_id == proposal.id)
    versions = select(Version.id).where(Version.proposal_id == proposal.id)
    rounds = select(Round.id).where(
        or_(Round.thing_id.in_(versions), Round.thing_id.in_(thing_ids))
    )
    rows = session.execute(
        select(
            Event.act,
            Event.thing_kind,
            Event.capacity,
            func.count(),
            func.count(Event.thing_id.distinct()),
            func.count(Event.actor_id.distinct()),
        )
        .where(
            Event.owner_id == proposal.owner_id,
            Event.act.in_([*(str(act) for act in ACTS.values()), str(Act.MANDATES_NOD)]),
            or_(
                Event.thing_id.in_([proposal.id, *thing_ids]),
                Event.thing_id.in_(reports),
                Event.thing_id.in_(rounds),
            ),
        )
        .group_by(Event.act, Event.thing_kind, Event.capacity)
        .order_by(Event.act, Event.thing_kind, Event.capacity)
    )
    return steps(Done(Act(row[0]), *row[1:]) for row in rows)
