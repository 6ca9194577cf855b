"""The group's side: prepare, send once, take back while unread, withdraw."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from grants.consent.queries import agreed_round
from grants.funds import rules as funds
from grants.funds.models import Fund
from grants.history.service import record
from grants.kit.access import Actor, Right, Role
from grants.kit.acts import Act
from grants.kit.canon import digest
from grants.kit.errors import Invalid, NotNow
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.kit.periods import day_of
from grants.kit.references import Letter, next_reference
from grants.mandates.service import require
from grants.neighbourhoods.queries import people_at
from grants.outbox.service import enqueue
from grants.owners.service import lock
from grants.proposals.models import Proposal, Version
from grants.proposals.states import ProposalState
from grants.requests import queries
from grants.requests.access import may
from grants.requests.models import Request, RequestState
from grants.requests.rules import amount_to_ask
from grants.requests.service.holding import hold
from grants.requests.states import LIFE
from grants.waiting import service as waiting

REMIND_DAYS = 7
REMIND_AT = time(8, tzinfo=ZoneInfo("Europe/Amsterdam"))


def prepare(
    session: Session,
    proposal: Proposal,
    fund: Fund,
    *,
    by: Actor,
    at: datetime,
    asked: Money | None = None,
) -> Request:
    """A draft request for this pot; the one that is open already, if there is one.

    ``asked`` None: what the plan asks and no other request asks yet.
    Raises NotNow: round-first, fund-elsewhere, fund-closed, nothing-to-ask.
    """
    lock(session, proposal.owner_id)
    standing = queries.open_request(session, proposal.id, fund.id)
    if standing is not None:
        may(by, Act.REQUESTS_PREPARE, standing).check()
        return standing
    request = Request(
        id=new_id(session, at),
        owner_id=proposal.owner_id,
        organisation_id=fund.owner_id,
        proposal_id=proposal.id,
        fund_id=fund.id,
        state=RequestState.DRAFT,
        title=proposal.title,
        prepared_at=at,
    )
    may(by, Act.REQUESTS_PREPARE, request).check()
    _check_fund(fund, at)
    version = agreed_version(session, proposal)
    request.version_id = version.id
    request.asked = _amount(session, proposal, asked)
    request.reference = next_reference(session, Letter.REQUEST, day_of(at).year)
    session.add(request)
    session.flush()
    record(session, Act.REQUESTS_PREPARE, request, by=by, at=at, fund=fund.id, asked=request.asked)
    return request


def send(session: Session, request: Request, *, by: Actor, at: datetime) -> Request:
    """Send once what the group agreed to; from now on the fund sees it, as it is now."""
    hold(session, request)
    may(by, Act.REQUESTS_SEND, request).check()
    proposal = session.get_one(Proposal, request.proposal_id)
    fund = session.get_one(Fund, request.fund_id)
    _check_fund(fund, at)
    version = agreed_version(session, proposal)
    require(session, by, Right.SEND, request, mark=version.hash, at=at)
    request.version_id = version.id
    request.version_hash = version.hash
    request.asked = asks_now(session, request)
    request.title = proposal.title
    request.state = LIFE.after(request.state, Act.REQUESTS_SEND)
    request.sent_at = at
    request.answer_by = funds.answer_by(fund, day_of(at))
    session.flush()
    record(session, Act.REQUESTS_SEND, request, by=by, at=at, version=version.id, hash=version.hash)
    waiting.done(session, request, at=at)
    _tell_fund(session, request, at=at)
    return request


def take_back(session: Session, request: Request, *, by: Actor, at: datetime) -> Request:
    """While nobody read it the group can take it back; the fund no longer sees it."""
    hold(session, request)
    may(by, Act.REQUESTS_TAKE_BACK, request).check()
    request.state = LIFE.after(request.state, Act.REQUESTS_TAKE_BACK)
    request.sent_at = request.answer_by = request.version_hash = request.document_id = None
    session.flush()
    record(session, Act.REQUESTS_TAKE_BACK, request, by=by, at=at)
    waiting.done(session, request, at=at)
    return request


def withdraw(
    session: Session, request: Request, *, by: Actor, at: datetime, why: str = ""
) -> Request:
    """The group no longer asks; what the fund has read it keeps."""
    hold(session, request)
    may(by, Act.REQUESTS_WITHDRAW, request).check()
    request.state = LIFE.after(request.state, Act.REQUESTS_WITHDRAW)
    session.flush()
    record(session, Act.REQUESTS_WITHDRAW, request, by=by, at=at, why=why or None)
    waiting.done(session, request, at=at)
    return request


def agreed_version(session: Session, proposal: Proposal) -> Version:
    """The version that the group agreed to, checked again: agreed, firm, and unchanged since.

    Refuses ``round-first``, ``version-broken``.
    """
    if proposal.state not in (ProposalState.AGREED, ProposalState.RUNNING):
        raise NotNow("round-first")
    if proposal.agreed_version_id is None:
        raise NotNow("round-first")
    version = session.get_one(Version, proposal.agreed_version_id)
    if digest(version.facts) != version.hash:
        raise NotNow("version-broken")
    if agreed_round(session, version, version.hash) is None:
        raise NotNow("round-first")
    return version


def asks_now(session: Session, request: Request) -> Money:
    """What a draft asks: never more than the plan does by now. Refuses ``nothing-to-ask``."""
    proposal = session.get_one(Proposal, request.proposal_id)
    elsewhere = queries.asked_elsewhere(session, proposal.id, but=request.id)
    most = amount_to_ask(proposal.asked, elsewhere)
    if not most.is_positive:
        raise NotNow("nothing-to-ask")
    return min(request.asked, most)


def _check_fund(fund: Fund, at: datetime) -> None:
    if not funds.is_here(fund):
        raise NotNow("fund-elsewhere", field="fund", fund=fund.name)
    if not funds.is_open(fund, day_of(at)):
        raise NotNow("fund-closed", field="fund", fund=fund.name)


def _amount(session: Session, proposal: Proposal, asked: Money | None) -> Money:
    left = queries.left_to_ask(session, proposal)
    if not left.is_positive:
        raise NotNow("nothing-to-ask")
    if asked is None:
        return left
    if not asked.is_positive or asked > left:
        raise Invalid("asked-too-much", field="asked", left=left)
    return asked


def _tell_fund(session: Session, request: Request, *, at: datetime) -> None:
    if request.answer_by is None:
        raise ValueError("a sent request has its day")
    due = datetime.combine(request.answer_by, time(17, tzinfo=REMIND_AT.tzinfo))
    desk = people_at(session, request.organisation_id, Role.REVIEWER, Role.DECIDER)
    waiting.ask(
        session,
        Act.REQUESTS_OPEN,
        request,
        who=desk,
        label=request.title,
        at=at,
        due=due,
        amount=request.asked,
    )
    stamp = int(at.timestamp())
    enqueue(
        session, "requests.paper", f"requests.paper:{request.id}:{stamp}", at=at, request=request.id
    )
    remind = datetime.combine(request.answer_by - timedelta(days=REMIND_DAYS), REMIND_AT)
    enqueue(
        session,
        "requests.reminder",
        f"requests.reminder:{request.id}:{stamp}",
        at=at,
        due=max(at, remind),
        request=request.id,
    )
