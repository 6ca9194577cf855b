"""Money that the provider took in, or that went back through it, comes into the book.

Never refused: it happened. What does not fit the plan is owed back to whom it belongs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
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
from grants.ledger.models import PLACES, AccountKind, Entry
from grants.ledger.rules import Line, cancels_out
from grants.payments.models import (
    Arrival,
    ArrivalKind,
    BackKind,
    OnlinePayment,
    OnlineReturn,
    Purpose,
    Source,
)
from grants.payments.rules.online import Contra
from grants.payments.service.arrivals import ENDED, as_far_as_covered
from grants.payments.states import LIFE, ArrivalState, BackState
from grants.proposals.models import Proposal
from grants.workgroups.models import Workgroup


def land(session: Session, payment: OnlinePayment, *, at: datetime) -> bool:
    """It is paid: it lies in the bank of the money holder. Call under the book's lock.

    True: it came when its plan was over, and is to be sent back.
    """
    proposal = session.get_one(Proposal, payment.proposal_id, populate_existing=True)
    arrival = _row(session, payment, at=at)
    gift = payment.purpose is Purpose.GIFT
    arrival.kind = ArrivalKind.OWN if gift else ArrivalKind.INSTALMENT
    arrival.instalment_id = payment.instalment_id
    arrival.source, arrival.words = (Source.GIFT, payment.name) if gift else (None, "")
    lines = _of_gift(session, payment, proposal) if gift else _of_instalment(session, payment)
    _enter(
        session, arrival, Act.PAYMENTS_ENTER, [_bank(session, payment, payment.amount), *lines], at
    )
    payment.arrival_id = arrival.id
    _came(session, payment, -_of(lines, AccountKind.PROMISED), at=at)
    awards.follow(session, proposal, by=SYSTEM, at=at)
    return gift and _is_late(lines)


def _came(session: Session, payment: OnlinePayment, part: Money, *, at: datetime) -> None:
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
    return _is_late(_contra(session, payment).lines)


def _is_late(lines: Iterable[Line]) -> bool:
    return any(line.kind is AccountKind.BACK for line in lines)


def owed_to(session: Session, payment: OnlinePayment) -> UUID | None:
    """Who is owed what goes back of it: its funder, or the holder when a gift came late."""
    if payment.organisation_id is not None:
        return payment.organisation_id
    lines = _contra(session, payment).lines
    return next((line.ref_id for line in lines if line.kind is AccountKind.BACK), None)


def take_out(session: Session, payment: OnlinePayment, back: OnlineReturn, *, at: datetime) -> None:
    """Money went back: what was left as a return, all else against what it came in for."""
    proposal = session.get_one(Proposal, payment.proposal_id)
    if back.kind is BackKind.LEFT:
        _return_left(session, payment, back, at=at)
        awards.follow(session, proposal, by=SYSTEM, at=at)
        return
    arrival = session.get_one(Arrival, payment.arrival_id)
    entry = book.entries_of(session, arrival)[0]
    contra = _contra(session, payment)
    taken = contra.taken(back.amount, _gone_of_too_much(session, payment, back, contra))
    lines = [*taken, _bank(session, payment, -back.amount)]
    whole = back.amount >= payment.amount and arrival.state is ArrivalState.ENTERED
    first = whole and not _was_mirrored(session, arrival)
    _post(
        session,
        back,
        _act_of(back),
        as_far_as_covered(session, proposal, lines),
        at=at,
        reverses=entry if first else None,
    )
    if whole:
        arrival.state = LIFE.after(arrival.state, Act.PAYMENTS_ONLINE_BACK)
        arrival.mirrored_at = at
    session.flush()
    _came(session, payment, -_of(taken, AccountKind.PROMISED), at=at)
    awards.follow(session, proposal, by=SYSTEM, at=at)


def put_back(session: Session, payment: OnlinePayment, back: OnlineReturn, *, at: datetime) -> None:
    """What had gone back is with us again: a refund that failed, a reversal that was undone."""
    proposal = session.get_one(Proposal, payment.proposal_id)
    if back.kind is BackKind.LEFT:
        arrival = session.get_one(Arrival, back.arrival_id)
        entry = book.entries_of(session, arrival)[0]
        ledger.mirror(
            session, entry, on=day_of(at), act=Act.PAYMENTS_MIRROR, source=arrival, by=SYSTEM, at=at
        )
        arrival.state = LIFE.after(arrival.state, Act.PAYMENTS_ONLINE_BACK)
        arrival.mirrored_at = at
        session.flush()
        awards.follow(session, proposal, by=SYSTEM, at=at)
        return
    contra = _contra(session, payment)
    rest = _rest_of(session, back)
    again = [
        line.mirrored for line in contra.taken(back.amount, contra.too_much - back.amount + rest)
    ]
    _post(
        session,
        back,
        Act.PAYMENTS_ONLINE_RESTORE,
        [*again, _bank(session, payment, back.amount)],
        at=at,
    )
    arrival = session.get_one(Arrival, payment.arrival_id)
    if arrival.state is ArrivalState.MIRRORED:
        arrival.state = LIFE.after(arrival.state, Act.PAYMENTS_ONLINE_RESTORE)
        arrival.mirrored_at = None
        session.flush()
    _came(session, payment, -_of(again, AccountKind.PROMISED), at=at)
    awards.follow(session, proposal, by=SYSTEM, at=at)


def _gone_of_too_much(
    session: Session, payment: OnlinePayment, back: OnlineReturn, contra: Contra
) -> Money:
    """Of what was to be sent back at once: what went already, in whichever way."""
    which = select(OnlineReturn).where(
        OnlineReturn.payment_id == payment.id,
        OnlineReturn.state == BackState.DONE,
        OnlineReturn.id != back.id,
    )
    gone = total(
        one.amount if one.kind is BackKind.LEFT else one.amount - _rest_of(session, one)
        for one in session.scalars(which)
    )
    return min(gone, contra.too_much)


def _rest_of(session: Session, back: OnlineReturn) -> Money:
    """What it took besides what was to be sent back anyway, as its entries say."""
    entries = book.entries_of(session, back)
    lines = [line for entry in entries for line in ledger.lines_of(session, entry)]
    return _of(lines, AccountKind.PROMISED) + _of(lines, AccountKind.OWN)


def _of(lines: Iterable[Line], kind: AccountKind) -> Money:
    return total(line.amount for line in lines if line.kind is kind)


def _post(
    session: Session,
    back: OnlineReturn,
    act: Act,
    lines: Sequence[Line],
    *,
    at: datetime,
    reverses: Entry | None = None,
) -> None:
    """Into the book; nothing where the holder stood in for what he was owed himself."""
    if not cancels_out(lines):
        owner_id, on = back.owner_id, day_of(at)
        ledger.post(
            session,
            owner_id,
            on=on,
            act=act,
            source=back,
            lines=lines,
            by=SYSTEM,
            at=at,
            reverses=reverses,
        )


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


def _return_left(
    session: Session, payment: OnlinePayment, back: OnlineReturn, *, at: datetime
) -> None:
    proposal = session.get_one(Proposal, payment.proposal_id)
    arrival = _row(session, payment, at=at)
    arrival.kind, arrival.amount = ArrivalKind.RETURN, back.amount
    arrival.organisation_id = payment.organisation_id
    arrival.entered_by_id = back.asked_by_id
    lines = [
        Line(AccountKind.BACK, back.amount, payment.proposal_id, payment.organisation_id),
        _bank(session, payment, -back.amount),
    ]
    _enter(session, arrival, Act.PAYMENTS_RETURN, as_far_as_covered(session, proposal, lines), at)
    back.arrival_id = arrival.id


def _row(session: Session, payment: OnlinePayment, *, at: datetime) -> Arrival:
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


def _enter(session: Session, arrival: Arrival, act: Act, lines: list[Line], at: datetime) -> None:
    session.add(arrival)
    session.flush()
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


def _bank(session: Session, payment: OnlinePayment, amount: Money) -> Line:
    """The provider pays out to the account of whoever holds the money: it lies in that place."""
    return Line(AccountKind.BANK, amount, payment.proposal_id, _holder(session, payment))


def _holder(session: Session, payment: OnlinePayment) -> UUID:
    """Where it came in; the group may have another holder since."""
    if payment.arrival_id is None:
        return session.get_one(Workgroup, payment.owner_id).holder_id
    arrival = session.get_one(Arrival, payment.arrival_id)
    lines = ledger.lines_of(session, book.entries_of(session, arrival)[0])
    return next(line.ref_id for line in lines if line.kind is AccountKind.BANK and line.ref_id)


def _contra(session: Session, payment: OnlinePayment) -> Contra:
    arrival = session.get_one(Arrival, payment.arrival_id)
    lines = ledger.lines_of(session, book.entries_of(session, arrival)[0])
    return Contra([line for line in lines if line.kind not in PLACES])


def _was_mirrored(session: Session, arrival: Arrival) -> bool:
    first = book.entries_of(session, arrival)[0]
    mirrors = select(Entry.id).where(Entry.reverses_id == first.id)
    return session.scalar(mirrors.limit(1)) is not None


def _act_of(back: OnlineReturn) -> Act:
    taken = back.kind is BackKind.REVERSAL
    return Act.PAYMENTS_ONLINE_REVERSE if taken else Act.PAYMENTS_ONLINE_BACK
