"""Which reports there are, and finding one by its fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from grants.proposals.models import Proposal
from grants.reports.models import Copy, Photo, Report
from grants.reports.queries.gather import gathered
from grants.reports.rules import Gathered, read_facts
from grants.reports.states import ReportState

PAGE = 30
SHORTEST_MARK = 16
LONGEST_MARK = 64


def living(session: Session, proposal_id: UUID) -> Report | None:
    """The report of this plan that counts now: no funder sent it back."""
    return session.scalars(
        select(Report).where(
            Report.proposal_id == proposal_id, Report.state != ReportState.RETURNED
        )
    ).one_or_none()


def reports_of(session: Session, proposal_id: UUID) -> Sequence[Report]:
    """All numbers of this plan's report, newest first."""
    return session.scalars(
        select(Report).where(Report.proposal_id == proposal_id).order_by(Report.no.desc())
    ).all()


def facts_of(session: Session, report: Report) -> Gathered:
    """What the report says: sealed text once it was put to the group, until then what is there."""
    if report.facts is not None:
        return read_facts(report.facts)
    return gathered(session, session.get_one(Proposal, report.proposal_id))


def report_by_mark(session: Session, mark: str) -> Report | None:
    """The sealed report with this fingerprint: of its facts or of its file, at least 16 letters."""
    plain = "".join(mark.split()).replace("-", "").lower()
    if not SHORTEST_MARK <= len(plain) <= LONGEST_MARK or set(plain) - set("0123456789abcdef"):
        return None
    above = plain + "g"
    return session.scalars(
        select(Report)
        .where(
            Report.sealed_at.is_not(None),
            or_(
                Report.hash.between(plain, above),
                Report.document_hash.between(plain, above),
            ),
        )
        .order_by(Report.no.desc())
        .limit(1)
    ).first()


def sent_to(
    session: Session, organisation_ids: Sequence[UUID], *, page: int = 1
) -> tuple[list[Copy], int]:
    """Copies that these organisations got, newest first: one page, and how many in all."""
    which = select(Copy).where(Copy.organisation_id.in_(organisation_ids))
    count = session.scalar(select(func.count()).select_from(which.subquery())) or 0
    rows = which.order_by(Copy.sent_at.desc(), Copy.id.desc())
    return list(session.scalars(rows.limit(PAGE).offset((page - 1) * PAGE))), count


def photo_of(report: Report, document_id: UUID) -> Photo | None:
    """The photo of this report with this file."""
    return next((one for one in report.photos if one.document_id == document_id), None)
