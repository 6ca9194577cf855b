"""What Stripe answers, in our own words."""

from __future__ import annotations

from typing import Any

from grants.kit.money import Money
from grants.payments.models import BackKind
from grants.payments.provider import Back, Standing, Truth
from grants.payments.states import BackState

_OVER = frozenset({"requires_payment_method", "canceled"})
_REFUNDS = {
    "succeeded": BackState.DONE,
    "failed": BackState.FAILED,
    "canceled": BackState.FAILED,
}


def truth(session: Any, backs: tuple[Back, ...] = ()) -> Truth:
    """Where a payment stands, and what went back of it."""
    intent = session.payment_intent
    return Truth(
        ref=session.id,
        payment=_ours(session),
        standing=_standing(session, intent),
        amount=Money(session.amount_total or 0, (session.currency or "eur").upper()),
        live=session.livemode,
        intent_ref=ref_of(intent) or None,
        url=session.url or "",
        backs=backs,
    )


def _ours(session: Any) -> str:
    """Our own id, where we wrote it; a payer can write in the other place by the address of a link."""
    said = noted(session.metadata, "payment")
    return said if said == session.client_reference_id else ""


def _standing(session: Any, intent: Any) -> Standing:
    if session.payment_status == "paid":
        return Standing.PAID
    if session.status == "expired":
        return Standing.EXPIRED
    if session.status != "complete":
        return Standing.OPEN
    # Whatever else it says can still become money: nobody is told that it failed.
    failed = intent is not None and not isinstance(intent, str) and intent.status in _OVER
    return Standing.FAILED if failed else Standing.PENDING


def refund(said: Any) -> Back:
    """Money that we, or somebody at Stripe's own pages, sent back."""
    return Back(
        ref=said.id,
        kind=BackKind.REFUND,
        amount=Money(said.amount, said.currency.upper()),
        state=_REFUNDS.get(said.status or "", BackState.ON_ITS_WAY),
        back=noted(said.metadata, "back"),
    )


def dispute(said: Any) -> Back | None:
    """A dispute takes the money at once; won, it comes again. A warning takes nothing."""
    if said.status.startswith("warning") or said.status == "prevented":
        return None
    state = BackState.FAILED if said.status == "won" else BackState.DONE
    amount = Money(said.amount, said.currency.upper())
    return Back(said.id, BackKind.REVERSAL, amount, state)


def noted(metadata: Any, name: str) -> str:
    """What we gave along ourselves; the library's own objects know no ``get``."""
    return str(metadata[name]) if metadata and name in metadata else ""


def ref_of(thing: Any) -> str:
    """The id, whether the thing came whole or by its id only."""
    if thing is None:
        return ""
    return thing if isinstance(thing, str) else str(thing.id)
