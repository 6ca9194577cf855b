"""A bank that is served on this machine, and our gateway to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from flask import request
from werkzeug.serving import make_server

from app.clock import now
from app.gateways import testbank
from app.gateways.stripe import StripeProvider
from app.gateways.testbank.pages import tree
from app.gateways.testbank.vault import Thing, Vault
from grants.kit.money import EUR
from grants.payments.provider import Order

OURS = "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000"


@dataclass
class House:
    """A bank that is served, and our gateway to it. ``calls``: what was said and answered.

    ``heads``: what stood above each call.
    """

    vault: Vault
    provider: StripeProvider
    address: str
    told: list[tuple[bytes, str]] = field(default_factory=list)
    calls: list[tuple[str, str, Thing, int, Thing]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    began: datetime = field(default_factory=now)

    def order(self, key: str = "key-1") -> Order:
        return Order(key, OURS, EUR("5"), "Voor het café", "nl", "http://x.example/y", self.began)

    def paid(self) -> str:
        ref = self.provider.open(self.order()).ref
        self.vault.pay(ref)
        return ref

    def intent(self, ref: str) -> str:
        truth = self.provider.ask(ref)
        assert truth is not None
        return truth.intent_ref or ""


@pytest.fixture
def house() -> Iterator[House]:
    vault = Vault()
    bank = testbank.make_bank(vault)
    server = make_server("127.0.0.1", 0, bank, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    provider = StripeProvider("sk_test_x", vault.secret, base=address)
    house = House(vault, provider, address)
    vault.send = lambda payload, signed: house.told.append((payload, signed))

    @bank.after_request
    def note(response: Any) -> Any:
        if request.path.startswith("/v1/"):
            said = tree(request.values.items(multi=True))
            call = (request.method, request.path, said, response.status_code, response.get_json())
            house.calls.append(call)
            house.heads.append(dict(request.headers))
        return response

    yield house
    server.shutdown()
    server.server_close()
    thread.join()
