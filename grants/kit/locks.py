"""Which locks this transaction holds, so that none is taken twice, and what it knows under them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sqlalchemy.orm import Session

KEY = "locks"


def held(session: Session) -> set[Hashable]:
    """What this transaction locked so far; add to it what you lock.

    A savepoint counts apart: what it locked is let go of when it is undone.
    """
    return _of_transaction(session)[0]


def known(session: Session) -> dict[Hashable, Any]:
    """What this transaction wrote itself under a lock, and nobody else can have changed since.

    Forgotten with the locks: a savepoint begins with nothing, and nothing of it is left after it.
    """
    return _of_transaction(session)[1]


def _of_transaction(session: Session) -> tuple[set[Hashable], dict[Hashable, Any]]:
    inside = session.get_nested_transaction() or session.get_transaction()
    before, *found = session.info.get(KEY, (None, set(), {}))
    if inside is None or before is not inside:
        found = [set(), {}]
        session.info[KEY] = inside, *found
    return found[0], found[1]
