"""Stripe: a page where it is paid, its true state, money back, and what it tells us.

Every call has a time limit and goes out once: what is not known stays pending and is asked again
with the same key. No key is global; the version of the interface is pinned to the one that our
requests are held against in the tests.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import stripe

from app.clock import now
from grants.kit.money import Money
from grants.payments.models import BackKind
from grants.payments.provider import (
    Back,
    Declined,
    Forged,
    Opened,
    Order,
    Provider,
    Refunding,
    Standing,
    Told,
    Truth,
    Unknown,
)
from grants.payments.states import BackState

VERSION = "2026-05-27.dahlia"
SECONDS = 8
TOLERANCE = 300
PAGE_LIVES = timedelta(hours=12)
LANGUAGES = frozenset({"nl", "en", "tr", "pl"})
PAGE = "https://checkout.stripe.com"
# Events that can change where money is; of all others only the name is kept.
ABOUT_MONEY = ("checkout.session.", "payment_intent.", "charge.", "refund.")

Answer = TypeVar("Answer")


class StripeProvider:
    """One account at Stripe, the money holder's."""

    def __init__(
        self,
        key: str,
        webhook_secret: str,
        *,
        account: str = "",
        methods: tuple[str, ...] = ("ideal", "sepa_debit", "card"),
        base: str = "",
        seconds: float = SECONDS,
    ) -> None:
        """Speak with this key; ``base`` is another address than Stripe's own, for the stand-in."""
        self.live = "_live_" in key
        self.account = account
        self.host = base or PAGE
        self._secret = webhook_secret
        self._methods = methods
        self._client = stripe.StripeClient(
            key,
            stripe_version=VERSION,
            base_addresses={"api": base} if base else {},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=seconds),
        )

    def open(self, order: Order) -> Opened:
        """Make the page; the same key gives the same page."""
        params: Any = {
            "mode": "payment",
            "client_reference_id": order.payment,
            "metadata": {"payment": order.payment},
            "payment_intent_data": {
                "metadata": {"payment": order.payment},
                "description": order.words,
            },
            "payment_method_types": list(self._methods),
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": order.amount.currency.lower(),
                        "unit_amount": order.amount.minor,
                        "product_data": {"name": order.words},
                    },
                }
            ],
            "locale": order.language if order.language in LANGUAGES else "auto",
            "success_url": order.back_to,
            "cancel_url": order.back_to,
            "expires_at": int((order.made_at + PAGE_LIVES).timestamp()),
        }
        sessions = self._client.v1.checkout.sessions
        made = _asked(lambda: sessions.create(params, {"idempotency_key": order.key}))
        return Opened(made.id, made.url or "")

    def find(self, payment: str, since: datetime) -> Truth | None:
        """What is there under our own id; newest first, so a page that was used comes first."""
        found = [one for one in self.listed(since - timedelta(minutes=5)) if one.payment == payment]
        paid = [one for one in found if one.standing in (Standing.PAID, Standing.PENDING)]
        return next(iter(paid or found), None)

    def ask(self, ref: str) -> Truth | None:
        """Where it stands, with what went back of it."""
        sessions = self._client.v1.checkout.sessions
        try:
            got = _asked(lambda: sessions.retrieve(ref, {"expand": ["payment_intent"]}))
        except Declined as no:
            if no.code == "resource_missing":
                return None
            raise
        found = _truth(got)
        if found.intent_ref is None or found.standing is not Standing.PAID:
            return found
        of_it: Any = {"payment_intent": found.intent_ref, "limit": 100}
        return _truth(got, tuple(self._backs(of_it)))

    def give_back(self, order: Refunding) -> Back:
        """Send money back; the same key sends it once."""
        params: Any = {
            "payment_intent": order.intent_ref,
            "amount": order.amount.minor,
            "metadata": {"back": order.back},
        }
        refunds = self._client.v1.refunds
        return _refund(_asked(lambda: refunds.create(params, {"idempotency_key": order.key})))

    def listed(self, since: datetime) -> Iterator[Truth]:
        """Everything that was opened since, with what went back of it since."""
        when: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100}
        backs: dict[str, list[Back]] = {}
        for intent, back in self._backs_by_intent(when):
            backs.setdefault(intent, []).append(back)
        which = when | {"expand": ["data.payment_intent"]}
        page = _asked(lambda: self._client.v1.checkout.sessions.list(which))
        for session in _all(page):
            found = _truth(session)
            yield _truth(session, tuple(backs.get(found.intent_ref or "", ())))

    def read(self, payload: bytes, signature: str) -> Told:
        """What came in, when these very bytes were signed just now; else Forged."""
        try:
            stripe.WebhookSignature.verify_header(
                payload.decode(), signature, self._secret, tolerance=None
            )
            # The first, as the library takes it: a second one is not what was signed.
            signed_at = int(next(one[2:] for one in signature.split(",") if one[:2] == "t="))
        except (stripe.SignatureVerificationError, ValueError, StopIteration) as wrong:
            raise Forged from wrong
        if abs(now().timestamp() - signed_at) > TOLERANCE:
            raise Forged
        return _told(payload)

    def _backs(self, which: Any) -> Iterator[Back]:
        for _intent, back in self._backs_by_intent(which):
            yield back

    def _backs_by_intent(self, which: Any) -> Iterator[tuple[str, Back]]:
        for refund in _all(_asked(lambda: self._client.v1.refunds.list(which))):
            yield _id(refund.payment_intent), _refund(refund)
        for dispute in _all(_asked(lambda: self._client.v1.disputes.list(which))):
            back = _dispute(dispute)
            if back is not None:
                yield _id(dispute.payment_intent), back


