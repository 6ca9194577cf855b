"""Ids and secrets. Randomness comes with the session, so that a seeded one repeats itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias, cast
from uuid import UUID

from sqlalchemy.orm import Session

Randomness: TypeAlias = Callable[[int], bytes]
KEY = "randomness"


def random_bytes(session: Session, count: int) -> bytes:
    """Bytes from the session's source: the system's, unless ``session.info`` holds another."""
    source = cast("Randomness", session.info.get(KEY, os.urandom))
    return source(count)


def new_id(session: Session, at: datetime) -> UUID:
    """A time-ordered UUID (version 7, RFC 9562). Never shown, never used to order things."""
    milliseconds = int(at.timestamp() * 1000)
    noise = int.from_bytes(random_bytes(session, 10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | noise
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
