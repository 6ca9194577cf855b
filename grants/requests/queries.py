"""What pages show of requests. Each takes whose requests they are, so that no filter is forgotten."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Row as Found
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from grants.funds.models import Fund
from grants.kit.money import Money
from grants.kit.paging import Page, page_within
from grants.neighbourhoods.models import Organisation, Theme
from grants.proposals.models import Proposal, Version
from grants.requests.models import Question, Request, RequestState
from grants.requests.rules import SEEN_BY_FUND, Standing, amount_to_ask, standing
from grants.workgroups.models import Workgroup

PAGE = 20
_ENDED = (RequestState.CLOSED, RequestState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which requests of a desk: a state, a pot, words in title or number."""

    state: RequestState | None = None
    fund_id: UUID | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One request in a list."""

    id: UUID
    reference: str
    title: str
    workgroup: str
    fund_id: UUID
    fund: str
    organisation: str
    asked: Money
    granted: Money | None
    state: RequestState
    sent_at: datetime | None
    answer_by: date | None
    hue: str
    pictogram: str

    @property
    def standing(self) -> Standing:
        """Its plain state."""
        return standing(self)

    @property
    def is_over(self) -> bool:
        """Has it ended?"""
        return self.state in _ENDED


def open_request(session: Session, proposal_id: UUID, fund_id: UUID) -> Request | None:
    """The request of this plan to this pot that has not ended."""
    return session.scalars(
        select(Request).where(
            Request.proposal_id == proposal_id,
            Request.fund_id == fund_id,
            Request.state.not_in(_ENDED),
        )
    ).one_or_none()


def asked_elsewhere(session: Session, proposal_id: UUID, *, but: UUID | None = None) -> Money:
    """What this plan's requests ask together, or were granted; ended in nothing counts for nothing."""
    rows = session.scalars(
        select(Request).where(
            Request.proposal_id == proposal_id, Request.state != RequestState.WITHDRAWN
        )
    )
    amounts = [
        row.granted if row.granted is not None else row.asked for row in rows if row.id != but
    ]
    result = Money.zero()
    for amount in amounts:
        result += amount
    return result


def of_proposal(session: Session, proposal_id: UUID) -> Sequence[Row]:
    """The requests of one plan, newest first, for the group itself."""
    rows = _rows().where(Request.proposal_id == proposal_id).order_by(Request.reference.desc())
    return [_row(row) for row in session.execute(rows)]


def of_workgroups(session: Session, workgroup_ids: Collection[UUID]) -> Sequence[Row]:
    """The requests of these groups that have not ended, newest first."""
    rows = _rows().where(Request.owner_id.in_(workgroup_ids), Request.state.not_in(_ENDED))
    return [
        _row(row) for row in session.execute(rows.order_by(Request.reference.desc()).limit(PAGE))
    ]


def desk(
    session: Session, organisation_ids: Collection[UUID], which: Filter, page: int = 1
) -> Page[Row]:
    """What was sent to these organisations: what waits longest comes first. Two statements."""
    wanted = _filtered(organisation_ids, which)
    counted = select(func.count()).select_from(wanted.with_only_columns(Request.id).subquery())
    count = session.scalar(counted) or 0
    page, pages = page_within(page, count, PAGE)
    ended = Request.state.in_((*_ENDED, RequestState.DECIDED))
    ordered = wanted.order_by(ended, Request.answer_by, Request.reference)
    rows = session.execute(ordered.limit(PAGE).offset((page - 1) * PAGE))
    return Page(tuple(_row(row) for row in rows), page, pages, count)


def open_amount(session: Session, organisation_ids: Collection[UUID]) -> tuple[int, Money]:
    """How many requests wait for this desk, and what they ask together."""
    count, minor = session.execute(
        select(func.count(), func.sum(Request.asked_minor)).where(  # type: ignore[attr-defined]
            Request.organisation_id.in_(organisation_ids),
            Request.state.in_((RequestState.SENT, RequestState.READING, RequestState.QUESTION)),
        )
    ).one()
    return count, Money(int(minor or 0))


def counts(session: Session, organisation_ids: Collection[UUID]) -> dict[RequestState, int]:
    """How many requests a desk has in each state. One statement."""
    rows = session.execute(
        select(Request.state, func.count())
        .where(
            Request.organisation_id.in_(organisation_ids),
            Request.state.in_(SEEN_BY_FUND),
            Request.sent_at.is_not(None),
        )
        .group_by(Request.state)
    )
    return {row[0]: row[1] for row in rows}


def left_to_ask(session: Session, proposal: Proposal) -> Money:
    """What the plan asks and no request asks yet."""
    return amount_to_ask(proposal.asked, asked_elsewhere(session, proposal.id))


def path_of(session: Session, request: Request) -> Standing:
    """Where it is: one of five plain states, who is busy, and until when."""
    session.refresh(request)
    return standing(request)


def questions_of(session: Session, request_id: UUID) -> Sequence[Question]:
    """All questions and answers, oldest first."""
    return session.scalars(
        select(Question).where(Question.request_id == request_id).order_by(Question.no)
    ).all()


def open_question(session: Session, request_id: UUID) -> Question | None:
    """The question that waits for an answer."""
    return session.scalars(
        select(Question).where(Question.request_id == request_id, Question.answered_at.is_(None))
    ).one_or_none()


def questions_count(session: Session, request_id: UUID) -> int:
    """How many questions were asked."""
    return (
        session.scalar(
            select(func.count()).select_from(Question).where(Question.request_id == request_id)
        )
        or 0
    )


def sent_version(session: Session, request: Request) -> Version:
    """The version that the fund sees: what was sent, as it was sent."""
    return session.get_one(Version, request.version_id)


def _rows() -> Select[Request, str, str, str, Theme]:
    return (
        select(Request, Workgroup.name, Fund.name, Organisation.name, Theme)
        .join(Workgroup, Workgroup.id == Request.owner_id)
        .join(Theme, Theme.id == Workgroup.theme_id)
        .join(Fund, Fund.id == Request.fund_id)
        .join(Organisation, Organisation.id == Request.organisation_id)
    )


def _filtered(
    organisation_ids: Collection[UUID], which: Filter
) -> Select[Request, str, str, str, Theme]:
    wanted = _rows().where(
        Request.organisation_id.in_(organisation_ids),
        Request.state.in_(SEEN_BY_FUND),
        Request.sent_at.is_not(None),
    )
    if which.state is not None:
        wanted = wanted.where(Request.state == which.state)
    if which.fund_id is not None:
        wanted = wanted.where(Request.fund_id == which.fund_id)
    if which.words.strip():
        words = which.words.strip()
        wanted = wanted.where(
            or_(
                Request.title.icontains(words, autoescape=True),
                Request.reference.icontains(words, autoescape=True),
                Workgroup.name.icontains(words, autoescape=True),
            )
        )
    return wanted


def _row(found: Found[Request, str, str, str, Theme]) -> Row:
    request, workgroup, fund, organisation, theme = found
    return Row(
        id=request.id,
        reference=request.reference,
        title=request.title,
        workgroup=workgroup,
        fund_id=request.fund_id,
        fund=fund,
        organisation=organisation,
        asked=request.asked,
        granted=request.granted,
        state=request.state,
        sent_at=request.sent_at,
        answer_by=request.answer_by,
        hue=theme.hue,
        pictogram=theme.pictogram,
    )
