"""Asking somebody for an act, and saying that it is no longer asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grants.kit.acts import Act
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.kit.orm import Owned
from grants.outbox.service import enqueue
from grants.waiting.models import Waiting

# What comes within this time of the first thing goes into one mail.
GATHER = timedelta(minutes=30)
# An act of the last second may still be committing when the half hour is over.
GRACE = timedelta(minutes=1)


def ask(
    session: Session,
    act: Act,
    thing: Owned,
    *,
    who: Iterable[UUID],
    label: str,
    at: datetime,
    due: datetime | None = None,
    amount: Money | None = None,
) -> None:
    """Put the thing on their lists; whoever has it already keeps the one she has.

    One mail gathers what came in half an hour; it is asked for here, in this transaction.
    """
    people = set(who)
    has = session.scalars(
        select(Waiting.person_id).where(
            Waiting.thing_id == thing.ref.id,
            Waiting.act == str(act),
            Waiting.done_at.is_(None),
            Waiting.person_id.in_(people),
        )
    )
    for person_id in sorted(people - set(has)):
        session.add(
            Waiting(
                id=new_id(session, at),
                owner_id=thing.owner_id,
                person_id=person_id,
                act=str(act),
                thing_kind=thing.ref.kind,
                thing_id=thing.ref.id,
                label=label,
                amount=amount,
                asked_at=at,
                due_at=due,
            )
        )
        gathered = int(at.timestamp() // GATHER.total_seconds()) + 1
        over = datetime.fromtimestamp(gathered * GATHER.total_seconds(), tz=at.tzinfo)
        key = f"waiting:{person_id}:{gathered}"
        enqueue(session, "waiting.digest", key, at=at, due=over + GRACE, person=person_id)
    session.flush()


def done(
    session: Session,
    thing: Owned,
    *,
    at: datetime,
    act: Act | None = None,
    who: UUID | None = None,
) -> None:
    """Take the thing off the lists: of everybody or ``who``, for every act or ``act``."""
    rows = update(Waiting).where(Waiting.thing_id == thing.ref.id, Waiting.done_at.is_(None))
    if act is not None:
        rows = rows.where(Waiting.act == str(act))
    if who is not None:
        rows = rows.where(Waiting.person_id == who)
    session.flush()
    session.execute(rows.values(done_at=at).execution_options(synchronize_session="fetch"))


def told(session: Session, rows: Iterable[Waiting], *, at: datetime) -> None:
    """These were in a mail that went out."""
    for row in rows:
        row.told_at = at
    session.flush()


def rename(session: Session, thing: Owned, act: Act, label: str) -> None:
    """Call it so on the lists where this is done: what was shown until then is not kept."""
    rows = update(Waiting).where(Waiting.thing_id == thing.ref.id, Waiting.act == str(act))
    over = rows.where(Waiting.done_at.is_not(None)).values(label=label)
    session.execute(over.execution_options(synchronize_session="fetch"))
