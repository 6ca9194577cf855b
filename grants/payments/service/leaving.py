"""Money that came through the provider goes back: out of the book, and in again where that failed.

Never refused: it happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.kit.access import SYSTEM
from grants.kit.acts import Act
from grants.kit.money import Money, total
from grants.kit.periods import day_of
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind, Entry
from grants.ledger.rules import Line, cancels_out
from grants.payments.models import Arrival, ArrivalKind, BackKind, OnlinePayment, OnlineReturn
from grants.payments.rules.online import Contra
from grants.payments.service import overpaid
from grants.payments.service.entering import as_far_as_covered
from grants.payments.service.landing import (
    arrival_row,
    came,
    contra_of,
    enter,
    in_bank,
    owed_to,
    sum_of,
)
from grants.payments.states import LIFE, ArrivalState, BackState
from grants.proposals.models import Proposal


def take_out(session: Session, payment: OnlinePayment, back: OnlineReturn, *, at: datetime) -> None:
    """Money went back: what was left as a return, all else against what it came in for."""
    proposal = session.get_one(Proposal, payment.proposal_id)
    if back.kind is BackKind.LEFT:
        _return_left(session, payment, back, at=at)
        awards.follow(session, proposal, by=SYSTEM, at=at)
        _tell_too_much(session, payment, at=at)
        return
    arrival = session.get_one(Arrival, payment.arrival_id)
    entry = book.entries_of(session, arrival)[0]
    contra = _contra_now(session, payment, back)
    taken = contra.taken(back.amount, _gone_of_too_much(session, payment, back, contra))
    lines = [*taken, in_bank(session, payment, -back.amount)]
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
    came(session, payment, -sum_of(taken, AccountKind.PROMISED), at=at)
    awards.follow(session, proposal, by=SYSTEM, at=at)
    if sum_of(taken, AccountKind.BACK).is_positive:
        _tell_too_much(session, payment, at=at)


def put_back(session: Session, payment: OnlinePayment, back: OnlineReturn, *, at: datetime) -> None:
    """What had gone back is with us again: a refund that failed, a reversal that was undone."""
    proposal = session.get_one(Proposal, payment.proposal_id)
    if back.kind is BackKind.LEFT:
        arrival = session.get_one(Arrival, back.arrival_id)
        entry = book.entries_of(session, arrival)[0]
        # First the arrival, then the book: with that a line that showed it waits again.
        arrival.state = LIFE.after(arrival.state, Act.PAYMENTS_ONLINE_BACK)
        arrival.mirrored_at = at
        session.flush()
        ledger.mirror(
            session, entry, on=day_of(at), act=Act.PAYMENTS_MIRROR, source=arrival, by=SYSTEM, at=at
        )
        awards.right_again(session, proposal.id, at=at)
        awards.follow(session, proposal, by=SYSTEM, at=at)
        return
    contra = _contra_now(session, payment, back)
    rest = _rest_of(session, back)
    undone = [
        line.mirrored for line in contra.taken(back.amount, contra.too_much - back.amount + rest)
    ]
    again = [one for line in undone for one in _still_promised(session, payment, line)]
    _post(
        session,
        back,
        Act.PAYMENTS_ONLINE_RESTORE,
        [*again, in_bank(session, payment, back.amount)],
        at=at,
    )
    arrival = session.get_one(Arrival, payment.arrival_id)
    if arrival.state is ArrivalState.MIRRORED:
        arrival.state = LIFE.after(arrival.state, Act.PAYMENTS_ONLINE_RESTORE)
        arrival.mirrored_at = None
        session.flush()
    came(session, payment, -sum_of(again, AccountKind.PROMISED), at=at)
    awards.right_again(session, proposal.id, at=at)
    awards.follow(session, proposal, by=SYSTEM, at=at)


def _tell_too_much(session: Session, payment: OnlinePayment, *, at: datetime) -> None:
    """A run paid it before, for instance: whoever got it twice owes it."""
    to = owed_to(session, payment)
    assert to is not None  # noqa: S101  something of it was to be sent back
    overpaid.tell_of(session, payment.proposal_id, to, at=at)


def _contra_now(session: Session, payment: OnlinePayment, but: OnlineReturn) -> Contra:
    """Against what it stands: as it came in, but for what was restored when no longer promised."""
    contra = contra_of(session, payment)
    which = select(OnlineReturn).where(
        OnlineReturn.payment_id == payment.id,
        OnlineReturn.state == BackState.FAILED,
        OnlineReturn.kind != BackKind.LEFT,
        OnlineReturn.id != but.id,
    )
    moved = total(_rest_of(session, one) for one in session.scalars(which))
    return contra.moved(moved, payment.organisation_id)


def _still_promised(session: Session, payment: OnlinePayment, line: Line) -> list[Line]:
    """No more than is to come now: the instalment may have come in another way meanwhile.

    The rest is owed back to who paid it twice, as when it comes in.
    """
    if line.kind is not AccountKind.PROMISED:
        return [line]
    assert line.ref_id is not None  # noqa: S101  an award promised it
    to_come = book.balance_of(session, line.plan_id, line.kind, line.ref_id)
    part = min(-line.amount, to_come)
    found = [
        Line(line.kind, -part, line.plan_id, line.ref_id),
        Line(AccountKind.BACK, line.amount + part, line.plan_id, payment.organisation_id),
    ]
    return [one for one in found if not one.amount.is_zero]


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
    return sum_of(lines, AccountKind.PROMISED) + sum_of(lines, AccountKind.OWN)


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


def _return_left(
    session: Session, payment: OnlinePayment, back: OnlineReturn, *, at: datetime
) -> None:
    proposal = session.get_one(Proposal, payment.proposal_id)
    arrival = arrival_row(session, payment, at=at)
    arrival.kind, arrival.amount = ArrivalKind.RETURN, back.amount
    arrival.organisation_id = payment.organisation_id
    arrival.entered_by_id = back.asked_by_id
    lines = [
        Line(AccountKind.BACK, back.amount, payment.proposal_id, payment.organisation_id),
        in_bank(session, payment, -back.amount),
    ]
    enter(session, arrival, Act.PAYMENTS_RETURN, as_far_as_covered(session, proposal, lines), at)
    back.arrival_id = arrival.id


def _was_mirrored(session: Session, arrival: Arrival) -> bool:
    first = book.entries_of(session, arrival)[0]
    mirrors = select(Entry.id).where(Entry.reverses_id == first.id)
    return session.scalar(mirrors.limit(1)) is not None


def _act_of(back: OnlineReturn) -> Act:
    taken = back.kind is BackKind.REVERSAL
    return Act.PAYMENTS_ONLINE_REVERSE if taken else Act.PAYMENTS_ONLINE_BACK
