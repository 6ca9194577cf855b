"""Logs for machines: one JSON line an event, ids only, never names, addresses or free text."""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, g

DEEPEST = 20


def install(app: Flask) -> None:
    """Write JSON lines, each with the id of its request."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_words,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    app.before_request(_name_the_request)


def _without_words(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Where it went wrong and what kind it is. What an error says may quote what people typed."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    kinds, frames = [], []
    while isinstance(error, BaseException):
        kinds.append(type(error).__name__)
        found = traceback.extract_tb(error.__traceback__, limit=-DEEPEST)
        frames.append([f"{one.filename}:{one.lineno} {one.name}" for one in found])
        error = error.__cause__ or error.__context__
    if kinds:
        event.update(kinds=kinds, frames=frames)
    return event


def _name_the_request() -> None:
    g.request_id = secrets.token_hex(6)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)
