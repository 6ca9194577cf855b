"""Which locks this transaction holds, so that none is taken twice."""

from __future__ import annotations

from collections.abc import Hashable

from sqlalchemy.orm import Session

KEY = "locks"


def held(session: Session) -> set[Hashable]:
    """What this transaction locked so far; add to it what you lock.

    A savepoint counts apart: what it locked is let go of when it is undone.
    """
    inside = session.get_nested_transaction() or session.get_transaction()
    known, locks = session.info.get(KEY, (None, set()))
    if inside is None or known is not inside:
        locks = set()
        session.info[KEY] = inside, locks
    return locks  # type: ignore[no-any-return]
