"""Stripe: a page where it is paid, its true state, money back, and what it tells us.

Every call has a time limit and goes out once: what is not known stays pending and is asked again
with the same key. No key is global; the version of the interface is pinned to the one that our
requests are held against in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

import stripe

from app.gateways.stripe import answers, events
from grants.payments.provider import (
    Back,
    Declined,
    Opened,
    Order,
    Provider,
    Refunding,
    Standing,
    Told,
    Truth,
    Unknown,
)

VERSION = "2026-05-27.dahlia"
SECONDS = 8
PAGE_LIVES = timedelta(hours=12)
LANGUAGES = frozenset({"nl", "en", "tr", "pl"})
PAGE = "https://checkout.stripe.com"
# With a session: its payment, and what was refunded of it, in one answer.
WHOLE = "payment_intent.latest_charge.refunds"

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
        stripe.enable_telemetry = False  # no name of this machine, no file in its user's home
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

    def ask(self, ref: str, *, went_back: bool = False) -> Truth | None:
        """Where it stands, with what went back of it: one question for what was only paid."""
        sessions = self._client.v1.checkout.sessions
        try:
            got = _asked(lambda: sessions.retrieve(ref, {"expand": [WHOLE]}))
        except Declined as no:
            if no.code == "resource_missing":
                return None
            raise
        found = answers.truth(got)
        if found.intent_ref is None or found.standing is not Standing.PAID:
            return found
        return answers.truth(got, tuple(self._backs(got.payment_intent, asked=went_back)))

    def give_back(self, order: Refunding) -> Back:
        """Send money back; the same key sends it once."""
        params: Any = {
            "payment_intent": order.intent_ref,
            "amount": order.amount.minor,
            "metadata": {"back": order.back},
        }
        refunds = self._client.v1.refunds
        return answers.refund(
            _asked(lambda: refunds.create(params, {"idempotency_key": order.key}))
        )

    def listed(self, since: datetime) -> Iterator[Truth]:
        """Everything that was opened since, with what went back of it since."""
        when: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100}
        backs: dict[str, list[Back]] = {}
        for intent, back in self._backs_by_intent(when):
            backs.setdefault(intent, []).append(back)
        which = when | {"expand": ["data.payment_intent"]}
        page = _asked(lambda: self._client.v1.checkout.sessions.list(which))
        for session in _all(page):
            found = answers.truth(session)
            yield answers.truth(session, tuple(backs.get(found.intent_ref or "", ())))

    def read(self, payload: bytes, signature: str) -> Told:
        """What came in, when these very bytes were signed just now; else Forged."""
        return events.read(payload, signature, self._secret)

    def _backs(self, intent: Any, *, asked: bool) -> Iterator[Back]:
        """What went back of one payment; asked for besides where its charge may not say it all.

        A refund that failed or a reversal that was won may not stand there any more.
        """
        charge, which = intent.latest_charge, {"payment_intent": intent.id, "limit": 100}
        shown = getattr(charge, "refunds", None)
        if asked or shown is None or shown.has_more:
            yield from map(answers.refund, self._refunds(which))
        else:
            yield from map(answers.refund, shown.data)
        if asked or getattr(charge, "disputed", True):
            for _intent, back in self._reversals(which):
                yield back

    def _backs_by_intent(self, which: Any) -> Iterator[tuple[str, Back]]:
        for refund in self._refunds(which):
            yield answers.ref_of(refund.payment_intent), answers.refund(refund)
        yield from self._reversals(which)

    def _refunds(self, which: Any) -> Iterator[Any]:
        return _all(_asked(lambda: self._client.v1.refunds.list(which)))

    def _reversals(self, which: Any) -> Iterator[tuple[str, Back]]:
        for dispute in _all(_asked(lambda: self._client.v1.disputes.list(which))):
            back = answers.dispute(dispute)
            if back is not None:
                yield answers.ref_of(dispute.payment_intent), back


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


def _is_a_provider(provider: StripeProvider) -> Provider:
    return provider
