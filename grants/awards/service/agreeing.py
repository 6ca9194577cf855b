"""Both sides agree to the conditions; then the award stands in the book as promised."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards.access import may
from grants.awards.models import Award, AwardState, Instalment, InstalmentState
from grants.awards.states import LIFE
from grants.history.service import record
from grants.kit.access import Actor, Right, Role
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.money import Money
from grants.kit.periods import day_of
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.ledger.rules import Line
from grants.mandates.service import require
from grants.neighbourhoods.queries import people_at
from grants.outbox.service import enqueue
from grants.proposals import service as proposals
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from grants.requests import service as requests
from grants.requests.models import Request
from grants.requests.service.sending import REMIND_AT
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup

REMIND_BEFORE = timedelta(days=14)


def agree(session: Session, award: Award, *, by: Actor, at: datetime) -> Award:
    """Agree for one's own side. The second yes makes it active: promised, and the plan starts."""
    ledger.lock(session, award.owner_id)
    session.refresh(award)
    may(by, Act.AWARDS_AGREE, award).check()
    for_group = by.is_resident(award.owner_id) or by.is_coach(award.owner_id)
    if for_group:
        require(session, by, Right.SPEAK, award, mark=award.hash, at=at)
        award.group_agreed_by_id, award.group_agreed_at = by.person_id, at
    else:
        award.organisation_agreed_by_id, award.organisation_agreed_at = by.person_id, at
    side = "group" if for_group else "organisation"
    record(session, Act.AWARDS_AGREE, award, by=by, at=at, side=side, hash=award.hash)
    _done_for_side(session, award, for_group=for_group, at=at)
    if award.group_agreed_at is not None and award.organisation_agreed_at is not None:
        _activate(session, award, by=by, at=at)
    session.flush()
    return award


def lapse(session: Session, award: Award, *, by: Actor, at: datetime) -> Award:
    """The offer was not taken up: nothing was promised, the request is closed."""
    ledger.lock(session, award.owner_id)
    session.refresh(award)
    may(by, Act.AWARDS_LAPSE, award).check()
    return _lapse(session, award, by=by, at=at)


def lapse_offers(session: Session, proposal_id: UUID, *, by: Actor, at: datetime) -> list[Award]:
    """The plan stops before both sides agreed. The verb that stops it checks who may."""
    rows = select(Award).where(Award.proposal_id == proposal_id, Award.state == AwardState.OFFERED)
    found = session.scalars(rows.order_by(Award.reference)).all()
    return [_lapse(session, award, by=by, at=at) for award in found]


def _lapse(session: Session, award: Award, *, by: Actor, at: datetime) -> Award:
    award.state = LIFE.after(award.state, Act.AWARDS_LAPSE)
    for instalment in _instalments(session, award):
        instalment.state = InstalmentState.CANCELLED
    session.flush()
    record(session, Act.AWARDS_LAPSE, award, by=by, at=at)
    waiting.done(session, award, at=at)
    request = session.get_one(Request, award.request_id)
    request.granted = Money.zero(award.amount.currency)  # the plan may ask it again
    requests.close(session, request, by=by, at=at)
    return award


def _done_for_side(session: Session, award: Award, *, for_group: bool, at: datetime) -> None:
    """Take it off the lists of the side that agreed; the other side still has it."""
    deciders = set(people_at(session, award.organisation_id, Role.DECIDER))
    if not for_group:
        for person_id in sorted(deciders):
            waiting.done(session, award, act=Act.AWARDS_AGREE, who=person_id, at=at)
        return
    waiting.done(session, award, act=Act.AWARDS_AGREE, at=at)
    if award.organisation_agreed_at is None:
        waiting.ask(
            session,
            Act.AWARDS_AGREE,
            award,
            who=deciders,
            label=award.title,
            at=at,
            amount=award.amount,
        )


def _activate(session: Session, award: Award, *, by: Actor, at: datetime) -> None:
    proposal = session.get_one(Proposal, award.proposal_id, populate_existing=True)
    if proposal.state not in (ProposalState.AGREED, ProposalState.RUNNING):
        raise NotNow("round-first")
    if proposal.agreed_version_id not in _sent_versions(session, proposal):
        raise NotNow("granted-another-plan")  # what was granted is what may be spent on
    award.state = LIFE.after(award.state, Act.AWARDS_AGREE)
    session.flush()
    plan_id = award.proposal_id
    ledger.post(
        session,
        award.owner_id,
        on=day_of(at),
        act=Act.AWARDS_AGREE,
        source=award,
        lines=[
            Line(AccountKind.PROMISED, award.amount, plan_id, award.id),
            Line(AccountKind.GRANT, -award.amount, plan_id, award.id),
        ],
        by=by,
        at=at,
    )
    if proposal.state is ProposalState.AGREED:
        proposals.start(session, proposal, by=by, at=at)
    _ask_holder(session, award, at=at)
    _remind_later(session, award, at=at)


def _remind_later(session: Session, award: Award, *, at: datetime) -> None:
    """Two weeks before the account is due the group gets a letter, unless it was sent already."""
    due = datetime.combine(award.report_due_on - REMIND_BEFORE, REMIND_AT)
    enqueue(
        session,
        "awards.reminder",
        f"awards.reminder:{award.id}",
        at=at,
        due=max(at, due),
        award=award.id,
    )


def _sent_versions(session: Session, proposal: Proposal) -> set[UUID]:
    """What funds have read: with several, the question of one may have changed the plan."""
    rows = select(Request.version_id).where(
        Request.proposal_id == proposal.id, Request.version_hash.is_not(None)
    )
    return set(session.scalars(rows))


def _ask_holder(session: Session, award: Award, *, at: datetime) -> None:
    """The money holder looks out for the first instalment."""
    holder = session.get_one(Workgroup, award.owner_id).holder_id
    payers = people_at(session, holder, Role.PAYER)
    first = _instalments(session, award)[:1]
    for instalment in first:
        waiting.ask(
            session,
            Act.PAYMENTS_ENTER,
            instalment,
            who=payers,
            label=award.title,
            at=at,
            amount=instalment.amount,
        )


def _instalments(session: Session, award: Award) -> list[Instalment]:
    return list(
        session.scalars(
            select(Instalment).where(Instalment.award_id == award.id).order_by(Instalment.no)
        )
    )
