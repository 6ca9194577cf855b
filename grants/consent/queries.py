"""Rounds of a thing, and rounds whose time is over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.consent.models import Round
from grants.consent.states import RoundState
from grants.kit.orm import Owned, Ref


class Identified(Protocol):
    """Anything with an id."""

    id: Any


def rounds_of(session: Session, thing: Owned | Ref) -> Sequence[Round]:
    """All rounds about this thing, newest first."""
    ref = thing if isinstance(thing, Ref) else thing.ref
    return session.scalars(
        select(Round)
        .where(Round.thing_kind == ref.kind, Round.thing_id == ref.id)
        .order_by(Round.opened_at.desc(), Round.id.desc())
    ).all()


def open_round_of(session: Session, thing: Owned | Ref) -> Round | None:
    """The open round about this thing; there is one at the most."""
    ref = thing if isinstance(thing, Ref) else thing.ref
    return session.scalars(
        select(Round).where(
            Round.thing_kind == ref.kind,
            Round.thing_id == ref.id,
            Round.state == RoundState.OPEN,
        )
    ).one_or_none()


def rounds_about(session: Session, kind: str, things: Iterable[Identified]) -> Sequence[Round]:
    """The rounds about several things of one kind, oldest first; one statement and its answers."""
    return session.scalars(
        select(Round)
        .where(Round.thing_kind == kind, Round.thing_id.in_([thing.id for thing in things]))
        .order_by(Round.opened_at, Round.id)
    ).all()


def agreed_round(session: Session, thing: Owned | Ref, mark: str) -> Round | None:
    """The agreed round about exactly this version of the thing."""
    return next(
        (
            round_
            for round_ in rounds_of(session, thing)
            if round_.state is RoundState.AGREED and round_.mark == mark
        ),
        None,
    )
