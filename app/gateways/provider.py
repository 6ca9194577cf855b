"""Which payment provider the settings name, and the plain twin for tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from app.clock import now
from app.config import Settings
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


def provider_by(settings: Settings) -> Provider | None:
    """The provider of the settings. None: nothing is paid online, the bank transfer stands."""
    key = settings.stripe_key.get_secret_value()
    if not key:
        return None
    if "_live_" in key and settings.stripe_base:
        raise ValueError("A live key goes to Stripe alone: take WIJKKAS_STRIPE_BASE away")
    from app.gateways.stripe import StripeProvider  # noqa: PLC0415  costs time where nobody pays

    return StripeProvider(
        key,
        settings.stripe_webhook_secret.get_secret_value(),
        account=settings.stripe_account,
        methods=tuple(name.strip() for name in settings.stripe_methods.split(",") if name.strip()),
        base=settings.stripe_base,
    )


@dataclass
class FakeProvider:
    """The plain twin: what a test says happened there is what it tells."""

    live: bool = False
    account: str = ""
    host: str = "https://bank.example"
    truths: dict[str, Truth] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    refunds: list[Refunding] = field(default_factory=list)
    down: bool = False
    refuses: str = ""
    silent: bool = False  # it does what is asked and does not say so
    broken_keys: set[str] = field(default_factory=set)  # a stored fault

    def open(self, order: Order) -> Opened:
        """Keep the order; the same key is the same page."""
        self._up(order.key)
        self.orders.append(order)
        ref = self.keys.setdefault(order.key, f"cs_{len(self.keys) + 1}")
        url = f"{self.host}/pay/{ref}"
        fresh = Truth(ref, order.payment, Standing.OPEN, order.amount, self.live, url=url)
        self.truths.setdefault(ref, fresh)
        return Opened(ref, url)

    def find(self, payment: str, since: datetime) -> Truth | None:  # noqa: ARG002  its signature
        """What is there under our own id."""
        self._up()
        return next((one for one in self.truths.values() if one.payment == payment), None)

    def ask(self, ref: str, *, went_back: bool = False) -> Truth | None:
        """Where it stands; of what went back and came again nothing is said unasked."""
        self._up()
        found = self.truths.get(ref)
        if found is None or went_back:
            return found
        shown = tuple(one for one in found.backs if one.state is not BackState.FAILED)
        return replace(found, backs=shown)

    def give_back(self, order: Refunding) -> Back:
        """Send back; the same key once."""
        self._up(order.key)
        self.refunds.append(order)
        truth = next(one for one in self.truths.values() if one.intent_ref == order.intent_ref)
        ref = self.keys.setdefault(order.key, f"re_{len(self.keys) + 1}")
        back = Back(ref, BackKind.REFUND, order.amount, BackState.DONE, order.back)
        self.went(truth.ref, back)
        if self.silent:
            raise Unknown
        return back

    def listed(self, since: datetime) -> Iterator[Truth]:  # noqa: ARG002  its signature
        """Everything."""
        self._up()
        yield from self.truths.values()

    def read(self, payload: bytes, signature: str) -> Told:
        """Whatever is signed ``good``."""
        if signature != "good":
            raise Forged
        said = json.loads(payload)
        return Told(
            ref=said["ref"],
            kind=said.get("kind", "checkout.session.completed"),
            about=said.get("about", ""),
            payment=said.get("payment", ""),
            intent_ref=said.get("intent_ref", ""),
            live=said.get("live", self.live),
            account=said.get("account", ""),
            said_at=datetime.fromtimestamp(now().timestamp(), tz=UTC),
        )

    def becomes(self, ref: str, standing: Standing) -> None:
        """This happened there."""
        self.truths[ref] = replace(self.truths[ref], standing=standing, intent_ref=f"pi_{ref}")

    def went(self, ref: str, back: Back) -> None:
        """This went back there; the same again is how it is now."""
        truth = self.truths[ref]
        others = tuple(one for one in truth.backs if one.ref != back.ref)
        self.truths[ref] = replace(truth, backs=(*others, back))

    def _up(self, key: str = "") -> None:
        if self.down or key in self.broken_keys:
            raise Unknown
        if self.refuses:
            raise Declined(self.refuses)
