"""When a request that only read so far turns to writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from grants.kit.database import is_reading, set_reading


def turn_to_writing(session: Session) -> None:
    """What begins now may write. What was read stays known as it was read, before any lock.

    Whoever only looked so far did not keep others from writing; a verb reads anew, under its
    lock, what it decides by.
    """
    if not is_reading():
        return
    expire, session.expire_on_commit = session.expire_on_commit, False
    try:
        session.commit()
    finally:
        session.expire_on_commit = expire
    set_reading(only=False)


@contextmanager
def at_once(session: Session) -> Iterator[None]:
    """What is written in here is committed, whatever becomes of the rest; a refusal undoes it."""
    only = is_reading()
    turn_to_writing(session)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        set_reading(only=only)
