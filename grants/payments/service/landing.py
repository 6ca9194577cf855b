"""Money that the provider took in comes into the book.

Never refused: it happened. What does not fit the plan is owed back to whom it belongs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.awards.models import Instalment
from grants.history.service import record
from grants.kit.access import SYSTEM
from grants.kit.acts import Act
from grants.kit.ids import new_id
from grants.kit.money import Money, total
from grants.kit.periods import day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import PLACES, AccountKind
from grants.ledger.rules import Line
from grants.payments.models import (
    Arrival,
    ArrivalKind,
    OnlinePayment,
    Purpose,
    Source,
)
from grants.payments.rules.online import Contra
from grants.payments.service.arrivals import ENDED
from grants.payments.service.reminding import begin_reminding
from grants.payments.states import ArrivalState
from grants.proposals.models import Proposal
from grants.workgroups.models import Workgroup


def land(session: Session, payment: OnlinePayment, *, at: datetime) -> bool:
    """It is paid: it lies in the bank of the money holder. Call under the book's lock.

    True: it came when its plan was over, and is to be sent back.
    """
    proposal = session.get_one(Proposal, payment.proposal_id, populate_existing=True)
    arrival = arrival_row(session, payment, at=at)
    gift = payment.purpose is Purpose.GIFT
    arrival.kind = ArrivalKind.OWN if gift else ArrivalKind.INSTALMENT
    arrival.instalment_id = payment.instalment_id
    arrival.source, arrival.words = (Source.GIFT, payment.name) if gift else (None, "")
    lines = _of_gift(session, payment, proposal) if gift else _of_instalment(session, payment)
    enter(
        session,
        arrival,
        Act.PAYMENTS_ENTER,
        [in_bank(session, payment, payment.amount), *lines],
        at,
    )
    payment.arrival_id = arrival.id
    came(session, payment, -sum_of(lines, AccountKind.PROMISED), at=at)
    if _is_late(lines):  # who pays too much may have had too much
        awards.right_again(session, proposal.id, at=at)
    awards.follow(session, proposal, by=SYSTEM, at=at)
    return gift and _is_late(lines)


def came(session: Session, payment: OnlinePayment, part: Money, *, at: datetime) -> None:
    """So much more, or less, came of its instalment: beside what somebody entered by hand."""
    if payment.instalment_id is not None and not part.is_zero:
        instalment = session.get_one(Instalment, payment.instalment_id, populate_existing=True)
        awards.came_more(session, instalment, part, on=day_of(at), at=at)


def is_over(session: Session, plan_id: UUID) -> bool:
    """Does this plan take no money of its own any more: settled, stopped or closed?"""
    return _is_over(session, session.get_one(Proposal, plan_id, populate_existing=True))


def _is_over(session: Session, plan: Proposal) -> bool:
    return plan.state in ENDED or awards.is_accounted(session, plan.id)


def came_late(session: Session, payment: OnlinePayment) -> bool:
    """Did it come in when its plan was over, so that it is to be sent back anyway?"""
    return _is_late(contra_of(session, payment).lines)


def _is_late(lines: Iterable[Line]) -> bool:
    return any(line.kind is AccountKind.BACK for line in lines)


def owed_to(session: Session, payment: OnlinePayment) -> UUID | None:
    """Who is owed what goes back of it: its funder, or the holder when a gift came late."""
    if payment.organisation_id is not None:
        return payment.organisation_id
    lines = contra_of(session, payment).lines
    return next((line.ref_id for line in lines if line.kind is AccountKind.BACK), None)


def sum_of(lines: Iterable[Line], kind: AccountKind) -> Money:
    """What these lines move on accounts of one kind."""
    return total(line.amount for line in lines if line.kind is kind)


def _of_gift(session: Session, payment: OnlinePayment, plan: Proposal) -> list[Line]:
    """A gift is our own; one that comes after the end of its plan waits to be sent back."""
    if _is_over(session, plan):
        holder = session.get_one(Workgroup, payment.owner_id).holder_id
        return [Line(AccountKind.BACK, -payment.amount, payment.proposal_id, holder)]
    return [Line(AccountKind.OWN, -payment.amount, payment.proposal_id)]


def _of_instalment(session: Session, payment: OnlinePayment) -> list[Line]:
    """What was promised; more than that is to be sent back to who paid it."""
    plan_id = payment.proposal_id
    instalment = session.get_one(Instalment, payment.instalment_id)
    award_id = instalment.award_id
    to_come = book.balance_of(session, plan_id, AccountKind.PROMISED, award_id)
    part = min(payment.amount, to_come)
    rest = payment.amount - part
    found = []
    if part.is_positive:
        found.append(Line(AccountKind.PROMISED, -part, plan_id, award_id))
    if rest.is_positive:
        found.append(Line(AccountKind.BACK, -rest, plan_id, payment.organisation_id))
    return found


def arrival_row(session: Session, payment: OnlinePayment, *, at: datetime) -> Arrival:
    """A row for what came or goes back of this payment; its kind is the caller's to say."""
    return Arrival(
        id=new_id(session, at),
        owner_id=payment.owner_id,
        proposal_id=payment.proposal_id,
        amount=payment.amount,
        on=day_of(at),
        place=AccountKind.BANK,
        words="",
        state=ArrivalState.ENTERED,
        entered_at=at,
        mirrored_why="",
    )


def enter(session: Session, arrival: Arrival, act: Act, lines: list[Line], at: datetime) -> None:
    """Keep the row and book its lines."""
    session.add(arrival)
    session.flush()
    begin_reminding(session, arrival, at=at)
    ledger.post(
        session,
        arrival.owner_id,
        on=arrival.on,
        act=act,
        source=arrival,
        lines=lines,
        by=SYSTEM,
        at=at,
    )
    record(
        session,
        act,
        arrival,
        by=SYSTEM,
        at=at,
        kind=arrival.kind,
        amount=arrival.amount,
        place=arrival.place,
    )


def in_bank(session: Session, payment: OnlinePayment, amount: Money) -> Line:
    """The provider pays out to the account of whoever holds the money: it lies in that place."""
    return Line(AccountKind.BANK, amount, payment.proposal_id, _holder(session, payment))


def _holder(session: Session, payment: OnlinePayment) -> UUID:
    """Where it came in; the group may have another holder since."""
    if payment.arrival_id is None:
        return session.get_one(Workgroup, payment.owner_id).holder_id
    arrival = session.get_one(Arrival, payment.arrival_id)
    lines = ledger.lines_of(session, book.entries_of(session, arrival)[0])
    return next(line.ref_id for line in lines if line.kind is AccountKind.BANK and line.ref_id)


def contra_of(session: Session, payment: OnlinePayment) -> Contra:
    """What stands against the bank in the entry by which it came in."""
    arrival = session.get_one(Arrival, payment.arrival_id)
    lines = ledger.lines_of(session, book.entries_of(session, arrival)[0])
    return Contra([line for line in lines if line.kind not in PLACES])
