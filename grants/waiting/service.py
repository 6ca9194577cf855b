"""Asking somebody for an act, and saying that it is no longer asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from grants.kit.acts import Act
from grants.kit.asking import an_id, look_up, several_ids
from grants.kit.ids import new_id
from grants.kit.money import Money
from grants.kit.orm import Owned, insert_rows
from grants.outbox.service import enqueue_all
from grants.waiting.models import Waiting

# What comes within this time of the first thing goes into one mail.
GATHER = timedelta(minutes=30)
# An act of the last second may still be committing when the half hour is over.
GRACE = timedelta(minutes=1)
_HAVE = select(Waiting.person_id).where(
    Waiting.thing_id == an_id("thing_id"),
    Waiting.act == bindparam("act"),
    Waiting.done_at.is_(None),
    Waiting.person_id.in_(several_ids("people")),
)


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
    if not people:
        return
    asked = {"thing_id": thing.ref.id, "act": str(act), "people": list(people)}
    asks = sorted(people - set(look_up(session, _HAVE, asked).scalars()))
    if not asks:
        return
    row: dict[str, object] = {
        "owner_id": thing.owner_id,
        "act": str(act),
        "thing_kind": thing.ref.kind,
        "thing_id": thing.ref.id,
        "label": label,
        "amount_minor": amount.minor if amount is not None else None,
        "amount_currency": amount.currency if amount is not None else None,
        "asked_at": at,
        "due_at": due,
    }
    several = [row | {"id": new_id(session, at), "person_id": person_id} for person_id in asks]
    insert_rows(session, Waiting, several)
    gathered = int(at.timestamp() // GATHER.total_seconds()) + 1
    over = datetime.fromtimestamp(gathered * GATHER.total_seconds(), tz=at.tzinfo)
    jobs = {f"waiting:{person_id}:{gathered}": {"person": person_id} for person_id in asks}
    enqueue_all(session, "waiting.digest", jobs, at=at, due=over + GRACE)


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


def all_done(session: Session, things: Select[UUID], *, act: Act, at: datetime) -> None:
    """Take all these things off everybody's list for this act."""
    rows = update(Waiting).where(
        Waiting.thing_id.in_(things), Waiting.act == str(act), Waiting.done_at.is_(None)
    )
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
