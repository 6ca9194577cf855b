"""Calls to the payment provider, each after the commit and outside any transaction; what is daily."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from flask_babel import force_locale
from flask_babel import gettext as _

from app.clock import now
from app.extensions import db
from app.jobs import Facts, Handler
from app.mails import link
from app.world import world
from grants.kit.database import reading
from grants.payments.models import OnlinePayment, OnlineReturn, ProviderEvent
from grants.payments.provider import Declined, Opened, Order, Provider, Refunding, Truth, Unknown
from grants.payments.rules.online import BACK_TO, LIVING
from grants.payments.service import backs, comparing, events, forgetting, online
from grants.payments.service.differing import missing
from grants.payments.states import BackState, OnlineState
from grants.proposals.models import Proposal

log = structlog.get_logger(__name__)

TRIES = 3
# A provider may forget a key after a day: then the same call would send money a second time.
KEY_KEPT = timedelta(hours=20)
GIVEN_UP = timedelta(hours=26)


class NoProvider(Exception):
    """The settings name no provider now: the job waits."""


def open_page(payment_id: UUID) -> str:
    """Where it can be paid; nothing when the provider gave no answer or said no.

    Our row is committed; the call goes out with its key; the answer is a transaction of its own.
    """
    payment = db.session.get_one(OnlinePayment, payment_id)
    if payment.state is not OnlineState.MADE:
        return payment.url if payment.state is OnlineState.OPENED else ""
    order = _order(payment)
    db.session.rollback()
    try:
        page = provider().open(order)
    except (Unknown, Declined) as fault:
        log.warning("payment-not-opened", payment=str(payment_id), fault=type(fault).__name__)
        return ""
    _opened(payment_id, page)
    return page.url


def open_again(payment_id: UUID) -> str:
    """The first call was not answered: ask whether it was done, else call under a new key.

    Only the page that we hand out can be paid, so an older one that nobody saw takes no money.
    """
    payment = db.session.get_one(OnlinePayment, payment_id)
    made_at = payment.made_at
    db.session.rollback()
    url = open_page(payment_id)
    if url:
        return url
    try:
        found = provider().find(str(payment_id), made_at)
    except (Unknown, Declined):
        return ""
    if found is not None:
        _opened(payment_id, Opened(found.ref, found.url))
        return found.url
    online.another_try(db.session(), db.session.get_one(OnlinePayment, payment_id), at=now())
    db.session.commit()
    return open_page(payment_id)


def truth_of(payment: OnlinePayment) -> Truth | None:
    """Where it stands there. Lets go of the database first."""
    ref, ours, made_at = payment.session_ref, str(payment.id), payment.made_at
    went_back = backs.went_back(db.session(), payment)
    db.session.rollback()
    return provider().ask(ref, went_back=went_back) if ref else provider().find(ours, made_at)


def ask(payment_id: UUID, then: Callable[[], None] | None = None) -> None:
    """Ask where it stands, and bring our book there; ``then`` in the same transaction.

    Raises Unknown when there is no answer, or when it went on here each time we asked.
    """
    for _time in range(TRIES):
        asked_at = now()
        with reading():
            truth = truth_of(db.session.get_one(OnlinePayment, payment_id))
        payment = db.session.get_one(OnlinePayment, payment_id)
        if truth is None:
            _nothing_there(payment)
        elif not online.apply(db.session(), payment, truth, asked_at=asked_at, at=now()):
            db.session.rollback()
            continue
        if then is not None:
            then()
        db.session.commit()
        return
    raise Unknown


def look(facts: Facts) -> None:
    """Ask by ourselves: an event can stay away."""
    payment_id, no = UUID(facts["payment"]), int(facts["no"])
    payment = db.session.get_one(OnlinePayment, payment_id)
    if payment.state not in LIVING:
        db.session.rollback()
        return
    ask(payment_id)
    payment = db.session.get_one(OnlinePayment, payment_id)
    if payment.state in LIVING:
        online.look_later(db.session(), payment, no + 1, at=now())
    db.session.commit()


def event(facts: Facts) -> None:
    """Something happened there: ask what.

    Done with is then all that had come in about this payment before we asked, and no more.
    """
    with reading():
        row = db.session.get_one(ProviderEvent, UUID(facts["event"]))
        payment_id, done = row.payment_id, row.handled_at is not None
        known = events.open_of(db.session(), payment_id) if payment_id and not done else []
        db.session.rollback()
    if payment_id and not done:
        ask(payment_id, lambda: events.handled(db.session(), known, at=now()))


def refund(facts: Facts) -> None:
    """Send money back. Not answered: ask whether it was done, and try again later if not."""
    back_id = UUID(facts["back"])
    back = db.session.get_one(OnlineReturn, back_id)
    if back.state is BackState.MADE and now() - back.made_at > KEY_KEPT:
        ask(back.payment_id)
        back = db.session.get_one(OnlineReturn, back_id)
    payment = db.session.get_one(OnlinePayment, back.payment_id)
    if back.state is not BackState.MADE:
        db.session.rollback()
        return
    order = Refunding(back.key, str(back.id), payment.intent_ref or "", back.amount)
    payment_id = payment.id
    db.session.rollback()
    try:
        provider().give_back(order)
    except Declined as no:
        log.warning("refund-declined", back=str(back_id), code=no.code)
        backs.declined(db.session(), db.session.get_one(OnlineReturn, back_id), at=now())
        db.session.commit()
        return
    except Unknown:
        log.warning("refund-unknown", back=str(back_id))
    ask(payment_id)
    if db.session.get_one(OnlineReturn, back_id).their_ref is None:
        raise Unknown
    db.session.rollback()


def compare(_facts: Facts) -> None:
    """Everything there beside everything here; tomorrow again."""
    online.compare_tomorrow(db.session(), at=now())
    db.session.commit()
    compare_now()


def compare_now(since: datetime | None = None) -> int:
    """Compare at once; says how many differences there are."""
    asked_at = now()
    since = since or asked_at - BACK_TO
    truths = list(provider().listed(since))
    with reading():
        doubts = comparing.doubts(db.session(), truths, since=since)
        db.session.rollback()
    count = 0
    for one in doubts:
        count += comparing.look(db.session(), one, asked_at=asked_at, at=now())
        db.session.commit()
    log.info("payments-compared", there=len(truths), differences=count)
    return count


def ask_daily() -> None:
    """Ask for what is done once a day, at the start of a server."""
    forgetting.forget_daily(db.session(), at=now())
    db.session.commit()


def forget(_facts: Facts) -> None:
    """Names and words of lines that were settled long ago; tomorrow again."""
    forgetting.forget_tomorrow(db.session(), at=now())
    db.session.commit()
    gone = forgetting.forget_others(db.session(), now() - forgetting.KEPT_FOR)
    db.session.commit()
    log.info("lines-forgotten", lines=gone)


def provider() -> Provider:
    """The provider of this world. Raises NoProvider."""
    found = world().provider
    if found is None:
        raise NoProvider
    return found


def _opened(payment_id: UUID, page: Opened) -> None:
    payment = db.session.get_one(OnlinePayment, payment_id)
    online.opened(db.session(), payment, page, at=now())
    db.session.commit()


def _order(payment: OnlinePayment) -> Order:
    plan = db.session.get_one(Proposal, payment.proposal_id)
    with force_locale(payment.language):
        words = _("For %(plan)s, number %(number)s", plan=plan.title, number=plan.reference)
    return Order(
        key=payment.key,
        payment=str(payment.id),
        amount=payment.amount,
        words=words,
        language=payment.language,
        back_to=link("payments.standing", token=payment.token),
        made_at=payment.made_at,
    )


def _nothing_there(payment: OnlinePayment) -> None:
    """The provider has nothing: nobody could pay it, or something is very wrong."""
    if payment.session_ref is not None:
        missing(db.session(), payment, at=now())
    elif now() - payment.made_at > GIVEN_UP:
        online.give_up(db.session(), payment, at=now())


HANDLERS: dict[str, Handler] = {
    "payments.look": look,
    "payments.event": event,
    "payments.refund": refund,
    "payments.compare": compare,
    "payments.forget": forget,
}
