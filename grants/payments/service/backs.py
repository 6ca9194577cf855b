"""Money that goes back through the provider: asked by us, or seen there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards import service as awards
from grants.history.service import record
from grants.kit.access import SYSTEM, Actor
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotNow, OverRoom
from grants.kit.ids import new_id
from grants.kit.money import Money, total
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind
from grants.outbox.service import enqueue
from grants.payments.access import may_online
from grants.payments.models import BackKind, Oddity, OnlinePayment, OnlineReturn, Purpose
from grants.payments.provider import Back, Truth
from grants.payments.queries.online import gifts_going, still_owed
from grants.payments.queries.runs import is_going_back
from grants.payments.rules.online import LANDED, LOST_AFTER, Gone, after_returns, id_in, way
from grants.payments.service import landing, leaving, telling
from grants.payments.service.differing import differ
from grants.payments.states import BACK, ONLINE, BackState
from grants.workgroups.models import Workgroup

_GOING = (BackState.MADE, BackState.ON_ITS_WAY)


def refund(
    session: Session, payment: OnlinePayment, amount: Money, *, by: Actor, at: datetime
) -> OnlineReturn:
    """Send money back the way it came: our row now, the call after the commit.

    An instalment: no more than its plan owes back; a gift: while it was not used. Refuses
    ``amount-nothing``, ``not-paid-online``, ``in-run``, ``accounted-already``, and ``over-owed``,
    ``over-room`` and ``over-place`` (with ``left``).
    """
    ledger.lock(session, payment.owner_id)
    session.refresh(payment)
    may_online(by, Act.PAYMENTS_ONLINE_REFUND, payment).check()
    if payment.state not in LANDED:
        raise NotNow("not-paid-online")
    if not amount.is_positive:
        raise Invalid("amount-nothing", field="amount")
    owed_to = landing.owed_to(session, payment)
    if owed_to is not None and is_going_back(session, payment.proposal_id, owed_to):
        raise NotNow("in-run")
    left = returnable(session, payment)
    if left < amount:
        raise OverRoom("over-owed", field="amount", left=left)
    if payment.purpose is Purpose.GIFT:
        _refuse_used(session, payment, amount)
    holds = _holds(session, payment)
    if holds < amount:
        raise OverRoom("over-place", field="amount", left=holds)
    back = _row(session, payment, amount, at=at)
    back.kind = BackKind.REFUND if payment.purpose is Purpose.GIFT else BackKind.LEFT
    back.asked_by_id = by.person_id
    session.add(back)
    session.flush()
    record(session, Act.PAYMENTS_ONLINE_REFUND, payment, by=by, at=at, amount=amount, back=back.id)
    enqueue(session, "payments.refund", f"payments.refund:{back.key}", at=at, back=back.id)
    return back


def _refuse_used(session: Session, payment: OnlinePayment, amount: Money) -> None:
    """A gift that was settled, or that costs were approved on, is no longer there to send back."""
    if landing.came_late(session, payment):
        return
    plan_id = payment.proposal_id
    if awards.is_accounted(session, plan_id):
        raise NotNow("accounted-already")
    free = book.room(session, plan_id) - gifts_going(session, plan_id)
    if free < amount:
        raise OverRoom("over-room", field="amount", left=max(free, Money.zero(free.currency)))


def returnable(session: Session, payment: OnlinePayment) -> Money:
    """What can still go back this way: of what was paid, and (but of a gift in time) is owed."""
    gone = total(one.amount for one in of_payment(session, payment) if _counts(one))
    left = payment.amount - gone
    owed_to = landing.owed_to(session, payment)
    if owed_to is not None:
        left = min(left, still_owed(session, payment.proposal_id, owed_to))
    return max(left, Money.zero(left.currency))


def of_payment(session: Session, payment: OnlinePayment) -> Sequence[OnlineReturn]:
    """What went back of it, oldest first."""
    which = select(OnlineReturn).where(OnlineReturn.payment_id == payment.id)
    return session.scalars(which.order_by(OnlineReturn.made_at, OnlineReturn.id)).all()


def went_back(session: Session, payment: OnlinePayment) -> bool:
    """Do we know that something of it went back, or was to? Then all of that is asked."""
    return payment.state in LANDED and bool(of_payment(session, payment))


def declined(session: Session, back: OnlineReturn, *, at: datetime) -> None:
    """The provider surely did not send it: the holder hears it."""
    ledger.lock(session, back.owner_id)
    session.refresh(back)
    if back.state is BackState.MADE:
        payment = session.get_one(OnlinePayment, back.payment_id)
        _move(session, payment, back, Act.PAYMENTS_ONLINE_FAIL, at=at)
        telling.refund_failed(session, payment, at=at)


def is_lost(back: OnlineReturn, at: datetime) -> bool:
    """Was it asked so long ago that its call surely ended, and nobody said what became of it?"""
    unsaid = back.state is BackState.MADE and back.their_ref is None
    return unsaid and at - back.made_at >= LOST_AFTER


def again(session: Session, back: OnlineReturn, *, by: Actor, at: datetime) -> None:
    """The provider surely has nothing under the old key: a person sends it under a new one.

    Nothing happens as long as the first call can still be under way: both would send it.
    """
    ledger.lock(session, back.owner_id)
    session.refresh(back)
    payment = session.get_one(OnlinePayment, back.payment_id)
    may_online(by, Act.PAYMENTS_ONLINE_REFUND, payment).check()
    if is_lost(back, at):
        back.turn, back.made_at = back.turn + 1, at
        session.flush()
        enqueue(session, "payments.refund", f"payments.refund:{back.key}", at=at, back=back.id)


def settle(session: Session, payment: OnlinePayment, truth: Truth, *, at: datetime) -> None:
    """Take over what went back there, each once; then the payment says where it is."""
    for told in truth.backs:
        _take_over(session, payment, told, truth, at=at)
    rows = [
        Gone(one.kind, one.amount)
        for one in of_payment(session, payment)
        if one.state is BackState.DONE
    ]
    for act in way(payment.state, after_returns(payment.amount, rows)):
        payment.state = ONLINE.after(payment.state, act)
        payment.changed_at = at
        session.flush()
        record(session, act, payment, by=SYSTEM, at=at, amount=payment.amount)


def _take_over(
    session: Session, payment: OnlinePayment, told: Back, truth: Truth, *, at: datetime
) -> None:
    back = _known(session, payment, told) or _seen(session, payment, told, at=at)
    back.their_ref = told.ref
    if back.amount != told.amount:
        differ(session, Oddity.AMOUNT, payment, truth, at=at)
        return
    if back.state is told.state:
        return
    act = _act(back, told)
    if act is None:
        if back.state is BackState.FAILED:
            differ(session, Oddity.BEHIND, payment, truth, at=at)
        return
    _move(session, payment, back, act, at=at)
    if act is Act.PAYMENTS_ONLINE_BACK:
        back.done_at = at
        session.flush()
        leaving.take_out(session, payment, back, at=at)
        if back.asked_by_id is None:
            telling.went_back(session, payment, at=at)
    elif act is Act.PAYMENTS_ONLINE_RESTORE:
        leaving.put_back(session, payment, back, at=at)
        telling.came_again(session, payment, at=at)
    elif act is Act.PAYMENTS_ONLINE_FAIL and back.asked_by_id is not None:
        telling.refund_failed(session, payment, at=at)


def _act(back: OnlineReturn, told: Back) -> Act | None:
    if told.state is BackState.FAILED:
        done = back.state is BackState.DONE
        act = Act.PAYMENTS_ONLINE_RESTORE if done else Act.PAYMENTS_ONLINE_FAIL
    elif told.state is BackState.DONE:
        act = Act.PAYMENTS_ONLINE_BACK
    else:
        act = Act.PAYMENTS_ONLINE_WAIT
    return act if (back.state, act) in BACK.moves else None


def _known(session: Session, payment: OnlinePayment, told: Back) -> OnlineReturn | None:
    for one in of_payment(session, payment):
        if one.their_ref == told.ref or (one.their_ref is None and one.id == id_in(told.back)):
            return one
    return None


def _seen(session: Session, payment: OnlinePayment, told: Back, *, at: datetime) -> OnlineReturn:
    back = _row(session, payment, told.amount, at=at)
    back.kind = told.kind
    session.add(back)
    session.flush()
    return back


def _row(session: Session, payment: OnlinePayment, amount: Money, *, at: datetime) -> OnlineReturn:
    return OnlineReturn(
        id=new_id(session, at),
        owner_id=payment.owner_id,
        payment_id=payment.id,
        proposal_id=payment.proposal_id,
        amount=amount,
        state=BackState.MADE,
        turn=1,
        made_at=at,
    )


def _move(
    session: Session, payment: OnlinePayment, back: OnlineReturn, act: Act, *, at: datetime
) -> None:
    back.state = BACK.after(back.state, act)
    payment.changed_at = at
    session.flush()
    record(session, act, back, by=SYSTEM, at=at, amount=back.amount, kind=back.kind)


def _counts(back: OnlineReturn) -> bool:
    return back.state is not BackState.FAILED


def _holds(session: Session, payment: OnlinePayment) -> Money:
    """What lies in the bank and neither a run nor another refund takes."""
    holder = session.get_one(Workgroup, payment.owner_id).holder_id
    return book.free_of(session, payment.proposal_id, AccountKind.BANK, holder)
