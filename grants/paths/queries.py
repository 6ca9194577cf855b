"""The places of many plans, in a number of statements that does not grow with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards.models import Award, AwardState
from grants.consent.models import Round
from grants.consent.states import RoundState
from grants.kit.asking import several_ids
from grants.kit.periods import day_of
from grants.paths.rules import Known, Place, place
from grants.proposals.models import Proposal, Version
from grants.reports.models import Report
from grants.reports.states import ReportState
from grants.requests.models import Request, RequestState

_IDS = several_ids("ids")
# Asked for the pages that are opened most, so they are put together once.
_OPEN_ROUNDS = (
    select(Version.proposal_id, Round.closes_at)
    .join(Round, Round.thing_id == Version.id)
    .where(Version.proposal_id.in_(_IDS), Round.state == RoundState.OPEN)
)
_REQUESTS = (
    select(Request.proposal_id, Request.state, Request.answer_by, Award.state, Award.report_due_on)
    .outerjoin(Award, Award.request_id == Request.id)
    .where(Request.proposal_id.in_(_IDS), Request.state != RequestState.WITHDRAWN)
    .order_by(Request.prepared_at)
)
_REPORTS = (
    select(Report.proposal_id, Report.state).where(Report.proposal_id.in_(_IDS)).order_by(Report.no)
)


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
    rows = session.execute(_OPEN_ROUNDS, {"ids": ids})
    return {plan_id: day_of(closes_at) for plan_id, closes_at in rows}


def _asked(session: Session, ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    return {row[0]: _facts(*row[1:]) for row in session.execute(_REQUESTS, {"ids": ids})}


def _facts(
    request: RequestState, answer_by: date | None, award: AwardState | None, due: date | None
) -> dict[str, Any]:
    return {
        "request": request,
        "answer_by": answer_by,
        "declined": request is RequestState.DECIDED and award is None,
        "award": award,
        "report_due_on": due,
    }


def _told(session: Session, ids: list[UUID]) -> dict[UUID, ReportState]:
    return dict(session.execute(_REPORTS, {"ids": ids}).all())
