"""What an act leaves behind: in history, on lists of what waits, in the book, among the letters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.history.models import Event
from grants.kit.money import Money
from grants.kit.orm import Owned
from grants.ledger.models import Entry
from grants.ledger.service import lines_of
from grants.outbox.models import Job
from grants.waiting.models import Waiting


class Told(NamedTuple):
    """One row of history: which act, by whom, with which facts, why, and when."""

    act: str
    by: str | None
    facts: dict[str, Any]
    why: str | None
    at: datetime


class Asked(NamedTuple):
    """What waits or waited for somebody."""

    act: str
    who: str
    label: str
    amount: Money | None
    asked_at: datetime
    done_at: datetime | None


def history(session: Session, thing: Owned, names: Mapping[UUID, str]) -> list[Told]:
    """What is written down of a thing, oldest first."""
    which = select(Event).where(Event.thing_id == thing.ref.id, Event.thing_kind == thing.ref.kind)
    return [
        Told(
            one.act,
            names.get(one.actor_id) if one.actor_id else None,
            json.loads(one.facts),
            one.why,
            one.at,
        )
        for one in session.scalars(which.order_by(Event.no))
    ]


def asked(session: Session, thing: Owned, names: Mapping[UUID, str]) -> set[Asked]:
    """For whom it waits, and for whom it waited."""
    which = select(Waiting).where(Waiting.thing_id == thing.ref.id)
    return {
        Asked(one.act, names[one.person_id], one.label, one.amount, one.asked_at, one.done_at)
        for one in session.scalars(which.execution_options(populate_existing=True))
    }


def booked(session: Session, thing: Owned) -> list[tuple[str, datetime, dict[str, str]]]:
    """The entries that it caused: act, moment and by kind of account what it moved."""
    which = select(Entry).where(Entry.source_id == thing.ref.id).order_by(Entry.no)
    return [
        (entry.act, entry.at, {line.kind: line.amount.digits for line in lines_of(session, entry)})
        for entry in session.scalars(which)
    ]


def letters(session: Session, kind: str) -> list[dict[str, Any]]:
    """What was asked of the outbox, by the facts of each letter."""
    which = select(Job).where(Job.kind == kind).order_by(Job.due_at, Job.id)
    return [json.loads(one.facts) for one in session.scalars(which)]
