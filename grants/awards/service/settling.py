"""Settling: the final amount, what never comes, what goes back or is kept; then the end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards import rules
from grants.awards.models import Award, AwardState, Instalment, InstalmentState
from grants.awards.queries import ENDS
from grants.awards.rules import Settling, Share
from grants.awards.service.agreeing import lapse_offers
from grants.awards.service.purse import free_in, keep_surplus, to_purse
from grants.awards.service.righting import right_again
from grants.awards.states import INSTALMENT, LIFE
from grants.history.service import record
from grants.kit.access import Actor, Role
from grants.kit.acts import Act
from grants.kit.asking import an_id
from grants.kit.errors import NotNow
from grants.kit.money import Money, total
from grants.kit.periods import day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import Account, AccountKind
from grants.ledger.rules import Line
from grants.neighbourhoods.queries import people_at
from grants.proposals import service as proposals
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from grants.requests import service as requests
from grants.requests.models import Request, RequestState
from grants.reviews import service as reviews
from grants.waiting import service as waiting
from grants.workgroups.models import Workgroup

_ACCOUNTED = (
    select(Award.id).where(Award.proposal_id == an_id("plan_id"), Award.state.in_(ENDS)).limit(1)
)
OVER = frozenset({ProposalState.FINISHED, ProposalState.CANCELLED, ProposalState.CLOSED})


def settle(
    session: Session, proposal_id: UUID, *, keep: bool, by: Actor, at: datetime
) -> list[Award]:
    """Settle all active awards of a plan: costs less own income, shared by what each granted.

    What is left goes back to the funder, or with ``keep`` becomes the group's own, and so does
    own income that was not needed. What is booked counts; whether expenses still wait for a yes
    is the caller's to see. Raises NotNow("money-not-there") when what is to be kept is not there,
    and NotNow("cash-missing") while more was lost than own income covers: no funder pays that.
    """
    proposal = session.get_one(Proposal, proposal_id)
    ledger.lock(session, proposal.owner_id)
    awards = _awards(session, proposal_id, AwardState.ACTIVE)
    amounts = book.amounts(session, proposal.owner_id, proposal_id)
    costs = amounts.spent + _owed_to_payees(session, proposal_id)
    if awards and amounts.own.is_negative:
        raise NotNow("cash-missing", missing=-amounts.own)
    shares = [_share(session, award) for award in awards]
    settlings = rules.settle(costs, amounts.own, shares) if awards else []
    for award, settling in zip(awards, settlings, strict=True):
        _settle_one(session, award, settling, keep=keep, by=by, at=at)
    keep_surplus(session, proposal, rules.own_surplus(costs, amounts.own), by=by, at=at)
    right_again(session, proposal_id, at=at)
    conclude(session, proposal_id, by=by, at=at)
    return awards


def is_accounted(session: Session, proposal_id: UUID) -> bool:
    """Was the money of this plan settled? Other costs or income would leave money to nobody."""
    return session.scalar(_ACCOUNTED, {"plan_id": proposal_id}) is not None


def conclude(session: Session, proposal_id: UUID, *, by: Actor, at: datetime) -> list[Award]:
    """End the accounted awards of which nothing is to come or to go back; close their requests.

    ``payments`` calls it after money came or went. Harmless when nothing has ended.
    """
    accounted = _awards(session, proposal_id, AwardState.ACCOUNTED)
    back = book.owed_back(session, proposal_id) if accounted else {}
    ended = []
    for award in accounted:
        to_come = book.balance_of(session, proposal_id, AccountKind.PROMISED, award.id)
        if to_come.is_zero and award.organisation_id not in back:
            award.state = LIFE.after(award.state, Act.AWARDS_CONCLUDE)
            award.settled_at = at
            session.flush()
            record(session, Act.AWARDS_CONCLUDE, award, by=by, at=at, final=award.final)
            waiting.done(session, award, at=at)
            request = session.get_one(Request, award.request_id)
            if request.state is not RequestState.CLOSED:
                requests.close(session, request, by=by, at=at)
            ended.append(award)
    return ended


def close_when_settled(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """The last money of an ended plan came or went: its books are closed. Harmless before that.

    What another fund still reads or offers for it is not asked any more.
    """
    ended = proposal.state in (ProposalState.FINISHED, ProposalState.CANCELLED)
    if ended:
        _keep_late(session, proposal, by=by, at=at)
    if ended and is_accounted(session, proposal.id) and book.settled(session, proposal.id):
        for request in requests.end_undecided(session, proposal.id, why="", by=by, at=at):
            reviews.forget(session, request, at=at)
        lapse_offers(session, proposal.id, by=by, at=at)
        waiting.done(session, proposal, at=at)
        proposals.close(session, proposal, by=by, at=at)


def follow(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """Money came, went or came back: what ended by it ends, and what is open again is open."""
    _keep_late(session, proposal, by=by, at=at)
    _open_again(session, proposal, by=by, at=at)
    conclude(session, proposal.id, by=by, at=at)
    close_when_settled(session, proposal, by=by, at=at)


def _open_again(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """What was settled and closed is no longer, when something lies or is owed again."""
    ended = _awards(session, proposal.id, AwardState.SETTLED)
    back = book.owed_back(session, proposal.id) if ended else {}
    for award in ended:
        to_come = book.balance_of(session, proposal.id, AccountKind.PROMISED, award.id)
        if not to_come.is_zero or award.organisation_id in back:
            award.state = LIFE.after(award.state, Act.AWARDS_REOPEN)
            award.settled_at = None
            session.flush()
            record(session, Act.AWARDS_REOPEN, award, by=by, at=at)
    if proposal.state is ProposalState.CLOSED and not book.settled(session, proposal.id):
        proposals.resume(session, proposal, by=by, at=at)


def _keep_late(session: Session, proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """Own income that came again after the account is not needed either: it goes the same way.

    A refund that failed, for instance. What is on its way out already waits for the next time.
    """
    stopped = proposal.state is ProposalState.CANCELLED
    if proposal.state in OVER and (stopped or is_accounted(session, proposal.id)):
        surplus = -book.uncovered(session, proposal.id)
        keep_surplus(session, proposal, min(surplus, free_in(session, proposal.id)), by=by, at=at)


def _settle_one(
    session: Session, award: Award, settling: Settling, *, keep: bool, by: Actor, at: datetime
) -> None:
    lines = _settlement_lines(award, settling)
    if keep:
        lines += _kept_lines(session, award, settling.left)
    elif settling.left.is_positive:
        lines += _returned_lines(award, settling.left)
    _book(session, award, lines, by=by, at=at)
    award.final = settling.final
    award.state = LIFE.after(award.state, Act.AWARDS_SETTLE)
    cut_instalments(session, award)
    session.flush()
    record(
        session,
        Act.AWARDS_SETTLE,
        award,
        by=by,
        at=at,
        final=settling.final,
        never=settling.never,
        left=settling.left,
        keep=keep,
    )
    if settling.left.is_positive and not keep:
        owed = book.owed_back(session, award.proposal_id).get(award.organisation_id, Money.zero())
        _ask_holder_to_return(session, award, min(settling.left, owed), at=at)


def _book(
    session: Session, source: Award | Proposal, lines: list[Line], *, by: Actor, at: datetime
) -> None:
    act, on = Act.AWARDS_SETTLE, day_of(at)
    ledger.post(session, source.owner_id, on=on, act=act, source=source, lines=lines, by=by, at=at)


def _settlement_lines(award: Award, settling: Settling) -> list[Line]:
    plan_id, amounts = award.proposal_id, []
    if settling.final.is_positive:
        amounts += [(AccountKind.GRANT, settling.final), (AccountKind.USED, -settling.final)]
    if settling.never.is_positive:
        amounts += [(AccountKind.GRANT, settling.never), (AccountKind.PROMISED, -settling.never)]
    return [Line(kind, amount, plan_id, award.id) for kind, amount in amounts]


def _returned_lines(award: Award, left: Money) -> list[Line]:
    plan_id = award.proposal_id
    return [
        Line(AccountKind.GRANT, left, plan_id, award.id),
        Line(AccountKind.BACK, -left, plan_id, award.organisation_id),
    ]


def _kept_lines(session: Session, award: Award, left: Money) -> list[Line]:
    if not left.is_positive:
        return []
    moved = to_purse(session, award.owner_id, award.proposal_id, left)
    return [Line(AccountKind.GRANT, left, award.proposal_id, award.id), *moved]


def _owed_to_payees(session: Session, plan_id: UUID) -> Money:
    rows = session.scalars(
        select(Account).where(Account.plan_id == plan_id, Account.kind == AccountKind.OWED)
    )
    return -total(row.balance for row in rows)


def _share(session: Session, award: Award) -> Share:
    to_come = book.balance_of(session, award.proposal_id, AccountKind.PROMISED, award.id)
    return Share(award.amount, to_come)


def _awards(session: Session, proposal_id: UUID, state: AwardState) -> list[Award]:
    rows = session.scalars(
        select(Award)
        .where(Award.proposal_id == proposal_id, Award.state == state)
        .order_by(Award.reference)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def cut_instalments(session: Session, award: Award) -> None:
    """What never comes is taken off the last planned instalments."""
    planned = session.scalars(
        select(Instalment)
        .where(Instalment.award_id == award.id, Instalment.state == InstalmentState.PLANNED)
        .order_by(Instalment.no)
    ).all()
    to_come = book.balance_of(session, award.proposal_id, AccountKind.PROMISED, award.id)
    for instalment, amount in zip(
        planned, rules.reduced([one.amount for one in planned], to_come), strict=True
    ):
        if amount.is_zero:
            instalment.state = INSTALMENT.after(instalment.state, Act.AWARDS_SETTLE)
        else:
            instalment.amount = amount


def _ask_holder_to_return(session: Session, award: Award, left: Money, *, at: datetime) -> None:
    """Nobody, where all of it went back before."""
    if not left.is_positive:
        return
    holder = session.get_one(Workgroup, award.owner_id).holder_id
    payers = people_at(session, holder, Role.PAYER)
    waiting.ask(
        session, Act.PAYMENTS_RETURN, award, who=payers, label=award.title, at=at, amount=left
    )
