"""A story that many tests begin with is told once, and each of them begins where it ends.

The story lies written in one long transaction; a test works in a savepoint of it that is undone.
What the story gave is kept as the ids of its rows, and each test reads them anew.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.orm import Session

from grants.kit.orm import Base

T = TypeVar("T")
P = ParamSpec("P")
SHELF = "shelf"
SESSION = "session"
ANEW = "anew"


class Beginning(Session):
    """A session that goes into the database only when it is asked something."""

    def get_bind(self, *_args: Any, **_more: Any) -> Connection:
        """The shelf's connection, empty unless the test began with a story."""
        shelf: Shelf = self.info[SHELF]
        return shelf.ground(self)


class Shelf:
    """One connection to one database, and the story that lies in its transaction, if any."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.connection: Connection | None = None
        self.story = ""
        self.given = b""
        self.reader: Session | None = None

    @contextmanager
    def session(self, *, anew: bool) -> Iterator[Session]:
        """A session for one test; whatever it does, also what it commits, is undone.

        ``anew``: it plays its stories itself.
        """
        with Beginning(join_transaction_mode="create_savepoint") as session:
            session.info[SHELF] = self
            session.info[ANEW] = anew
            yield session
        if self.reader is session:
            self._undo()

    def ground(self, session: Session, story: str = "") -> Connection:
        """The connection for this session: with this story on it, or empty."""
        if self.reader is not session:
            assert self.reader is None, "two tests at once"
            if self.connection is None or self.story != story:
                self.clear()
            self.reader = session
            self.mark = self._open().begin_nested()
        return self._open()

    def tell(self, session: Session, story: str, play: Callable[[Session], T]) -> T:
        """What the story gives, for this session."""
        if self.story != story:
            self.clear()
            with Session(self._open(), join_transaction_mode="create_savepoint") as teller:
                self.given = _kept(play(teller))
                teller.commit()
            self.story = story
        self.ground(session, story)
        return _Reader(self.given, session).load()  # type: ignore[no-any-return]

    def clear(self) -> None:
        """Nothing lies in the database any more."""
        if self.connection is not None:
            self.connection.close()
        self.connection, self.story = None, ""

    def _open(self) -> Connection:
        if self.connection is None:
            self.connection = self.engine.connect()
            self.connection.begin()
        return self.connection

    def _undo(self) -> None:
        self.reader = None
        if self.mark.is_active and self.connection is not None and not self.connection.invalidated:
            self.mark.rollback()
        else:
            self.clear()


def told_once(
    play: Callable[Concatenate[Session, P], T],
) -> Callable[Concatenate[Session, P], T]:
    """Only the first test that begins with this story, told with these words, has to play it."""

    @wraps(play)
    def told(session: Session, /, *args: P.args, **more: P.kwargs) -> T:
        shelf: Shelf | None = session.info.get(SHELF)
        if shelf is None or shelf.reader is session or session.info[ANEW]:
            return play(session, *args, **more)
        story = f"{play.__module__}.{play.__qualname__}{args}{sorted(more.items())}"
        return shelf.tell(session, story, lambda teller: play(teller, *args, **more))

    return told


class _Writer(pickle.Pickler):
    """Of rows only which they are."""

    def persistent_id(self, thing: object) -> object:
        if isinstance(thing, Session):
            return SESSION
        if isinstance(thing, Base):
            return type(thing), inspect(thing).identity
        return None


class _Reader(pickle.Unpickler):
    """The rows, read anew."""

    def __init__(self, given: bytes, session: Session) -> None:
        super().__init__(io.BytesIO(given))
        self.session = session

    def persistent_load(self, key: Any) -> object:
        return self.session if key == SESSION else self.session.get_one(*key)


def _kept(given: object) -> bytes:
    out = io.BytesIO()
    _Writer(out).dump(given)
    return out.getvalue()
