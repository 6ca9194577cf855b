"""What pages show of requests. Each takes whose requests they are, so that no filter is forgotten."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, func, or_, select
from sqlalchemy import Row as Found
from sqlalchemy.orm import Session

from grants.funds.models import Fund
from grants.kit.asking import an_id, several_ids
from grants.kit.money import Money
from grants.kit.paging import Page, page_within
from grants.neighbourhoods.models import Organisation, Theme
from grants.proposals.models import Proposal, Version
from grants.requests.models import Question, Request, RequestState
from grants.requests.rules import SEEN_BY_FUND, Standing, amount_to_ask, standing
from grants.workgroups.models import Workgroup

PAGE = 20
_ENDED = (RequestState.CLOSED, RequestState.WITHDRAWN)
_WAITING = (RequestState.SENT, RequestState.READING, RequestState.QUESTION)
_DESKS = Request.organisation_id.in_(several_ids("desks"))

# Asked for the pages that are opened most, so they are put together once.
_ROWS = (
    select(Request, Workgroup.name, Fund.name, Organisation.name, Theme)
    .join(Workgroup, Workgroup.id == Request.owner_id)
    .join(Theme, Theme.id == Workgroup.theme_id)
    .join(Fund, Fund.id == Request.fund_id)
    .join(Organisation, Organisation.id == Request.organisation_id)
)
_SENT = _ROWS.where(
    _DESKS,
    Request.state.in_(SEEN_BY_FUND),
    Request.sent_at.is_not(None),
)
_OPEN_AMOUNT = select(func.count(), func.sum(Request.asked_minor)).where(  # type: ignore[attr-defined]
    _DESKS, Request.state.in_(_WAITING)
)
_COUNTS = (
    select(Request.state, func.count())
    .where(_DESKS, Request.state.in_(SEEN_BY_FUND), Request.sent_at.is_not(None))
    .group_by(Request.state)
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which requests of a desk: a state, a pot, words in title or number."""

    state: RequestState | None = None
    fund_id: UUID | None = None
    words: str = ""

    @property
    def asked(self) -> dict[str, Any]:
        """As the statements are given it."""
        words = self.words.strip().replace("/", "//").replace("%", "/%").replace("_", "/_")
        return {"state": self.state, "fund_id": self.fund_id, "words": f"%{words}%"}


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
    rows = _ROWS.where(Request.proposal_id == proposal_id).order_by(Request.reference.desc())
    return [_row(row) for row in session.execute(rows)]


def desk(
    session: Session, organisation_ids: Collection[UUID], which: Filter, page: int = 1
) -> Page[Row]:
    """What was sent to these organisations: what waits longest comes first. Two statements."""
    shape = which.state is not None, which.fund_id is not None, bool(which.words.strip())
    asked = which.asked | {"desks": list(organisation_ids)}
    count = session.scalar(_count(*shape), asked) or 0
    page, pages = page_within(page, count, PAGE)
    rows = session.execute(_page(*shape), asked | {"before": (page - 1) * PAGE})
    return Page(tuple(_row(row) for row in rows), page, pages, count)


def open_amount(session: Session, organisation_ids: Collection[UUID]) -> tuple[int, Money]:
    """How many requests wait for this desk, and what they ask together."""
    count, minor = session.execute(_OPEN_AMOUNT, {"desks": list(organisation_ids)}).one()
    return count, Money(int(minor or 0))


def counts(session: Session, organisation_ids: Collection[UUID]) -> dict[RequestState, int]:
    """How many requests a desk has in each state. One statement."""
    rows = session.execute(_COUNTS, {"desks": list(organisation_ids)})
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


@cache
def _filtered(state: bool, fund: bool, words: bool) -> Select[Request, str, str, str, Theme]:  # noqa: FBT001
    """What was sent to a desk, kept to these: put together once for each shape of a filter."""
    wanted = _SENT
    if state:
        wanted = wanted.where(Request.state == bindparam("state"))
    if fund:
        wanted = wanted.where(Request.fund_id == an_id("fund_id"))
    if words:
        like: BindParameter[str] = bindparam("words")
        wanted = wanted.where(
            or_(
                Request.title.ilike(like, escape="/"),
                Request.reference.ilike(like, escape="/"),
                Workgroup.name.ilike(like, escape="/"),
            )
        )
    return wanted


@cache
def _count(*shape: bool) -> Select[int]:
    return _filtered(*shape).with_only_columns(func.count(Request.id))


@cache
def _page(*shape: bool) -> Select[Request, str, str, str, Theme]:
    ended = Request.state.in_((*_ENDED, RequestState.DECIDED))
    ordered = _filtered(*shape).order_by(ended, Request.answer_by, Request.reference)
    return ordered.limit(PAGE).offset(bindparam("before"))


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
