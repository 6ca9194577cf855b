"""The app as a visitor's browser finds it: on a loopback port, with letters that can be read."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.config import load
from app.extensions import db
from app.gateways.bank import read_bank
from app.gateways.mail import FakeMail, Letter
from app.gateways.pdf import WarmPdf
from app.gateways.sepa import SepaWriter
from app.gateways.uploads import inspect_upload
from app.jobs import run_due
from app.world import fake_world, world

Made = TypeVar("Made")
DIGITS = re.compile(r"\b(\d{3}) ?(\d{3})\b")


@dataclass(frozen=True)
class Site:
    """Where it is, and what only a test may see of it."""

    app: Flask
    address: str

    def run(self, make: Callable[[Session], Made]) -> Made:
        """Do something through the verbs, and keep it."""
        with self.app.app_context():
            made = make(db.session())
            db.session.commit()
            return made

    def work(self) -> None:
        """Do the jobs that are due."""
        with self.app.app_context():
            run_due()

    def letters(self, to: str) -> list[Letter]:
        """Everything that was mailed to this address, the newest last."""
        with self.app.app_context():
            run_due()
            mail = world().mail
            assert isinstance(mail, FakeMail)
            return [one for one in mail.sent if one.to == to]

    def code(self, to: str) -> str:
        """The six digits in the newest letter."""
        found = DIGITS.search(self.letters(to)[-1].text)
        assert found, self.letters(to)[-1].text
        return "".join(found.groups())


class _Quiet(WSGIRequestHandler):
    def log(self, *_args: object, **_more: object) -> None:
        """Say nothing: what goes wrong is seen in the browser."""


@contextmanager
def site_on(folder: Path) -> Iterator[Site]:
    """Serve this folder's database: real pictures, papers and bank files, letters in a list."""
    outside = fake_world()
    outside.pdf, outside.inspect = WarmPdf(), inspect_upload
    outside.sepa, outside.bank = SepaWriter(), read_bank
    settings = load(instance=folder, secret_key="for tests alone, " * 3)
    app = create_app(settings, outside, TESTING=True)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    app.config["ADDRESS"] = address
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(app, address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
