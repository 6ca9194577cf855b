"""What Stripe tells us: believed only when these very bytes were signed just now."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import stripe

from app.clock import now
from app.gateways.stripe.answers import noted
from grants.payments.provider import Forged, Told

TOLERANCE = 300
# Events that can change where money is; of all others only the name is kept.
ABOUT_MONEY = ("checkout.session.", "payment_intent.", "charge.", "refund.")


def read(payload: bytes, signature: str, secret: str) -> Told:
    """What came in, when it was signed with this secret; else Forged."""
    try:
        stripe.WebhookSignature.verify_header(payload.decode(), signature, secret, tolerance=None)
        # The first, as the library takes it: a second one is not what was signed.
        signed_at = int(next(one[2:] for one in signature.split(",") if one[:2] == "t="))
    except (stripe.SignatureVerificationError, ValueError, StopIteration) as wrong:
        raise Forged from wrong
    if abs(now().timestamp() - signed_at) > TOLERANCE:
        raise Forged
    return _told(payload)


def _told(payload: bytes) -> Told:
    try:
        event = _json(payload)
        thing = event["data"]["object"]
        money = event["type"].startswith(ABOUT_MONEY)
        return Told(
            ref=_text(event["id"]),
            kind=_text(event["type"])[:80],
            about=_text(thing["id"]) if money else "",
            payment=noted(thing.get("metadata"), "payment"),
            intent_ref=_text(thing.get("payment_intent") or ""),
            live=event["livemode"] is True,
            account=_text(event.get("account") or ""),
            said_at=datetime.fromtimestamp(event["created"], tz=UTC),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        raise Forged from wrong


def _json(payload: bytes) -> dict[str, Any]:
    found = json.loads(payload)
    if not isinstance(found, dict):
        raise TypeError("an event is an object")
    return found


def _text(said: Any) -> str:
    """A name as they write it. Raises TypeError."""
    if not isinstance(said, str):
        raise TypeError("a name is text")
    return said
