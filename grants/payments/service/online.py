"""A payment through the provider: our row first, then what the provider says of it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.awards.models import Award, Instalment
from grants.awards.queries import left_of
from grants.history.service import record
from grants.kit.access import SYSTEM, Actor
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.ids import new_id, random_bytes
from grants.kit.money import Money
from grants.ledger import service as ledger
from grants.outbox.service import enqueue
from grants.payments.access import may_begin
from grants.payments.models import GiftBox, Oddity, OnlinePayment, Purpose
from grants.payments.provider import Opened, Standing, Truth
from grants.payments.rules.online import (
    LANDED,
    LOOKS,
    Giving,
    check_gift,
    one_line,
)
from grants.payments.service import backs, landing, telling
from grants.payments.service.differing import differ
from grants.payments.states import ONLINE, OnlineState

DAILY = timedelta(days=1)


def pay_instalment(
    session: Session,
    instalment: Instalment,
    language: str,
    *,
    live: bool,
    by: Actor,
    at: datetime,
) -> OnlinePayment:
    """A funder begins to pay an instalment. One at a time: who began goes on with the first.

    What still comes of it, and no more. Refuses ``instalment-not-planned`` (nothing comes of it any
    more, too) and ``debit-on-its-way``.
    """
    ledger.lock(session, instalment.owner_id)
    session.refresh(instalment)
    award = session.get_one(Award, instalment.award_id)
    may_begin(by, Act.PAYMENTS_ONLINE_BEGIN, award).check()
    left = left_of(session, award.id).get(instalment.id)
    if left is None:
        raise NotNow("instalment-not-planned")
    living = living_of(session, instalment)
    if living is not None and living.state is OnlineState.ON_ITS_WAY:
        raise NotNow("debit-on-its-way")
    if living is not None:
        return living
    payment = _row(session, instalment, left, language, live=live, at=at)
    payment.purpose = Purpose.INSTALMENT
    payment.proposal_id = instalment.proposal_id
    payment.instalment_id, payment.organisation_id = instalment.id, award.organisation_id
    payment.payer_id = by.person_id
    return _begin(session, payment, by=by, at=at)


def give(
    session: Session, box: GiftBox, data: Giving, *, live: bool, at: datetime
) -> OnlinePayment:
    """A neighbour begins to give. Refuses ``gifts-closed`` and what is no gift."""
    ledger.lock(session, box.owner_id)
    session.refresh(box)
    if not box.is_open or landing.is_over(session, box.proposal_id):
        raise NotNow("gifts-closed")
    check_gift(box, data)
    payment = _row(session, box, data.amount, data.language, live=live, at=at)
    payment.purpose, payment.proposal_id = Purpose.GIFT, box.proposal_id
    payment.name = one_line(data.name)
    return _begin(session, payment, by=SYSTEM, at=at)


def opened(session: Session, payment: OnlinePayment, page: Opened, *, at: datetime) -> None:
    """The provider has a page for it; telling it twice is nothing."""
    ledger.lock(session, payment.owner_id)
    session.refresh(payment)
    if payment.state is not OnlineState.MADE:
        return
    payment.session_ref, payment.url = page.ref, page.url
    _move(session, payment, Act.PAYMENTS_ONLINE_OPEN, at=at)


def another_try(session: Session, payment: OnlinePayment, *, at: datetime) -> None:
    """The provider surely has nothing under the old key: the next call gets a new one."""
    ledger.lock(session, payment.owner_id)
    session.refresh(payment)
    if payment.state is OnlineState.MADE:
        payment.turn += 1
        payment.changed_at = at
        session.flush()


def give_up(session: Session, payment: OnlinePayment, *, at: datetime) -> None:
    """It never came to a page where it could be paid."""
    ledger.lock(session, payment.owner_id)
    session.refresh(payment)
    if payment.state is OnlineState.MADE and payment.session_ref is None:
        _move(session, payment, Act.PAYMENTS_ONLINE_EXPIRE, at=at)


def apply(
    session: Session, payment: OnlinePayment, truth: Truth, *, asked_at: datetime, at: datetime
) -> bool:
    """Bring our row and our book to where the provider says it stands.

    Harmless twice and in any order. False: it went on here after that was asked; ask again.
    """
    ledger.lock(session, payment.owner_id)
    session.refresh(payment)
    if asked_at < payment.changed_at:
        return False
    odd = oddity(payment, truth)
    if odd is not None:
        differ(session, odd, payment, truth, at=at)
        return True
    if payment.session_ref != truth.ref:
        payment.session_ref, payment.url = truth.ref, truth.url
        payment.changed_at = at
    payment.intent_ref = truth.intent_ref or payment.intent_ref
    _stand(session, payment, truth, at=at)
    if payment.state in LANDED:
        backs.settle(session, payment, truth, at=at)
    session.flush()
    return True


def oddity(payment: OnlinePayment, truth: Truth) -> Oddity | None:
    """Why this cannot be ours as we asked it: nothing of it is booked then."""
    if truth.payment != str(payment.id):
        return Oddity.UNKNOWN
    if truth.live != payment.live:
        return Oddity.MODE
    if truth.amount != payment.amount:
        return Oddity.AMOUNT
    other = payment.session_ref not in (None, truth.ref)
    if other and (payment.state in LANDED or truth.standing is not Standing.PAID):
        return Oddity.UNKNOWN
    return None


def living_of(session: Session, instalment: Instalment) -> OnlinePayment | None:
    """The payment of this instalment that somebody began and that has not ended."""
    states = (OnlineState.MADE, OnlineState.OPENED, OnlineState.ON_ITS_WAY)
    which = select(OnlinePayment).where(
        OnlinePayment.instalment_id == instalment.id, OnlinePayment.state.in_(states)
    )
    return session.scalars(which).one_or_none()


def _stand(session: Session, payment: OnlinePayment, truth: Truth, *, at: datetime) -> None:
    if truth.standing is Standing.PAID:
        if payment.state not in LANDED:
            late = landing.land(session, payment, at=at)
            _move(session, payment, Act.PAYMENTS_ONLINE_LAND, at=at)
            if late:
                telling.landed_late(session, payment, at=at)
        return
    act = {
        Standing.OPEN: Act.PAYMENTS_ONLINE_OPEN,
        Standing.PENDING: Act.PAYMENTS_ONLINE_WAIT,
        Standing.EXPIRED: Act.PAYMENTS_ONLINE_EXPIRE,
        Standing.FAILED: Act.PAYMENTS_ONLINE_FAIL,
    }[truth.standing]
    if (payment.state, act) not in ONLINE.moves:
        if payment.state in LANDED:
            differ(session, Oddity.BEHIND, payment, truth, at=at)
        return
    _move(session, payment, act, at=at)
    if act is Act.PAYMENTS_ONLINE_FAIL:
        telling.failed(session, payment, at=at)


def _row(
    session: Session,
    thing: Instalment | GiftBox,
    amount: Money,
    language: str,
    *,
    live: bool,
    at: datetime,
) -> OnlinePayment:
    token = urlsafe_b64encode(random_bytes(session, 24)).decode()
    return OnlinePayment(
        id=new_id(session, at),
        owner_id=thing.owner_id,
        name="",
        amount=amount,
        state=OnlineState.MADE,
        live=live,
        language=language,
        token=token,
        turn=1,
        url="",
        made_at=at,
        changed_at=at,
    )


def _begin(session: Session, payment: OnlinePayment, *, by: Actor, at: datetime) -> OnlinePayment:
    session.add(payment)
    session.flush()
    kind, amount = payment.purpose, payment.amount
    record(session, Act.PAYMENTS_ONLINE_BEGIN, payment, by=by, at=at, purpose=kind, amount=amount)
    look_later(session, payment, 0, at=at)
    compare_tomorrow(session, at=at)
    return payment


def look_later(session: Session, payment: OnlinePayment, no: int, *, at: datetime) -> None:
    """Ask by ourselves after a while, and once a day as long as it is under way."""
    due = payment.made_at + LOOKS[no] if no < len(LOOKS) else at + DAILY
    key = f"payments.look:{payment.id}:{no}"
    enqueue(session, "payments.look", key, at=at, due=max(at, due), payment=payment.id, no=no)


def compare_tomorrow(session: Session, *, at: datetime) -> None:
    """Once a day everything is compared with what the provider has."""
    due = (at + DAILY).replace(hour=4, minute=30, second=0, microsecond=0)
    enqueue(session, "payments.compare", f"payments.compare:{due:%Y-%m-%d}", at=at, due=due)


def _move(session: Session, payment: OnlinePayment, act: Act, *, at: datetime) -> None:
    payment.state = ONLINE.after(payment.state, act)
    payment.changed_at = at
    session.flush()
    record(session, act, payment, by=SYSTEM, at=at, amount=payment.amount)
