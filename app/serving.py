"""Serving on this machine: gunicorn's plain workers, and the jobs beside them in one child."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication

from app import jobs
from app.checks.jobs import ask_now
from app.extensions import db
from app.payments.jobs import ask_daily

log = structlog.get_logger(__name__)

HOST = "127.0.0.1"
WORKERS = 2
# A page waits at most ten seconds for a lock, and half a minute for a picture or paper.
SECONDS = 60
PAUSE_AFTER_FAULT = 5.0
LOOK_EVERY = 0.5


def free_port(wanted: int, tries: int = 20) -> int:
    """The wanted port, or the next one that nobody uses."""
    for port in range(wanted, wanted + tries):
        if is_free(port):
            return port
    raise OSError(f"no free port from {wanted} to {wanted + tries - 1}")


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError:
            return False
    return True


class _Server(BaseApplication):  # type: ignore[misc] # it carries no types
    def __init__(self, app: Flask, settings: dict[str, Any]) -> None:
        self.app, self.settings = app, settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def serve(app: Flask, port: int, ready: Callable[[], None]) -> None:
    """Serve on the loopback address until we are told to stop; the jobs end with us."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    start_jobs(app)
    _Server(
        app,
        {
            "bind": f"{HOST}:{port}",
            "workers": WORKERS,
            "worker_class": "sync",
            "timeout": SECONDS,
            "loglevel": "warning",
            "post_fork": lambda _server, _worker: end_with_parent(),
            "when_ready": lambda _server: ready(),
        },
    ).run()


def start_jobs(app: Flask) -> int:
    """Work through the outbox in a child of our own."""
    return start_child(lambda: work(app))


def start_child(deed: Callable[[], None]) -> int:
    """Fork a child that does this, and that dies when its parent does."""
    child = os.fork()
    if child:
        return child
    # Ctrl-C reaches the whole family; the child goes when its parent has gone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    deed()
    os._exit(0)


def end_with_parent() -> None:
    """Let this child end soon after its parent did, also when that was killed."""
    watch = threading.Thread(target=_watch, args=(os.getppid(),), daemon=True)
    watch.start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os._exit(0)


def work(app: Flask) -> None:
    """Look whether everything holds, then do jobs for ever; a fault of the database is waited out."""
    asked = False
    while True:
        with app.app_context():
            try:
                if not asked:
                    ask_now()
                    ask_daily()
                    asked = True
                jobs.run_forever()
            except Exception as fault:  # noqa: BLE001  the next round may be better
                log.warning("jobs-interrupted", fault=type(fault).__name__)
                db.session.rollback()
        time.sleep(PAUSE_AFTER_FAULT)
