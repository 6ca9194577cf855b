"""Events of the payment provider: how many a second, and whether one is lost.

In one process, through the whole app (signature on the raw bytes, the row, its job, the commit),
without the network before it. ``minute`` sends them over HTTP, with the jobs beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import perf_counter

from flask import Flask
from sqlalchemy import func, select

from app.clock import now
from app.extensions import db
from app.gateways.stripe import StripeProvider
from app.gateways.testbank.vault import Vault
from app.world import world
from grants.kit.ids import new_id
from grants.kit.money import EUR
from grants.payments.models import OnlinePayment, ProviderEvent, Purpose
from grants.payments.states import OnlineState
from grants.proposals.models import Proposal
from tests.bench.measure import Figure
from tests.bench.stage import Site

OK = 200
A_SECOND = 100.0
MINUTE = 6_000


def figures(site: Site, count: int = MINUTE) -> Iterator[Figure]:
    """So many events as fast as they are taken, each tenth of them twice."""
    vault = Vault()
    with site.app.app_context():
        world().provider = StripeProvider("sk_test_bench", vault.secret)
        ours = _payment(site)
    said = [_event(no, ours) for no in range(count)]
    said += said[::10]
    begun = perf_counter()
    taken = sum(sent(site.app, vault, one) == OK for one in said)
    seconds = perf_counter() - begun
    with site.app.app_context():
        kept = (
            db.session.scalar(
                select(func.count(ProviderEvent.id)).where(ProviderEvent.about == "cs_bench")
            )
            or 0
        )
        world().provider = None
    yield Figure(
        "events", "events of the provider", taken / seconds, "a second", A_SECOND, at_least=True
    )
    yield Figure("events", f"lost of {count:,}, a tenth sent twice", float(count - kept), "", 0)


def _payment(site: Site) -> str:
    """One payment that all of them are about: each event makes us ask after it."""
    session = db.session()
    plan = session.get_one(Proposal, site.plan_id)
    row = OnlinePayment(
        id=new_id(session, now()),
        owner_id=plan.owner_id,
        proposal_id=plan.id,
        purpose=Purpose.GIFT,
        name="",
        amount=EUR("5"),
        state=OnlineState.OPENED,
        live=False,
        language="nl",
        token="bench",
        turn=1,
        session_ref="cs_bench",
        url="",
        made_at=now(),
        changed_at=now(),
    )
    session.add(row)
    ours = str(row.id)
    session.commit()
    return ours


def _event(no: int, ours: str) -> bytes:
    thing = {"id": "cs_bench", "metadata": {"payment": ours}}
    event = {
        "id": f"evt_bench_{no}",
        "type": "checkout.session.completed",
        "created": 1_793_000_000,
        "livemode": False,
        "data": {"object": thing},
    }
    return json.dumps(event).encode()


def sent(app: Flask, vault: Vault, payload: bytes) -> int:
    """One event into the app, signed as of now; what it answers."""
    answer = app.test_client().post(
        "/payments/provider/events",
        data=payload,
        content_type="application/json",
        headers={"Stripe-Signature": vault.sign(payload)},
    )
    return answer.status_code
