"""What a statement is given when it is asked, so that it is put together once and not every time.

SQLAlchemy takes longer to put a small statement together than SQLite takes to answer it. What
every page asks therefore stands at the top of its ``queries``, with places for what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, CursorResult, Executable, Uuid, bindparam
from sqlalchemy.orm import Session


def an_id(name: str) -> BindParameter[UUID]:
    """Place for an id. Its type is said, since a column's own is not known before all are made."""
    return bindparam(name, type_=Uuid())


def several_ids(name: str) -> BindParameter[UUID]:
    """Place for a list of ids, after ``in_``."""
    return bindparam(name, type_=Uuid(), expanding=True)


def look_up(
    session: Session, statement: Executable, values: Mapping[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    """Rows of columns only: what makes things of rows is left out, and took as long as the rest."""
    session.flush()  # as a session does before it asks
    return session.connection().execute(statement, values)
