"""What the stand-in keeps: sessions, intents, charges, refunds, disputes and events, as Stripe's."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.clock import now

Thing = dict[str, Any]
Send = Callable[[bytes, str], None]

KINDS = ("sessions", "intents", "charges", "refunds", "disputes", "events", "answers")


@dataclass
class Faults:
    """What goes wrong on order. ``broken``: so many answers become a stored 500."""

    slow: float = 0.0
    broken: int = 0
    lost: int = 0  # so many answers come after the caller has gone
    silent: bool = False  # events are kept and not sent


@dataclass
class Vault:
    """One account of the bank. ``send`` brings an event's bytes and signature to the app."""

    secret: str = "whsec_proefbank"  # noqa: S105  play money
    live: bool = False
    path: Path | None = None
    send: Send | None = None
    faults: Faults = field(default_factory=Faults)
    kept: dict[str, dict[str, Thing]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take up what stood there before."""
        self.lock = threading.RLock()
        if self.path is not None and self.path.is_file():
            self.kept = json.loads(self.path.read_text())
        for kind in KINDS:
            self.kept.setdefault(kind, {})

    def new(self, prefix: str) -> str:
        """A name for a new thing."""
        count = sum(len(things) for things in self.kept.values())
        stamp = hashlib.sha256(f"{prefix}:{count}:{now().isoformat()}".encode()).hexdigest()
        return f"{prefix}_{'live' if self.live else 'test'}_{count}{stamp[:16]}"

    def keep(self) -> None:
        """Write it down, so that a bank that is started again still knows."""
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps(self.kept))

    # ---- What the interface makes ------------------------------------------------------------

    def open(self, said: Thing, address: str) -> Thing:
        """A session with its page. ``said``: the parameters, as a tree."""
        line = said["line_items"][0]
        price = line["price_data"]
        amount = int(price["unit_amount"]) * int(line.get("quantity", 1))
        ref, stamp = self.new("cs"), int(now().timestamp())
        session: Thing = {
            "id": ref,
            "object": "checkout.session",
            "amount_total": amount,
            "automatic_tax": {"enabled": False, "status": None, "liability": None},
            "client_reference_id": said.get("client_reference_id"),
            "created": stamp,
            "currency": price["currency"],
            "custom_fields": [],
            "custom_text": dict.fromkeys(
                ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
            ),
            "expires_at": int(said.get("expires_at") or stamp + 86400),
            "livemode": self.live,
            "metadata": said.get("metadata", {}),
            "mode": said["mode"],
            "payment_intent": None,
            "payment_method_types": said["payment_method_types"],
            "payment_status": "unpaid",
            "shipping_options": [],
            "status": "open",
            "success_url": said["success_url"],
            "cancel_url": said["cancel_url"],
            "url": f"{address}/pay/{ref}",
        }
        self.kept["sessions"][ref] = session
        # What is not part of a session as Stripe shows it, but belongs to its page.
        data = said.get("payment_intent_data", {})
        words = price["product_data"]["name"]
        self.kept["answers"][f"page:{ref}"] = {"words": words, "data": data}
        return session

    def refund(self, said: Thing) -> Thing:
        """Money back. Raises LookupError for an unknown payment, ValueError for too much."""
        intent = self.kept["intents"][said["payment_intent"]]
        charge = self.kept["charges"][intent["latest_charge"]]
        amount = int(str(said.get("amount") or charge["amount"]))
        if amount > charge["amount"] - charge["amount_refunded"]:
            raise ValueError("charge_already_refunded")
        ref = self.new("re")
        refund: Thing = {
            "id": ref,
            "object": "refund",
            "amount": amount,
            "charge": charge["id"],
            "created": int(now().timestamp()),
            "currency": charge["currency"],
            "metadata": said.get("metadata", {}),
            "payment_intent": intent["id"],
            "status": "succeeded",
        }
        self.kept["refunds"][ref] = refund
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.tell("charge.refunded", charge)
        return refund

    # ---- What people do on its pages ---------------------------------------------------------

    def pay(self, ref: str, *, debit: bool = False) -> Thing:
        """Somebody pays: at once, or by a debit that is on its way."""
        session = self.kept["sessions"][ref]
        if session["status"] != "open":
            return session
        intent = self._intent(session)
        session |= {"status": "complete", "payment_intent": intent["id"], "url": None}
        if debit:
            intent["status"] = "processing"
            self.tell("checkout.session.completed", session)
            return session
        self._charge(intent)
        session["payment_status"] = "paid"
        self.tell("checkout.session.completed", session)
        return session

    def clear(self, ref: str) -> Thing:
        """A debit is final."""
        session = self.kept["sessions"][ref]
        self._charge(self.kept["intents"][session["payment_intent"]])
        session["payment_status"] = "paid"
        self.tell("checkout.session.async_payment_succeeded", session)
        return session

    def bounce(self, ref: str) -> Thing:
        """A debit does not succeed."""
        session = self.kept["sessions"][ref]
        self.kept["intents"][session["payment_intent"]]["status"] = "requires_payment_method"
        self.tell("checkout.session.async_payment_failed", session)
        return session

    def expire(self, ref: str) -> Thing:
        """Nobody paid in time."""
        session = self.kept["sessions"][ref]
        if session["status"] == "open":
            session |= {"status": "expired", "url": None}
            self.tell("checkout.session.expired", session)
        return session

    def take_back(self, ref: str, status: str = "lost") -> Thing:
        """The payer's bank takes the money back; the same again with ``won`` gives it again."""
        intent = self.kept["intents"][self.kept["sessions"][ref]["payment_intent"]]
        charge = self.kept["charges"][intent["latest_charge"]]
        known = [one for one in self.kept["disputes"].values() if one["charge"] == charge["id"]]
        if known:
            known[0]["status"] = status
            charge["disputed"] = status != "won"  # nobody promises that it stays
            self.tell("charge.dispute.closed", known[0])
            return known[0]
        dispute: Thing = {
            "id": self.new("dp"),
            "object": "dispute",
            "amount": charge["amount"] - charge["amount_refunded"],
            "balance_transactions": [],
            "charge": charge["id"],
            "created": int(now().timestamp()),
            "currency": charge["currency"],
            "enhanced_eligibility_types": [],
            "evidence": {"enhanced_evidence": {}},
            "evidence_details": {
                "due_by": None,
                "enhanced_eligibility": {},
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
            "is_charge_refundable": False,
            "livemode": self.live,
            "metadata": {},
            "payment_intent": intent["id"],
            "reason": "debit_not_authorized",
            "status": status,
        }
        self.kept["disputes"][dispute["id"]] = dispute
        charge["disputed"] = True
        self.tell("charge.dispute.created", dispute)
        return dispute

    # ---- What it tells -----------------------------------------------------------------------

    def tell(self, kind: str, thing: Thing) -> Thing:
        """Keep an event, and send it unless the bank is silent."""
        event: Thing = {
            "id": self.new("evt"),
            "object": "event",
            "api_version": "2026-05-27.dahlia",
            "created": int(now().timestamp()),
            "data": {"object": json.loads(json.dumps(thing))},
            "livemode": self.live,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        self.kept["events"][event["id"]] = event
        self.keep()
        if not self.faults.silent:
            self.deliver(event)
        return event

    def deliver(self, event: Thing) -> None:
        """Send an event to the app, signed as of now."""
        payload = json.dumps(event).encode()
        if self.send is not None:
            self.send(payload, self.sign(payload))

    def sign(self, payload: bytes, at: int | None = None) -> str:
        """The signature as Stripe writes it."""
        stamp = int(now().timestamp()) if at is None else at
        signed = hmac.new(self.secret.encode(), f"{stamp}.".encode() + payload, hashlib.sha256)
        return f"t={stamp},v1={signed.hexdigest()}"

    def _intent(self, session: Thing) -> Thing:
        data = self.kept["answers"][f"page:{session['id']}"]["data"]
        intent: Thing = {
            "id": self.new("pi"),
            "object": "payment_intent",
            "amount": session["amount_total"],
            "created": int(now().timestamp()),
            "currency": session["currency"],
            "latest_charge": None,
            "livemode": self.live,
            "metadata": data.get("metadata", {}),
            "payment_method_types": session["payment_method_types"],
            "status": "requires_action",
        }
        self.kept["intents"][intent["id"]] = intent
        return intent

    def _charge(self, intent: Thing) -> None:
        ref = self.new("ch")
        self.kept["charges"][ref] = {
            "id": ref,
            "object": "charge",
            "amount": intent["amount"],
            "amount_captured": intent["amount"],
            "amount_refunded": 0,
            "billing_details": dict.fromkeys(("address", "email", "name", "phone", "tax_id")),
            "captured": True,
            "created": int(now().timestamp()),
            "currency": intent["currency"],
            "disputed": False,
            "livemode": self.live,
            "metadata": intent["metadata"],
            "paid": True,
            "payment_intent": intent["id"],
            "refunded": False,
            "status": "succeeded",
        }
        intent |= {"status": "succeeded", "latest_charge": ref}
