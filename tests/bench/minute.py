"""A minute of the provider's events over HTTP, a hundred a second, with the jobs beside it.

Served as ``wijkkas run`` serves it: two plain workers, one worker of jobs, and in a process of its
own the stand-in, which is asked about every payment. Each payment is told in five events within a
second or so, in no order, and a tenth of all events twice. A time counts from the moment at which
the event was to be sent, so that one that waits for a slow one before it counts as slow too.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median, quantiles
from threading import Lock, Thread
from typing import Any

from sqlalchemy import func, select

from app.clock import now
from app.extensions import db
from app.gateways.testbank.vault import Vault
from app.play import sample
from app.serving import HOST, free_port
from grants.kit.ids import new_id
from grants.kit.money import EUR, total
from grants.ledger import queries as book
from grants.outbox.models import Job
from grants.payments.models import OnlinePayment, ProviderEvent, Purpose
from grants.payments.states import OnlineState
from grants.proposals.models import Proposal
from tests.bench import stage
from tests.bench.measure import Figure
from tests.bench.server import EVENTS
from tests.bench.stage import Site
from tests.bench.visit import served

PATIENCE = 900.0
SLOWEST = 2_000.0
EARLY = 100  # so many are sent slowly first, and not timed: a server runs for days
NEAR = 100  # so many events that follow each other can change places
AMOUNT = EUR("5")
ALSO = ("payment_intent.created", "payment_intent.succeeded", "charge.succeeded", "charge.updated")

Send = Callable[[bytes], int]


@dataclass(frozen=True, slots=True)
class Size:
    """How many payments, of five events each, how many events a second, over how many clients."""

    payments: int = 1_200
    a_second: float = 100.0
    clients: int = 8


@dataclass
class Minute:
    """What became of what was sent: the seconds of each and of all, and how many got no 200."""

    took: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0


def figures(small: Site, folder: Path, size: Size) -> Iterator[Figure]:
    """Send them, and wait until all that they cause is done."""
    stage.copied(small, folder, 1)
    port, bank = free_port(5230), free_port(5250)
    words = [sys.executable, "-m", "tests.bench.server", *map(str, (folder, port, bank))]
    with stage.opened(folder) as site:
        vault = Vault()
        vault.faults.silent = True
        said = told(site, vault, f"http://{HOST}:{bank}", size.payments)
        vault.path = folder / sample.PROEFBANK
        vault.keep()
        before = held(site)
        with served(words, port):
            send = over_http(port, vault)
            early = paced(send, said[:EARLY], replace(size, a_second=EARLY / 5))
            minute = paced(send, said[EARLY:], size)
            minute.refused += early.refused
            waited = _until_done(site)
        yield from answers(minute, size)
        yield from outcome(site, size.payments, before, waited)


def told(site: Site, vault: Vault, address: str, payments: int) -> list[bytes]:
    """Gifts that were paid there, and all that is told of them, in the order of sending."""
    with site.app.app_context():
        plan = db.session.get_one(Proposal, site.plan_id)
        for _each in range(payments):
            row = _gift(plan, len(vault.kept["sessions"]))
            session = vault.open(_asked(row), address)
            row.session_ref = session["id"]
            intent = vault.kept["intents"][vault.pay(session["id"])["payment_intent"]]
            charge = vault.kept["charges"][intent["latest_charge"]]
            for kind in ALSO:
                vault.tell(kind, charge if kind.startswith("charge") else intent)
            db.session.add(row)
        db.session.commit()
    rows = [json.dumps(event).encode() for event in vault.kept["events"].values()]
    return _mixed(_with_doubles(rows))


def paced(send: Send, said: Sequence[bytes], size: Size) -> Minute:
    """Send each when its turn is there, over several clients at once."""
    minute, lock, begun = Minute(), Lock(), time.perf_counter()
    turns = iter(enumerate(said))

    def go() -> None:
        while True:
            with lock:
                no, payload = next(turns, (-1, b""))
            if no < 0:
                return
            due = begun + no / size.a_second
            time.sleep(max(0.0, due - time.perf_counter()))
            status = send(payload)
            with lock:
                minute.took.append(time.perf_counter() - due)
                minute.refused += status != 200

    clients = [Thread(target=go) for _ in range(size.clients)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    minute.seconds = time.perf_counter() - begun
    return minute


def over_http(port: int, vault: Vault) -> Send:
    """One event on a connection of its own, signed as of now."""

    def send(payload: bytes) -> int:
        heads = {"Content-Type": "application/json", "Stripe-Signature": vault.sign(payload)}
        connection = HTTPConnection(HOST, port, timeout=PATIENCE)
        try:
            connection.request("POST", EVENTS, payload, heads)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    return send


def outcome(site: Site, payments: int, before: int, waited: float) -> Iterator[Figure]:
    """Nothing lost, everything handled, and each payment in the book once."""
    with site.app.app_context():
        done = select(func.count()).where(ProviderEvent.handled_at.is_not(None))
        kept = db.session.scalar(done.where(ProviderEvent.about.like("%_test_%"))) or 0
        paid = select(func.count()).where(OnlinePayment.state == OnlineState.PAID)
        landed = db.session.scalar(paid.where(OnlinePayment.token.like("minute-%"))) or 0
        wrong = len(book.check(db.session()))
        db.session.remove()
    events, cents = payments * (1 + len(ALSO)), payments * AMOUNT.minor
    subject = "a minute of events"
    yield Figure(subject, f"lost or not handled of {events:,}", float(events - kept), "", 0)
    yield Figure(
        subject, f"payments not in the book, of {payments:,}", float(payments - landed), "", 0
    )
    yield Figure(
        subject, "cents in the book besides these", float(held(site) - before - cents), "", 0
    )
    yield Figure(subject, "faults in the books", float(wrong), "", 0)
    yield Figure(subject, "until all was asked and booked, after the last", round(waited, 1), "s")


def answers(minute: Minute, size: Size) -> Iterator[Figure]:
    rate = f"{len(minute.took) / minute.seconds:.0f} a second of {size.a_second:.0f}"
    note = f"{len(minute.took):,} sent, {rate}, over {size.clients} clients"
    subject = "a minute of events"
    last = quantiles(minute.took, n=100)[98]
    yield Figure(subject, "without a 200 the first time", float(minute.refused), "", 0, note)
    yield Figure(subject, "p50 from when it was to be sent", median(minute.took) * 1000, "ms")
    yield Figure(
        subject, "p99", last * 1000, "ms", SLOWEST, "a server that falls behind shows here"
    )


def _until_done(site: Site) -> float:
    """Wait for the jobs: how many seconds."""
    begun = time.perf_counter()
    waiting = select(func.count()).where(Job.kind == "payments.event", Job.done_at.is_(None))
    while time.perf_counter() - begun < PATIENCE:
        with site.app.app_context():
            left = db.session.scalar(waiting)
            db.session.remove()
        if not left:
            break
        time.sleep(0.5)
    return time.perf_counter() - begun


def held(site: Site) -> int:
    """What all groups have at the bank, in cents."""
    with site.app.app_context():
        owners = db.session.scalars(select(Proposal.owner_id).distinct()).all()
        found = total(book.amounts(db.session(), one).bank for one in owners)
        db.session.remove()
    return found.minor


def _mixed(said: list[bytes]) -> list[bytes]:
    """Those that are near each other change places; the same each time."""
    dice = Random(5)
    places = {no: no + dice.random() * NEAR for no in range(len(said))}
    return [said[no] for no in sorted(places, key=lambda one: places[one])]


def _with_doubles(said: list[bytes]) -> list[bytes]:
    return [one for no, each in enumerate(said) for one in [each] * (2 if no % 10 == 0 else 1)]


def _gift(plan: Proposal, no: int) -> OnlinePayment:
    return OnlinePayment(
        id=new_id(db.session(), now()),
        owner_id=plan.owner_id,
        proposal_id=plan.id,
        purpose=Purpose.GIFT,
        name="",
        amount=AMOUNT,
        state=OnlineState.OPENED,
        live=False,
        language="nl",
        token=f"minute-{no}",
        turn=1,
        url="",
        made_at=now(),
        changed_at=now(),
    )


def _asked(row: OnlinePayment) -> dict[str, Any]:
    """What we would have said when it was opened."""
    price = {"currency": "eur", "unit_amount": row.amount.minor, "product_data": {"name": "Gift"}}
    ours = {"payment": str(row.id)}
    return {
        "mode": "payment",
        "client_reference_id": str(row.id),
        "metadata": ours,
        "payment_intent_data": {"metadata": ours},
        "payment_method_types": ["ideal"],
        "line_items": [{"quantity": 1, "price_data": price}],
        "success_url": "",
        "cancel_url": "",
    }