def _asked(call: Callable[[], Answer]) -> Answer:
    """The answer; Declined when it surely was not done; Unknown when nobody can say."""
    try:
        return call()
    except (stripe.AuthenticationError, stripe.PermissionError) as wrong:
        raise Declined("key") from wrong
    except stripe.IdempotencyError as wrong:
        raise Unknown from wrong
    except (stripe.InvalidRequestError, stripe.CardError) as wrong:
        raise Declined(wrong.code or "") from wrong
    except stripe.StripeError as wrong:
        raise Unknown from wrong


def _all(page: Any) -> Iterator[Any]:
    """Every row of a list, however many pages it has."""
    rows = page.auto_paging_iter()
    while True:
        row = _asked(lambda: next(rows, None))
        if row is None:
            return
        yield row


def _truth(session: Any, backs: tuple[Back, ...] = ()) -> Truth:
    intent = session.payment_intent
    return Truth(
        ref=session.id,
        payment=session.client_reference_id or "",
        standing=_standing(session, intent),
        amount=Money(session.amount_total or 0, (session.currency or "eur").upper()),
        live=session.livemode,
        intent_ref=_id(intent) or None,
        url=session.url or "",
        backs=backs,
    )


def _standing(session: Any, intent: Any) -> Standing:
    if session.payment_status == "paid":
        return Standing.PAID
    if session.status == "expired":
        return Standing.EXPIRED
    if session.status != "complete":
        return Standing.OPEN
    at_work = intent is None or isinstance(intent, str) or intent.status == "processing"
    return Standing.PENDING if at_work else Standing.FAILED


_REFUNDS = {
    "succeeded": BackState.DONE,
    "failed": BackState.FAILED,
    "canceled": BackState.FAILED,
}


def _refund(refund: Any) -> Back:
    return Back(
        ref=refund.id,
        kind=BackKind.REFUND,
        amount=Money(refund.amount, refund.currency.upper()),
        state=_REFUNDS.get(refund.status or "", BackState.ON_ITS_WAY),
        back=_noted(refund.metadata, "back"),
    )


def _dispute(dispute: Any) -> Back | None:
    """A dispute takes the money at once; won, it comes again. A warning takes nothing."""
    if dispute.status.startswith("warning") or dispute.status == "prevented":
        return None
    state = BackState.FAILED if dispute.status == "won" else BackState.DONE
    amount = Money(dispute.amount, dispute.currency.upper())
    return Back(dispute.id, BackKind.REVERSAL, amount, state)


def _told(payload: bytes) -> Told:
    try:
        event = _json(payload)
        thing = event["data"]["object"]
        money = event["type"].startswith(ABOUT_MONEY)
        return Told(
            ref=event["id"],
            kind=event["type"][:80],
            about=thing["id"] if money else "",
            payment=_noted(thing.get("metadata"), "payment"),
            intent_ref=thing.get("payment_intent") or "",
            live=event["livemode"],
            account=event.get("account") or "",
            said_at=datetime.fromtimestamp(event["created"], tz=UTC),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        raise Forged from wrong


def _json(payload: bytes) -> dict[str, Any]:
    found = json.loads(payload)
    if not isinstance(found, dict):
        raise TypeError("an event is an object")
    return found


def _noted(metadata: Any, name: str) -> str:
    """What we gave along ourselves; the library's own objects know no ``get``."""
    return str(metadata[name]) if metadata and name in metadata else ""


def _id(thing: Any) -> str:
    """The id, whether the thing came whole or by its id only."""
    if thing is None:
        return ""
    return thing if isinstance(thing, str) else str(thing.id)


def _is_a_provider(provider: StripeProvider) -> Provider:
    return provider
