"""The places of many plans, in a number of statements that does not grow with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards.models import Award
from grants.consent.models import Round
from grants.consent.states import RoundState
from grants.kit.periods import day_of
from grants.paths.rules import Known, Place, place
from grants.proposals.models import Proposal, Version
from grants.reports.models import Report
from grants.reports.states import ReportState
from grants.requests.models import Request, RequestState


def places(session: Session, plans: Collection[Proposal]) -> Mapping[UUID, Place]:
    """Where each of these plans is. Nothing asked, nothing read; else three statements."""
    if not plans:
        return {}
    ids = [plan.id for plan in plans]
    closing, asked, told = _closing(session, ids), _asked(session, ids), _told(session, ids)
    return {
        plan.id: place(
            plan.state,
            Known(
                closes_on=closing.get(plan.id),
                report=told.get(plan.id),
                ends_on=plan.ends_on,
                **asked.get(plan.id, {}),
            ),
        )
        for plan in plans
    }


def _closing(session: Session, ids: list[UUID]) -> dict[UUID, date]:
    rows = session.execute(
        select(Version.proposal_id, Round.closes_at)
        .join(Round, Round.thing_id == Version.id)
        .where(Version.proposal_id.in_(ids), Round.state == RoundState.OPEN)
    )
    return {plan_id: day_of(closes_at) for plan_id, closes_at in rows}


def _asked(session: Session, ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = session.execute(
        select(Request, Award)
        .outerjoin(Award, Award.request_id == Request.id)
        .where(Request.proposal_id.in_(ids), Request.state != RequestState.WITHDRAWN)
        .order_by(Request.prepared_at)
    )
    return {row[0].proposal_id: _facts(*row) for row in rows}


def _facts(request: Request, award: Award | None) -> dict[str, Any]:
    return {
        "request": request.state,
        "answer_by": request.answer_by,
        "declined": request.state is RequestState.DECIDED and award is None,
        "award": award.state if award else None,
        "report_due_on": award.report_due_on if award else None,
    }


def _told(session: Session, ids: list[UUID]) -> dict[UUID, ReportState]:
    rows = session.execute(
        select(Report.proposal_id, Report.state)
        .where(Report.proposal_id.in_(ids))
        .order_by(Report.no)
    )
    return dict(rows.all())
