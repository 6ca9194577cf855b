"""Serves the stand-in beside the sample, and brings its events to the app."""

from __future__ import annotations

import threading
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import structlog
from werkzeug.serving import make_server

from app.gateways.testbank.pages import make_bank
from app.gateways.testbank.vault import Vault

log = structlog.get_logger(__name__)

SECONDS = 10


def serve(host: str, port: int, events: str, kept: Path) -> None:
    """Serve until the process ends. ``events``: the address that hears what happened."""
    vault = Vault(path=kept, send=lambda payload, signed: _later(events, payload, signed))
    make_server(host, port, make_bank(vault), threaded=True).serve_forever()


def _later(address: str, payload: bytes, signature: str) -> None:
    """Beside what the bank does: it never waits for who is told."""
    threading.Thread(target=bring, args=(address, payload, signature), daemon=True).start()


def bring(address: str, payload: bytes, signature: str) -> int:
    """Bring one event; its status, or nothing when nobody answers."""
    headers = {"Content-Type": "application/json", "Stripe-Signature": signature}
    asked = Request(address, data=payload, headers=headers)  # noqa: S310  our own address
    try:
        with urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310  as above
            return int(answer.status)
    except URLError as fault:
        log.warning("event-not-brought", fault=type(fault).__name__)
        return 0
